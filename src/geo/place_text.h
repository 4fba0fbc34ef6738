/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* place_text.h - a place as it is written in columns, JSON, forms and the ledger: "113.5501000,34.8088000".
 *
 * Longitude first, as in GeoJSON; always seven decimals when written, one to seven or none when read. */
#ifndef JUEBU_GEO_PLACE_TEXT_H
#define JUEBU_GEO_PLACE_TEXT_H

#include "base/arena.h"
#include "geo/point.h"

Str place_text(struct arena *, struct place);
bool place_parse(Str, struct place *out) MUST_USE;      /* false, out untouched: not two numbers, or off the globe */

#endif

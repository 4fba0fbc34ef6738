/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* bind.h - between bind.c and bind_rows.c. */
#ifndef JUEBU_RECORD_BIND_H
#define JUEBU_RECORD_BIND_H

#include "record/record_inside.h"

bool takes_name(const char *takes, Str name);
bool field_is_bindable(const struct field *);
/* prefix: "items.0", or empty at the top. */
void bind_field(struct act *, const struct input *, Str prefix, const struct field *, void *row);
void bind_rows(struct act *, const struct children *, const struct input *, const char *takes, void *row);

#endif

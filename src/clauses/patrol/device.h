/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* device.h - who keeps the register of devices, and who may look at it and at the blocks of what they sent.
 *
 * A clause of its own beside patrol_clause, so that each can be read alone. What a device is: track/. */
#ifndef JUEBU_CLAUSES_PATROL_DEVICE_H
#define JUEBU_CLAUSES_PATROL_DEVICE_H

#include "clause/clause.h"
#include "track/track.h"

extern const struct clause device_clause;
extern const struct route device_routes[];      /* osmand.c */
extern const struct permission CAN_READ_DEVICE, CAN_KEEP_DEVICE, CAN_READ_TRACK;
extern const struct holding device_holding, track_block_holding;

#endif

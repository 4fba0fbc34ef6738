/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* flood.h - how often one address or one account may knock where nobody has to be known.
 *
 * Token buckets in memory, in real time: each knock takes one, they come back evenly. A table of fixed size: when it is
 * full, who has been quiet longest is forgotten. Behind a trusted proxy the address is the forwarded one; of an IPv6
 * address the first half, because anybody has the whole other half to choose from. */
#ifndef JUEBU_APP_FLOOD_H
#define JUEBU_APP_FLOOD_H

#include "http/http.h"

enum flood_kind { FLOOD_LOGIN_ADDRESS, FLOOD_LOGIN_ACCOUNT, FLOOD_PUBLIC_WRITE, FLOOD_PUBLIC_READ, FLOOD_BEACON, FLOOD_KINDS };

struct flood;
struct flood *flood_open(struct arena *);
/* 0: let it in, and it counts; else in how many seconds it may come again. */
int flood_address(struct flood *, enum flood_kind, const struct address *, int64_t now_ms);
int flood_name(struct flood *, enum flood_kind, Str name, int64_t now_ms);
uint64_t flood_refused(const struct flood *, enum flood_kind);

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* api.h - JSON over every holding, derived from the tables; one verb serves page and API.
 *
 *     GET|POST /api/v1/<record>   GET|PATCH /api/v1/<record>/:id   POST /api/v1/<record>/:id/<verb>
 *     POST /api/v1/<record>/:id/personal: personal fields in clear, noted in the ledger
 *     GET|POST /api/v1/<record>/:id/attachment   GET /api/v1/attachment/:id[/content]   POST /api/v1/attachment/:id/remove
 *     POST /api/v1/<record>/<verb> for a second way to make one    /api/v1/session   /api/v1/openapi.json
 *
 * Owns: the shape of requests and answers. Does not own: permission, session, transaction (app/door.c). */
#ifndef JUEBU_API_API_H
#define JUEBU_API_API_H

#include "clause/clause.h"

enum { API_ROUTES_MOST = 10 };       /* of one holding */

/* The routes of a holding; paths live in the arena. */
size_t api_routes_of(struct arena *, const struct holding *, struct route *out, size_t room);
extern const struct route api_routes[];          /* session and description; ROUTES_END */

bool api_path(Str path);                         /* answered in JSON, with a token or a session */
/* {"error": {"rule", "message", "field", "fields": […]}} and the kind's status. */
void api_refuse(struct exchange *, const struct refusal *);

/* OpenAPI 3.0 of all holdings. */
Str api_describe(struct arena *, const struct house *);

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* door.h - where requests come in: to whom a path belongs, who asks, and in which kind of act it is answered.
 *
 * Owns: the one way from a request to a route's handler and back: session, CSRF, permission, scope, once-key,
 * the answer to a refusal. Does not own: what a page shows (page/, clauses), what JSON says (api/). */
#ifndef JUEBU_APP_DOOR_H
#define JUEBU_APP_DOOR_H

#include "app/access_log.h"
#include "clause/clause.h"

struct door;
/* Collects the routes of the house's clauses; lives in the arena and ends with it. */
struct door *door_open(struct arena *, struct house *);
struct door_options {
	struct access_log *log;         /* NULL: none */
	Str metrics_token;              /* empty: /metrics is for this machine alone */
};
void door_set(struct door *, const struct door_options *);       /* before the first request */
void door_serves(struct door *, struct http_server *);           /* whose connections /metrics tells */
HttpHandler door_handle;                         /* context: the door */
size_t door_body_most(const struct request *, void *door);      /* for http_options: files only from who is logged in */
HttpAnswered door_answered;

/* The routes a request may take, for the matrix and the tests. */
const struct route *door_route(const struct door *, size_t i);   /* NULL: no more */

#endif

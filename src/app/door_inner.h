/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* door_inner.h - between the files of the door: one request while it is inside. */
#ifndef JUEBU_APP_DOOR_INNER_H
#define JUEBU_APP_DOOR_INNER_H

#include "app/door.h"
#include "app/flood.h"
#include "app/routes.h"

/* Answers since the start; index passages.count of routes is everything else: files, wrong paths. */
enum { FIGURE_STEPS = 12 };
struct route_figures { _Atomic int64_t by_class[6]; };
struct figures {
	struct route_figures *routes;
	_Atomic int64_t took[FIGURE_STEPS], took_ns;
};
struct figures *figures_open(struct arena *, size_t routes);

struct door {
	struct house *house;
	struct passages passages;
	struct door_options options;
	struct figures *figures;
	struct flood *flood;
	struct http_server *_Atomic server;
};

/* Lives in the exchange's arena. */
struct visit {
	struct door *door;
	struct exchange *exchange;
	const struct passage *passage;  /* NULL: no such path */
	struct session session;
	struct call call;
	struct act_seed seed;
	RouteHandler *handler;          /* of the route: its .handler or its .file */
	struct errand errand;
	struct input json;
	struct refusal refusal;
	Str once;                       /* empty: the request brought none */
	int64_t submitted_ns, waited_ns;        /* of a writing act: when, and how long until the writer took it */
	bool api, by_cookie, ran_twice;
};

/* Where a request carries what it is let in by; empty: nothing. */
Str door_token(const struct request *, bool *by_cookie);
bool door_load_row(struct act *, struct visit *);        /* SCOPED_ROW: within the caller's scope, or refused */
void door_write_later(struct visit *);          /* the handler, in the writer's queue */
void door_stage_later(struct visit *);          /* its files first, on a worker */
bool same_secret(Str a, Str b);                  /* in a time that does not tell how much of it is right */
struct act door_act_alone(const struct visit *);  /* an act without a connection */
/* Each answers the exchange, at once or from a worker. */
void door_succeed(struct visit *);
void door_refuse(struct visit *);               /* v->refusal; may open a reading act */
void door_refuse_later(struct visit *);         /* the same from the writer's thread */
void door_say_no(struct visit *, enum refusal_kind, const char *rule, const char *message);
void door_ask_login(struct visit *);
void door_ask_password(struct visit *);
bool door_figures(struct door *, struct exchange *);     /* /healthz, /metrics; false: another path */

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* door_inner.h - between the files of the door: one request while it is inside. */
#ifndef JUEBU_APP_DOOR_INNER_H
#define JUEBU_APP_DOOR_INNER_H

#include "app/door.h"
#include "app/routes.h"

struct door {
	struct house *house;
	struct passages passages;
};

/* Lives in the exchange's arena. */
struct visit {
	struct door *door;
	struct exchange *exchange;
	const struct passage *passage;  /* NULL: no such path */
	struct session session;
	struct call call;
	struct act_seed seed;
	struct errand errand;
	struct input json;
	struct refusal refusal;
	Str once;                       /* empty: the request brought none */
	bool api, by_cookie, ran_twice;
};

/* Where a request carries what it is let in by; empty: nothing. */
Str door_token(const struct request *, bool *by_cookie);
bool door_load_row(struct act *, struct visit *);        /* SCOPED_ROW: within the caller's scope, or refused */
void door_write_later(struct visit *);          /* the handler, in the writer's queue */
void door_stage_later(struct visit *);          /* its files first, on a worker */
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

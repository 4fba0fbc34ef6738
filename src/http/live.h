/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* live.h - an exchange as the server sees it, and what its parts share. Included only inside http/.
 *
 * Life of an exchange: the request line arrives (GATHERING), the body is gathered, the handler has it
 * (HANDED), perhaps the connection sleeps meanwhile (SUSPENDED), exchange_answer (ANSWERED), the reply goes
 * out, the library reports the request completed, the arena ends. */
#ifndef JUEBU_HTTP_LIVE_H
#define JUEBU_HTTP_LIVE_H

#include <microhttpd.h>
#include <stdatomic.h>

#include "http/http.h"

enum live_phase { LIVE_GATHERING, LIVE_HANDED, LIVE_SUSPENDED, LIVE_ANSWERED };

struct http_server {
	struct http_options options;
	struct MHD_Daemon *daemon;
	int port;
	_Atomic unsigned open;          /* exchanges that are not completed */
	_Atomic size_t gathered;        /* bytes of all bodies that are kept */
	_Atomic unsigned unanswered;    /* given to the handler, exchange_answer not yet over */
	_Atomic bool draining;          /* replies close their connection */
	_Atomic bool closed;            /* nothing is given to the handler any more */
};

struct live {
	struct exchange exchange;       /* first: exchange_answer comes back to its live */
	struct http_server *server;
	struct MHD_Connection *connection;
	struct strbuf body;
	size_t body_bytes;              /* sent, kept or not */
	_Atomic int phase;              /* enum live_phase */
	bool begun;                     /* method and headers were looked at */
	bool crowded;                   /* its body had no room beside those of others */
	bool method_refused;            /* 405; the handler does not see it */
};

/* request.c: the request line; method and headers; the whole. */
void request_take_target(struct request *, const char *target);
void request_begin(struct live *, const char *method);
void request_complete(struct live *);
/* The first thing wrong stays. why must live for ever. */
void request_break(struct request *, enum refusal_kind, Str why);

/* reply.c: hands the reply to the library. */
enum MHD_Result reply_send(struct live *);
enum MHD_Result reply_send_method_refused(struct live *);

/* form.c, also for multipart.c and request.c */
/* One component of a form or an address into room (at least encoded.len bytes). false: a broken escape, or NUL. */
bool form_decode(Str encoded, bool plus_is_blank, char *room, size_t *len_out);
/* Adds one field: checks UTF-8, limits, writes line ends as \n. */
bool form_add_field(struct input *, Str name, Str value, enum refusal_kind *refused, Str *why);

/* assets.c, over any table */
const struct asset *asset_find_in(const struct asset *table, Str path);
Str asset_path_in(const struct asset *table, const char *name);

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* live.h - an exchange as the server sees it, and what its parts share. Included only inside http/.
 *
 * Life of an exchange: the request line arrives (GATHERING), the body is gathered, the handler has it
 * (HANDED), perhaps the connection sleeps meanwhile (SUSPENDED), exchange_answer (ANSWERED), the reply goes
 * out, the library reports the request completed, the arena ends. */
#ifndef JUEBU_HTTP_LIVE_H
#define JUEBU_HTTP_LIVE_H

#include <gnutls/gnutls.h>
#include <gnutls/abstract.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "http/http.h"

enum live_phase { LIVE_GATHERING, LIVE_HANDED, LIVE_SUSPENDED, LIVE_ANSWERED };

struct network { struct address at; int bits; };
struct networks { struct network *at; size_t count; };
struct tls;
struct wires;

/* One connection. */
struct wire {
	struct http_server *server;
	int socket;
	_Atomic int64_t since_ns;       /* since when we wait for its request; 0: we do not */
	_Atomic size_t bytes;           /* of the body, since then */
	struct wire *next, *before;
};

struct http_server {
	struct http_options options;
	struct MHD_Daemon *daemon;
	struct networks proxies;
	struct tls *tls;                /* NULL: plain HTTP */
	struct wires *wires;
	int port;
	_Atomic unsigned open;          /* exchanges that are not completed */
	_Atomic size_t gathered;        /* bytes of all bodies that are kept in memory */
	_Atomic int64_t spooled;        /* and on disk */
	_Atomic unsigned streaming;     /* replies that are read while they go out */
	_Atomic unsigned unanswered;    /* given to the handler, exchange_answer not yet over */
	_Atomic bool draining;          /* replies close their connection; what only begins now is answered 503 */
	_Atomic int64_t stirred_ns;     /* while draining: when a request last began or ended */
	_Atomic bool closed;            /* nothing is given to the handler any more */
};

/* A body that may be large: in a file without a name, seen as memory once it is whole. */
struct spool { int file; size_t bytes; void *mapped; };
bool spool_open(struct spool *, const char *folder);
bool spool_add(struct spool *, Str piece);
Str spool_read(struct spool *);                  /* until spool_close */
void spool_close(struct spool *);

struct live {
	struct exchange exchange;       /* first: exchange_answer comes back to its live */
	struct http_server *server;
	struct MHD_Connection *connection;
	struct wire *wire;
	int64_t arrived_ns, answered_ns;
	int status;                     /* as sent */
	struct strbuf body;
	size_t body_bytes;              /* sent, kept or not */
	size_t body_most;               /* of which so many are kept */
	bool spools;                    /* in spool instead of body */
	bool streams;                   /* counted in server->streaming */
	int64_t stream_from, stream_bytes;      /* where the part asked for begins, and how long it is */
	struct spool spool;
	_Atomic int phase;              /* enum live_phase */
	bool begun;                     /* method and headers were looked at */
	bool crowded;                   /* its body had no room beside those of others */
	bool method_refused;            /* 405; the handler does not see it */
	bool late;                      /* began when the server was stopping already */
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

/* peer.c */
bool address_parse(struct arena *, Str words, struct address *out);
Str address_words(struct arena *, const struct address *);
bool networks_parse(struct arena *, Str list, struct networks *out, Str *error_out);
bool networks_hold(const struct networks *, const struct address *);
void request_take_peer(struct live *);

/* tls.c: NULL or false with why, in Chinese; read again, the words live until the end. */
struct tls *tls_open(Str certificate_file, Str key_file, struct arena *errors, Str *error_out);
bool tls_read(struct tls *, Str *error_out);
void tls_close(struct tls *);
int64_t tls_expires_real_s(const struct tls *);
gnutls_certificate_retrieve_function2 tls_show;

/* wires.c */
struct wires *wires_open(unsigned patience_s);
void wires_close(struct wires *);                /* after the last connection */
unsigned wires_count(const struct wires *);
uint64_t wires_cut(const struct wires *);
struct wire *wire_of(struct MHD_Connection *);
void wire_waits(struct wire *);                  /* for a request, or more of it */
void wire_brought(struct wire *, size_t bytes);
void wire_is_served(struct wire *);
void on_connection(void *server, struct MHD_Connection *, void **wire_at, enum MHD_ConnectionNotificationCode);

/* form.c, also for multipart.c and request.c */
/* One component of a form or an address into room (at least encoded.len bytes). false: a broken escape, or NUL. */
bool form_decode(Str encoded, bool plus_is_blank, char *room, size_t *len_out);
/* Adds one field: checks UTF-8, limits, writes line ends as \n. */
bool form_add_field(struct input *, Str name, Str value, enum refusal_kind *refused, Str *why);

/* assets.c, over any table */
const struct asset *asset_find_in(const struct asset *table, Str path);
Str asset_path_in(const struct asset *table, const char *name);

#endif

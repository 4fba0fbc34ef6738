/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* http.h - requests and replies. Knows no domain word; libmicrohttpd is seen only in http/.
 *
 * A request arrives whole (body within LIMIT_BODY_BYTES, text checked as UTF-8), is handed to the one
 * handler, and is answered once: at once, or later from any thread. Until exchange_answer is called the
 * connection is suspended and costs no thread. */
#ifndef JUEBU_HTTP_HTTP_H
#define JUEBU_HTTP_HTTP_H

#include "base/input.h"
#include "base/refusal.h"
#include "calendar/calendar.h"

/* IPv6, or IPv4 as IPv6 writes it. */
struct address { unsigned char bytes[16]; };
bool address_is_v4(const struct address *);

enum http_method { HTTP_GET, HTTP_POST, HTTP_PATCH, HTTP_DELETE, HTTP_METHODS };

/* One file of a form, as sent: nothing of it is believed yet. */
struct sent_file {
	Str field;
	Str name;                       /* what the sender calls it */
	Str bytes;
};
struct sent_files { struct sent_file *at; size_t count; };   /* at most LIMIT_FILES_PER_ACT */

struct request {
	struct arena *arena;            /* the exchange's; ends after the reply was sent */
	enum http_method method;        /* HEAD arrives as GET; the reply's body is left out */
	Str path;                       /* decoded, "/weekly/report/7" */
	Str target;                     /* path and query as sent, to come back to */
	struct input query;             /* ?a=b */
	struct input form;              /* the body of a form, urlencoded or multipart text fields */
	struct sent_files files;        /* of a multipart body, where the route takes them */
	Str body;                       /* raw, for JSON */
	Str content_type;
	Str peer;                       /* address of the person, behind a trusted proxy the forwarded one */
	struct address peer_at;         /* the same as a number; zeros: not known */
	bool secure;                    /* came over TLS, ours or the trusted proxy's */
	int64_t arrived_real_s;         /* real clock, when the last byte was here */
	enum refusal_kind broken;       /* unreadable: MALFORMED, TOO_LARGE …; the handler answers it in its manner */
	Str broken_why;                 /* Chinese */
	void *connection;
};

/* Until exchange_answer, from the thread that has the exchange. */
Str request_header(const struct request *, const char *name);   /* empty: absent, or not UTF-8 */
Str request_cookie(const struct request *, const char *name);   /* as sent, without quotes around it */
bool request_has_type(const struct request *, const char *media_type);   /* "application/json", whatever its parameters */

/* A body that is not held in memory: read piece by piece while it goes out. Lives as long as the exchange. */
struct byte_stream {
	int64_t bytes;                  /* in all */
	/* Fills room with what stands at `at`, at most `most`; 0: it cannot be read, the connection is cut. */
	size_t (*read)(struct byte_stream *, int64_t at, char *room, size_t most);
};

struct reply {
	int status;
	Str type;                       /* "text/html; charset=utf-8" */
	struct strbuf body;
	Str location;                   /* a redirect (303) */
	Str cookie;                     /* one Set-Cookie line, complete */
	Str file_name;                  /* Content-Disposition: attachment, or inline where shown_inline */
	bool shown_inline;
	bool sandboxed;                 /* bytes of somebody else: they may do nothing in this site's name */
	struct byte_stream *stream;     /* instead of body; parts of it may be asked for (Range) */
	int retry_after_s;              /* 0: not said */
	Str etag;
	const struct asset *asset;      /* instead of body */
	bool may_cache;                 /* public, asked again each time by its etag; else no-store */
};

/* One embedded file of web/, made at build. Hashed names are immutable. */
struct asset {
	const char *path;               /* "/assets/juebu-3f2a91c0.css" */
	const char *name;               /* "juebu.css", for asset_path */
	const char *type;
	const unsigned char *at;        /* as it is */
	size_t len;
	const unsigned char *gzip;      /* compressed, or NULL when that is not smaller */
	size_t gzip_len;
	bool immutable;                 /* false for /sw.js and the like */
};
extern const struct asset assets[];             /* NULL path ends; generated */
Str asset_path(const char *name);               /* "/assets/…"; must exist */
const struct asset *asset_find(Str path);

struct exchange {
	struct request request;
	struct reply reply;
	void *owner;                    /* the handler's */
};
void exchange_answer(struct exchange *);         /* exactly once; any thread */

typedef void HttpHandler(struct exchange *, void *context);
/* Once the reply has gone out, or could not; from the connection's thread, so it must not wait. */
struct answered { int status; size_t bytes; int64_t took_ns; /* from the request's last byte to the reply */ };
typedef void HttpAnswered(const struct exchange *, const struct answered *, void *context);

struct http_server;
struct http_options {
	Str listen;                     /* "127.0.0.1:8080"; port 0 picks one */
	unsigned threads;
	Str proxies;                    /* "127.0.0.1,10.0.0.0/8": whose X-Forwarded-… is believed; empty: nobody's */
	Str tls_certificate, tls_key;   /* PEM files; both or none */
	HttpHandler *handler;
	HttpAnswered *answered;         /* may be NULL */
	void *context;
	/* 0: as base/limits.h says. Smaller ones are for tests. */
	unsigned connections, connections_per_address, silent_seconds, sending_seconds;
	/* How long a body this request may bring, asked once its head is here; NULL: LIMIT_BODY_BYTES for all. A longer
	 * one than that is spooled to disk, and the files in it are taken. */
	size_t (*body_most)(const struct request *, void *context);
	Str spool;                      /* the folder for that; empty: /var/tmp */
};
struct http_server *http_start(struct arena *, const struct http_options *, Str *error_out);
int http_port(const struct http_server *);
/* Reads the certificate and its key anew; false: why, and the old ones stay. Without TLS there is nothing to do. */
bool http_reload(struct http_server *, struct arena *, Str *error_out) __attribute__((warn_unused_result));
struct http_figures {
	unsigned connections;           /* open now */
	uint64_t cut;                   /* ended because they sent too slowly */
	int64_t certificate_expires_real_s;      /* 0: no TLS */
};
struct http_figures http_figures(const struct http_server *);
/* Refuses new connections, lets answers go out, tells who still sends on a kept one (503, Connection: close) until
 * it is quiet, ends. */
void http_stop(struct http_server *);

/* Parsers of hostile bytes, exported for tests and fuzzers. false: why in *refused and *why. */
bool form_parse_urlencoded(struct input *, Str body, enum refusal_kind *refused, Str *why)
	__attribute__((warn_unused_result));
/* files NULL: none are taken. Their bytes are slices of body. */
bool form_parse_multipart(struct input *, struct sent_files *files, Str body, Str content_type,
			  enum refusal_kind *refused, Str *why)
	__attribute__((warn_unused_result));
Str url_encode(struct arena *, Str);             /* one component */
int64_t monotonic_ns(void);                      /* to measure how long something took */

#endif

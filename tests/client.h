/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* client.h - a person or a machine that speaks HTTP to the program under test, over a real socket.
 *
 * The door of a test's house behind http/ on a free port; closed after the test. The client keeps its cookie
 * and its token as a browser or a program would. */
#ifndef JUEBU_TESTS_CLIENT_H
#define JUEBU_TESTS_CLIENT_H

#include "app/door.h"
#include "tests/test.h"

struct client {
	struct house *house;
	int port;
	Str cookie;                     /* "juebu=…"; empty: logged out */
	Str token;                      /* sent as a bearer token if set */
	Str csrf;                       /* of the session, for forms */
	Str header;                     /* one more line, "Name: value", or empty */
};

struct answer {
	int status;                     /* 0: the connection was closed without one */
	Str head, body, location, cookie;
};

struct client *test_client(struct house *);
struct client *test_client_behind(struct house *, const char *proxies);  /* who may say X-Forwarded-… */
struct client *test_client_with(struct house *, const char *proxies, const struct door_options *);
struct client *test_client_beside(const struct client *);        /* another person at the same door */
struct answer test_request(struct client *, const char *method, const char *path, const char *type, Str body);
struct answer test_get(struct client *, const char *path);
/* Fields as "title=a&place=b"; the session's _csrf is added. */
struct answer test_form(struct client *, const char *path, const char *fields);
/* Files with text fields before them, as a browser sends them; _csrf is added, or X-CSRF sent to the API. */
struct test_file { const char *name; Str bytes; };
struct answer test_upload(struct client *, const char *path, const struct test_file *, size_t count, const char *name, const char *value);
struct answer test_api(struct client *, const char *method, const char *path, const char *json);
/* By the form; the client has the session afterwards. Fails the test if it may not. */
void test_login(struct client *, const char *login, const char *password);
void test_login_api(struct client *, const char *login, const char *password);

bool test_body_has(struct answer, const char *words);
#define CHECK_STATUS(i, got_, want)                                                                \
	do {                                                                                       \
		struct answer checked_ = (got_);                                                   \
		if (checked_.status != (want))                                                     \
			print_error("%.*s\n", (int)(checked_.body.len < 2000 ? checked_.body.len : 2000), checked_.body.at); \
		CHECK_INT(i, checked_.status, want);                                               \
	} while (0)

#endif

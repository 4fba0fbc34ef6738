/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* client_test.h - a server of its own for one test, and a client that sends bytes exactly as told. */
#ifndef JUEBU_HTTP_CLIENT_TEST_H
#define JUEBU_HTTP_CLIENT_TEST_H

#include "http/http.h"

typedef void TrialAnswer(struct exchange *);

/* Starts a server on a free port whose requests all go to answer. Stop it in the test. */
struct http_server *trial_start(TrialAnswer *answer);
/* Bodies of at most `most` bytes; above LIMIT_BODY_BYTES files are taken and echoed: "file photo 照.png 12". */
struct http_server *trial_start_taking(TrialAnswer *answer, size_t most);
struct http_server *trial_start_behind(TrialAnswer *answer, const char *proxies);

/* Answers with all that was understood, a line each: "path=/a", "q a=1", "f b=2", "broken=…". */
void trial_echo(struct exchange *);
void trial_say(struct exchange *, int status, Str words);

/* What one answer was. Lives in the test's arena. */
struct answer {
	int status;                     /* 0: the connection was closed without one */
	Str head;                       /* with its last empty line */
	Str body;
};
int client_open(const struct http_server *);
void client_send(int fd, Str bytes);
struct answer client_receive(int fd);            /* waits at most ten seconds */
struct answer client_receive_head(int fd);       /* the answer to HEAD: no body follows */
bool client_is_closed(int fd);                   /* the server ends the connection within ten seconds */
void client_close(int fd);
/* One connection, one request, one answer. */
struct answer client_ask(const struct http_server *, const char *request);
Str answer_header(const struct answer *, const char *name);
bool answer_says(const struct answer *, const char *words);      /* somewhere in the body */

#define HOST "Host: t\r\n"

#endif

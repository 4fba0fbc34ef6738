/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* toy_server.c - serves the house of the toy clause to a browser: juebu-toy MINUTE.
 *
 * Its clock stands at MINUTE, its database is JUEBU_TEST_DB's or a file. The first line printed is the address; it
 * ends when its standard input does, so it never outlives the test that started it. */
#include <stdio.h>

#include "app/door.h"
#include "base/log.h"
#include "tests/check.h"
#include "tests/test.h"
#include "tests/toy_clause.h"

static int serve(struct house *house)
{
	struct http_options options = { .listen = STR("127.0.0.1:0"), .threads = 2, .handler = door_handle,
	                                .context = door_open(test_arena(), house), .body_most = door_body_most };
	Str error = STR_NONE;
	struct http_server *server = http_start(test_arena(), &options, &error);

	if (!server) {
		fprintf(stderr, "juebu-toy: %.*s\n", STR_ARG(error));
		return 1;
	}
	printf("http://127.0.0.1:%d\n", http_port(server));
	fflush(stdout);
	while (getchar() != EOF)
		continue;
	http_stop(server);
	return 0;
}

int main(int argc, char **argv)
{
	int code;

	log_quiet(LOG_TROUBLE);
	code = serve(kite_house(argc > 1 ? argv[1] : "2026-11-23T09:00"));
	test_arena_close();
	return code;
}

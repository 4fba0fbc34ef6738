/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* figures_test.c - /metrics as its readers parse it, who may read it, and the lines of the access log. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/access_log.h"
#include "base/limits.h"
#include "base/must.h"
#include "people/people.h"
#include "tests/client.h"
#include "tests/toy.h"

#define NOW "2026-11-23T10:00"
#define TOKEN "0123456789abcdef-monitor"

/* ---- the text format, as Prometheus reads it ---- */

static bool is_name(Str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz_", s.at[i]))
			return false;
	return s.len > 0 && str_starts_with(s, "juebu_");
}

/* {a="b",c="d"}; values hold no quote and no backslash. */
static bool are_labels(Str s)
{
	Str name, value, rest = str_after(s, 1);

	if (s.len < 2 || s.at[0] != '{' || s.at[s.len - 1] != '}')
		return false;
	while (rest.len > 1) {
		if (!str_cut(rest, '=', &name, &rest) || rest.len < 2 || rest.at[0] != '"'
		    || !str_cut(str_after(rest, 1), '"', &value, &rest) || str_contains(value, STR("\\")))
			return false;
		rest = str_starts_with(rest, ",") ? str_after(rest, 1) : rest;
	}
	return str_is(rest, "}");
}

static bool is_number(Str s)
{
	char *end, words[40] = { 0 };

	if (s.len == 0 || s.len >= sizeof words)
		return false;
	memcpy(words, s.at, s.len);
	(void)strtod(words, &end);
	return *end == '\0';
}

/* The name of a sample without what a histogram adds to it. */
static Str family(Str name)
{
	static const char *const ends[] = { "_bucket", "_sum", "_count" };

	for (size_t i = 0; str_starts_with(name, "juebu_http_request_seconds") && i < COUNT_OF(ends); i++) {
		size_t len = strlen(ends[i]);

		if (name.len > len && strncmp(name.at + name.len - len, ends[i], len) == 0)
			return str_first(name, name.len - len);
	}
	return name;
}

static bool is_sample(Str line, Str typed)
{
	size_t blank = line.len, brace = line.len;
	Str name;

	while (blank > 0 && line.at[blank - 1] != ' ')
		blank--;
	for (size_t i = 0; i < blank && brace == line.len; i++)
		if (line.at[i] == '{')
			brace = i;
	if (blank < 2)
		return false;
	name = str_first(line, brace < blank ? brace : blank - 1);
	return is_name(name) && str_equal(family(name), typed) && is_number(str_after(line, blank))
	    && (brace >= blank || are_labels((Str){ line.at + brace, blank - 1 - brace }));
}

static void check_format(Str text)
{
	Str line, rest = text, typed = STR_NONE, helped = STR_NONE, after, kind;
	int samples = 0;

	CHECK(0, text.len > 0 && text.at[text.len - 1] == '\n');
	while (str_cut(rest, '\n', &line, &rest)) {
		if (str_starts_with(line, "# HELP ")) {
			CHECK(samples, str_cut(str_after(line, 7), ' ', &helped, &after) && is_name(helped) && after.len > 0);
		} else if (str_starts_with(line, "# TYPE ")) {
			CHECK(samples, str_cut(str_after(line, 7), ' ', &typed, &kind) && str_equal(typed, helped));
			CHECK(samples, str_is(kind, "counter") || str_is(kind, "gauge") || str_is(kind, "histogram"));
			CHECK(samples, str_is(kind, "counter") == (strncmp(typed.at + typed.len - 6, "_total", 6) == 0));
		} else {
			if (!is_sample(line, typed))
				fail_msg("no sample: %.*s", STR_ARG(line));
			samples++;
		}
	}
	CHECK(0, samples > 20);
}

/* The number behind these words at the start of a line; -1: no such line. */
static int64_t figure(struct answer answer, const char *words)
{
	Str line, rest = answer.body;
	int64_t value = -1;

	while (str_cut(rest, '\n', &line, &rest))
		if (str_starts_with(line, words) && line.at[strlen(words)] == ' ')
			(void)str_to_int(str_after(line, strlen(words) + 1), &value);
	return value;
}

TEST(metrics_are_prometheus_text_and_count_what_happened)
{
	struct client *client = test_client(test_toy_house(NOW)), *watcher = test_client_beside(client);
	struct answer answer, later;

	test_login(client, "contact_a", TOY_PASSWORD);
	for (int i = 0; i < 3; i++)
		CHECK_STATUS(i, test_get(client, "/toy/note"), 200);
	CHECK_STATUS(3, test_get(client, "/toy/note/77"), 404);
	CHECK_STATUS(4, test_get(client, "/nowhere"), 404);
	CHECK_STATUS(5, test_form(client, "/toy/note", "title=%E4%BE%BF%E6%9D%A1"), 303);
	answer = test_get(watcher, "/metrics");
	CHECK_STATUS(6, answer, 200);
	CHECK(6, str_contains(answer.head, STR("Content-Type: text/plain; version=0.0.4; charset=utf-8")));
	check_format(answer.body);
	CHECK_INT(0, figure(answer, "juebu_http_requests_total{method=\"GET\",route=\"/toy/note\",status=\"2xx\"}"), 3);
	CHECK_INT(1, figure(answer, "juebu_http_requests_total{method=\"GET\",route=\"/toy/note/:id\",status=\"4xx\"}"), 1);
	CHECK_INT(2, figure(answer, "juebu_http_requests_total{method=\"\",route=\"other\",status=\"4xx\"}"), 1);
	CHECK_INT(3, figure(answer, "juebu_http_requests_total{method=\"POST\",route=\"/toy/note\",status=\"3xx\"}"), 1);
	CHECK_INT(4, figure(answer, "juebu_http_request_seconds_count"), 7);
	CHECK_INT(4, figure(answer, "juebu_http_request_seconds_bucket{le=\"+Inf\"}"), 7);
	CHECK_INT(5, figure(answer, "juebu_sessions"), 1);
	CHECK_INT(6, figure(answer, "juebu_duties{rule=\"toy.finish\",state=\"open\"}"), 1);
	CHECK(7, figure(answer, "juebu_ledger_head") > 0);
	CHECK(8, figure(answer, "juebu_ledger_head_age_seconds") >= 0);
	CHECK_INT(9, figure(answer, "juebu_database_up"), 1);
	CHECK(10, figure(answer, "juebu_acts_total") > 0 && figure(answer, "juebu_commits_total") > 0);
	CHECK(11, test_body_has(answer, "\njuebu_build_info{version=\""));
	CHECK(12, figure(answer, "juebu_connections") >= 1);
	CHECK(13, !test_body_has(answer, "juebu_commit_seconds_total 0.000000000\n"));
	later = test_get(watcher, "/metrics");
	CHECK_INT(14, figure(later, "juebu_http_request_seconds_count"), 8);
}

static bool anchor_yesterday(struct act *act, void *input __attribute__((unused)))
{
	static const struct sql ANCHOR = {
		"INSERT INTO ledger_anchor (anchored_on, last_no, blocks, seal, tree, previous)"
		" VALUES (:on, 1, 1, :zeros, :zeros, :zeros)" };
	struct query *q = store_query(act, &ANCHOR);

	query_bind_str(q, ":on", STR("2026-11-22"));
	query_bind_str(q, ":zeros", str_format(act->arena, "%064d", 0));
	return query_run(q);
}

TEST(metrics_tell_the_age_of_the_last_anchor_once_there_is_one)
{
	struct client *client = test_client(test_toy_house(NOW));

	CHECK_INT(0, figure(test_get(client, "/metrics"), "juebu_ledger_anchor_age_seconds"), -1);
	CHECK_DONE(test_act(client->house, NULL, anchor_yesterday, NULL));
	CHECK_INT(1, figure(test_get(client, "/metrics"), "juebu_ledger_anchor_age_seconds"), (24 + 10) * 3600);
}

TEST(metrics_are_for_this_machine_or_who_brings_the_token)
{
	static const struct { const char *proxies, *header; int status; } t[] = {
		{ "", "X-Nothing: 1", 200 },
		{ "", "X-Forwarded-For: 9.9.9.9", 403 },                         /* a front nobody named */
		{ "", "Authorization: Bearer " TOKEN, 200 },
		{ "", "Authorization: Bearer " TOKEN "x", 403 },
		{ "127.0.0.1", "X-Forwarded-For: 9.9.9.9", 403 },
		{ "127.0.0.1", "X-Forwarded-For: 9.9.9.9\r\nAuthorization: Bearer " TOKEN, 200 },
		{ "127.0.0.1", "X-Forwarded-For: 9.9.9.9\r\nAuthorization: Bearer wrong", 403 },
		{ "127.0.0.1", "X-Forwarded-For: 9.9.9.9\r\nAuthorization: Bearer ", 403 },
	};
	struct door_options options = { .metrics_token = STR(TOKEN) };
	struct house *house = test_toy_house(NOW);

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct client *client = test_client_with(house, t[i].proxies, &options);

		client->header = str_of(t[i].header);
		CHECK_STATUS(i, test_get(client, "/metrics"), t[i].status);
		CHECK_STATUS(i, test_get(client, "/healthz"), 200);
	}
}

/* ---- the access log ---- */

static const char *log_file(void)
{
	char *path = arena_take(test_arena(), 64);
	int fd;

	snprintf(path, 64, "/tmp/juebu-log-XXXXXX");
	fd = mkstemp(path);
	must(fd >= 0 && close(fd) == 0);
	return path;
}

static Str whole(const char *path)
{
	struct strbuf out = { .arena = test_arena() };
	FILE *file = fopen(path, "r");
	char part[4096];
	size_t got;

	must(file);
	while ((got = fread(part, 1, sizeof part, file)) > 0)
		buf_add(&out, (Str){ part, got });
	(void)fclose(file);
	return buf_str(&out);
}

static int lines_in(Str text)
{
	int lines = 0;

	for (size_t i = 0; i < text.len; i++)
		lines += text.at[i] == '\n';
	return lines;
}

/* The line is written after the answer went out. */
static Str wait_for_lines(const char *path, int lines)
{
	static const struct timespec step = { .tv_nsec = 5 * 1000 * 1000 };
	Str text = STR_NONE;

	for (int i = 0; i < 1000 && lines_in(text) < lines; i++) {
		nanosleep(&step, NULL);
		text = whole(path);
	}
	CHECK_INT(0, lines_in(text), lines);
	return text;
}

static void check_line(Str line)
{
	static const char *const names[] = { "time", "peer", "method", "route", "path", "status", "bytes", "ms", "account", "waited_ms" };
	struct input input = { .arena = test_arena(), .is_json = true };
	enum refusal_kind kind = REFUSED_NOT;
	Str why = STR_NONE;

	CHECK(0, json_read(&input, line, &kind, &why));
	CHECK_INT(0, (int64_t)input.count, COUNT_OF(names));
	for (size_t i = 0; i < COUNT_OF(names) && i < input.count; i++)
		CHECK_STR(i, input.fields[i].path, names[i]);
}

TEST(each_answer_has_a_line_and_no_secret_stands_in_it)
{
	const char *path = log_file();
	Str error = STR_NONE, text, line, rest;
	struct door_options options = { .log = access_log_open(test_arena(), str_of(path), &error) };
	struct client *client = test_client_with(test_toy_house(NOW), "", &options);

	must(options.log);
	test_login(client, "contact_a", TOY_PASSWORD);
	CHECK_STATUS(0, test_form(client, "/toy/note", "title=geheim-title"), 303);
	CHECK_STATUS(1, test_get(client, "/toy/note?q=geheim-query"), 200);
	CHECK_STATUS(2, test_get(client, "/rule/geheim-code"), 404);
	CHECK_STATUS(3, test_get(client, "/healthz"), 200);
	text = wait_for_lines(path, 5);
	for (rest = text; str_cut(rest, '\n', &line, &rest);)
		check_line(line);
	CHECK(0, str_contains(text, STR("\"peer\":\"127.0.0.1\",\"method\":\"POST\",\"route\":\"/login\",\"path\":\"/login\",\"status\":303,")));
	CHECK(1, str_contains(text, STR("\"method\":\"POST\",\"route\":\"/toy/note\",\"path\":\"/toy/note\",\"status\":303,")));
	CHECK(2, str_contains(text, STR("\"route\":\"/rule/:word\",\"path\":\"/rule/:word\",\"status\":404,")));
	CHECK(3, str_contains(text, STR("\"route\":null,\"path\":\"/healthz\",\"status\":200,\"bytes\":3,")));
	CHECK(4, !str_contains(text, STR("geheim")) && !str_contains(text, STR(TOY_PASSWORD)) && !str_contains(text, STR("contact_a")));
	CHECK(5, !str_contains(text, str_after(client->cookie, 6)) && !str_contains(text, client->csrf));
	access_log_close(options.log);
	(void)unlink(path);
}

TEST(a_rotated_log_goes_on_in_the_new_file)
{
	const char *path = log_file(), *old = log_file();
	Str error = STR_NONE;
	struct access_log *log = access_log_open(test_arena(), str_of(path), &error);

	must(log);
	access_log_add(log, STR("one\n"));
	CHECK_STR(0, wait_for_lines(path, 1), "one\n");
	must(rename(path, old) == 0);
	CHECK(1, access_log_reopen(log));
	access_log_add(log, STR("two\n"));
	access_log_close(log);
	CHECK_STR(2, whole(path), "two\n");
	CHECK_STR(3, whole(old), "one\n");
	(void)unlink(path);
	(void)unlink(old);
}

TEST(a_log_that_cannot_be_written_is_named)
{
	Str error = STR_NONE;

	CHECK(0, !access_log_open(test_arena(), STR("/nowhere/access.log"), &error));
	CHECK(0, str_contains(error, STR("/nowhere/access.log 不能写")));
}

TEST(a_disk_that_stands_still_drops_lines_and_holds_nobody_up)
{
	const char *path = log_file();
	static char line[1024];
	Str error = STR_NONE;
	struct access_log *log;
	struct timespec before, after;
	int reading, lines = 4 * LIMIT_ACCESS_LOG_BYTES / (int)sizeof line, read_lines = 0;
	char part[65536];
	ssize_t got;

	must(unlink(path) == 0 && mkfifo(path, 0600) == 0);
	reading = open(path, O_RDONLY | O_NONBLOCK);
	log = access_log_open(test_arena(), str_of(path), &error);
	must(reading >= 0 && log);
	memset(line, 'x', sizeof line);
	line[sizeof line - 1] = '\n';
	must(clock_gettime(CLOCK_MONOTONIC, &before) == 0);
	for (int i = 0; i < lines; i++)
		access_log_add(log, (Str){ line, sizeof line });
	must(clock_gettime(CLOCK_MONOTONIC, &after) == 0);
	CHECK(0, after.tv_sec - before.tv_sec < 5);
	CHECK(1, access_log_dropped(log) > 0);
	must(fcntl(reading, F_SETFL, 0) == 0);
	while (read_lines < lines - (int)access_log_dropped(log) && (got = read(reading, part, sizeof part)) > 0)
		read_lines += lines_in((Str){ part, (size_t)got });
	CHECK_INT(2, read_lines + (int)access_log_dropped(log), lines);
	access_log_close(log);
	must(close(reading) == 0);
	(void)unlink(path);
}

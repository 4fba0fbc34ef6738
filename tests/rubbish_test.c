/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rubbish_test.c - what no honest page sends, at every door of the program: out of the table of routes, so that a new
 * route is covered on its first day. Each answer is a refusal in words, never a success, never a 5xx; afterwards the
 * ledger is as long as before. */
#include <string.h>

#include "app/door.h"
#include "base/limits.h"
#include "matter/matter.h"
#include "tests/client.h"
#include "tests/zone.h"

/* ---- the zone, and who stands at its door ---- */

static int64_t report_of(struct story *s, UnitId unit, const char *period)
{
	struct weekly_report report;

	CHECK(0, story_report(s, unit, period, &report));
	return report.id.v;
}

enum { PEOPLE = 5 };
struct crowd { struct story *story; struct door *door; struct client *at[PEOPLE]; };

static struct crowd gather(void)
{
	struct crowd c = { .story = zone_busy() };
	struct client *door = test_client(c.story->house);

	c.door = door_open(test_arena(), c.story->house);
	c.at[0] = zone_client(c.story, door, &c.story->labour_contact, "contact1");
	c.at[1] = zone_client(c.story, door, &c.story->labour_head, "head1");
	c.at[2] = zone_client(c.story, door, &c.story->labour_officer, "officer1");
	c.at[3] = zone_client(c.story, door, &c.story->legal, "legal");
	c.at[4] = zone_client(c.story, door, &c.story->leader, "leader");
	return c;
}

static const struct sql ENTRIES = { "SELECT count(*) AS n FROM ledger" };

static bool count_entries(struct act *act, void *out)
{
	struct query *q = store_query(act, &ENTRIES);
	bool found;

	if (!query_one(q, &found))
		return false;
	*(int64_t *)out = query_int(q, "n");
	return query_done(q);
}

static int64_t entries(struct story *s)
{
	int64_t n = 0;

	CHECK_DONE(test_read(s->house, NULL, count_entries, &n));
	return n;
}

/* ---- bodies ---- */

static Str repeated(const char *part, size_t times, const char *end)
{
	struct strbuf out = { .arena = test_arena() };

	while (times--)
		buf_add(&out, str_of(part));
	buf_add(&out, str_of(end));
	return buf_str(&out);
}

static Str thousand_fields(bool json)
{
	struct strbuf out = { .arena = test_arena() };

	buf_add(&out, json ? STR("{\"f\":1") : STR("f=1"));
	for (int i = 0; i < 1000; i++)
		buf_format(&out, json ? ",\"f%d\":1" : "&f%d=1", i);
	buf_add(&out, json ? STR("}") : STR_NONE);
	return buf_str(&out);
}

/* Names that forms of the program know, each with what it cannot be. */
static Str nothing_fits(const char *value, bool json)
{
	static const char *const names[] = {
		"version", "unit_id", "account_id", "lead_id", "second_id", "officer_id", "digest_id", "kind", "source",
		"obstacle", "outcome", "content", "items.0.listing", "items.0.matter_id", "entries.0.proposal", "due_at",
		"extended_to_on", "effective_on", "roles", "year",
	};
	struct strbuf out = { .arena = test_arena() };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (!json || !strchr(names[i], '.'))
			buf_format(&out, json ? "%s\"%s\":%s" : "%s%s=%s", i ? json ? "," : "&" : json ? "{" : "", names[i], value);
	buf_add(&out, json ? STR("}") : STR_NONE);
	return buf_str(&out);
}

static Str too_long(bool json)
{
	static const char *const names[] = { "title", "words", "reason", "ground", "analysis", "feedback", "mechanism",
	                                     "progress", "return_reason", "closing_words" };
	struct strbuf out = { .arena = test_arena() };
	Str text = repeated("x", LIMIT_TEXT_CHARACTERS + 1, "");

	for (size_t i = 0; i < COUNT_OF(names); i++)
		buf_format(&out, json ? "%s\"%s\":\"%.*s\"" : "%s%s=%.*s", i ? json ? "," : "&" : json ? "{" : "", names[i],
		           STR_ARG(text));
	buf_add(&out, json ? STR("}") : STR_NONE);
	return buf_str(&out);
}

struct rubbish { const char *what; Str body; };

static size_t forms(struct rubbish *out)
{
	size_t n = 0;

	out[n++] = (struct rubbish){ "an unknown field", STR("version=1&zzz=1") };
	out[n++] = (struct rubbish){ "a stale version", STR("version=999&zzz=1") };
	out[n++] = (struct rubbish){ "invalid UTF-8", STR("version=1&title=%ff%fe&words=%c0%80") };
	out[n++] = (struct rubbish){ "a NUL", STR("version=1&title=a%00b") };
	out[n++] = (struct rubbish){ "a thousand fields", thousand_fields(false) };
	out[n++] = (struct rubbish){ "texts too long", too_long(false) };
	out[n++] = (struct rubbish){ "wrong types", nothing_fits("morgen", false) };
	out[n++] = (struct rubbish){ "numbers out of range", nothing_fits("99999999999999999999", false) };
	return n;
}

static size_t documents(struct rubbish *out)
{
	size_t n = 0;

	out[n++] = (struct rubbish){ "an unknown field", STR("{\"zzz\":1}") };
	out[n++] = (struct rubbish){ "half of JSON", STR("{\"title\":\"") };
	out[n++] = (struct rubbish){ "an array", STR("[1]") };
	out[n++] = (struct rubbish){ "deep JSON", str_join(test_arena(), repeated("{\"a\":", LIMIT_JSON_DEPTH + 1, "1"),
	                                                   repeated("}", LIMIT_JSON_DEPTH + 1, "")) };
	out[n++] = (struct rubbish){ "very deep JSON", repeated("[", 100000, "") };
	out[n++] = (struct rubbish){ "invalid UTF-8", STR("{\"title\":\"\xff\"}") };
	out[n++] = (struct rubbish){ "half a surrogate", STR("{\"title\":\"\\ud800\"}") };
	out[n++] = (struct rubbish){ "a thousand fields", thousand_fields(true) };
	out[n++] = (struct rubbish){ "texts too long", too_long(true) };
	out[n++] = (struct rubbish){ "wrong types", nothing_fits("{\"a\":[1]}", true) };
	out[n++] = (struct rubbish){ "numbers out of range", nothing_fits("1e400", true) };
	return n;
}

/* ---- throwing it ---- */

static bool is_refusal(int status)
{
	static const int fine[] = { 400, 401, 403, 404, 409, 413, 422, 429 };

	for (size_t i = 0; i < COUNT_OF(fine); i++)
		if (status == fine[i])
			return true;
	return false;
}

static bool has_chinese(Str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] >= 0xe4 && (unsigned char)text.at[i] <= 0xe9)
			return true;
	return false;
}

static void judge(const struct route *route, const char *path, const char *what, struct answer answer)
{
	bool api = strncmp(path, "/api/", 5) == 0;
	Str start = str_first(answer.body, 300);
	bool fine = is_refusal(answer.status) && has_chinese(answer.body)
	         && (!api || (test_body_has(answer, "\"rule\":\"") && test_body_has(answer, "\"field\":")));

	if (!fine)
		fail_msg("%s %s with %s: %d %.*s", route->path, path, what, answer.status, STR_ARG(start));
}

static void throw_at(struct crowd *c, const struct route *route, const char *path)
{
	static const char *const methods[] = {
		[HTTP_GET] = "GET", [HTTP_POST] = "POST", [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE" };
	bool api = strncmp(path, "/api/", 5) == 0;
	struct rubbish all[16];
	size_t count = api ? documents(all) : forms(all);

	for (size_t p = 0; p < PEOPLE; p++)
		for (size_t i = 0; i < count; i++) {
			Str body = api ? all[i].body : str_format(test_arena(), "%.*s&_csrf=%.*s", STR_ARG(all[i].body),
			                                          STR_ARG(c->at[p]->csrf));

			c->at[p]->header = api ? str_format(test_arena(), "X-CSRF: %.*s", STR_ARG(c->at[p]->csrf)) : STR_NONE;
			judge(route, path, all[i].what, test_request(c->at[p], methods[route->method], path,
			      api ? "application/json" : "application/x-www-form-urlencoded", body));
			c->at[p]->header = STR_NONE;
		}
}

/* ":id" becomes 1, ":word" the verb. */
static const char *filled(const char *path, const char *verb)
{
	struct strbuf out = { .arena = test_arena() };

	for (const char *at = path; *at;)
		if (strncmp(at, ":id", 3) == 0) {
			buf_char(&out, '1');
			at += 3;
		} else if (strncmp(at, ":word", 5) == 0) {
			buf_add(&out, str_of(verb));
			at += 5;
		} else {
			buf_char(&out, *at++);
		}
	return str_terminated(test_arena(), buf_str(&out));
}

static const struct holding *holding_behind(const struct house *house, const struct route *route)
{
	Str rest = str_of(route->path), name;

	if (route->record)
		return holding_named(house, str_of(route->record->name));
	if (!str_starts_with(rest, "/api/v1/"))
		return NULL;
	rest = str_after(rest, 8);
	name = rest;
	(void)str_cut(rest, '/', &name, &rest);
	return holding_named(house, name);
}

/* Sent without a field of their own: nothing in them can be wrong. */
static bool takes_nothing(const char *path)
{
	static const char *const paths[] = { "/logout", "/inbox/read", "/inbox/:id/read", "/api/v1/session", "/login",
	                                     "/session/:id/end", "/session/end_others", "/api/v1/session/:id/end", "/api/v1/session/end_others" };

	for (size_t i = 0; i < COUNT_OF(paths); i++)
		if (strcmp(paths[i], path) == 0)
			return true;
	return false;
}

static bool is_password(const char *path)
{
	return strcmp(path, "/password") == 0 || strcmp(path, "/api/v1/password") == 0;
}

static void throw_at_verbs(struct crowd *c, const struct route *route)
{
	const struct holding *holding = holding_behind(c->story->house, route);

	throw_at(c, route, filled(route->path, "nonsense"));
	if (!strstr(route->path, ":word"))
		return;
	for (const struct move *m = holding ? holding->moves : NULL; m && m->verb; m++)
		throw_at(c, route, filled(route->path, m->verb));
}

TEST(rubbish_at_every_door_is_refused_in_words_and_changes_nothing)
{
	struct crowd c = gather();
	int64_t before = entries(c.story);
	size_t routes = 0;

	for (size_t i = 0; door_route(c.door, i); i++) {
		const struct route *route = door_route(c.door, i);

		if (route->method == HTTP_GET || takes_nothing(route->path))
			continue;
		throw_at_verbs(&c, route);
		if (is_password(route->path))
			before = entries(c.story);       /* a wrong password is noted */
		CHECK_INT(i, entries(c.story), before);
		routes++;
	}
	CHECK(0, routes > 40);
}

/* ---- what each form and call says about what is wrong with it ---- */

enum { CONTACT, HEAD_, OFFICER, LEGAL, LEADER_ };

/* {O} own report still open, {S} own report sent, {X} another unit's report, {G} digest being written, {D} digest
 * signed, {C} another unit's clerk, {F} another unit's officer, {L61} {L1001} {L3001} so many characters. */
static Str with_rows(struct story *s, const char *text)
{
	const struct { const char *mark; int64_t id; } t[] = {
		{ "{O}", report_of(s, s->labour, "2026-W47") }, { "{S}", report_of(s, s->labour, "2026-W46") },
		{ "{X}", report_of(s, s->city, "2026-W47") }, { "{G}", story_digest(s, "2026-W47") },
		{ "{D}", story_digest(s, "2026-W46") }, { "{C}", s->city_clerk.v }, { "{F}", s->city_lead.v },
	};
	static const struct { const char *mark; size_t count; } longs[] = { { "{L61}", 61 }, { "{L1001}", 1001 }, { "{L3001}", 3001 } };
	struct strbuf out = { .arena = test_arena() };

	while (*text) {
		size_t step = 0;

		for (size_t i = 0; i < COUNT_OF(t) && !step; i++)
			if (strncmp(text, t[i].mark, 3) == 0) {
				buf_int(&out, t[i].id);
				step = 3;
			}
		for (size_t i = 0; i < COUNT_OF(longs) && !step; i++)
			if (strncmp(text, longs[i].mark, strlen(longs[i].mark)) == 0) {
				buf_add(&out, repeated("x", longs[i].count, ""));
				step = strlen(longs[i].mark);
			}
		if (!step)
			buf_char(&out, *text);
		text += step ? step : 1;
	}
	return buf_str(&out);
}

struct bad { int who; const char *path, *fields; int status; const char *faults; /* fields or words, blank-separated */ };

static void check_faults(size_t i, struct answer answer, const char *faults, bool api)
{
	Str rest = str_of(faults), one;

	Str start = str_first(answer.body, 6000);

	while (!str_is_empty(rest)) {
		one = rest;
		if (!str_cut(rest, ' ', &one, &rest))
			rest = STR_NONE;
		Str mark = str_format(test_arena(), api ? "\"field\":\"%.*s\"" : "id=\"e-%.*s\"", STR_ARG(one));

		if (!str_contains(answer.body, mark))
			fail_msg("row %zu says nothing at %.*s: %.*s", i, STR_ARG(one), STR_ARG(start));
	}
}

TEST(each_form_says_at_the_field_what_is_wrong_and_changes_nothing)
{
	static const struct bad t[] = {
		/* 周报 */
		{ CONTACT, "/weekly/report/{O}/submit", "content=items&items.0.id=2&items.0.work_done=&items.0.obstacle=&items.0.cooperation=",
		  422, "items.0.work_done items.0.obstacle items.0.cooperation" },
		{ CONTACT, "/weekly/report/{O}/submit", "content=nonsense", 422, "" },
		{ CONTACT, "/weekly/report/{O}/submit", "content=nil", 422, "" },
		{ CONTACT, "/weekly/report/{O}/save", "version=99&content=items", 409, "" },
		{ CONTACT, "/weekly/report/{O}/save", "version=eins&content=items", 422, "" },
		{ CONTACT, "/weekly/report/{O}/save", "items.5.title={L61}&items.5.listing=listed", 422, "items.5.title" },
		{ CONTACT, "/weekly/report/{O}/save", "items.0.id=999999&items.0.work_done=x", 422, "" },
		{ CONTACT, "/weekly/report/{X}/save", "content=items", 404, "" },
		{ CONTACT, "/weekly/report/{X}/submit", "content=nil", 404, "" },
		{ CONTACT, "/weekly/report/{S}/submit", "content=nil", 409, "" },
		{ OFFICER, "/weekly/report/{O}/save", "content=items", 403, "" },
		{ LEGAL, "/weekly/report/{S}/return", "version=1", 409, "" },
		{ LEGAL, "/weekly/report/{S}/return", "", 422, "return_reason" },
		{ LEGAL, "/weekly/report/{O}/return", "return_reason=x", 409, "" },
		/* 联系人 */
		{ HEAD_, "/weekly/contact", "", 422, "account_id phone mechanism" },
		{ HEAD_, "/weekly/contact", "account_id=abc&phone=123&mechanism=x", 422, "account_id phone mechanism" },
		{ HEAD_, "/weekly/contact", "account_id={C}&phone=037167890001&mechanism=0123456789", 422, "account_id" },
		{ HEAD_, "/weekly/contact", "account_id=1&phone=037167890001&mechanism={L1001}", 422, "mechanism" },
		{ OFFICER, "/weekly/contact", "phone=037167890001", 403, "" },
		/* 专报 */
		{ LEGAL, "/weekly/digest/{G}/sign", "", 422, "analysis" },
		{ LEGAL, "/weekly/digest/{G}/save", "analysis={L3001}", 422, "analysis" },
		{ LEGAL, "/weekly/digest/{G}/save", "version=99&analysis=x", 409, "" },
		{ LEGAL, "/weekly/digest/{G}/save", "entries.0.id=999999&entries.0.proposal=warn", 422, "" },
		{ LEGAL, "/weekly/digest/{D}/save", "analysis=x", 409, "" },
		{ LEADER_, "/weekly/digest/{G}/save", "analysis=x", 403, "" },
		{ CONTACT, "/weekly/digest/{G}/save", "analysis=x", 403, "" },
		{ LEADER_, "/weekly/digest/{G}/read", "", 409, "" },
		/* 批示 */
		{ LEADER_, "/weekly/digest/{D}/instruct", "kind=instruct", 422, "words unit_id" },
		{ LEADER_, "/weekly/digest/{D}/instruct", "kind=nonsense&words=x&unit_id=999999", 422, "unit_id kind" },
		{ LEGAL, "/weekly/digest/{D}/instruct", "words=x", 403, "" },
		{ HEAD_, "/weekly/instruction/1/feedback", "", 422, "feedback" },
		{ HEAD_, "/weekly/instruction/1/acknowledge", "", 409, "" },
		{ LEADER_, "/weekly/instruction/1/accept", "", 409, "" },
		{ OFFICER, "/weekly/instruction/1/feedback", "feedback=x", 403, "" },
		/* 执法事项 */
		{ OFFICER, "/matter", "", 422, "title" },
		{ OFFICER, "/matter", "title={L61}&source=nonsense", 422, "title source" },
		{ OFFICER, "/matter/1/note", "", 422, "progress" },
		{ OFFICER, "/matter/1/note", "progress={L1001}", 422, "progress" },
		{ OFFICER, "/matter/1/note", "version=1&progress=x", 409, "" },
		{ OFFICER, "/matter/1/block", "obstacle=nonsense", 422, "obstacle blocked_reason" },
		{ OFFICER, "/matter/1/close", "", 422, "outcome closing_words" },
		{ OFFICER, "/matter/1/resume", "progress=x", 409, "" },
		{ HEAD_, "/matter/1/assign", "lead_id=1&second_id=1", 422, "second_id" },
		{ HEAD_, "/matter/1/assign", "lead_id={F}&second_id=2", 422, "lead_id" },
		{ HEAD_, "/matter/1/extend", "extended_to_on=2026-02-30&extension_ground=x", 422, "extended_to_on" },
		{ HEAD_, "/matter/1/extend", "extended_to_on=2026-11-20&extension_ground=x", 422, "extended_to_on" },
		{ LEADER_, "/matter/1/note", "progress=x", 403, "" },
		{ OFFICER, "/matter/999999/note", "progress=x", 404, "" },
	};
	struct crowd c = gather();
	int64_t before = entries(c.story);

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		const char *path = str_terminated(test_arena(), with_rows(c.story, t[i].path));
		const char *fields = str_terminated(test_arena(), with_rows(c.story, t[i].fields));
		struct answer answer = test_form(c.at[t[i].who], path, fields);

		CHECK_STATUS(i, answer, t[i].status);
		CHECK(i, has_chinese(answer.body));
		check_faults(i, answer, t[i].faults, false);
		CHECK_INT(i, entries(c.story), before);
	}
}

TEST(each_call_says_at_the_field_what_is_wrong_and_changes_nothing)
{
	static const struct bad t[] = {
		{ CONTACT, "/weekly_report/{O}/submit", "{\"content\":\"nil\"}", 422, "content" },
		{ CONTACT, "/weekly_report/{O}/submit", "{\"content\":7}", 422, "content" },
		{ CONTACT, "/weekly_report/{O}/save", "{\"version\":99,\"content\":\"items\"}", 409, "" },
		{ CONTACT, "/weekly_report/{O}/save", "{\"items\":[{\"id\":999999,\"work_done\":\"x\"}]}", 422, "items.0.id" },
		{ CONTACT, "/weekly_report/{O}/save", "{\"items\":[{\"title\":7,\"listing\":\"listed\"}]}", 422, "items.0.title" },
		{ CONTACT, "/weekly_report/{O}/save", "{\"items\":7}", 422, "items" },
		{ CONTACT, "/weekly_report/{X}/save", "{}", 404, "" },
		{ LEGAL, "/weekly_report/{S}/return", "{}", 422, "return_reason" },
		{ HEAD_, "/report_contact", "{}", 422, "account_id phone mechanism" },
		{ HEAD_, "/report_contact", "{\"account_id\":\"1\",\"phone\":true,\"mechanism\":\"x\"}", 422, "account_id phone mechanism" },
		{ HEAD_, "/report_contact", "{\"account_id\":{C},\"phone\":\"037167890001\",\"mechanism\":\"0123456789\"}", 422, "account_id" },
		{ LEGAL, "/digest/{G}/sign", "{}", 422, "analysis" },
		{ LEGAL, "/digest/{G}/save", "{\"analysis\":\"{L3001}\"}", 422, "analysis" },
		{ LEGAL, "/digest/{G}/save", "{\"entries\":[{\"id\":1,\"unit_id\":2}]}", 422, "" },
		{ LEADER_, "/instruction", "{\"digest_id\":{D},\"kind\":\"instruct\"}", 422, "words unit_id" },
		{ LEADER_, "/instruction", "{\"digest_id\":999999,\"unit_id\":1,\"words\":\"x\"}", 422, "digest_id" },
		{ HEAD_, "/instruction/1/feedback", "{\"feedback\":null}", 422, "feedback" },
		{ OFFICER, "/matter", "{\"title\":\"\",\"source\":\"patrol\"}", 422, "title" },
		{ OFFICER, "/matter", "{\"title\":\"x\",\"source\":\"patrol\",\"number\":\"1\"}", 422, "number" },
		{ OFFICER, "/matter", "{\"title\":\"x\",\"source\":\"patrol\",\"unit_id\":{C}}", 422, "unit_id" },
		{ HEAD_, "/matter/1/extend", "{\"extended_to_on\":\"2027-13-01\",\"extension_ground\":\"x\"}", 422, "extended_to_on" },
		{ HEAD_, "/matter/1/assign", "{\"lead_id\":1,\"second_id\":\"zwei\"}", 422, "second_id" },
	};
	struct crowd c = gather();
	int64_t before = entries(c.story);

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		const char *path = str_terminated(test_arena(), str_join(test_arena(), STR("/api/v1"), with_rows(c.story, t[i].path)));
		struct client *client = c.at[t[i].who];
		struct answer answer;

		client->header = str_format(test_arena(), "X-CSRF: %.*s", STR_ARG(client->csrf));
		answer = test_api(client, "POST", path, str_terminated(test_arena(), with_rows(c.story, t[i].fields)));
		CHECK_STATUS(i, answer, t[i].status);
		CHECK(i, has_chinese(answer.body) && test_body_has(answer, "\"rule\":\""));
		check_faults(i, answer, t[i].faults, true);
		CHECK_INT(i, entries(c.story), before);
	}
}

TEST(a_body_over_the_limit_is_refused_at_a_form_and_at_the_api)
{
	struct crowd c = gather();
	int64_t before = entries(c.story);
	Str body = repeated("x", LIMIT_BODY_BYTES + 1, "");

	judge(&(struct route){ .path = "form" }, "/matter", "a body too large",
	      test_request(c.at[OFFICER], "POST", "/matter", "application/x-www-form-urlencoded", body));
	CHECK_STATUS(0, test_request(c.at[OFFICER], "POST", "/matter", "application/x-www-form-urlencoded", body), 413);
	CHECK_STATUS(1, test_request(c.at[OFFICER], "POST", "/api/v1/matter", "application/json", body), 413);
	CHECK_INT(2, entries(c.story), before);
}

TEST(a_form_sent_again_with_its_key_files_once)
{
	struct crowd c = gather();
	Str fields = str_format(test_arena(), "_once=k1&account_id=%lld&phone=037167890009&mechanism=0123456789",
	                        (long long)c.story->labour_clerk.v);
	struct answer first = test_form(c.at[HEAD_], "/weekly/contact", str_terminated(test_arena(), fields)), again;
	int64_t before = entries(c.story);

	CHECK_STATUS(0, first, 303);
	again = test_form(c.at[HEAD_], "/weekly/contact", str_terminated(test_arena(), fields));
	CHECK_STATUS(1, again, 303);
	CHECK_STR(1, again.location, str_terminated(test_arena(), first.location));
	CHECK_INT(2, entries(c.story), before);
}

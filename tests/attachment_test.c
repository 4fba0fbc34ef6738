/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* attachment_test.c - files at rows, as people and programs send and fetch them over HTTP. */
#include <string.h>

#include "base/limits.h"
#include "clause/attachment.h"
#include "file/sample_test.h"
#include "tests/zone.h"

struct scene {
	struct story *story;
	struct client *contact, *head, *legal, *city, *nobody;
	struct weekly_report report;
	const char *add, *api;          /* where files are sent to */
};

static const char *path_of(const char *format, int64_t id)
{
	struct strbuf out = { .arena = test_arena() };

	for (const char *c = format; *c; c++)
		if (*c == '#')
			buf_format(&out, "%lld", (long long)id);
		else
			buf_char(&out, *c);
	return str_terminated(test_arena(), buf_str(&out));
}

static struct scene begin(void)
{
	struct scene s = { .story = zone_busy() };
	struct client *door = test_client(s.story->house);

	s.nobody = door;
	s.contact = zone_client(s.story, door, &s.story->labour_contact, "contact1");
	s.head = zone_client(s.story, door, &s.story->labour_head, "head1");
	s.legal = zone_client(s.story, door, &s.story->legal, "legal");
	s.city = zone_client(s.story, door, &s.story->city_contact, "contact2");
	CHECK(0, story_report(s.story, s.story->labour, "2026-W47", &s.report));
	s.add = path_of("/weekly/report/#/attachment", s.report.id.v);
	s.api = path_of("/api/v1/weekly_report/#/attachment", s.report.id.v);
	return s;
}

static struct answer send(struct client *who, const char *path, const char *name, Str bytes)
{
	return test_upload(who, path, &(struct test_file){ name, bytes }, 1, NULL, NULL);
}

/* ---- what stands there ---- */

struct asked { int64_t report_id; struct attachments found; };

static bool list_body(struct act *act, void *input)
{
	struct asked *asked = input;
	struct attachments all;

	if (!attachments_of(act, &report_record, asked->report_id, &all))
		return false;
	asked->found.at = arena_take_many(test_arena(), all.count + 1, sizeof *all.at);
	asked->found.count = all.count;
	for (size_t i = 0; i < all.count; i++) {
		asked->found.at[i] = all.at[i];
		asked->found.at[i].sm3 = arena_copy(test_arena(), all.at[i].sm3);
	}
	return true;
}

static struct attachments at_report(const struct scene *s)
{
	struct asked asked = { .report_id = s->report.id.v };

	CHECK_DONE(test_read(s->story->house, NULL, list_body, &asked));
	return asked.found;
}

static int64_t last_id(const struct scene *s)
{
	struct attachments all = at_report(s);

	return all.count ? all.at[all.count - 1].id.v : 0;
}

/* ---- coming in and going out ---- */

TEST(a_contact_attaches_a_photo_and_a_pdf_and_the_bureau_downloads_them)
{
	struct scene s = begin();
	const struct test_file files[] = { { "现场照片.png", sample_png() }, { "约谈笔录.pdf", sample_pdf() } };
	struct answer answer = test_upload(s.contact, s.add, files, 2, "label", "第二次约谈");
	struct attachments all = at_report(&s);

	CHECK_STATUS(0, answer, 303);
	CHECK_STR(0, answer.location, str_terminated(test_arena(), str_format(test_arena(), "/weekly/report/%lld#attachments", (long long)s.report.id.v)));
	CHECK_INT(0, all.count, 3);                       /* one was there */
	answer = test_get(s.contact, path_of("/weekly/report/#", s.report.id.v));
	CHECK(0, test_body_has(answer, "现场照片.png") && test_body_has(answer, "约谈笔录.pdf") && test_body_has(answer, "第二次约谈"));
	answer = test_get(s.legal, path_of("/attachment/#/content", all.at[1].id.v));
	CHECK_STATUS(1, answer, 200);
	CHECK(1, str_equal(answer.body, sample_png()));
	answer = test_get(s.legal, path_of("/attachment/#/content", all.at[2].id.v));
	CHECK(2, str_equal(answer.body, sample_pdf()));
}

static bool head_has(struct answer answer, const char *words)
{
	return memmem(answer.head.at, answer.head.len, words, strlen(words)) != NULL;
}

TEST(bytes_of_others_are_served_so_that_they_can_do_nothing)
{
	struct scene s = begin();
	struct answer answer;

	CHECK_STATUS(0, send(s.contact, s.add, "约谈笔录.pdf", sample_pdf()), 303);
	answer = test_get(s.legal, path_of("/attachment/#/content", last_id(&s)));
	CHECK(0, head_has(answer, "Content-Type: application/pdf\r\n"));
	CHECK(0, head_has(answer, "X-Content-Type-Options: nosniff\r\n"));
	CHECK(0, head_has(answer, "Content-Security-Policy: default-src 'none'; sandbox; frame-ancestors 'none'\r\n"));
	CHECK(0, head_has(answer, "Content-Disposition: attachment; filename=\""));
	CHECK(0, head_has(answer, "filename*=UTF-8''%E7%BA%A6%E8%B0%88%E7%AC%94%E5%BD%95.pdf\r\n"));
	CHECK(0, head_has(answer, "Cache-Control: no-store\r\n"));
	CHECK_STATUS(1, send(s.contact, s.add, "a.png", sample_png()), 303);
	answer = test_get(s.legal, path_of("/attachment/#/content", last_id(&s)));
	CHECK(1, head_has(answer, "Content-Disposition: inline; filename=\"a.png\""));
	CHECK(1, head_has(answer, "Content-Type: image/png\r\n") && head_has(answer, "; sandbox;"));
}

TEST(who_may_not_see_the_row_finds_no_attachment)
{
	struct scene s = begin();
	int64_t id;

	CHECK_STATUS(0, send(s.contact, s.add, "a.pdf", sample_pdf()), 303);
	id = last_id(&s);
	CHECK_STATUS(1, test_get(s.city, path_of("/attachment/#/content", id)), 404);
	CHECK_STATUS(2, test_get(s.city, path_of("/api/v1/attachment/#/content", id)), 404);
	CHECK_STATUS(3, test_get(s.city, path_of("/api/v1/attachment/#", id)), 404);
	CHECK_STATUS(4, test_get(s.city, s.add), 404);
	CHECK_STATUS(5, test_get(s.city, s.api), 404);
	CHECK_STATUS(6, send(s.city, s.add, "b.pdf", sample_pdf()), 404);
	CHECK_STATUS(7, send(s.city, s.api, "b.pdf", sample_pdf()), 404);
	CHECK_STATUS(8, test_get(s.nobody, path_of("/attachment/#/content", id)), 303);
	CHECK_STATUS(9, test_get(s.nobody, path_of("/api/v1/attachment/#/content", id)), 401);
	CHECK_STATUS(10, test_get(s.legal, path_of("/attachment/#/content", id + 1)), 404);
	CHECK_STATUS(11, send(s.legal, s.add, "b.pdf", sample_pdf()), 403);      /* the Bureau reads, it does not write */
	CHECK_INT(12, at_report(&s).count, 2);
}

TEST(a_program_attaches_lists_and_fetches)
{
	struct scene s = begin();
	struct answer answer = send(s.contact, s.api, "附表.csv", STR("单位,件数\n劳动监察大队,3\n"));
	int64_t id;

	CHECK_STATUS(0, answer, 201);
	CHECK(0, test_body_has(answer, "\"file_name\":\"附表.csv\"") && test_body_has(answer, "\"media_type\":\"text/csv\""));
	id = last_id(&s);
	answer = test_get(s.legal, s.api);
	CHECK_STATUS(1, answer, 200);
	CHECK(1, test_body_has(answer, "\"sm3\":\"") && test_body_has(answer, "附表.csv"));
	CHECK_STATUS(2, test_get(s.legal, path_of("/api/v1/attachment/#", id)), 200);
	answer = test_get(s.legal, path_of("/api/v1/attachment/#/content", id));
	CHECK(3, str_equal(answer.body, STR("单位,件数\n劳动监察大队,3\n")));
	answer = send(s.contact, s.api, "假.pdf", STR("不是 PDF\n"));
	CHECK_STATUS(4, answer, 422);
	CHECK(4, test_body_has(answer, "\"rule\":\"file.type\",") && test_body_has(answer, "\"field\":\"file\""));
	answer = test_get(s.legal, "/api/v1/openapi.json");
	CHECK(5, test_body_has(answer, "/api/v1/weekly_report/{id}/attachment") && test_body_has(answer, "multipart/form-data"));
	CHECK(5, test_body_has(answer, "/api/v1/attachment/{id}/content") && !test_body_has(answer, "\"/api/v1/attachment\""));
	CHECK_STATUS(6, test_get(s.legal, "/api/v1/attachment"), 404);
}

TEST(a_part_of_a_file_may_be_asked_for)
{
	static const struct { const char *range, *body; int status; const char *says; } t[] = {
		{ "Range: bytes=0-2", "012", 206, "Content-Range: bytes 0-2/10\r\n" },
		{ "Range: bytes=7-", "789", 206, "Content-Range: bytes 7-9/10\r\n" },
		{ "Range: bytes=-4", "6789", 206, "Content-Range: bytes 6-9/10\r\n" },
		{ "Range: bytes=5-99", "56789", 206, "Content-Range: bytes 5-9/10\r\n" },
		{ "Range: bytes=-99", "0123456789", 206, "Content-Range: bytes 0-9/10\r\n" },
		{ "Range: bytes=10-", NULL, 416, "" },
		{ "Range: bytes=-0", NULL, 416, "" },
		{ "Range: bytes=3-2", "0123456789", 200, "Accept-Ranges: bytes\r\n" },
		{ "Range: bytes=0-1,4-5", "0123456789", 200, "" },
		{ "Range: lines=0-1", "0123456789", 200, "" },
		{ "Range: bytes=x", "0123456789", 200, "" },
	};
	struct scene s = begin();
	int64_t id;

	CHECK_STATUS(0, send(s.contact, s.add, "a.txt", STR("0123456789")), 303);
	id = last_id(&s);
	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct answer answer;

		s.legal->header = str_of(t[i].range);
		answer = test_get(s.legal, path_of("/attachment/#/content", id));
		CHECK_STATUS(i, answer, t[i].status);
		if (t[i].body)
			CHECK_STR(i, answer.body, t[i].body);
		CHECK(i, head_has(answer, t[i].says));
	}
}

/* ---- refused, and sent again ---- */

TEST(what_was_sound_in_a_refused_form_need_not_be_sent_again)
{
	struct scene s = begin();
	const struct test_file files[] = { { "约谈笔录.pdf", sample_pdf() }, { "程序.exe", STR("MZ\x90\0") } };
	struct answer answer = test_upload(s.contact, s.add, files, 2, "label", "写好的说明");
	struct sm3_sum sum = sm3_of(sample_pdf());
	const char *sm3 = str_terminated(test_arena(), sm3_hex(test_arena(), &sum));
	struct answer stolen;

	CHECK_STATUS(0, answer, 422);
	CHECK(0, test_body_has(answer, "“程序.exe”这种文件不接收") && test_body_has(answer, "id=\"e-file\""));
	CHECK(0, test_body_has(answer, "name=\"staged.0\"") && test_body_has(answer, sm3) && test_body_has(answer, "写好的说明"));
	CHECK_INT(0, at_report(&s).count, 1);
	/* the hash alone gives nobody the file: only who sent it may attach it */
	stolen = test_upload(s.head, s.add, NULL, 0, "staged.0", sm3);
	CHECK_STATUS(1, stolen, 422);
	CHECK(1, test_body_has(stolen, "已经清除"));
	CHECK_STATUS(2, test_upload(s.contact, s.add, NULL, 0, "staged.0", sm3), 303);
	CHECK_INT(2, at_report(&s).count, 2);
}

TEST(a_form_without_a_file_says_so_and_a_file_sent_twice_stands_once)
{
	struct scene s = begin();
	struct answer answer = send(s.contact, s.add, "", STR_NONE);

	CHECK_STATUS(0, answer, 422);
	CHECK(0, test_body_has(answer, "请选择要上传的文件"));
	CHECK_STATUS(1, test_upload(s.contact, s.add, NULL, 0, "_once", "k1"), 422);
	for (int i = 0; i < 2; i++)
		CHECK_STATUS(i, test_upload(s.contact, s.add, &(struct test_file){ "a.pdf", sample_pdf() }, 1, "_once", "k2"), 303);
	CHECK_INT(2, at_report(&s).count, 2);
	CHECK_STATUS(3, send(s.contact, s.add, "b.pdf", sample_pdf()), 303);
	CHECK_INT(3, at_report(&s).count, 2);
}

/* ---- limits ---- */

static Str filler(size_t bytes)
{
	char *at = arena_take(test_arena(), bytes);

	memset(at, 'a', bytes);
	return (Str){ at, bytes };
}

TEST(only_who_is_logged_in_and_only_where_files_are_taken_may_a_body_be_large)
{
	struct scene s = begin();
	Str large = filler(LIMIT_BODY_BYTES + 1);

	CHECK_STATUS(0, send(s.contact, s.add, "a.txt", large), 303);
	CHECK_INT(0, at_report(&s).at[1].bytes, (int64_t)large.len);
	CHECK_STATUS(1, send(s.nobody, s.add, "a.txt", large), 413);
	CHECK_STATUS(2, send(s.contact, path_of("/weekly/report/#/save", s.report.id.v), "a.txt", large), 413);
	CHECK_STATUS(3, send(s.contact, s.add, "b.txt", filler(LIMIT_FILE_BYTES)), 303);
	CHECK_STATUS(4, send(s.contact, s.add, "c.txt", filler(LIMIT_FILE_BYTES + 1)), 422);
	CHECK_STATUS(5, test_request(s.contact, "POST", s.add, "application/x-www-form-urlencoded", large), 413);
}

TEST(one_form_brings_so_many_files_and_not_one_more)
{
	struct scene s = begin();
	struct test_file files[LIMIT_FILES_PER_ACT + 1];

	for (size_t i = 0; i < COUNT_OF(files); i++)
		files[i] = (struct test_file){ "a.txt", str_format(test_arena(), "第 %zu 份\n", i) };
	CHECK_STATUS(0, test_upload(s.contact, s.add, files, LIMIT_FILES_PER_ACT + 1, NULL, NULL), 413);
	CHECK_INT(0, at_report(&s).count, 1);
	CHECK_STATUS(1, test_upload(s.contact, s.add, files, LIMIT_FILES_PER_ACT, NULL, NULL), 303);
	CHECK_INT(1, at_report(&s).count, 1 + LIMIT_FILES_PER_ACT);
}

struct stuffing { const struct scene *scene; int64_t bytes; };

static bool stuff(struct act *act, void *input)
{
	const struct stuffing *stuffing = input;
	struct attachment a = {
		.subject = STR("weekly_report"), .subject_id = stuffing->scene->report.id.v, .unit_id = stuffing->scene->report.unit_id,
		.file_name = STR("大.mp4"), .media_type = STR("video/mp4"), .bytes = stuffing->bytes, .sm3 = str_of(
			"0000000000000000000000000000000000000000000000000000000000000000"),
		.uploaded_by = { stuffing->scene->story->labour_contact.account_id }, .uploaded_at = act->now };

	return record_insert(act, &attachment_record, &a, "attachment.add", STR_NONE);
}

TEST(a_row_holds_so_many_bytes_and_not_one_more)
{
	struct scene s = begin();
	Str bytes = STR("0123456789");
	struct stuffing stuffing = { &s, LIMIT_ROW_FILES_BYTES - at_report(&s).at[0].bytes - (int64_t)bytes.len };
	struct answer answer;

	CHECK_DONE(test_act(s.story->house, NULL, stuff, &stuffing));
	answer = send(s.contact, s.add, "b.txt", STR("0123456789a"));
	CHECK_STATUS(0, answer, 422);
	CHECK(0, test_body_has(answer, "合计超过 200 MB"));
	CHECK_STATUS(1, send(s.contact, s.add, "a.txt", bytes), 303);
}

/* ---- taken away ---- */

static void submit(struct scene *s)
{
	CHECK(0, story_report(s->story, s->story->labour, "2026-W47", &s->report));
	CHECK_DONE(story_fill_and_submit(s->story, &s->story->labour_contact, &s->report, "第三次约谈，已付一半"));
}

TEST(before_it_was_submitted_a_file_is_removed_and_its_bytes_go)
{
	struct scene s = begin();
	int64_t id;

	CHECK_STATUS(0, send(s.contact, s.add, "a.pdf", sample_pdf()), 303);
	id = last_id(&s);
	CHECK_STATUS(1, test_form(s.legal, path_of("/attachment/#/remove", id), ""), 403);
	CHECK_STATUS(2, test_form(s.contact, path_of("/attachment/#/remove", id), ""), 303);
	CHECK_STATUS(3, test_get(s.contact, path_of("/attachment/#/content", id)), 404);
	CHECK_INT(4, at_report(&s).count, 1);
}

TEST(what_was_submitted_is_only_withdrawn_with_a_ground_and_stays)
{
	struct scene s = begin();
	struct answer answer;
	int64_t id;

	CHECK_STATUS(0, send(s.contact, s.add, "a.pdf", sample_pdf()), 303);
	id = last_id(&s);
	submit(&s);
	CHECK_STATUS(1, send(s.contact, s.add, "b.pdf", sample_pdf()), 409);
	answer = test_get(s.contact, path_of("/attachment/#/remove", id));
	CHECK(2, test_body_has(answer, "name=\"ground\"") && test_body_has(answer, "不能删除"));
	answer = test_form(s.contact, path_of("/attachment/#/remove", id), "ground=");
	CHECK_STATUS(3, answer, 422);
	CHECK(3, test_body_has(answer, "请写明撤下的理由"));
	CHECK_STATUS(4, test_form(s.contact, path_of("/attachment/#/remove", id), "ground=传错了一份"), 303);
	CHECK_STATUS(5, test_get(s.legal, path_of("/attachment/#/content", id)), 200);
	answer = test_get(s.legal, path_of("/weekly/report/#", s.report.id.v));
	CHECK(6, test_body_has(answer, "已撤下") && test_body_has(answer, "传错了一份"));
	CHECK_STATUS(7, test_form(s.contact, path_of("/attachment/#/remove", id), "ground=再来"), 409);
}

TEST(a_report_taken_back_does_not_let_what_was_submitted_vanish)
{
	struct scene s = begin();
	int64_t old, new;

	CHECK_STATUS(0, send(s.contact, s.add, "a.pdf", sample_pdf()), 303);
	old = last_id(&s);
	story_until(s.story, "2026-11-20T09:30");
	submit(&s);
	story_until(s.story, "2026-11-20T10:00");
	MOVE(s.story, labour_contact, report_holding, s.report.id.v, "withdraw");
	story_until(s.story, "2026-11-20T10:30");
	CHECK_STATUS(1, send(s.contact, s.add, "b.png", sample_png()), 303);
	new = last_id(&s);
	CHECK_STATUS(2, test_form(s.contact, path_of("/attachment/#/remove", old), ""), 422);
	CHECK_STATUS(3, test_form(s.contact, path_of("/attachment/#/remove", new), ""), 303);
	CHECK_STATUS(4, test_get(s.contact, path_of("/attachment/#/content", old)), 200);
}

/* An item's own files are its report's to open and close; with the item they leave the page, not the house. */
TEST(an_items_files_follow_its_report)
{
	struct scene s = begin();
	const char *path = path_of("/weekly/item/#/attachment", s.report.items.at[0].id.v);
	struct answer answer;

	CHECK_STATUS(0, send(s.contact, path, "a.pdf", sample_pdf()), 303);
	answer = test_get(s.legal, path_of("/weekly/item/#", s.report.items.at[0].id.v));
	CHECK(1, test_body_has(answer, "a.pdf"));
	CHECK_STATUS(2, send(s.city, path, "b.pdf", sample_pdf()), 404);
	submit(&s);
	CHECK_STATUS(3, send(s.contact, path, "b.pdf", sample_pdf()), 409);
	CHECK(4, test_body_has(test_get(s.legal, path_of("/weekly/report/#", s.report.id.v)), "a.pdf"));
}

TEST(a_matter_and_an_instruction_take_files_too)
{
	struct scene s = begin();
	struct client *officer = zone_client(s.story, s.nobody, &s.story->labour_officer, "officer1");

	CHECK_STATUS(0, send(officer, "/matter/1/attachment", "a.png", sample_png()), 303);
	CHECK(0, test_body_has(test_get(s.legal, "/matter/1"), "a.png"));
	CHECK_STATUS(1, send(s.contact, "/weekly/instruction/1/attachment", "b.pdf", sample_pdf()), 303);
	CHECK(1, test_body_has(test_get(s.legal, "/weekly/instruction/1"), "b.pdf"));
}

/* ---- verify ---- */

static bool flip_a_byte(struct act *act, void *input)
{
	static const struct sql CHANGE = { "UPDATE blob_piece SET bytes = :bytes WHERE sm3 = :sm3 AND no = 0" };
	struct query *q = store_query(act, &CHANGE);

	query_bind_str(q, ":sm3", *(Str *)input);
	query_bind_blob(q, ":bytes", STR("约谈纪录\n"));
	return query_change_one(q);
}

struct verified { int64_t bad, seen; };

static bool verify(struct act *act, void *input)
{
	struct verified *v = input;

	return attachments_verify(act, &v->bad, &v->seen);
}

TEST(verify_names_the_attachment_whose_bytes_were_changed)
{
	struct scene s = begin();
	struct attachments all;
	struct verified v;

	CHECK_STATUS(0, send(s.contact, s.add, "a.pdf", sample_pdf()), 303);
	all = at_report(&s);
	CHECK_DONE(test_read(s.story->house, NULL, verify, &v));
	CHECK_INT(0, v.bad, 0);
	CHECK_INT(0, v.seen, 2);
	CHECK_DONE(test_act(s.story->house, NULL, flip_a_byte, &all.at[0].sm3));
	CHECK_DONE(test_read(s.story->house, NULL, verify, &v));
	CHECK_INT(1, v.bad, all.at[0].id.v);
}

/* ---- with a row that goes ---- */

struct standing { int64_t id; enum attachment_state state; };

static bool state_of(struct act *act, void *input)
{
	struct standing *standing = input;
	struct attachment a;

	if (!record_load(act, &attachment_record, standing->id, &a))
		return false;
	standing->state = a.state;
	return true;
}

static bool add_item(struct act *act, void *input)
{
	struct weekly_report *before = input, after = *before;
	struct weekly_item *items = ARENA_ARRAY(act->arena, struct weekly_item, before->items.count + 1);

	memcpy(items, before->items.at, before->items.count * sizeof *items);
	items[before->items.count] = (struct weekly_item){ .report_id = before->id, .unit_id = before->unit_id,
	                                                   .title = STR("台账外一件"), .weeks = 1 };
	after.items.at = items;
	after.items.count = before->items.count + 1;
	return record_update(act, &report_record, before, &after, "weekly_report.save", STR_NONE);
}

static bool drop_item(struct act *act, void *input)
{
	struct weekly_report *before = input, after = *before;

	after.items.count--;
	return record_update(act, &report_record, before, &after, "weekly_report.save", STR_NONE);
}

TEST(an_item_that_leaves_its_report_takes_its_files_out_of_sight_and_keeps_their_bytes)
{
	struct scene s = begin();
	struct standing standing;
	struct verified v;

	CHECK_DONE(test_act(s.story->house, NULL, add_item, &s.report));
	CHECK(0, story_report(s.story, s.story->labour, "2026-W47", &s.report));
	CHECK_STATUS(0, send(s.contact, path_of("/weekly/item/#/attachment", s.report.items.at[1].id.v), "a.pdf", sample_pdf()), 303);
	standing.id = last_id(&s) + 1;
	CHECK_STATUS(1, test_get(s.legal, path_of("/attachment/#/content", standing.id)), 200);
	CHECK_DONE(test_act(s.story->house, NULL, drop_item, &s.report));
	CHECK_STATUS(2, test_get(s.legal, path_of("/attachment/#/content", standing.id)), 404);
	CHECK_DONE(test_read(s.story->house, NULL, state_of, &standing));
	CHECK_INT(3, standing.state, ATTACHMENT_WITHDRAWN);
	CHECK_DONE(test_read(s.story->house, NULL, verify, &v));
	CHECK_INT(4, v.bad, 0);
	CHECK_INT(4, v.seen, 2);
}

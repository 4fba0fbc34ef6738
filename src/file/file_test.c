/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* file_test.c - what a file is by its bytes, under which name it stands, and that its pieces are all or nothing. */
#include <string.h>

#include "base/limits.h"
#include "file/blob_store.h"
#include "file/sample_test.h"
#include "people/people.h"
#include "tests/test.h"

#define NOW "2026-11-24T10:00"

/* ---- names ---- */

TEST(a_file_name_keeps_its_script_and_loses_what_misleads)
{
	static const struct { const char *sent, *kept; } t[] = {
		{ "现场照片.jpg", "现场照片.jpg" },
		{ "C:\\Users\\王\\合同.pdf", "合同.pdf" },
		{ "../../etc/passwd.txt", "passwd.txt" },
		{ "a/b/", "" },
		{ "cafe\xcc\x81.pdf", "caf\xc3\xa9.pdf" },               /* e + accent, as a Mac writes it */
		{ "\xed\x95\x9c\xea\xb8\x80.txt", "\xed\x95\x9c\xea\xb8\x80.txt" },
		{ "photo\xe2\x80\xaegpj.exe", "photogpj.exe" },          /* U+202E: would read as photoexe.jpg */
		{ "a\x01\x1f\x7f.pdf", "a.pdf" },
		{ "a\xe2\x80\x8b" "b.pdf", "ab.pdf" },                   /* a space of no width */
		{ "\"a<b>|c:d*e?.pdf", "_a_b__c_d_e_.pdf" },
		{ "  .hidden.pdf ", "hidden.pdf" },
		{ ". . a.pdf", "a.pdf" },
		{ "cafe\xe2\x80\x8b\xcc\x81.pdf", "caf\xc3\xa9.pdf" },
		{ "...", "" },
		{ "", "" },
		{ "\xff\xfe.pdf", "" },                                  /* not UTF-8 */
	};

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_STR(i, file_name_clean(test_arena(), test_str(t[i].sent)), t[i].kept);
}

TEST(a_size_is_said_as_people_say_it)
{
	static const struct { int64_t bytes; const char *words; } t[] = {
		{ 0, "0 字节" }, { 1023, "1023 字节" }, { 1024, "1 KB" }, { 1025, "2 KB" }, { 1048576, "1.0 MB" }, { 1572864, "1.5 MB" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_STR(i, file_size_words(test_arena(), t[i].bytes), t[i].words);
}

/* ---- kinds ---- */

TEST(the_bytes_say_what_a_file_is)
{
	const struct { Str bytes; enum file_format format; } t[] = {
		{ sample_pdf(), FORMAT_PDF },
		{ sample_jpeg(), FORMAT_JPEG },
		{ sample_png(), FORMAT_PNG },
		{ sample_gif(), FORMAT_GIF },
		{ sample_webp(), FORMAT_WEBP },
		{ sample_box("heic"), FORMAT_HEIC },
		{ sample_box("isom"), FORMAT_MP4 },
		{ sample_box("qt  "), FORMAT_QUICKTIME },
		{ sample_box("3gp4"), FORMAT_3GP },
		{ sample_box("M4A "), FORMAT_MP4 },
		{ STR("#!AMR\n\x3c\x91\x17\x16"), FORMAT_AMR },
		{ sample_wav(), FORMAT_WAV },
		{ STR("ID3\x03\0\0\0\0\0\x0a" "0123456789\xff\xfb\x90\x44"), FORMAT_MP3 },
		{ sample_ole(), FORMAT_OLE },
		{ sample_zip("[Content_Types].xml", "word/document.xml"), FORMAT_DOCX },
		{ sample_zip("[Content_Types].xml", "xl/workbook.xml"), FORMAT_XLSX },
		{ sample_zip("Doc_0/Document.xml", "OFD.xml"), FORMAT_OFD },
		{ sample_zip("word/document.xml", "word/vbaProject.bin"), FORMAT_MACRO },
		{ sample_zip("word/document.xml", "xl/workbook.xml"), FORMAT_OTHER },   /* one thing, or nothing */
		{ sample_zip("a.exe", "b.txt"), FORMAT_OTHER },
		{ str_first(sample_zip("OFD.xml", "b"), 40), FORMAT_OTHER },            /* cut off */
		{ STR("约谈记录\n第二行\n"), FORMAT_TEXT },
		{ STR("单位,件数\n劳动监察大队,3\n城管大队,4\n"), FORMAT_TEXT },
		{ STR("\xd4\xbc\xcc\xb8\xbc\xc7\xc2\xbc\r\n"), FORMAT_TEXT },           /* GBK */
		{ STR("<!DOCTYPE html><html><body><script>1</script></body></html>"), FORMAT_MARKUP },
		{ STR("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"), FORMAT_MARKUP },
		{ STR("#!/bin/sh\nrm -rf /\n"), FORMAT_OTHER },
		{ STR("MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"), FORMAT_OTHER },
		{ STR("\x7f" "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0"), FORMAT_OTHER },
		{ STR("Rar!\x1a\x07\x01\0"), FORMAT_OTHER },
		{ STR_NONE, FORMAT_OTHER },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_INT(i, file_format_of(t[i].bytes), t[i].format);
}

struct shown_file { const char *name; Str bytes; };

static bool look(struct act *act, void *input)
{
	const struct shown_file *l = input;
	struct sent_file sent = { STR("file"), str_of(l->name), l->bytes };
	struct staged file;

	return file_look(act, STR("file"), &sent, &file) || act_sound(act);
}

static Str of_size(size_t bytes)
{
	char *at = arena_take(test_arena(), bytes);

	memset(at, 'a', bytes);
	return (Str){ at, bytes };
}

static const char *name_of_length(size_t characters)
{
	struct strbuf name = { .arena = test_arena() };

	for (size_t i = 0; i + 4 < characters; i++)
		buf_text(&name, "字");
	buf_text(&name, ".txt");
	return str_terminated(test_arena(), buf_str(&name));
}

TEST(a_name_must_say_what_the_bytes_are)
{
	struct house *house = test_house(NOW);
	const struct { const char *name; Str bytes; const char *rule; } t[] = {
		{ "现场.jpg", sample_jpeg(), NULL },
		{ "现场.JPEG", sample_jpeg(), NULL },
		{ "现场.jpg", sample_pdf(), "file.type" },
		{ "合同.pdf", sample_pdf(), NULL },
		{ "合同.pdf.exe", sample_pdf(), "file.type" },
		{ "合同", sample_pdf(), "file.type" },
		{ ".pdf", sample_pdf(), "file.type" },
		{ "说明.docx", sample_zip("[Content_Types].xml", "word/document.xml"), NULL },
		{ "说明.docx", sample_zip("word/document.xml", "word/vbaProject.bin"), "file.type" },
		{ "说明.xlsx", sample_zip("[Content_Types].xml", "word/document.xml"), "file.type" },
		{ "说明.ofd", sample_zip("Doc_0/Document.xml", "OFD.xml"), NULL },
		{ "说明.zip", sample_zip("OFD.xml", "b"), "file.type" },
		{ "页.txt", STR("<html><body>1</body></html>"), "file.type" },
		{ "图.svg", STR("<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"), "file.type" },
		{ "表.csv", STR("单位,件数\n劳动监察大队,3\n"), NULL },
		{ "空.txt", STR_NONE, "file.size" },
		{ "大.txt", of_size(LIMIT_FILE_BYTES), NULL },
		{ "大.txt", of_size(LIMIT_FILE_BYTES + 1), "file.size" },
		{ name_of_length(LIMIT_FILE_NAME_CHARACTERS), STR("一\n"), NULL },
		{ name_of_length(LIMIT_FILE_NAME_CHARACTERS + 1), STR("一\n"), "file.name" },
		{ "\x01", STR("一\n"), "file.name" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct shown_file l = { t[i].name, t[i].bytes };
		struct refusal refusal = test_act(house, NULL, look, &l);

		if (!t[i].rule) {
			CHECK_DONE(refusal);
			continue;
		}
		CHECK(i, refusal.kind == REFUSED_BAD_INPUT && refusal.faults && str_is(refusal.faults->rule, t[i].rule));
		CHECK(i, refusal.faults && str_is(refusal.faults->field, "file"));
	}
}

/* ---- staging ---- */

static const struct caller sender = { .account_id = 7, .name = STR_INIT("陆科员") };

static struct act_seed seed_of(struct house *house)
{
	return (struct act_seed){ .house = house, .who = &sender, .actor_id = 7, .via = VIA_TEST, .now = house->clock(house),
	                          .arena = test_arena() };
}

static struct staged staged_of(Str bytes)
{
	struct sm3_sum sum = sm3_of(bytes);

	return (struct staged){ STR("大.txt"), STR("text/plain"), sm3_hex(test_arena(), &sum), (int64_t)bytes.len };
}

static struct refusal stage(struct house *house, Str bytes)
{
	struct act_seed seed = seed_of(house);
	struct staged file = staged_of(bytes);
	struct refusal refusal = { 0 };

	if (!file_stage(&seed, &file, bytes, &refusal))
		must(refusal.kind != REFUSED_NOT);
	return refusal;
}

struct asking { struct staged file; bool found, sound; int64_t blobs, pieces; };

static bool count_of(struct act *act, const struct sql *sql, int64_t *out)
{
	return query_only_int(store_query(act, sql), "n", out);
}

static bool ask(struct act *act, void *input)
{
	static const struct sql BLOBS = { "SELECT count(*) AS n FROM blob" };
	static const struct sql PIECES = { "SELECT count(*) AS n FROM blob_piece" };
	struct asking *a = input;
	struct staged found;

	act->actor_id = 7;
	return file_staged(act, a->file.sm3, &a->found, &found) && file_is_sound(act, a->file.sm3, a->file.bytes, &a->sound)
	    && count_of(act, &BLOBS, &a->blobs) && count_of(act, &PIECES, &a->pieces);
}

static struct asking asked(struct house *house, Str bytes)
{
	struct asking a = { .file = staged_of(bytes) };

	CHECK_DONE(test_read(house, &sender, ask, &a));
	return a;
}

/* Sizes around the ends of pieces and of acts. */
TEST(a_staged_file_comes_out_as_it_went_in)
{
	static const size_t sizes[] = { 1, LIMIT_PIECE_BYTES - 1, LIMIT_PIECE_BYTES, LIMIT_PIECE_BYTES + 1,
		                        (size_t)LIMIT_PIECE_BYTES * LIMIT_STAGED_ACT_PIECES, 3000001 };
	struct house *house = test_house(NOW);

	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		Str bytes = of_size(sizes[i]);
		struct asking a;
		struct byte_stream *stream;
		char *room = arena_take(test_arena(), sizes[i] + 1);
		size_t got, all = 0;

		CHECK_DONE(stage(house, bytes));
		a = asked(house, bytes);
		CHECK(i, a.found && a.sound);
		CHECK_INT(i, a.blobs, (int64_t)i + 1);
		stream = file_stream(test_arena(), house, a.file.sm3, a.file.bytes);
		while (all < sizes[i] && (got = stream->read(stream, (int64_t)all, room + all, 100000)) > 0)
			all += got;
		CHECK_INT(i, all, sizes[i]);
		CHECK(i, str_equal((Str){ room, all }, bytes));
	}
}

TEST(the_same_file_sent_twice_stands_once)
{
	struct house *house = test_house(NOW);
	Str bytes = of_size(LIMIT_PIECE_BYTES + 5);

	CHECK_DONE(stage(house, bytes));
	CHECK_DONE(stage(house, bytes));
	CHECK_INT(0, asked(house, bytes).blobs, 1);
	CHECK_INT(0, asked(house, bytes).pieces, 2);
}

struct half { Str bytes; };

static bool stage_half(struct act *act, void *input)
{
	const struct half *half = input;
	struct staged file = staged_of(half->bytes);
	bool whole;

	act->actor_id = 7;
	return blob_store_begin(act, &file, &whole)
	    && blob_store_piece(act, file.sm3, 0, str_first(half->bytes, LIMIT_PIECE_BYTES));
}

static bool finish_half(struct act *act, void *input)
{
	const struct half *half = input;
	struct staged file = staged_of(half->bytes);

	return blob_store_finish(act, &file);
}

static bool use(struct act *act, void *input)
{
	const struct half *half = input;

	return file_use(act, staged_of(half->bytes).sm3);
}

/* What kill -9 leaves: the acts that were committed, and no more. */
TEST(a_file_broken_off_in_the_middle_is_nobodys_and_goes_on_when_sent_again)
{
	struct house *house = test_house(NOW);
	struct half half = { of_size(3 * LIMIT_PIECE_BYTES) };

	CHECK_DONE(test_act(house, &sender, stage_half, &half));
	CHECK(0, !asked(house, half.bytes).found);
	CHECK_REFUSED(test_act(house, &sender, use, &half), REFUSED_CONFLICT, "file.gone");
	CHECK_REFUSED(test_act(house, &sender, finish_half, &half), REFUSED_STALE, NULL);
	CHECK_DONE(stage(house, half.bytes));
	CHECK(1, asked(house, half.bytes).found && asked(house, half.bytes).sound);
	CHECK_INT(1, asked(house, half.bytes).pieces, 3);
}

static bool sweep(struct act *act, void *input)
{
	return files_sweep(act, input);
}

TEST(what_nobody_attached_is_swept_after_its_hours_and_not_before)
{
	struct house *house = test_house(NOW);
	struct half half = { of_size(2 * LIMIT_PIECE_BYTES) };
	Str whole = STR("一份\n"), used = STR("用着的\n");
	struct half in_use = { used };
	bool left;

	CHECK_DONE(test_act(house, &sender, stage_half, &half));
	CHECK_DONE(stage(house, whole));
	CHECK_DONE(stage(house, used));
	CHECK_DONE(test_act(house, &sender, use, &in_use));
	test_clock(house, "2026-11-25T09:59");
	CHECK_DONE(test_act(house, NULL, sweep, &left));
	CHECK_INT(0, asked(house, whole).blobs, 3);
	test_clock(house, "2026-11-25T10:00");
	CHECK_DONE(test_act(house, NULL, sweep, &left));
	CHECK(1, !left);
	CHECK_INT(1, asked(house, whole).blobs, 1);
	CHECK_INT(1, asked(house, used).pieces, 1);
	CHECK(1, asked(house, used).sound && !asked(house, whole).found);
}

TEST(one_sweep_takes_a_few_and_says_that_more_are_left)
{
	struct house *house = test_house(NOW);
	bool left = false;

	for (int i = 0; i <= LIMIT_SWEPT_BLOBS; i++)
		CHECK_DONE(stage(house, str_format(test_arena(), "第 %d 份\n", i)));
	test_clock(house, "2026-11-25T10:01");
	CHECK_DONE(test_act(house, NULL, sweep, &left));
	CHECK(0, left);
	CHECK_INT(0, asked(house, STR("x")).blobs, 1);
	CHECK_DONE(test_act(house, NULL, sweep, &left));
	CHECK(1, !left);
	CHECK_INT(1, asked(house, STR("x")).blobs, 0);
}

TEST(a_disk_keeps_what_the_database_needs_to_go_on)
{
	CHECK(0, file_leaves_space(LIMIT_FREE_BYTES + 10, 10));
	CHECK(1, !file_leaves_space(LIMIT_FREE_BYTES + 9, 10));
	CHECK(2, file_leaves_space(-1, 10));
}

/* ---- the day's share ---- */

struct sent { int64_t bytes; };

static bool pretend_sent(struct act *act, void *input)
{
	const struct sent *sent = input;
	struct staged file = staged_of(STR("早先的\n"));
	bool whole;

	act->actor_id = 7;
	file.bytes = sent->bytes;
	return blob_store_begin(act, &file, &whole) && blob_store_upload(act, &file);
}

TEST(an_account_may_send_so_much_a_day_and_not_a_byte_more)
{
	Str bytes = STR("0123456789");

	for (int over = 0; over <= 1; over++) {
		struct house *house = test_house(NOW);
		struct sent sent = { LIMIT_ACCOUNT_DAY_BYTES - (int64_t)bytes.len + over };

		CHECK_DONE(test_act(house, &sender, pretend_sent, &sent));
		if (!over) {
			CHECK_DONE(stage(house, bytes));
			CHECK_DONE(stage(house, bytes));         /* again is not more */
			continue;
		}
		CHECK_REFUSED(stage(house, bytes), REFUSED_TOO_LARGE, "file.day");
		test_clock(house, "2026-11-25T10:00");
		CHECK_DONE(stage(house, bytes));
	}
}

/* ---- going out while others write ---- */

TEST(a_stream_ends_whole_though_its_file_is_released_and_swept_meanwhile)
{
	struct house *house = test_house(NOW);
	Str bytes = of_size(4 * LIMIT_PIECE_BYTES);
	struct staged file = staged_of(bytes);
	struct byte_stream *stream;
	char *room = arena_take(test_arena(), bytes.len);
	size_t all = 0;
	bool left;

	CHECK_DONE(stage(house, bytes));
	test_clock(house, "2026-11-26T10:00");
	CHECK_DONE(stage(house, bytes));                 /* as a release does, this begins its hours anew */
	stream = file_stream(test_arena(), house, file.sm3, file.bytes);
	while (all < bytes.len) {
		size_t got = stream->read(stream, (int64_t)all, room + all, bytes.len - all);

		CHECK(all, got > 0);
		all += got;
		CHECK_DONE(test_act(house, NULL, sweep, &left));
	}
	CHECK(0, str_equal((Str){ room, all }, bytes));
	test_clock(house, "2026-11-27T10:00");
	CHECK_DONE(test_act(house, NULL, sweep, &left));
	CHECK_INT(1, stream->read(stream, 0, room, bytes.len), 0);       /* gone: cut off, never other bytes */
}

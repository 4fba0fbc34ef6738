/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* anchor_file.c - the file outside the database in which the head of the ledger stands. See anchor_file.h. */
#include "app/anchor_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/command.h"
#include "base/limits.h"
#include "base/log.h"
#include "people/people.h"
#include "record/record.h"

enum { ANCHOR_MINUTE = 5, LINE_BYTES = 512, SEAL_HEX = 64 };

/* ---- one line ---- */

static bool is_hex(Str text)
{
	unsigned char room[SEAL_HEX / 2];

	return text.len == SEAL_HEX && str_unhex(text, room);
}

/* Only as ledger_anchor_line writes it: one anchor, one text. */
static bool read_line(struct arena *arena, Str line, struct anchor *out)
{
	struct input input = { .arena = arena, .is_json = true };
	enum refusal_kind refused = REFUSED_NOT;
	Str why = STR_NONE;

	*out = (struct anchor){ .filed = true };
	if (!json_read(&input, line, &refused, &why) || !date_parse(input_text(&input, "date"), &out->on))
		return false;
	out->last_no = input_int(&input, "last_no", 0);
	out->blocks = input_int(&input, "blocks", 0);
	out->seal = input_text(&input, "seal");
	out->tree = input_text(&input, "tree");
	out->previous = input_text(&input, "previous");
	return out->last_no > 0 && out->blocks > 0 && is_hex(out->seal) && is_hex(out->tree) && is_hex(out->previous)
	    && str_equal(ledger_anchor_line(arena, out), line);
}

/* ---- reading ---- */

bool file_read_whole(struct arena *arena, Str path, int64_t most_bytes, Str *out)
{
	FILE *file = fopen(str_terminated(arena, path), "r");
	struct stat about;
	char *bytes;
	size_t len;

	if (!file)
		return false;
	if (fstat(fileno(file), &about) != 0 || !S_ISREG(about.st_mode) || about.st_size > most_bytes) {
		(void)fclose(file);
		return false;
	}
	bytes = arena_take(arena, (size_t)about.st_size + 1);
	len = fread(bytes, 1, (size_t)about.st_size, file);
	(void)fclose(file);
	*out = (Str){ bytes, len };
	return str_is_utf8(*out);
}

static bool bad_line(struct arena *arena, size_t number, const char *words, Str *place_out, Str *why_out)
{
	*place_out = str_format(arena, "anchor line %zu", number);
	*why_out = str_of(words);
	return false;
}

static bool read_lines(struct arena *arena, Str text, struct anchor_lines *out, Str *place_out, Str *why_out)
{
	Str line, rest = str_join(arena, str_trim(text), STR("\n")), before = STR_NONE;
	size_t room = 0;

	while (str_cut(rest, '\n', &line, &rest)) {
		const struct anchor *last = out->count ? &out->at[out->count - 1] : NULL;
		struct anchor anchor;

		if (!read_line(arena, line, &anchor))
			return bad_line(arena, out->count + 1, "这一行不是锚点：内容或写法被改动过", place_out, why_out);
		if (last && !str_equal(anchor.previous, ledger_anchor_line_hash(arena, before)))
			return bad_line(arena, out->count + 1, "与前一行接不上：锚点文件被改动过", place_out, why_out);
		if (last && (anchor.on.day <= last->on.day || anchor.last_no < last->last_no))
			return bad_line(arena, out->count + 1, "日期或号码倒退", place_out, why_out);
		out->at = arena_room_for_one(arena, out->at, out->count, &room, sizeof *out->at);
		out->at[out->count++] = anchor;
		before = line;
	}
	return true;
}

/* "17:3fa9…" */
static bool read_printed(struct arena *arena, Str given, struct anchor_lines *out)
{
	Str number, seal;
	int64_t no;

	if (!str_cut(given, ':', &number, &seal) || !str_to_int(number, &no) || no < 1 || !is_hex(seal))
		return false;
	out->at = ARENA_NEW(arena, struct anchor);
	*out->at = (struct anchor){ .last_no = no, .seal = seal };
	out->count = 1;
	return true;
}

bool anchors_given(struct arena *arena, Str given, struct anchor_lines *out, Str *place_out, Str *why_out)
{
	Str text;

	*out = (struct anchor_lines){ .count = 0 };
	*place_out = STR_NONE;
	if (read_printed(arena, given, out))
		return true;
	*why_out = str_format(arena, "读不到锚点：%.*s 不是锚点文件，也不是“号码:封印”", STR_ARG(given));
	if (!file_read_whole(arena, given, LIMIT_ANCHOR_FILE_BYTES, &text))
		return false;
	if (str_is_empty(str_trim(text))) {
		*why_out = STR("锚点文件是空的");
		return false;
	}
	return read_lines(arena, text, out, place_out, why_out);
}

bool anchors_vouch_for(const struct anchor_lines *lines, const struct proof *proof)
{
	for (size_t i = 0; i < lines->count; i++) {
		const struct anchor *a = &lines->at[i], *named = &proof->anchor;

		if (a->blocks == 0 && a->last_no == proof->last_no && str_equal(a->seal, proof->seal))
			return true;
		if (a->blocks != 0 && a->blocks == named->blocks && a->last_no == named->last_no
		    && str_equal(a->seal, named->seal) && str_equal(a->tree, named->tree))
			return true;
	}
	return false;
}

/* ---- writing ---- */

Str anchors_named(struct arena *arena, const struct store *store, Str given)
{
	Str file = store_file(store), from_environment = environment("JUEBU_ANCHORS");

	if (given.len)
		return given;
	if (from_environment.len)
		return from_environment;
	return file.len ? str_join(arena, file, STR(".anchors")) : STR_NONE;
}

static bool trouble(const char *what, Str path)
{
	log_line(LOG_TROUBLE, "anchor", "%s %.*s: %s", what, STR_ARG(path), strerror(errno)); /* NOLINT(concurrency-mt-unsafe) */
	return false;
}

/* The last whole line; one without a line feed was being written when the machine stopped, and is cut off. */
static bool last_line(struct arena *arena, int file, Str *out)
{
	char *bytes = arena_take(arena, LINE_BYTES * 2);
	off_t end = lseek(file, 0, SEEK_END), from = end > LINE_BYTES * 2 ? end - LINE_BYTES * 2 : 0;
	ssize_t got = pread(file, bytes, LINE_BYTES * 2, from);
	size_t len, start;

	if (end < 0 || got < 0)
		return false;
	for (len = (size_t)got; len > 0 && bytes[len - 1] != '\n';)
		len--;
	if (len < (size_t)got && ftruncate(file, from + (off_t)len) != 0)
		return false;
	for (start = len ? len - 1 : 0; start > 0 && bytes[start - 1] != '\n';)
		start--;
	*out = (Str){ bytes + start, len ? len - 1 - start : 0 };
	return lseek(file, 0, SEEK_END) >= 0;
}

static bool write_line(struct arena *arena, int file, const struct anchor *anchor)
{
	Str line = str_join(arena, ledger_anchor_line(arena, anchor), STR("\n"));

	return write(file, line.at, line.len) == (ssize_t)line.len;
}

struct keeping {
	struct act_seed seed;
	Date after;                     /* the file's last day */
	struct anchors lacking;
	struct anchor made;
	bool is_made, due;
};

static bool ask_lacking(struct act *act, void *input)
{
	struct keeping *k = input;

	return ledger_anchors_after(act, k->after, LIMIT_ANCHORS_A_ROUND, &k->lacking);
}

/* The file's last line must be what the database says of that day; else one of the two was rewritten or cut. */
static bool goes_on(struct keeping *k, Str last, Str path)
{
	struct arena *arena = k->seed.arena;
	struct refusal refusal = { 0 };
	struct anchor anchor;

	k->after = DATE_NONE;
	if (str_is_empty(last))
		return true;
	if (read_line(arena, last, &anchor)) {
		k->after = date_plus(anchor.on, -1);
		if (!act_read(&k->seed, ask_lacking, k, &refusal))
			return false;
		k->after = anchor.on;
		if (k->lacking.count > 0 && str_equal(ledger_anchor_line(arena, &k->lacking.at[0]), last))
			return true;
	}
	log_line(LOG_TROUBLE, "anchor",
	         "%.*s 的最后一行与数据库不符：台账末尾可能被截断或改写，或者这是别的数据库的文件。没有再写。请运行 juebu verify --anchor",
	         STR_ARG(path));
	return false;
}

static bool append_lacking(struct keeping *k, int file, Str path)
{
	struct refusal refusal = { 0 };
	Str last = STR_NONE;

	if (!last_line(k->seed.arena, file, &last))
		return trouble("cannot read", path);
	if (!goes_on(k, last, path) || !act_read(&k->seed, ask_lacking, k, &refusal))
		return false;
	for (size_t i = 0; i < k->lacking.count; i++) {
		if (!write_line(k->seed.arena, file, &k->lacking.at[i]))
			return trouble("cannot write", path);
		k->after = k->lacking.at[i].on;
	}
	return k->lacking.count == 0 || fsync(file) == 0 || trouble("cannot sync", path);
}

static bool mark_filed(struct act *act, void *input)
{
	const struct keeping *k = input;

	return ledger_anchor_filed(act, k->after);
}

/* So that the file itself, not only what is in it, outlives a loss of power. */
static void sync_folder(struct arena *arena, Str path)
{
	size_t at = path.len;
	int folder;

	while (at > 0 && path.at[at - 1] != '/')
		at--;
	folder = open(at ? str_terminated(arena, str_first(path, at)) : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return;
	(void)fsync(folder);
	(void)close(folder);
}

static bool keep_file(struct keeping *k, Str path)
{
	struct refusal refusal = { 0 };
	int file = open(str_terminated(k->seed.arena, path), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	bool kept;

	if (file < 0)
		return trouble("cannot open", path);
	kept = append_lacking(k, file, path);
	if (close(file) != 0)
		kept = trouble("cannot close", path);
	if (!kept || k->lacking.count == 0)
		return kept;
	sync_folder(k->seed.arena, path);
	return act_write(&k->seed, mark_filed, k, &refusal);
}

static bool make(struct act *act, void *input)
{
	struct keeping *k = input;

	return ledger_anchor_make(act, &k->made, &k->is_made);
}

static bool ask_due(struct act *act, void *input)
{
	struct keeping *k = input;
	struct anchors newest = { 0 };

	if (!ledger_anchors_newest(act, 1, &newest))
		return false;
	k->due = newest.count == 0 || newest.at[0].on.day < instant_date(act->now).day;
	return true;
}

bool anchors_keep(struct house *house, Str path, Instant now)
{
	struct arena *arena = arena_open();
	struct keeping k = { .seed = { .house = house, .who = &caller_system, .via = VIA_TICK, .now = now, .arena = arena } };
	struct refusal refusal = { 0 };
	bool kept;

	kept = act_read(&k.seed, ask_due, &k, &refusal);
	if (kept && k.due && now.sec >= instant_at(instant_date(now), 0, ANCHOR_MINUTE).sec)
		kept = act_write(&k.seed, make, &k, &refusal);
	if (!kept)
		log_line(LOG_TROUBLE, "anchor", "%.*s", STR_ARG(refusal.message));
	if (k.is_made && str_is_empty(path))
		log_line(LOG_WARNING, "anchor", "没有指定锚点文件（--anchors 或 JUEBU_ANCHORS），今天的锚点只在数据库里：末尾被截断就看不出来");
	if (kept && path.len)
		kept = keep_file(&k, path);
	arena_close(arena);
	return kept;
}

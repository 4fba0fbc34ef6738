/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* export.c - juebu export KIND: which kinds there are; and the ledger itself, line by line, for tools/verify_ledger.py. */
#include <stdio.h>

#include <unistd.h>

#include "app/clauses.h"
#include "app/command.h"
#include "clause/export.h"
#include "clauses/house/ledger_json.h"

enum { PAGE_ENTRIES = 1000, PAGE_SEALS = 32, ANCHORS_MOST = 100000 };

/* Writes to standard output within a reading act; memory does not grow with what is written. */
typedef bool ExportBody(struct act *, void *format);

static bool put_line(struct act *act, Str line)
{
	if (fwrite(line.at, 1, line.len, stdout) == line.len && putchar('\n') != EOF)
		return true;
	return refuse(act, REFUSED_BROKEN, "export.write", "写不出去：磁盘满了，或接收方已关闭");
}

/* ---- the ledger ---- */

static bool put_entries(struct act *act, const struct entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		if (!put_line(act, export_entry_line(act->arena, &entries->at[i], true)))
			return false;
	return true;
}

/* Pieces of a list, each in an arena of its own. after is the key of the last one written. */
typedef bool PutPiece(struct act *, int64_t *after, bool *more);

static bool put_sealed(struct act *act, int64_t *after, bool *more)
{
	struct entries entries = { 0 };

	if (!ledger_sealed_after(act, *after, PAGE_ENTRIES, &entries) || !put_entries(act, &entries))
		return false;
	*more = entries.count > 0;
	if (*more)
		*after = entries.at[entries.count - 1].no;
	return true;
}

static bool put_unsealed(struct act *act, int64_t *after, bool *more)
{
	struct entries entries = { 0 };

	if (!ledger_unsealed_after(act, *after, PAGE_ENTRIES, &entries) || !put_entries(act, &entries))
		return false;
	*more = entries.count > 0;
	if (*more)
		*after = entries.at[entries.count - 1].id;
	return true;
}

static bool put_seals(struct act *act, int64_t *after, bool *more)
{
	struct seals seals = { 0 };

	if (!ledger_seals_after(act, *after, PAGE_SEALS, &seals))
		return false;
	for (size_t i = 0; i < seals.count; i++)
		if (!put_line(act, export_seal_line(act->arena, &seals.at[i])))
			return false;
	*more = seals.count > 0;
	if (*more)
		*after = seals.at[seals.count - 1].first_no;
	return true;
}

static bool put_all(struct act *act, PutPiece *piece)
{
	struct arena *own = act->arena;
	int64_t after = INT64_MIN;
	bool more = true, done = true;

	while (done && more) {
		act->arena = arena_open();
		done = piece(act, &after, &more);
		if (!done)
			act->refusal.message = arena_copy(own, act->refusal.message);
		arena_close(act->arena);
		act->arena = own;
	}
	return done;
}

static bool export_ledger(struct act *act, void *format __attribute__((unused)))
{
	struct anchors anchors = { 0 };

	if (!put_line(act, export_head_line(act->arena, act->now)) || !put_all(act, put_seals) || !put_all(act, put_sealed)
	    || !put_all(act, put_unsealed) || !ledger_anchors_after(act, DATE_NONE, ANCHORS_MOST, &anchors))
		return false;
	for (size_t i = 0; i < anchors.count; i++)
		if (!put_line(act, export_anchor_line(act->arena, &anchors.at[i])))
			return false;
	return true;
}

/* ---- any record: all its rows, as the house itself sees them; personal text stays masked ---- */

enum { XLSX_ROWS = 1048574 };           /* what a sheet holds beneath its head, and a last line if it was cut */

struct record_export { const char *kind; Str format; };

static struct export whole_of(struct act *act, const struct holding *holding, enum sheet_kind kind)
{
	struct list_ask all = { .record = holding->record, .scope = { .kind = SCOPE_ALL }, .sort = "id" };
	struct export e = export_of_record(act, holding, &all, kind);

	e.most = kind == SHEET_XLSX ? XLSX_ROWS : INT64_MAX;
	return e;
}

static bool put_file(struct act *act, const struct export *e)
{
	char *piece = arena_take(act->arena, 1 << 16);
	int64_t at = 0;

	while (at < e->bytes) {
		ssize_t got = pread(e->fd, piece, 1 << 16, at);

		if (got <= 0 || fwrite(piece, 1, (size_t)got, stdout) != (size_t)got)
			return refuse(act, REFUSED_BROKEN, "export.write", "写不出去：磁盘满了，或接收方已关闭");
		at += got;
	}
	return true;
}

static void put_json_row(struct act *act, struct export *e, const struct holding *holding, const void *row)
{
	struct strbuf text = { .arena = act->arena };
	struct json json = { .out = &text };
	struct record flat = *holding->record;

	flat.children = NULL;           /* a record of their own */
	record_json(act, &json, &flat, row, false);
	(void)put_line(act, str_format(act->arena, "%s%.*s", e->written ? "," : " ", (int)text.len, text.at));
}

static bool put_json(struct act *act, struct export *e)
{
	e->put = put_json_row;
	return put_line(act, STR("[")) && e->rows(act, e) && put_line(act, STR("]"));
}

static bool export_record(struct act *act, void *input)
{
	const struct record_export *asked = input;
	const struct holding *holding = holding_named(act->house, str_of(asked->kind));
	bool is_json = str_is(asked->format, "json");
	struct export e;

	must(holding);
	e = whole_of(act, holding, str_is(asked->format, "xlsx") ? SHEET_XLSX : SHEET_CSV);
	if (is_json)
		return put_json(act, &e);
	return export_write(act, &e) && put_file(act, &e);
}

/* ---- the command ---- */

static const struct export_kind { const char *name, *formats; ExportBody *body; } kinds[] = {
	{ "ledger", "json", export_ledger },
};

static const struct export_kind *kind_named(Str name)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (str_is(name, kinds[i].name))
			return &kinds[i];
	return NULL;
}

static bool is_known_record(Str name)
{
	struct house house = { .clauses = clauses };

	return holding_named(&house, name) != NULL;
}

static int run_reading(struct arena *arena, Str db, ActBody *body, void *input)
{
	struct refusal refusal = { 0 };
	struct act_seed seed;
	struct house house;
	bool done;

	if (!house_open(arena, &house, database_named(db), false))
		return EXIT_REFUSED;
	seed = command_seed(&house, arena);
	done = act_read(&seed, body, input, &refusal);
	house_close(&house);
	if (done && fflush(stdout) != 0)
		return say_trouble(STR("写不出去：磁盘满了，或接收方已关闭"));
	return done ? EXIT_DONE : say_refused(refusal);
}

int export_command(struct arena *arena, int argc, char **argv)
{
	Str db = STR_NONE, format = STR_NONE;
	const struct flag flags[] = { { "--db", &db, NULL }, { "--format", &format, NULL } };
	struct words_given words = { 0 };
	const struct export_kind *kind;
	struct record_export record;

	if (!flags_read(argc, argv, flags, COUNT_OF(flags), &words))
		return EXIT_USAGE;
	format = format.len ? format : STR("json");
	kind = words.count == 1 ? kind_named(words.at[0]) : NULL;
	if (kind && str_is(format, kind->formats))
		return run_reading(arena, db, kind->body, &format);
	if (words.count != 1 || kind || !is_known_record(words.at[0])
	    || !(str_is(format, "csv") || str_is(format, "xlsx") || str_is(format, "json"))) {
		say_trouble(STR("要写：juebu export ledger，或 juebu export 记录 [--format csv|xlsx|json]；记录如 matter、duty、weekly_report"));
		return EXIT_USAGE;
	}
	record = (struct record_export){ str_terminated(arena, words.at[0]), format };
	return run_reading(arena, db, export_record, &record);
}

/* ---- juebu proof NO ---- */

static bool put_proof(struct act *act, void *input)
{
	const int64_t *no = input;
	struct proof proof;
	bool found = false;

	if (!ledger_prove(act, *no, &proof, &found))
		return false;
	if (!found)
		return refuse(act, REFUSED_NOT_FOUND, "ledger.proof", "台账里没有第 %lld 条，或它还没有封存", (long long)*no);
	return put_line(act, proof_json(act->arena, &proof));
}

int proof_command(struct arena *arena, int argc, char **argv)
{
	Str db = STR_NONE;
	const struct flag flags[] = { { "--db", &db, NULL } };
	struct words_given words = { 0 };
	int64_t no = 0;

	if (!flags_read(argc, argv, flags, COUNT_OF(flags), &words))
		return EXIT_USAGE;
	if (words.count != 1 || !str_to_int(words.at[0], &no) || no < 1) {
		say_trouble(STR("要写：juebu proof 号码"));
		return EXIT_USAGE;
	}
	return run_reading(arena, db, put_proof, &no);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* export.c - a list as a file, out of the field table. See export.h. */
#include "clause/export.h"

#include <stdatomic.h>
#include <unistd.h>

#include "base/limits.h"
#include "record/personal.h"

/* Workers are few and people log in on them: one file at a time. */
static atomic_bool somebody_exports;

/* ---- the columns ---- */

static bool is_column(const struct field *field)
{
	return field->label && !field->secret && !field->quiet && field->kind != FIELD_ID && field->kind != FIELD_VERSION;
}

static struct sheet_column column_of(const struct field *field)
{
	struct sheet_column column = { .label = str_of(field->label) };

	switch (field->kind) {
	case FIELD_INT:
		column.cells = SHEET_NUMBER;
		break;
	case FIELD_DATE:
		column.cells = SHEET_DATE;
		column.width = 12;
		break;
	case FIELD_INSTANT:
		column.cells = SHEET_MOMENT;
		column.width = 17;
		break;
	case FIELD_TEXT:
		column.width = field->lines ? 50 : 24;
		break;
	case FIELD_REF: case FIELD_PLACE:
		column.width = 24;
		break;
	case FIELD_WORD: case FIELD_BOOL: case FIELD_PERSONAL: case FIELD_ID: case FIELD_VERSION: case FIELD_END_: case FIELD_KINDS:
		break;
	}
	return column;
}

static void choose_columns(struct act *act, const struct record *record, struct export *e)
{
	struct sheet_column *columns;
	size_t fields = 0;

	while (record->fields[fields].name)
		fields++;
	columns = ARENA_ARRAY(act->arena, struct sheet_column, fields);
	for (size_t i = 0; i < fields; i++)
		if (is_column(&record->fields[i]))
			columns[e->count++] = column_of(&record->fields[i]);
	e->columns = columns;
}

/* ---- the rows ---- */

struct record_ask { const struct holding *holding; struct list_ask list; };

static void put_cell(struct act *act, struct export *e, const struct holding *holding, const struct field *field, const void *row)
{
	switch (field->kind) {
	case FIELD_INT:
		sheet_int(e->sheet, field_int(field, row));
		return;
	case FIELD_DATE:
		sheet_date(e->sheet, (Date){ (int32_t)field_int(field, row) });
		return;
	case FIELD_INSTANT:
		sheet_instant(e->sheet, (Instant){ field_int(field, row) });
		return;
	case FIELD_PERSONAL:
		sheet_text(e->sheet, personal_shown(act, field, row, personal_may_ask(act, holding, row)));
		return;
	case FIELD_TEXT: case FIELD_REF: case FIELD_PLACE: case FIELD_WORD: case FIELD_BOOL: case FIELD_ID: case FIELD_VERSION: case FIELD_END_: case FIELD_KINDS:
		sheet_text(e->sheet, field_words(act, field, row));
		return;
	}
}

void export_put_row(struct act *act, struct export *e, const struct holding *holding, const void *row)
{
	for (const struct field *field = holding->record->fields; field->name; field++)
		if (is_column(field))
			put_cell(act, e, holding, field, row);
	sheet_row_end(e->sheet);
}

/* The next page, in the act's arena of the moment. *after is empty at the end. */
static bool put_page(struct act *act, struct export *e, const struct record_ask *asked, struct arena *keep, Str *after)
{
	struct input query = { .arena = act->arena };
	struct list_ask ask = asked->list;
	struct list list;

	for (size_t i = 0; ask.query && i < ask.query->count; i++)
		must(input_add(&query, ask.query->fields[i].path, ask.query->fields[i].value, INPUT_TEXT));
	if (after->len)
		must(input_add(&query, STR("after"), *after, INPUT_TEXT));
	ask.query = &query;
	ask.most = e->most - e->written < LIMIT_LIST_ROWS ? (size_t)(e->most - e->written) : LIMIT_LIST_ROWS;
	if (!record_list(act, &ask, &list))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		e->put(act, e, asked->holding, list_row(&list, asked->holding->record, i));
		e->written++;
	}
	*after = arena_copy(keep, list.after);
	return act->refusal.kind == REFUSED_NOT;
}

static void keep_refusal(struct act *act, struct arena *own)
{
	act->refusal.rule = arena_copy(own, act->refusal.rule);
	act->refusal.message = arena_copy(own, act->refusal.message);
	act->refusal.field = arena_copy(own, act->refusal.field);
	for (struct fault *f = act->refusal.faults, **at = &act->refusal.faults; f; f = f->next) {
		*at = ARENA_NEW(own, struct fault);
		**at = (struct fault){ arena_copy(own, f->field), arena_copy(own, f->rule), arena_copy(own, f->message), NULL };
		act->refusal.last_fault = *at;
		at = &(*at)->next;
	}
}

static bool put_record(struct act *act, struct export *e)
{
	struct arena *own = act->arena, *keep = arena_open(), *page;
	void *remembered = act->remembered;
	Str after = STR_NONE;
	bool done = true;

	do {
		struct arena *next = arena_open();

		/* Titles are remembered in the arena of the moment: each page begins to remember anew. */
		act->arena = page = arena_open();
		act->remembered = NULL;
		done = put_page(act, e, e->ask, next, &after);
		act->arena = own;
		if (!done)
			keep_refusal(act, own);
		arena_close(page);
		arena_close(keep);
		keep = next;
	} while (done && after.len && e->written < e->most);
	e->cut = after.len > 0;
	act->remembered = remembered;
	arena_close(keep);
	return done;
}

/* ---- what was asked, in words ---- */

static const struct field *filter_field(const struct record *record, Str name, const char **how)
{
	static const struct { const char *ending, *words; } endings[] = { { "_from", "自" }, { "_to", "至" } };

	*how = "：";
	for (size_t i = 0; i < COUNT_OF(endings); i++) {
		size_t len = str_of(endings[i].ending).len;

		if (name.len > len && str_is(str_after(name, name.len - len), endings[i].ending)) {
			*how = endings[i].words;
			return record_field_str(record, str_first(name, name.len - len));
		}
	}
	return record_field_str(record, name);
}

static void add_filter(struct strbuf *words, const struct record *record, const struct input_field *sent)
{
	const char *how;
	const struct field *field = filter_field(record, sent->path, &how);
	unsigned word;

	buf_add(words, words->len ? STR("；") : STR_NONE);
	if (!field || !field->label || field->kind == FIELD_PERSONAL)
		buf_format(words, "%.*s", STR_ARG(sent->path));
	else if (field->kind == FIELD_WORD && word_parse(field->words, sent->value, &word))
		buf_format(words, "%s%s%s", field->label, how, word_label(field->words, word));
	else
		buf_format(words, "%s%s%.*s", field->label, how, STR_ARG(sent->value));
}

/* What the list itself understands; where it stood and in which form it was asked do not count. */
static const struct input *list_query(struct act *act, const struct input *sent)
{
	struct input *query = ARENA_NEW(act->arena, struct input);

	query->arena = act->arena;
	for (size_t i = 0; sent && i < sent->count; i++) {
		Str name = sent->fields[i].path;

		if (!str_is(name, "format") && !str_is(name, "after") && !str_is(name, "before") && !str_is(name, "most")
		    && !str_is_empty(str_trim(sent->fields[i].value)))
			must(input_add(query, name, sent->fields[i].value, INPUT_TEXT));
	}
	return query;
}

struct export export_of_record(struct act *act, const struct holding *holding, const struct list_ask *list, enum sheet_kind kind)
{
	struct record_ask *ask = ARENA_NEW(act->arena, struct record_ask);
	struct strbuf words = { .arena = act->arena };
	struct export e = {
		.name = holding->record->name, .label = str_of(holding->record->label), .rows = put_record, .put = export_put_row,
		.ask = ask,
		.scope = list->scope, .kind = kind,
	};

	ask->holding = holding;
	ask->list = *list;
	ask->list.query = list_query(act, list->query);
	for (size_t i = 0; i < ask->list.query->count; i++)
		add_filter(&words, holding->record, &ask->list.query->fields[i]);
	e.filters = buf_str(&words);
	choose_columns(act, holding->record, &e);
	return e;
}

/* ---- the file and its entry ---- */

static Str scope_words(enum scope_kind kind)
{
	switch (kind) {
	case SCOPE_NONE:
		break;
	case SCOPE_OWN:
		return STR("本人的");
	case SCOPE_UNIT:
		return STR("本单位的");
	case SCOPE_ALL:
		return STR("全部单位的");
	}
	return STR_NONE;
}

static bool note_export(struct act *act, void *input)
{
	const struct export *e = input;
	Str scope = scope_words(e->scope.kind), filters = str_first_characters(e->filters, 300);
	struct event event = {
		.event = str_terminated(act->arena, str_format(act->arena, "%s.export", e->name)),
		.unit_id = act->who->unit_id,
		.note = str_format(act->arena, "导出%.*s%s，%.*s，%lld 行%s%.*s", STR_ARG(e->label), e->kind == SHEET_CSV ? "（CSV）" : "（XLSX）",
		                   STR_ARG(scope), (long long)e->written,
		                   filters.len ? "，" : "", STR_ARG(filters)),
	};

	return ledger_note(act, &event);
}

static void describe(struct act *act, struct export *e)
{
	Str at = instant_iso(act->arena, act->now);
	Str count = str_format(act->arena, "%lld%s", (long long)e->written, e->cut ? "（有更多，只导出了这些；请缩小筛选范围）" : "");

	sheet_note(e->sheet, STR("清单"), e->label);
	sheet_note(e->sheet, STR("筛选"), e->filters.len ? e->filters : STR("无"));
	sheet_note(e->sheet, STR("范围"), scope_words(e->scope.kind));
	sheet_note(e->sheet, STR("导出人"), act->who->name);
	sheet_note(e->sheet, STR("导出时间"), at);
	sheet_note(e->sheet, STR("行数"), count);
}

bool export_write(struct act *act, struct export *e)
{
	e->most = e->most ? e->most : LIMIT_EXPORT_ROWS;
	e->sheet = sheet_open(act->arena, e->kind, e->label, e->columns, e->count);
	if (!e->sheet)
		return refuse(act, REFUSED_BROKEN, "export.write", "导出文件没有写成，请稍后重试");
	if (!e->rows(act, e))
		return false;
	if (e->cut)
		sheet_warn(e->sheet, str_format(act->arena, "（只导出前 %lld 行，请缩小筛选范围再导出其余的）", (long long)e->most));
	describe(act, e);
	return sheet_close(e->sheet, &e->fd, &e->bytes) || refuse(act, REFUSED_BROKEN, "export.write", "导出文件没有写成，请稍后重试");
}

static bool write_body(struct act *act, void *input)
{
	return export_write(act, input);
}

static struct act_seed seed_of(const struct act *act)
{
	return (struct act_seed){ .house = act->house, .who = act->who, .actor_id = act->actor_id, .actor_name = act->actor_name,
	                          .via = act->via, .now = act->now, .arena = act->arena };
}

bool export_make(struct act *act, struct export *e)
{
	struct act_seed seed = seed_of(act);

	return act_read(&seed, write_body, e, &act->refusal) && act_write(&seed, note_export, e, &act->refusal);
}

/* ---- by HTTP ---- */

bool export_is_asked(const struct request *request, enum sheet_kind *out)
{
	Str accept = request_header(request, "Accept"), format = STR_NONE;

	for (size_t i = 0; i < request->query.count; i++)
		if (str_is(request->query.fields[i].path, "format"))
			format = request->query.fields[i].value;
	for (enum sheet_kind kind = 0; kind < SHEET_KINDS; kind++) {
		Str type = str_of(sheet_type(kind)), rest;

		(void)str_cut(type, ';', &type, &rest);
		if (format.len ? str_is(format, sheet_ending(kind)) : str_equal(str_trim(accept), type)) {
			*out = kind;
			return true;
		}
	}
	return false;
}

/* The file closes with the arena of the exchange, which lives until the reply went out. */
struct file_stream { struct byte_stream stream; int fd; };

static size_t read_file(struct byte_stream *stream, int64_t at, char *room, size_t most)
{
	ssize_t got = pread(((struct file_stream *)stream)->fd, room, most, at);

	return got > 0 ? (size_t)got : 0;
}

static struct byte_stream *stream_of(struct arena *arena, const struct export *e)
{
	struct file_stream *file = ARENA_NEW(arena, struct file_stream);

	file->stream = (struct byte_stream){ .bytes = e->bytes, .read = read_file };
	file->fd = e->fd;
	return &file->stream;
}

bool export_answer(struct act *act, struct call *call, struct export *e)
{
	struct reply *reply = &call->exchange->reply;
	Date day = instant_date(act->now);
	bool made;

	if (atomic_exchange(&somebody_exports, true))
		return refuse(act, REFUSED_TOO_MANY, "export.busy", "另一份导出正在进行，请过一会儿再导出");
	made = export_make(act, e);
	atomic_store(&somebody_exports, false);
	if (!made)
		return false;
	reply->status = 200;
	reply->type = str_of(sheet_type(e->kind));
	reply->stream = stream_of(act->arena, e);
	reply->file_name = str_format(act->arena, "%.*s-%04d%02d%02d.%s", STR_ARG(e->label), date_year(day), date_month(day),
	                              date_day_of_month(day), sheet_ending(e->kind));
	return true;
}

bool export_list(struct act *act, struct call *call)
{
	const struct holding *holding = call->holding ? call->holding : holding_named(act->house, str_of(call->route->record->name));
	struct scope personal = personal_scope(act, holding);
	struct list_ask ask = { .record = holding->record, .scope = call->scope, .query = &call->exchange->request.query,
	                        .personal = &personal };
	enum sheet_kind kind = SHEET_CSV;
	struct export e;

	(void)export_is_asked(&call->exchange->request, &kind);
	e = export_of_record(act, holding, &ask, kind);
	return export_answer(act, call, &e);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* list.c - a page of rows: sorted, and continued from the place where the last page ended (keyset).
 *
 * Owns: the order and the pages. No page costs more the further on it lies, and a row that comes or goes
 * meanwhile shifts nothing. Sorting is by (key, id): equal keys keep one order. What is not given sorts as the
 * empty text or 0, the same in both databases. */
#include "record/record_inside.h"

#include <string.h>

#include "base/limits.h"

/* A key stands in a link, so of a long text only its beginning sorts. */
#define KEY_CHARACTERS 120

struct order {
	const struct field *field;
	bool down, is_text, is_long, is_nullable;
};

struct paging {
	struct act *act;
	const struct list_ask *ask;
	struct order order;
	struct conditions where;
	struct cursor cursor;
	bool has_cursor, backward;
	size_t most;
};

/* ---- what is asked ---- */

static struct order order_of(const struct field *field, bool down)
{
	struct order order = { .field = field, .down = down };

	order.is_text =
	    field->kind == FIELD_TEXT || field->kind == FIELD_DATE || field->kind == FIELD_WORD;
	order.is_long =
	    field->kind == FIELD_TEXT && (field->most == 0 || field->most > KEY_CHARACTERS);
	order.is_nullable = !field->required
	    && (order.is_text || field->kind == FIELD_REF || field->kind == FIELD_INSTANT);
	if (field->kind == FIELD_WORD)
		order.is_nullable = field->words->at[0].word == NULL;
	return order;
}

static struct order order_named(const struct record *record, Str sort)
{
	bool down = str_starts_with(sort, "-");
	const struct field *field = record_field_str(record, str_after(sort, down));

	return field ? order_of(field, down) : (struct order){ 0 };
}

static void choose_order(struct paging *p)
{
	const struct record *record = p->ask->record;
	const struct input_field *sent = list_sent(p->ask, "sort", "");
	Str usual = str_of(p->ask->sort ? p->ask->sort : record->order ? record->order : "id");
	struct order order;

	p->order = order_named(record, usual);
	must(p->order.field != NULL);
	if (!sent)
		return;
	order = order_named(record, str_trim(sent->value));
	if (order.field && !order.field->secret
	    && (order.field->sort || order.field == p->order.field))
		p->order = order;
	else
		fault_at(p->act, sent->path, "record.sort", "不能按“%.*s”排序", STR_ARG(sent->value));
}

static void choose_most(struct paging *p)
{
	const struct input_field *sent = list_sent(p->ask, "most", "");
	int64_t most;

	p->most = p->ask->most ? p->ask->most : LIMIT_LIST_DEFAULT_ROWS;
	if (p->most > LIMIT_LIST_ROWS)
		p->most = LIMIT_LIST_ROWS;
	if (!sent)
		return;
	if (str_to_int(str_trim(sent->value), &most) && most >= 1 && most <= LIMIT_LIST_ROWS)
		p->most = (size_t)most;
	else
		fault_at(
		    p->act, sent->path, "record.number", "每页在 1 到 %d 条之间", LIMIT_LIST_ROWS);
}

static void choose_place(struct paging *p)
{
	const struct input_field *after = list_sent(p->ask, "after", ""),
				 *before = list_sent(p->ask, "before", "");
	const struct input_field *sent = after ? after : before;

	if (!sent)
		return;
	if ((after && before)
	    || !cursor_read(p->act->arena, str_trim(sent->value), p->order.is_text, &p->cursor)) {
		fault_at(p->act, sent->path, "record.cursor", "翻页链接已失效，请从第一页看起");
		return;
	}
	p->has_cursor = true;
	p->backward = sent == before;
}

/* ---- the statement ---- */

static void add_key(struct strbuf *sql, const struct order *order)
{
	if (order->is_nullable)
		buf_text(sql, "coalesce(");
	if (order->is_long)
		buf_text(sql, "substr(");
	buf_add(sql, str_of(order->field->name));
	if (order->is_long)
		buf_format(sql, ", 1, %d)", KEY_CHARACTERS);
	if (order->is_nullable)
		buf_add(sql, order->is_text ? STR(", '')") : STR(", 0)"));
}

static bool runs_down(const struct paging *p)
{
	return p->order.down != p->backward;
}

/* The empty text is bound as NULL, so an empty key is compared with '' in the statement itself. */
static void add_place(struct paging *p)
{
	struct conditions *c = &p->where;

	if (!p->has_cursor)
		return;
	conditions_and(c);
	buf_char(&c->sql, '(');
	add_key(&c->sql, &p->order);
	buf_add(&c->sql, runs_down(p) ? STR(", id) < (") : STR(", id) > ("));
	if (p->order.is_text) {
		buf_text(&c->sql, "coalesce(CAST(");
		conditions_text(c, p->cursor.text);
		buf_text(&c->sql, " AS {text}), '')");
	} else {
		conditions_int(c, p->cursor.number);
	}
	buf_text(&c->sql, ", ");
	conditions_int(c, p->cursor.id);
	buf_char(&c->sql, ')');
}

/* One row more than asked tells whether there is a further page. */
static struct query *page_query(struct paging *p)
{
	const struct record_plan *plan = record_plan_of(p->ask->record);
	struct strbuf sql = { .arena = p->act->arena }, *rest = &p->where.sql;
	Str direction = runs_down(p) ? STR(" DESC") : STR_NONE;

	add_place(p);
	buf_text(rest, " ORDER BY ");
	add_key(rest, &p->order);
	buf_add(rest, direction);
	buf_text(rest, ", id");
	buf_add(rest, direction);
	buf_text(rest, " LIMIT ");
	conditions_int(&p->where, (int64_t)p->most + 1);
	buf_text(&sql, "SELECT ");
	buf_add(&sql, str_of(p->ask->brief ? plan->brief_columns : plan->columns));
	buf_text(&sql, " FROM ");
	buf_add(&sql, str_of(p->ask->record->name));
	buf_add(&sql, buf_str(rest));
	return conditions_query(&p->where, &sql);
}

/* ---- the page ---- */

static void reverse(struct act *act, struct rows *rows, size_t size)
{
	char *other = arena_take(act->arena, size);

	for (size_t i = 0, j = rows->count; i + 1 < j; i++) {
		j--;
		memcpy(other, rows->at + i * size, size);
		memcpy(rows->at + i * size, rows->at + j * size, size);
		memcpy(rows->at + j * size, other, size);
	}
}

static Str place_of(const struct paging *p, const struct list *list, size_t i, int64_t from)
{
	const void *row = list_row(list, p->ask->record, i);
	const struct field *field = p->order.field;
	struct cursor cursor = { .from = from, .id = record_id(p->ask->record, row) };

	if (field->kind == FIELD_TEXT)
		cursor.text = field_text(field, row);
	else if (field->kind == FIELD_WORD)
		cursor.text = field_word(field, row);
	else if (field->kind == FIELD_DATE)
		cursor.text = date_is_set(field_date(field, row))
		    ? date_iso(p->act->arena, field_date(field, row))
		    : STR_NONE;
	else
		cursor.number = field_int(field, row);
	if (p->order.is_long)
		cursor.text = str_first_characters(cursor.text, KEY_CHARACTERS);
	return cursor_write(p->act->arena, &cursor, p->order.is_text);
}

static int64_t first_number(const struct paging *p, size_t count, bool more)
{
	if (!p->has_cursor || (p->backward && !more))
		return 1;
	if (!p->backward)
		return p->cursor.from;
	return p->cursor.from > (int64_t)count ? p->cursor.from - (int64_t)count : 1;
}

static void turn_page(const struct paging *p, struct rows rows, struct list *out)
{
	bool more = rows.count > p->most;
	struct list list = { .count = more ? p->most : rows.count };

	rows.count = list.count;
	if (p->backward)
		reverse(p->act, &rows, p->ask->record->size);
	list.rows = rows.at;
	list.from = first_number(p, list.count, more);
	if (list.count && (p->backward || more))
		list.after = place_of(p, &list, list.count - 1, list.from + (int64_t)list.count);
	if (list.count && (p->backward ? more : p->has_cursor))
		list.before = place_of(p, &list, 0, list.from);
	*out = list;
}

bool record_list(struct act *act, const struct list_ask *ask, struct list *out)
{
	struct paging p = { .act = act, .ask = ask };
	struct rows rows;

	choose_order(&p);
	choose_most(&p);
	choose_place(&p);
	if (!list_conditions(act, ask, &p.where))
		return false;
	if (list_is_empty(ask)) {
		*out = (struct list){ .from = 1 };
		return true;
	}
	if (!record_read_all(act, page_query(&p), ask->record, ask->brief, &rows))
		return false;
	turn_page(&p, rows, out);
	return true;
}

void *list_row(const struct list *list, const struct record *record, size_t i)
{
	must(i < list->count);
	return (char *)list->rows + i * record->size;
}

bool record_count(struct act *act, const struct list_ask *ask, size_t most, int64_t *out)
{
	struct conditions where;
	struct strbuf sql = { .arena = act->arena };
	struct query *query;
	bool found;
	int64_t count;

	if (!list_conditions(act, ask, &where))
		return false;
	if (list_is_empty(ask)) {
		*out = 0;
		return true;
	}
	buf_text(&where.sql, " LIMIT ");
	conditions_int(&where, (int64_t)most);
	buf_text(&sql, "SELECT count(*) AS n FROM (SELECT id FROM ");
	buf_add(&sql, str_of(ask->record->name));
	buf_add(&sql, buf_str(&where.sql));
	buf_text(&sql, ") AS counted");
	query = conditions_query(&where, &sql);
	if (!query_one(query, &found))
		return false;
	count = query_int(query, "n");
	if (!query_done(query))
		return false;
	*out = count;
	return true;
}

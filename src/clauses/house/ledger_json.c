/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ledger_json.c - the ledger as JSON for those who check it without us. See ledger_json.h. */
#include "clauses/house/ledger_json.h"

#include <stdio.h>

#include "record/record.h"

enum { HASH_BYTES = 32 };

/* ---- writing ---- */

static void number(struct json *json, const char *name, int64_t value)
{
	json_name(json, str_of(name));
	json_int(json, value);
}

static void text(struct json *json, const char *name, Str value)
{
	json_name(json, str_of(name));
	json_text(json, value);
}

static void entry_members(struct json *json, const struct ledger_entry *e, bool values)
{
	number(json, "no", e->no);
	number(json, "id", e->id);
	number(json, "written_at", e->written_at.sec);
	number(json, "effective_at", e->effective_at.sec);
	number(json, "actor_id", e->actor_id);
	text(json, "actor_name", e->actor_name);
	text(json, "via", e->via);
	text(json, "event", e->event);
	text(json, "subject", e->subject);
	number(json, "subject_id", e->subject_id);
	number(json, "unit_id", e->unit_id);
	if (!values)
		return;
	text(json, "before", e->before);
	text(json, "after", e->after);
	text(json, "note", e->note);
}

static void anchor_members(struct json *json, struct arena *arena, const struct anchor *a)
{
	text(json, "date", date_iso(arena, a->on));
	number(json, "last_no", a->last_no);
	number(json, "blocks", a->blocks);
	text(json, "seal", a->seal);
	text(json, "tree", a->tree);
	text(json, "previous", a->previous);
}

static void path_member(struct json *json, const char *name, const struct sm3_path *path)
{
	json_name(json, str_of(name));
	json_open(json, '[');
	for (size_t i = 0; i < path->count; i++)
		json_text(json, path->at[i]);
	json_close(json, ']');
}

Str proof_json(struct arena *arena, const struct proof *p)
{
	struct strbuf out = { .arena = arena };
	struct json json = { .out = &out };

	json_open(&json, '{');
	text(&json, "format", STR("juebu-proof-1"));
	json_name(&json, STR("entry"));
	json_open(&json, '{');
	entry_members(&json, &p->entry, true);
	json_close(&json, '}');
	path_member(&json, "path", &p->path);
	number(&json, "block", p->block);
	number(&json, "first_no", p->first_no);
	number(&json, "last_no", p->last_no);
	number(&json, "sealed_at", p->sealed_at.sec);
	text(&json, "previous", p->previous);
	text(&json, "seal", p->seal);
	path_member(&json, "tree_path", &p->tree_path);
	json_name(&json, STR("anchor"));
	if (p->anchor.blocks == 0) {
		json_nothing(&json);
	} else {
		json_open(&json, '{');
		anchor_members(&json, arena, &p->anchor);
		json_close(&json, '}');
	}
	json_close(&json, '}');
	return buf_str(&out);
}

static struct json begin_line(struct strbuf *out, const char *kind)
{
	struct json json = { .out = out };

	json_open(&json, '{');
	text(&json, "kind", str_of(kind));
	return json;
}

Str export_head_line(struct arena *arena, Instant now)
{
	struct strbuf out = { .arena = arena };
	struct json json = begin_line(&out, "ledger");

	text(&json, "format", STR("juebu-ledger-1"));
	number(&json, "exported_at", now.sec);
	json_close(&json, '}');
	return buf_str(&out);
}

Str export_entry_line(struct arena *arena, const struct ledger_entry *e, bool values)
{
	struct strbuf out = { .arena = arena };
	struct json json = begin_line(&out, "entry");

	entry_members(&json, e, values);
	if (!values)
		text(&json, "hash", ledger_entry_hash(arena, e));
	json_close(&json, '}');
	return buf_str(&out);
}

Str export_seal_line(struct arena *arena, const struct seal *s)
{
	struct strbuf out = { .arena = arena };
	struct json json = begin_line(&out, "seal");

	number(&json, "block", s->block);
	number(&json, "first_no", s->first_no);
	number(&json, "last_no", s->last_no);
	json_name(&json, STR("leaves"));
	json_open(&json, '[');
	for (size_t at = 0; at < s->leaves.len; at += HASH_BYTES)
		json_text(&json, str_hex(arena, str_first(str_after(s->leaves, at), HASH_BYTES)));
	json_close(&json, ']');
	text(&json, "root", s->root);
	text(&json, "previous", s->previous);
	text(&json, "seal", s->seal);
	number(&json, "sealed_at", s->sealed_at.sec);
	json_close(&json, '}');
	return buf_str(&out);
}

Str export_anchor_line(struct arena *arena, const struct anchor *a)
{
	struct strbuf out = { .arena = arena };
	struct json json = begin_line(&out, "anchor");

	anchor_members(&json, arena, a);
	json_close(&json, '}');
	return buf_str(&out);
}

/* ---- reading a proof ---- */

/* Not trimmed: every byte was hashed. */
static Str whole(const struct input *in, const char *prefix, const char *name)
{
	const struct input_field *field = input_find(in, str_of(prefix), name);

	return field ? field->value : STR_NONE;
}

static int64_t whole_number(const struct input *in, const char *prefix, const char *name)
{
	int64_t value = 0;

	return str_to_int(whole(in, prefix, name), &value) ? value : 0;
}

static void read_entry(const struct input *in, struct ledger_entry *e)
{
	e->no = whole_number(in, "entry", "no");
	e->id = whole_number(in, "entry", "id");
	e->written_at.sec = whole_number(in, "entry", "written_at");
	e->effective_at.sec = whole_number(in, "entry", "effective_at");
	e->actor_id = whole_number(in, "entry", "actor_id");
	e->actor_name = whole(in, "entry", "actor_name");
	e->via = whole(in, "entry", "via");
	e->event = whole(in, "entry", "event");
	e->subject = whole(in, "entry", "subject");
	e->subject_id = whole_number(in, "entry", "subject_id");
	e->unit_id = whole_number(in, "entry", "unit_id");
	e->before = whole(in, "entry", "before");
	e->after = whole(in, "entry", "after");
	e->note = whole(in, "entry", "note");
}

static bool read_path(const struct input *in, const char *name, struct sm3_path *path)
{
	char place[8];

	for (path->count = 0;; path->count++) {
		const struct input_field *field;

		(void)snprintf(place, sizeof place, "%zu", path->count);
		field = input_find(in, str_of(name), place);
		if (!field)
			return true;
		if (path->count == COUNT_OF(path->at))
			return false;
		path->at[path->count] = field->value;
	}
}

static void read_anchor(const struct input *in, struct anchor *a)
{
	if (!date_parse(whole(in, "anchor", "date"), &a->on))
		return;
	a->last_no = whole_number(in, "anchor", "last_no");
	a->blocks = whole_number(in, "anchor", "blocks");
	a->seal = whole(in, "anchor", "seal");
	a->tree = whole(in, "anchor", "tree");
	a->previous = whole(in, "anchor", "previous");
}

bool proof_from_json(struct arena *arena, Str json, struct proof *out, Str *why_out)
{
	struct input in = { .arena = arena, .is_json = true };
	enum refusal_kind refused = REFUSED_NOT;

	*out = (struct proof){ .block = 0 };
	*why_out = STR("这不是台账的证明");
	if (!json_read(&in, json, &refused, why_out) || !str_is(whole(&in, "", "format"), "juebu-proof-1")
	    || !read_path(&in, "path", &out->path) || !read_path(&in, "tree_path", &out->tree_path))
		return false;
	read_entry(&in, &out->entry);
	out->block = whole_number(&in, "", "block");
	out->first_no = whole_number(&in, "", "first_no");
	out->last_no = whole_number(&in, "", "last_no");
	out->sealed_at.sec = whole_number(&in, "", "sealed_at");
	out->previous = whole(&in, "", "previous");
	out->seal = whole(&in, "", "seal");
	read_anchor(&in, &out->anchor);
	return true;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* personal_store.c - sealing what is about to be stored, and the tables of keys and tokens (schema/0011_personal.sql).
 *
 * A row's key is made with its first personal text and used for all of them; after an erasure a new one is made, of the
 * next generation, so that what the old one sealed stays shut. Owns: who makes a key, and when. */
#include "record/personal.h"

#include "base/limits.h"

#include "record/record_inside.h"

static const struct field personal_key_fields[] = {
	HEAD(struct personal_key, PersonalKeyId),
	FIELD(struct personal_key, about, .label = "谁的", .required = true, .list = true, .filter = true),
	FIELD(struct personal_key, record, .label = "登记表", .required = true, .filter = true, .quiet = true),
	FIELD(struct personal_key, row_id, .label = "第几行", .filter = true, .quiet = true),
	FIELD(struct personal_key, generation, .label = "第几把", .least = 1, .list = true),
	FIELD(struct personal_key, wrapped, .label = "密钥", .secret = true, .quiet = true),
	FIELD(struct personal_key, made_at, .label = "启用时间", .required = true, .list = true, .sort = true),
	FIELD(struct personal_key, erased_at, .label = "删除时间", .list = true, .sort = true),
	FIELD(struct personal_key, ground, .label = "删除依据", .lines = true, .most = LIMIT_GROUND_CHARACTERS),
	FIELDS_END
};
const struct record personal_key_record = {
	.name = "personal_key", .label = "个人信息密钥", .path = "/admin/personal", .size = sizeof(struct personal_key),
	.fields = personal_key_fields, .title = "about", .order = "-made_at", .unledgered = true,
};

/* ---- tokens ---- */

/* A number is found however it was written. */
static Str token_text(struct arena *arena, enum mask mask, Str plain)
{
	struct strbuf text = { .arena = arena };

	if (mask != MASK_PHONE && mask != MASK_IDENTITY)
		return plain;
	for (size_t i = 0; i < plain.len; i++)
		if (plain.at[i] != ' ' && plain.at[i] != '-')
			buf_char(&text, plain.at[i] == 'x' ? 'X' : plain.at[i]);
	return buf_str(&text);
}

Str personal_token(struct act *act, const struct record *record, const struct field *field, Str plain)
{
	return vault_token(act->house->vault, act->arena, personal_field_about(act->arena, record->name, field->name),
	                   token_text(act->arena, field->personal, str_trim(plain)));
}

static const struct sql DROP_TOKEN = {
	"DELETE FROM personal_token WHERE record = :record AND row_id = :row_id AND field = :field" };
static const struct sql ADD_TOKEN = {
	"INSERT INTO personal_token (record, row_id, field, token) VALUES (:record, :row_id, :field, :token)" };

static bool replace_token(struct act *act, const struct record *record, int64_t row_id, const struct field *field, Str token)
{
	struct query *q = store_query(act, &DROP_TOKEN);

	query_bind_str(q, ":record", str_of(record->name));
	query_bind_int(q, ":row_id", row_id);
	query_bind_str(q, ":field", str_of(field->name));
	if (!query_run(q) || str_is_empty(token))
		return act->refusal.kind == REFUSED_NOT;
	q = store_query(act, &ADD_TOKEN);
	query_bind_str(q, ":record", str_of(record->name));
	query_bind_int(q, ":row_id", row_id);
	query_bind_str(q, ":field", str_of(field->name));
	query_bind_str(q, ":token", token);
	return query_run(q);
}

static const struct sql DROP_TOKENS = { "DELETE FROM personal_token WHERE record = :record AND row_id = :row_id" };

static bool drop_tokens(struct act *act, Str record, int64_t row_id)
{
	struct query *q = store_query(act, &DROP_TOKENS);

	query_bind_str(q, ":record", record);
	query_bind_int(q, ":row_id", row_id);
	return query_run(q);
}

/* ---- keys ---- */

static const struct sql KEEP_KEY = {
	"INSERT INTO personal_key (version, record, row_id, about, generation, wrapped, made_at)"
	" VALUES (1, :record, :row_id, :about, :generation, :wrapped, :now)"
	" ON CONFLICT (record, row_id) DO UPDATE"
	"   SET version = personal_key.version + 1, generation = excluded.generation, wrapped = excluded.wrapped,"
	"       made_at = excluded.made_at, erased_at = NULL, ground = NULL" };

static bool keep_key(struct act *act, const struct record *record, int64_t row_id, const struct personal_sealing *s,
                     Str *wrapped_out)
{
	struct query *q = store_query(act, &KEEP_KEY);
	Str wrapped = vault_wrap(act->house->vault, act->arena,
	                         personal_key_about(act->arena, record->name, row_id, s->generation), &s->key);

	query_bind_str(q, ":record", str_of(record->name));
	query_bind_int(q, ":row_id", row_id);
	query_bind_str(q, ":about", str_format(act->arena, "%s %lld", record->label ? record->label : record->name,
	                                       (long long)row_id));
	query_bind_int(q, ":generation", s->generation);
	query_bind_str(q, ":wrapped", wrapped);
	query_bind_instant(q, ":now", act->now);
	*wrapped_out = wrapped;
	return query_run(q);
}

static const struct sql DROP_KEY = { "DELETE FROM personal_key WHERE record = :record AND row_id = :row_id" };

bool personal_row_gone(struct act *act, const struct record *record, int64_t row_id)
{
	struct query *q;

	if (!record_has_personal(record))
		return true;
	q = store_query(act, &DROP_KEY);
	query_bind_str(q, ":record", str_of(record->name));
	query_bind_int(q, ":row_id", row_id);
	return query_run(q) && drop_tokens(act, str_of(record->name), row_id);
}

bool personal_erase(struct act *act, struct personal_key *key, Str ground)
{
	if (instant_is_set(key->erased_at))
		return refuse(act, REFUSED_CONFLICT, "personal.erased", "这里的个人信息已经删除");
	key->wrapped = STR_NONE;
	key->erased_at = act->now;
	key->ground = ground;
	return drop_tokens(act, key->record, key->row_id);
}

/* ---- sealing a row about to be stored ---- */

static Str key_beside(const struct record *record, const void *row)
{
	for (const struct field *field = record->fields; row && field->name; field++)
		if (field->kind == FIELD_PERSONAL)
			return field_personal(field, row).key;
	return STR_NONE;
}

/* The row's key if it has one that opens, else a new one. */
static bool find_key(struct act *act, const struct record *record, const void *before, struct personal_sealing *s)
{
	int64_t generation = 0;
	Str wrapped = STR_NONE, about;

	if (!personal_key_split(key_beside(record, before), &generation, &wrapped) || str_is_empty(wrapped)) {
		s->generation = generation + 1;
		s->key = row_key_random();
		s->is_new = true;
		return true;
	}
	s->generation = generation;
	about = personal_key_about(act->arena, record->name, record_id(record, before), generation);
	return vault_unwrap(act->house->vault, about, wrapped, &s->key)
	    || refuse(act, REFUSED_BROKEN, "personal.spoilt", "这一行的密钥被改动过，打不开。没有保存，请联系系统管理员");
}

static bool no_vault(struct act *act, const struct field *field)
{
	const char *why = act->house->vault_is_wrong ? "密钥文件不是这个数据库的" : "密钥文件不在";

	fault_at(act, str_of(field->name), "personal.no_key", "%s，%s现在不能保存，请联系系统管理员", why, field->label);
	return false;
}

static bool is_to_seal(const struct field *field, const void *before, const void *row)
{
	return field->kind == FIELD_PERSONAL && !str_is_empty(field_personal(field, row).typed)
	    && !(before && field_same(field, before, row));
}

static void seal_field(struct act *act, const struct record *record, const struct field *field, void *row,
                       struct personal_sealing *s)
{
	Personal p = field_personal(field, row);
	Str hex = row_key_seal(act->arena, &s->key, personal_field_about(act->arena, record->name, field->name), p.typed);

	p.sealed = str_format(act->arena, "sm4:%lld:%.*s", (long long)s->generation, STR_ARG(hex));
	field_set_personal(field, row, p);
}

/* A text sealed in another row would never open here: code that copies one must open it and give it. */
static void check_not_borrowed(const struct record *record, const void *row)
{
	for (const struct field *field = record->fields; field->name; field++)
		if (field->kind == FIELD_PERSONAL)
			must(str_is_empty(field_personal(field, row).sealed) || !str_is_empty(field_personal(field, row).typed));
}

bool personal_seal(struct act *act, const struct record *record, const void *before, void *row, struct personal_sealing *s)
{
	bool has_key = false;

	*s = (struct personal_sealing){ 0 };
	if (!before)
		check_not_borrowed(record, row);
	for (const struct field *field = record->fields; field->name; field++) {
		if (!is_to_seal(field, before, row))
			continue;
		if (!act->house->vault)
			return no_vault(act, field) || act_sound(act);
		if (!has_key && !find_key(act, record, before, s))
			return false;
		has_key = true;
		seal_field(act, record, field, row, s);
	}
	return true;
}

static bool store_tokens(struct act *act, const struct record *record, const void *before, const void *row)
{
	for (const struct field *field = record->fields; field->name; field++) {
		Personal p;
		Str token = STR_NONE;

		if (field->kind != FIELD_PERSONAL || !field->filter || (before && field_same(field, before, row)))
			continue;
		p = field_personal(field, row);
		if (str_is_empty(p.typed) && !before)
			continue;
		if (!str_is_empty(p.typed))
			token = personal_token(act, record, field, p.typed);
		if (!replace_token(act, record, record_id(record, row), field, token))
			return false;
	}
	return true;
}

static void set_key_beside(const struct record *record, void *row, Str key)
{
	for (const struct field *field = record->fields; field->name; field++) {
		Personal p;

		if (field->kind != FIELD_PERSONAL)
			continue;
		p = field_personal(field, row);
		p.key = key;
		p.record = record->name;
		p.row_id = record_id(record, row);
		field_set_personal(field, row, p);
	}
}

bool personal_stored(struct act *act, const struct record *record, const void *before, void *row, struct personal_sealing *s)
{
	Str wrapped = STR_NONE;
	bool kept;

	if (!record_has_personal(record))
		return true;
	kept = !s->is_new || keep_key(act, record, record_id(record, row), s, &wrapped);
	row_key_forget(&s->key);
	if (!kept)
		return false;
	set_key_beside(record, row, s->is_new ? str_format(act->arena, "%lld:%.*s", (long long)s->generation, STR_ARG(wrapped))
	                                      : key_beside(record, before));
	return store_tokens(act, record, before, row);
}

void personal_read(const struct record *record, struct query *query, void *row)
{
	if (record_has_personal(record))
		set_key_beside(record, row, query_str(query, "personal_key"));
}

const struct sql *const personal_statements[] = { &DROP_TOKEN, &ADD_TOKEN, &DROP_TOKENS, &KEEP_KEY, &DROP_KEY, NULL };

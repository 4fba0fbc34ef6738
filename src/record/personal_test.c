/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* personal_test.c - personal text of a row: what stands in the database, what opens, what is shown in its place. */
#include "record/toy_test.h"

#include "tests/test.h"

/* ---- helpers: each looks or writes in an act of its own ---- */

struct person { int64_t id; const char *phone, *holder; struct toy toy; };

static bool insert(struct act *act, void *input)
{
	struct person *p = input;
	struct toy toy = toy_plain("玩具");

	toy.phone = personal_of(test_str(p->phone));
	toy.holder = personal_of(test_str(p->holder));
	if (!record_insert(act, &toy_record, &toy, "toy.open", STR_NONE))
		return false;
	p->id = toy.id.v;
	return true;
}

static int64_t toy_of(struct house *house, const char *phone, const char *holder)
{
	struct person p = { .phone = phone, .holder = holder };

	CHECK_DONE(test_act(house, NULL, insert, &p));
	return p.id;
}

struct sight { int64_t id; const char *field; enum personal_state state; Str plain, shown, others, sealed, key; };

static bool look_at(struct act *act, void *input)
{
	struct sight *l = input;
	const struct field *field = record_field(&toy_record, l->field);
	struct toy toy;
	Str plain = STR_NONE;

	if (!record_load(act, &toy_record, l->id, &toy))
		return false;
	l->state = personal_open(act, field, &toy, &plain);
	l->plain = arena_copy(test_arena(), plain);
	l->shown = arena_copy(test_arena(), personal_shown(act, field, &toy, true));
	l->others = arena_copy(test_arena(), personal_shown(act, field, &toy, false));
	l->sealed = arena_copy(test_arena(), field_personal(field, &toy).sealed);
	l->key = arena_copy(test_arena(), field_personal(field, &toy).key);
	return true;
}

static struct sight seen(struct house *house, int64_t id, const char *field)
{
	struct sight l = { .id = id, .field = field };

	CHECK_DONE(test_read(house, NULL, look_at, &l));
	return l;
}

struct edit { int64_t id; const char *sent; int64_t version; };

static bool edit(struct act *act, void *input)
{
	struct edit *e = input;
	struct input sent = toy_form(act->arena, e->sent);
	struct toy before, toy;

	if (!record_load(act, &toy_record, e->id, &before))
		return false;
	toy = before;
	if (!record_bind(act, &toy_record, &sent, "title phone holder", &toy)
	    || !record_update(act, &toy_record, &before, &toy, "toy.edit", STR_NONE))
		return false;
	e->version = toy.version;
	return true;
}

static struct refusal edited(struct house *house, int64_t id, const char *sent, int64_t *version_out)
{
	struct edit e = { id, sent, 0 };
	struct refusal refusal = test_act(house, NULL, edit, &e);

	*version_out = e.version;
	return refusal;
}

/* Behind the program's back. */
struct spoil { const struct sql *sql; Str text; int64_t id; };

static bool spoil(struct act *act, void *input)
{
	const struct spoil *s = input;
	struct query *q = store_query(act, s->sql);

	query_bind_str(q, ":text", s->text);
	query_bind_int(q, ":id", s->id);
	return query_run(q);
}

static void spoilt(struct house *house, const struct sql *sql, Str text, int64_t id)
{
	struct spoil s = { sql, text, id };

	CHECK_DONE(test_act(house, NULL, spoil, &s));
}

static const struct sql SET_PHONE = { "UPDATE toy SET phone = :text WHERE id = :id" };
static const struct sql SET_HOLDER = { "UPDATE toy SET holder = :text WHERE id = :id" };
static const struct sql SET_KEY = { "UPDATE personal_key SET wrapped = :text WHERE record = 'toy' AND row_id = :id" };
static const struct sql DROP_KEY = { "DELETE FROM personal_key WHERE record = 'toy' AND row_id = :id AND about <> :text" };

/* ---- tests ---- */

TEST(each_kind_is_masked_so_that_the_rest_cannot_be_guessed)
{
	static const struct { enum mask mask; const char *plain, *shown; } cases[] = {
		{ MASK_PHONE, "13812345678", "138****5678" }, { MASK_PHONE, "0371-67890001", "0371****0001" },
		{ MASK_PHONE, "037167890001", "0371****0001" }, { MASK_PHONE, "67890001", "***" }, { MASK_PHONE, "110", "***" },
		{ MASK_PHONE, "+86 138 1234 5678", "+86****5678" },
		{ MASK_IDENTITY, "410104199003071234", "410***********1234" }, { MASK_IDENTITY, "410104900307123", "410********7123" },
		{ MASK_IDENTITY, "4101041990", "***" },
		{ MASK_NAME, "张三", "张*" }, { MASK_NAME, "欧阳娜娜", "欧***" }, { MASK_NAME, "张", "*" },
		{ MASK_ALL, "电厂路 9 号", "***" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR(i, personal_masked(test_arena(), cases[i].mask, test_str(cases[i].plain)), cases[i].shown);
}

TEST(personal_text_is_stored_sealed_and_opens_in_its_place)
{
	struct house *house = toy_house();
	int64_t id = toy_of(house, "13812345678", "张三");
	struct sight phone = seen(house, id, "phone"), holder = seen(house, id, "holder");

	CHECK(0, str_starts_with(phone.sealed, "sm4:1:") && !str_contains(phone.sealed, STR("13812345678")));
	CHECK_INT(1, phone.state, PERSONAL_OPEN);
	CHECK_STR(2, phone.plain, "13812345678");
	CHECK_STR(3, phone.shown, "138****5678");
	CHECK_STR(4, phone.others, "***");
	CHECK_STR(5, holder.plain, "张三");
	CHECK_STR(6, holder.shown, "张*");
	CHECK_STR(7, seen(house, toy_of(house, "13812345678", ""), "holder").shown, "");
}

/* What a form sends back that showed the mask, and what it sends back that was typed again. */
TEST(what_was_not_overtyped_keeps_its_ciphertext_and_makes_no_entry)
{
	static const char *const same[] = { "phone=138****5678", "phone=***", "phone=13812345678", "phone= 13812345678 ", "holder=张*" };
	struct house *house = toy_house();
	int64_t id = toy_of(house, "13812345678", "张三"), version;
	struct sight before = seen(house, id, "phone"), holder = seen(house, id, "holder"), after;

	for (size_t i = 0; i < COUNT_OF(same); i++) {
		CHECK_DONE(edited(house, id, same[i], &version));
		CHECK_INT(i, version, 1);
	}
	CHECK_DONE(edited(house, id, "phone=13900001111", &version));
	after = seen(house, id, "phone");
	CHECK_INT(6, version, 2);
	CHECK_STR(7, after.plain, "13900001111");
	CHECK(8, !str_equal(before.sealed, after.sealed) && str_equal(before.key, after.key));
	CHECK(9, str_equal(holder.sealed, seen(house, id, "holder").sealed));
	CHECK_DONE(edited(house, id, "phone=", &version));
	CHECK_STR(10, seen(house, id, "phone").shown, "");
	CHECK_REFUSED(edited(house, id, "phone=139****1111", &version), REFUSED_BAD_INPUT, "personal.mask");
}

TEST(what_was_changed_or_moved_does_not_open_and_says_so)
{
	struct house *house = toy_house();
	int64_t a = toy_of(house, "13812345678", "张三"), b = toy_of(house, "13900001111", "李四"), version;
	struct sight mine = seen(house, a, "phone"), theirs = seen(house, b, "phone");
	Str flipped = str_join(test_arena(), str_first(mine.sealed, mine.sealed.len - 1),
	                       mine.sealed.at[mine.sealed.len - 1] == '0' ? STR("1") : STR("0"));
	const struct { const struct sql *sql; Str text; const char *field; } cases[] = {
		{ &SET_PHONE, flipped, "phone" },
		{ &SET_PHONE, theirs.sealed, "phone" },         /* another row's */
		{ &SET_HOLDER, mine.sealed, "holder" },         /* another field's */
		{ &SET_PHONE, STR("13812345678"), "phone" },    /* never sealed */
		{ &SET_PHONE, STR("sm4:1:zz"), "phone" }, { &SET_PHONE, STR("sm4:"), "phone" }, { &SET_PHONE, STR("sm4:9:00"), "phone" },
		{ &SET_KEY, str_after(theirs.key, 2), "phone" },        /* another row's key */
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct sight l;

		spoilt(house, cases[i].sql, cases[i].text, a);
		l = seen(house, a, cases[i].field);
		CHECK_INT(i, l.state, PERSONAL_SPOILT);
		CHECK_STR(i, l.shown, "无法打开，内容被改动过");
		if (cases[i].sql == &SET_PHONE)
			spoilt(house, &SET_PHONE, mine.sealed, a);
	}
	CHECK_REFUSED(edited(house, a, "phone=13700002222", &version), REFUSED_BROKEN, "personal.spoilt");
	spoilt(house, &DROP_KEY, STR("谁的"), a);
	CHECK_INT(20, seen(house, a, "phone").state, PERSONAL_SPOILT);
	CHECK_INT(21, seen(house, b, "phone").state, PERSONAL_OPEN);
}

static bool erase(struct act *act, void *input)
{
	struct list_ask ask = { .record = &personal_key_record, .scope = { .kind = SCOPE_ALL },
	                        .only = { { "row_id", .value = *(int64_t *)input } } };
	struct personal_key before, key;
	struct list list;

	if (!record_list(act, &ask, &list))
		return false;
	before = key = *(struct personal_key *)list_row(&list, &personal_key_record, 0);
	return personal_erase(act, &key, STR("本人要求")) && record_update(act, &personal_key_record, &before, &key, "x.erase", STR_NONE)
	    && ledger_note(act, &(struct event){ .event = "toy.erase_personal", .subject = "toy", .subject_id = *(int64_t *)input });
}

static const struct sql TOKENS = { "SELECT count(*) AS n FROM personal_token" };

static bool count_tokens(struct act *act, void *out)
{
	return query_only_int(store_query(act, &TOKENS), "n", out);
}

TEST(what_was_erased_never_opens_again_and_a_new_text_gets_a_new_key)
{
	struct house *house = toy_house();
	int64_t id = toy_of(house, "13812345678", "张三"), version, tokens = -1;
	Str key = seen(house, id, "phone").key;

	CHECK_DONE(test_act(house, NULL, erase, &id));
	CHECK_INT(0, seen(house, id, "phone").state, PERSONAL_ERASED);
	CHECK_STR(1, seen(house, id, "holder").shown, "已删除");
	CHECK_DONE(test_read(house, NULL, count_tokens, &tokens));
	CHECK_INT(2, tokens, 0);
	CHECK_REFUSED(test_act(house, NULL, erase, &id), REFUSED_CONFLICT, "personal.erased");
	CHECK_DONE(edited(house, id, "phone=已删除&holder=已删除", &version));    /* a form sent back */
	CHECK_INT(3, version, 1);
	CHECK_DONE(edited(house, id, "phone=13900001111", &version));
	CHECK_STR(4, seen(house, id, "phone").plain, "13900001111");
	CHECK(5, str_starts_with(seen(house, id, "phone").sealed, "sm4:2:"));
	CHECK_INT(6, seen(house, id, "holder").state, PERSONAL_ERASED);
	CHECK(7, !str_equal(key, seen(house, id, "phone").key));
}

TEST(without_the_houses_key_nothing_opens_and_nothing_personal_is_stored)
{
	struct house *house = toy_house();
	int64_t id = toy_of(house, "13812345678", "张三"), version;
	const struct vault *vault = house->vault;
	struct refusal refusal;

	house->vault = NULL;
	CHECK_STR(0, seen(house, id, "phone").shown, "密钥不在");
	CHECK_STR(1, seen(house, id, "phone").others, "***");
	refusal = edited(house, id, "phone=13900001111", &version);
	CHECK_REFUSED(refusal, REFUSED_BAD_INPUT, "personal.no_key");
	CHECK_STR(2, refusal.field, "phone");
	CHECK_DONE(edited(house, id, "title=别的照改&phone=密钥不在", &version));
	CHECK_INT(3, version, 2);
	house->vault_is_wrong = true;
	CHECK_STR(4, seen(house, id, "phone").shown, "密钥不对");
	house->vault = vault;
	CHECK_STR(5, seen(house, id, "phone").plain, "13812345678");
}

static bool verify(struct act *act, void *out)
{
	static const struct record *const records[] = { &toy_record, NULL };     /* its units were made by no act */
	struct record_walk walk = { .records = records };

	return ledger_verify(act, &VERIFY_ROWS(walk), out);
}

TEST(rows_are_compared_with_the_ledger_without_any_key)
{
	struct house *house = toy_house();
	int64_t id = toy_of(house, "13812345678", "张三");
	Str theirs = seen(house, toy_of(house, "13900001111", ""), "phone").sealed;
	struct verdict verdict = { 0 };

	house->vault = NULL;
	CHECK_DONE(test_act(house, NULL, erase, &id));
	CHECK_DONE(test_read(house, NULL, verify, &verdict));
	CHECK(0, verdict.sound);
	spoilt(house, &SET_PHONE, theirs, id);
	CHECK_DONE(test_read(house, NULL, verify, &verdict));
	CHECK(1, !verdict.sound);
	CHECK(2, str_contains(verdict.place, STR("toy ")));
}

TEST(a_key_deleted_behind_the_programs_back_is_missed)
{
	struct house *house = toy_house();
	int64_t id = toy_of(house, "13812345678", ""), bare;
	struct verdict verdict = { 0 };

	bare = toy_of(house, "", "");           /* nothing personal: needs no key */
	CHECK(0, bare != id);
	spoilt(house, &DROP_KEY, STR("谁的"), bare);
	CHECK_DONE(test_read(house, NULL, verify, &verdict));
	CHECK(1, !str_contains(verdict.place, STR("personal_key")));
	CHECK_DONE(test_act(house, NULL, erase, &id));  /* an erased key stays, emptied */
	CHECK_DONE(test_read(house, NULL, verify, &verdict));
	CHECK(2, !str_contains(verdict.place, STR("personal_key")));
	spoilt(house, &DROP_KEY, STR("谁的"), id);
	CHECK_DONE(test_read(house, NULL, verify, &verdict));
	CHECK(3, !verdict.sound);
	CHECK(4, str_equal(verdict.place, str_format(test_arena(), "personal_key toy %lld", (long long)id)));
}

static const struct sql EMPTY_KEY = {
	"UPDATE personal_key SET wrapped = NULL, erased_at = 1, ground = :text WHERE record = 'toy' AND row_id = :id" };

TEST(a_key_emptied_behind_the_programs_back_is_missed_though_the_row_was_once_erased)
{
	struct house *house = toy_house();
	int64_t id = toy_of(house, "13812345678", ""), version;
	Str place = str_format(test_arena(), "personal_key toy %lld", (long long)id);
	struct verdict verdict = { 0 };

	spoilt(house, &EMPTY_KEY, STR("没有人"), id);
	CHECK_DONE(test_read(house, NULL, verify, &verdict));
	CHECK(0, !verdict.sound && str_equal(verdict.place, place));
	house = toy_house();
	id = toy_of(house, "13812345678", "");
	CHECK_DONE(test_act(house, NULL, erase, &id));
	CHECK_DONE(edited(house, id, "phone=13900001111", &version));
	CHECK_DONE(test_read(house, NULL, verify, &verdict));
	CHECK(1, !str_contains(verdict.place, STR("personal_key")));
	spoilt(house, &EMPTY_KEY, STR("没有人"), id);
	CHECK_DONE(test_read(house, NULL, verify, &verdict));
	CHECK(2, !verdict.sound && str_equal(verdict.place, str_format(test_arena(), "personal_key toy %lld", (long long)id)));
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* clause_test.c - the mover, the hearers, the route match and the table check, on a clause of nothing but tables. */
#include <string.h>

#include "tests/test.h"
#include "tests/toy.h"

#define NOW "2026-11-23T10:00"

/* ---- routes ---- */

TEST(a_path_fits_its_route_and_no_other)
{
	static const struct { const char *route, *path; bool fits; int64_t id; const char *word; } t[] = {
		{ "/", "/", true, 0, "" },
		{ "/a", "/a", true, 0, "" },
		{ "/a", "/a/", false, 0, "" },
		{ "/a", "/", false, 0, "" },
		{ "/a", "/ab", false, 0, "" },
		{ "/a/:id", "/a/7", true, 7, "" },
		{ "/a/:id", "/a/123456789012345678", true, 123456789012345678, "" },
		{ "/a/:id", "/a/1234567890123456789", false, 0, "" },
		{ "/a/:id", "/a/07", false, 0, "" },
		{ "/a/:id", "/a/0", false, 0, "" },
		{ "/a/:id", "/a/-7", false, 0, "" },
		{ "/a/:id", "/a/7x", false, 0, "" },
		{ "/a/:id", "/a/", false, 0, "" },
		{ "/a/:id/go", "/a/7/go", true, 7, "" },
		{ "/a/:id/:word", "/a/7/go", true, 7, "go" },
		{ "/a/:id/:word", "/a/7/", false, 0, "" },
		{ "/a/:id/:word", "/a/7/go/on", false, 0, "" },
		{ "/rule/:word", "/rule/2.04-weekly", true, 0, "2.04-weekly" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct route route = { .path = t[i].route };
		int64_t id = 0;
		Str word = STR_NONE;

		CHECK_INT(i, route_matches(&route, str_of(t[i].path), &id, &word), t[i].fits);
		CHECK_INT(i, id, t[i].id);
		CHECK_STR(i, word, t[i].word);
	}
}

/* ---- moves ---- */

struct moving { int64_t id; const char *verb; const char *json; struct toy_note out; };

static bool move(struct act *act, void *input)
{
	struct moving *m = input;
	struct input fields = { .arena = act->arena };
	enum refusal_kind kind;
	Str why;

	must(json_read(&fields, str_of(m->json), &kind, &why));
	return move_run(act, &toy_holding, m->id, str_of(m->verb), &fields, &m->out);
}

static struct refusal moved(struct house *house, const char *login, struct moving *m)
{
	return test_act(house, toy_caller(house, login), move, m);
}

#define LINES "\"lines\":[{\"words\":\"一\",\"amount\":1}]"

static int64_t new_note(struct house *house)
{
	struct moving m = { 0, "create", "{\"title\":\"便条一\"," LINES "}" };

	CHECK_DONE(moved(house, "contact_a", &m));
	return m.out.id.v;
}

struct duty_ask { const struct duty_rule *rule; int64_t unit, subject; bool found; struct duty duty; };

static bool ask_duty(struct act *act, void *input)
{
	struct duty_ask *a = input;
	struct duty_about about = { .unit_id = a->unit, .subject = "toy_note", .subject_id = a->subject };

	return duty_find(act, a->rule, &about, &a->found, &a->duty);
}

static int duty_state(struct house *house, const struct duty_rule *rule, int64_t note)
{
	struct duty_ask a = { .rule = rule, .unit = toy_unit(house, "甲单位"), .subject = note };

	CHECK_DONE(test_read(house, NULL, ask_duty, &a));
	return a.found ? (int)a.duty.state : -1;
}

TEST(a_new_row_is_its_makers_and_owes_what_the_table_says)
{
	struct house *house = test_toy_house(NOW);
	struct moving m = { 0, "create", "{\"title\":\"便条一\"," LINES "}" };

	CHECK_DONE(moved(house, "contact_a", &m));
	CHECK_INT(0, m.out.unit_id.v, toy_unit(house, "甲单位"));
	CHECK_INT(0, m.out.state, TOY_DRAFT);
	CHECK_INT(0, m.out.version, 1);
	CHECK_INT(0, m.out.noted_on.day, date_of_civil(2026, 11, 23).day);
	CHECK_INT(0, m.out.lines.count, 1);
	CHECK_INT(0, duty_state(house, &TOY_FINISH, m.out.id.v), DUTY_OPEN);
}

TEST(a_row_walks_its_states_and_its_duties_with_it)
{
	struct house *house = test_toy_house(NOW);
	int64_t id = new_note(house);
	struct moving submit = { id, "submit", "{}" }, back = { id, "return", "{\"reason\":\"数不对\"}" };
	struct moving again = { id, "submit", "{}" }, close = { id, "close", "{}" };

	CHECK_DONE(moved(house, "contact_a", &submit));
	CHECK_INT(0, submit.out.state, TOY_SUBMITTED);
	CHECK_INT(0, duty_state(house, &TOY_ANSWER, id), -1);
	CHECK_DONE(moved(house, "legal", &back));
	CHECK_INT(0, back.out.state, TOY_DRAFT);
	CHECK_INT(0, duty_state(house, &TOY_ANSWER, id), DUTY_OPEN);
	CHECK_DONE(moved(house, "contact_a", &again));
	CHECK_INT(0, duty_state(house, &TOY_ANSWER, id), DUTY_MET);
	CHECK_INT(0, toy_heard(), 0);
	CHECK_DONE(moved(house, "legal", &close));
	CHECK_INT(0, duty_state(house, &TOY_FINISH, id), DUTY_MET);
	CHECK_INT(0, toy_heard(), 1);
}

TEST(what_a_table_does_not_allow_is_refused)
{
	struct house *house = test_toy_house(NOW);
	int64_t id = new_note(house);
	const struct { const char *login; struct moving m; enum refusal_kind kind; const char *rule; } t[] = {
		{ "legal", { id, "close", "{}" }, REFUSED_CONFLICT, "move.state" },
		{ "contact_a", { id, "fly", "{}" }, REFUSED_NOT_FOUND, "move.unknown" },
		{ "contact_a", { 0, "submit", "{}" }, REFUSED_NOT_FOUND, "move.unknown" },
		{ "contact_a", { id, "create", "{}" }, REFUSED_NOT_FOUND, "move.unknown" },
		{ "legal", { id, "submit", "{}" }, REFUSED_FORBIDDEN, "move.permission" },
		{ "legal", { 0, "create", "{\"title\":\"x\"}" }, REFUSED_FORBIDDEN, "move.permission" },
		{ "contact_b", { id, "submit", "{}" }, REFUSED_NOT_FOUND, "record.not_there" },
		{ "contact_b", { id, "close", "{}" }, REFUSED_NOT_FOUND, "record.not_there" },
		{ "contact_a", { id + 999, "submit", "{}" }, REFUSED_NOT_FOUND, "record.not_there" },
		{ "contact_a", { id, "submit", "{\"version\":2}" }, REFUSED_STALE, "move.stale" },
		{ "contact_a", { id, "submit", "{\"version\":\"x\"}" }, REFUSED_BAD_INPUT, "move.version" },
		{ "contact_a", { id, "submit", "{\"title\":\"这不行\"}" }, REFUSED_CONFLICT, "toy.title" },
		{ "contact_a", { id, "edit", "{\"title\":null}" }, REFUSED_BAD_INPUT, NULL },
		{ "contact_a", { id, "edit", "{\"unit_id\":1}" }, REFUSED_BAD_INPUT, NULL },
		{ "contact_a", { id, "edit", "{\"state\":\"closed\"}" }, REFUSED_BAD_INPUT, NULL },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct moving m = t[i].m;
		struct refusal refusal = moved(house, t[i].login, &m);

		CHECK_INT(i, refusal.kind, t[i].kind);
		if (t[i].rule)
			CHECK_STR(i, refusal.rule, t[i].rule);
	}
	CHECK_INT(0, duty_state(house, &TOY_FINISH, id), DUTY_OPEN);
}

TEST(an_old_ground_does_not_pass_for_a_new_one)
{
	struct house *house = test_toy_house(NOW);
	int64_t id = new_note(house);
	struct moving submit = { id, "submit", "{}" }, bare = { id, "return", "{}" };
	struct refusal refusal;

	CHECK_DONE(moved(house, "contact_a", &submit));
	refusal = moved(house, "legal", &bare);
	CHECK_INT(0, refusal.kind, REFUSED_BAD_INPUT);
	must(refusal.faults);
	CHECK_STR(0, refusal.faults->field, "reason");
	CHECK_STR(0, refusal.faults->message, "请写明理由");
}

TEST(lines_are_needed_before_a_note_is_submitted)
{
	struct house *house = test_toy_house(NOW);
	struct moving create = { 0, "create", "{\"title\":\"没有行\"}" }, submit = { 0, "submit", "{}" };
	struct refusal refusal;

	CHECK_DONE(moved(house, "contact_a", &create));
	submit.id = create.out.id.v;
	refusal = moved(house, "contact_a", &submit);
	CHECK_INT(0, refusal.kind, REFUSED_BAD_INPUT);
	must(refusal.faults);
	CHECK_STR(0, refusal.faults->field, "lines");
}

struct history { int64_t id; size_t count; struct ledger_entry *entries; };

static bool read_history(struct act *act, void *input)
{
	struct history *h = input;
	struct ledger_entry *entries;

	if (!ledger_of(act, "toy_note", h->id, 0, 50, &entries, &h->count))
		return false;
	h->entries = ARENA_ARRAY(test_arena(), struct ledger_entry, h->count + 1);
	for (size_t i = 0; i < h->count; i++) {
		h->entries[i].event = arena_copy(test_arena(), entries[i].event);
		h->entries[i].note = arena_copy(test_arena(), entries[i].note);
	}
	return true;
}

TEST(a_deed_without_a_change_stands_in_the_ledger_an_edit_that_edits_nothing_does_not)
{
	struct house *house = test_toy_house(NOW);
	int64_t id = new_note(house);
	struct moving edit = { id, "edit", "{\"title\":\"便条一\"}" }, submit = { id, "submit", "{}" };
	struct moving urge = { id, "urge", "{}" }, back = { id, "return", "{\"reason\":\"数不对\"}" };
	struct history h = { .id = id };

	CHECK_DONE(moved(house, "contact_a", &edit));
	CHECK_DONE(moved(house, "contact_a", &submit));
	CHECK_DONE(moved(house, "legal", &urge));
	CHECK_DONE(moved(house, "legal", &back));
	CHECK_DONE(test_read(house, NULL, read_history, &h));
	CHECK_INT(0, h.count, 4);
	CHECK_STR(0, h.entries[0].event, "toy_note.return");
	CHECK_STR(0, h.entries[0].note, "数不对");
	CHECK_STR(0, h.entries[1].event, "toy_note.urge");
	CHECK_STR(0, h.entries[2].event, "toy_note.submit");
	CHECK_STR(0, h.entries[3].event, "toy_note.create");
}

struct buttons { int64_t id; size_t count; Str text; };

static bool read_buttons(struct act *act, void *input)
{
	struct buttons *b = input;
	struct allowed_move allowed[8];
	struct strbuf text = { .arena = test_arena() };
	struct toy_note note;
	size_t count;

	if (!record_load(act, &toy_note_record, b->id, &note))
		return false;
	count = moves_allowed(act, &toy_holding, &note, allowed, COUNT_OF(allowed));
	for (size_t i = 0; i < count; i++)
		buf_format(&text, "%s%s ", allowed[i].move->verb, allowed[i].why_not.len ? "!" : "");
	b->text = buf_str(&text);
	return true;
}

TEST(buttons_are_the_moves_of_this_person_in_this_state)
{
	struct house *house = test_toy_house(NOW);
	struct buttons b = { .id = new_note(house) };
	struct moving submit = { b.id, "submit", "{}" };

	CHECK_DONE(test_read(house, toy_caller(house, "contact_a"), read_buttons, &b));
	CHECK_STR(0, b.text, "edit submit ");
	CHECK_DONE(test_read(house, toy_caller(house, "contact_b"), read_buttons, &b));
	CHECK_STR(1, b.text, "");
	CHECK_DONE(moved(house, "contact_a", &submit));
	CHECK_DONE(test_read(house, toy_caller(house, "legal"), read_buttons, &b));
	CHECK_STR(2, b.text, "return urge close ");
}

/* ---- tables ---- */

static const struct permission NOBODYS = { .name = "x.nobody" };
static const struct permission SOMEBODYS = { .name = "x.some", .by_role = { [ROLE_CONTACT] = SCOPE_UNIT } };

static bool page(struct act *act __attribute__((unused)), struct call *call __attribute__((unused)))
{
	return true;
}

static const struct duty_rule unlisted = { .name = "x.unlisted" };

/* Each row breaks one thing in one copy of the toy. */
static void check_faulty_moves(size_t i, const struct move *moves, const char *fault)
{
	struct holding holding = toy_holding;
	const struct holding *holdings[] = { &holding, NULL };
	struct clause clause = toy_clause;
	const struct clause *all[] = { &clause, NULL };
	Str error = STR_NONE;

	holding.moves = moves;
	clause.holdings = holdings;
	CHECK(i, !clauses_check(test_arena(), all, &error));
	if (!str_contains(error, str_of(fault)))
		print_error("%.*s\n", STR_ARG(error));
	CHECK(i, str_contains(error, str_of(fault)));
}

TEST(faults_of_moves_are_found)
{
	static const struct { struct move moves[4]; const char *fault; } t[] = {
		{ { { MOVE_NEW, "create", 0, "写", NULL }, MOVES_END }, "没有写明谁可以" },
		{ { { MOVE_NEW, "create", 0, "写", &NOBODYS }, MOVES_END }, "不属于任何人" },
		{ { { MOVE_NEW, "create", 9, "写", &SOMEBODYS }, MOVES_END }, "未知状态 9" },
		{ { { 7, "edit", 0, "写", &SOMEBODYS }, MOVES_END }, "未知状态 7" },
		{ { { MOVE_NEW, "Create", 0, "写", &SOMEBODYS }, MOVES_END }, "动词或标签不对" },
		{ { { MOVE_NEW, "create", 0, "写", &SOMEBODYS, .takes = "titel" }, MOVES_END }, "未知字段 titel" },
		{ { { MOVE_NEW, "create", 0, "写", &SOMEBODYS, .takes = "title", .needs = "lines" }, MOVES_END }, "takes 之外的 lines" },
		{ { { MOVE_NEW, "create", 0, "写", &SOMEBODYS, .tell_words = "%s和%s" }, MOVES_END }, "只能有一个 %s" },
		{ { { MOVE_NEW, "create", 0, "写", &SOMEBODYS, .tell_words = "%d" }, MOVES_END }, "只能有一个 %s" },
		{ { { MOVE_NEW, "create", 0, "写", &SOMEBODYS, .raises = &unlisted }, MOVES_END }, "没有登记的时限" },
		{ { { MOVE_NEW, "create", 0, "写", &SOMEBODYS }, { MOVE_NEW, "create", 1, "写", &SOMEBODYS }, MOVES_END }, "写了两次" },
		{ { { MOVE_NEW, "create", 0, "写", &SOMEBODYS }, { 0, "go", 2, "办", &SOMEBODYS }, MOVES_END }, "走不到状态 submitted" },
		{ { { MOVE_NEW, "create", 0, "写", &SOMEBODYS }, { 0, "go", 1, "办", &SOMEBODYS }, { 0, "end", 2, "结", &SOMEBODYS }, MOVES_END }, "到了状态 submitted 就出不来" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++)
		check_faulty_moves(i, t[i].moves, t[i].fault);
}

TEST(faults_of_what_may_be_corrected_are_found)
{
	static const struct move named_alike[] = { { 0, "correct", 1, "更正", &SOMEBODYS }, MOVES_END };
	static const struct { const struct record *record; struct correct_rule rule; const struct move *moves; const char *fault; } t[] = {
		{ &toy_note_record, { "titel", "", 1, &SOMEBODYS, &SOMEBODYS, NULL }, NULL, "可更正的提到未知字段" },
		{ &toy_note_record, { "title state", "", 1, &SOMEBODYS, &SOMEBODYS, NULL }, NULL, "state 不能更正" },
		{ &toy_note_record, { "title unit_id", "", 1, &SOMEBODYS, &SOMEBODYS, NULL }, NULL, "unit_id 不能更正" },
		{ &account_record, { "phone", "", 1, &SOMEBODYS, &SOMEBODYS, NULL }, NULL, "phone 不能更正" },
		{ &toy_note_record, { "title", "titel", 1, &SOMEBODYS, &SOMEBODYS, NULL }, NULL, "更正表单提到未知字段 titel" },
		{ &toy_note_record, { "title", "title", 0, &SOMEBODYS, &SOMEBODYS, NULL }, NULL, "在什么状态可以更正" },
		{ &toy_note_record, { "title", "title", 1u << 9, &SOMEBODYS, &SOMEBODYS, NULL }, NULL, "或者没有这个状态" },
		{ &toy_note_record, { "title", "title", 1, &NOBODYS, &SOMEBODYS, NULL }, NULL, "没有人可以申请或批准" },
		{ &toy_note_record, { "title", "title", 1, &SOMEBODYS, NULL, NULL }, NULL, "没有人可以申请或批准" },
		{ &toy_note_record, { "title", "title", 1, &SOMEBODYS, &SOMEBODYS, NULL }, named_alike, "和更正的事件同名" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct holding holding = { .record = t[i].record, .read = &SOMEBODYS, .moves = t[i].moves, .correct = &t[i].rule };
		const struct holding *holdings[] = { &holding, NULL };
		struct clause clause = { .name = "toy", .label = "玩具", .holdings = holdings };
		const struct clause *all[] = { &clause, NULL };
		Str error = STR_NONE;

		CHECK(i, !clauses_check(test_arena(), all, &error));
		if (!str_contains(error, str_of(t[i].fault)))
			print_error("%.*s\n", STR_ARG(error));
		CHECK(i, str_contains(error, str_of(t[i].fault)));
	}
}

TEST(personal_text_that_nobody_may_ask_for_is_found)
{
	struct holding cases[] = { { &account_record, NULL, &SOMEBODYS }, { &account_record, NULL, &SOMEBODYS, &NOBODYS },
	                           { &toy_note_record, NULL, &SOMEBODYS, &SOMEBODYS } };
	static const char *const faults[] = { "没有写明谁可以查看", "个人信息的权限不属于任何人", "或者相反" };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct holding *holdings[] = { &cases[i], NULL };
		struct clause clause = { .name = "toy", .label = "玩具", .holdings = holdings };
		const struct clause *all[] = { &clause, NULL };
		Str error = STR_NONE;

		CHECK(i, !clauses_check(test_arena(), all, &error));
		CHECK(i, str_contains(error, str_of(faults[i])));
	}
}

TEST(faults_of_routes_are_found)
{
	static const struct permission open = { .name = "x.open", .anybody = true };
	static const struct { struct route route; const char *fault; } t[] = {
		{ { HTTP_GET, "/x", &SOMEBODYS, SCOPE_UNSET, .handler = page, .title = "x" }, "没有写明范围" },
		{ { HTTP_GET, "/x", NULL, SCOPED_LIST, .handler = page, .title = "x" }, "没有写明谁可以" },
		{ { HTTP_GET, "/x", &NOBODYS, SCOPED_LIST, .handler = page, .title = "x" }, "不属于任何人" },
		{ { HTTP_GET, "/x", &SOMEBODYS, SCOPED_ROW, .handler = page, .title = "x" }, ":id 是哪种记录" },
		{ { HTTP_GET, "/x", &SOMEBODYS, SCOPED_OPEN, .handler = page, .title = "x" }, "要不要登录" },
		{ { HTTP_GET, "/x", &open, SCOPED_LIST, .handler = page, .title = "x" }, "要不要登录" },
		{ { HTTP_GET, "/x", &SOMEBODYS, SCOPED_LIST, .handler = page, .writes = true, .title = "x" }, "是 GET，不能写" },
		{ { HTTP_POST, "/x", &SOMEBODYS, SCOPED_LIST, .handler = page, .title = "x" }, "不是 GET，又不写" },
		{ { HTTP_GET, "/x", &SOMEBODYS, SCOPED_LIST, .title = "x" }, "没有处理函数" },
		{ { HTTP_GET, "x", &SOMEBODYS, SCOPED_LIST, .handler = page, .title = "x" }, "以 / 开头" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		const struct route routes[] = { t[i].route, ROUTES_END };
		struct clause clause = toy_clause;
		const struct clause *all[] = { &clause, NULL };
		Str error = STR_NONE;

		clause.routes = routes;
		CHECK(i, !clauses_check(test_arena(), all, &error));
		CHECK(i, str_contains(error, str_of(t[i].fault)));
	}
}

TEST(faults_of_the_other_tables_are_found)
{
	static const struct duty_rule unmet = { .name = "x.unmet", .label = "谁", .clause = "零", .within = { 1, WORKING_DAYS, "setting" } };
	static const struct duty_rule *const duties[] = { &unmet, &TOY_FINISH, &TOY_ANSWER, NULL };
	static const struct setting_rule wild = { "x.wild", "野", 9, 1, 5, "日", "自定" };
	static const struct setting_rule *const settings[] = { &wild, NULL };
	static const struct hearer hears[] = { { "toy_note.sing", NULL }, { .event = NULL } };
	static const struct menu_item menu[] = { { NULL, "无", "/nowhere", "home", &SOMEBODYS }, { .path = NULL } };
	static const char *const faults[] = { "x.unmet 没有人能履行", "不在上下限之内", "听 toy_note.sing，但没有人说它",
	                                      "没有的页面 /nowhere", "toy：名称重复" };
	struct clause clause = toy_clause;
	const struct clause *all[] = { &clause, &toy_clause, NULL };
	Str error = STR_NONE;

	clause.duties = duties;
	clause.settings = settings;
	clause.hears = hears;
	clause.menu = menu;
	CHECK(0, !clauses_check(test_arena(), all, &error));
	for (size_t i = 0; i < COUNT_OF(faults); i++)
		CHECK(i, str_contains(error, str_of(faults[i])));
}

TEST(the_toy_itself_is_sound)
{
	static const struct clause *const all[] = { &toy_clause, NULL };
	Str error = STR_NONE, text;

	if (!clauses_check(test_arena(), all, &error))
		fail_msg("%.*s", STR_ARG(error));
	text = clauses_describe(test_arena(), all);
	CHECK(0, str_contains(text, STR("\"草稿\" -> \"已报\" [label=\"报送\"]")));
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* people_test.c - roles, permission and scope; accounts, passwords, certificates. */
#include "people/sample_test.h"
#include "tests/test.h"

/* ---- roles, permission, scope: pure ---- */

TEST(roles_are_read_from_their_words)
{
	static const struct { const char *words; bool known; unsigned bits; } t[] = {
		{ "", true, 0 },
		{ "contact", true, 1u << ROLE_CONTACT },
		{ " contact  head ", true, 1u << ROLE_CONTACT | 1u << ROLE_HEAD },
		{ "auditor", true, 1u << ROLE_AUDITOR },
		{ "boss", false, 77 },
		{ "contact,head", false, 77 },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		unsigned bits = 77;

		CHECK_INT(i, roles_parse(str_of(t[i].words), &bits), t[i].known);
		CHECK_INT(i, bits, t[i].bits);
	}
}

static const struct permission read_report = {
	.name = "weekly.report.read",
	.by_role = { [ROLE_LEADER] = SCOPE_ALL, [ROLE_CONTACT] = SCOPE_UNIT, [ROLE_OFFICER] = SCOPE_OWN },
};
static const struct permission inbox = { .name = "inbox", .everybody = true };
static const struct permission public_page = { .name = "public", .anybody = true };

TEST(a_scope_is_asked_per_function_and_the_widest_role_counts)
{
	static const struct {
		const struct permission *permission; unsigned roles; bool system, logged_in; enum scope_kind want;
	} t[] = {
		{ &read_report, 0, true, false, SCOPE_ALL },
		{ &read_report, 0, false, true, SCOPE_NONE },
		{ &read_report, 1u << ROLE_CONTACT, false, true, SCOPE_UNIT },
		{ &read_report, 1u << ROLE_OFFICER, false, true, SCOPE_OWN },
		{ &read_report, 1u << ROLE_OFFICER | 1u << ROLE_CONTACT, false, true, SCOPE_UNIT },
		{ &read_report, 1u << ROLE_LEADER | 1u << ROLE_OFFICER, false, true, SCOPE_ALL },
		{ &read_report, 1u << ROLE_SYSADMIN, false, true, SCOPE_NONE },   /* no business for administrators */
		{ &inbox, 0, false, true, SCOPE_OWN },
		{ &inbox, 0, false, false, SCOPE_NONE },
		{ &public_page, 0, false, false, SCOPE_OWN },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct caller who = { .account_id = t[i].logged_in ? 7 : 0, .unit_id = 3, .roles = t[i].roles,
			              .is_system = t[i].system };

		CHECK_INT(i, caller_scope(&who, t[i].permission).kind, t[i].want);
	}
}

TEST(a_scope_holds_what_lies_within)
{
	struct account row = { .id = { 7 }, .unit_id = { 3 } };
	struct unit unit = { .id = { 3 } };
	static const struct { enum scope_kind kind; int64_t account, unit; bool want; } t[] = {
		{ SCOPE_ALL, 0, 0, true },
		{ SCOPE_UNIT, 1, 3, true },
		{ SCOPE_UNIT, 7, 4, false },
		{ SCOPE_UNIT, 7, 0, false },
		{ SCOPE_OWN, 7, 9, true },
		{ SCOPE_OWN, 8, 3, false },
		{ SCOPE_OWN, 0, 0, false },
		{ SCOPE_NONE, 7, 3, false },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct scope scope = { t[i].kind, t[i].account, t[i].unit };

		CHECK_INT(i, scope_holds(scope, &account_record, &row), t[i].want);
	}
	/* Units are everybody's; nobody's own. */
	CHECK(0, scope_holds((struct scope){ SCOPE_UNIT, 1, 9 }, &unit_record, &unit));
	CHECK(1, !scope_holds((struct scope){ SCOPE_OWN, 1, 9 }, &unit_record, &unit));
}

/* ---- accounts ---- */

static bool check_account(struct act *act, void *input)
{
	return account_check(act, input);
}

TEST(three_administrators_are_three_people_and_do_no_business)
{
	struct sample *s = sample_open("2026-11-23T09:00");
	static const struct { const char *login, *roles; enum refusal_kind kind; const char *field; } t[] = {
		{ "zhou", "contact head", REFUSED_NOT, "" },
		{ "zhou", "sysadmin", REFUSED_NOT, "" },
		{ "zhou", "auditor", REFUSED_NOT, "" },
		{ "zhou", "", REFUSED_NOT, "" },
		{ "zhou", "sysadmin secadmin", REFUSED_BAD_INPUT, "roles" },
		{ "zhou", "sysadmin auditor", REFUSED_BAD_INPUT, "roles" },
		{ "zhou", "secadmin auditor", REFUSED_BAD_INPUT, "roles" },
		{ "zhou", "sysadmin contact", REFUSED_BAD_INPUT, "roles" },
		{ "zhou", "auditor leader", REFUSED_BAD_INPUT, "roles" },
		{ "zhou", "king", REFUSED_BAD_INPUT, "roles" },
		{ "z", "contact", REFUSED_BAD_INPUT, "login" },
		{ "Zhou", "contact", REFUSED_BAD_INPUT, "login" },
		{ "zhou li", "contact", REFUSED_BAD_INPUT, "login" },
		{ "-zhou", "contact", REFUSED_BAD_INPUT, "login" },
		{ "a.b_c-9", "contact", REFUSED_NOT, "" },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct account row = { .unit_id = s->patrol, .login = str_of(t[i].login),
			               .roles = str_of(t[i].roles) };
		struct refusal refusal = test_act(s->house, NULL, check_account, &row);

		CHECK_INT(i, refusal.kind, t[i].kind);
		CHECK_STR(i, refusal.faults ? refusal.faults->field : STR_NONE, t[i].field);
	}
}

static bool create_account(struct act *act, void *input)
{
	return account_create(act, input, STR(SAMPLE_PASSWORD));
}

TEST(a_login_is_given_once)
{
	struct sample *s = sample_open("2026-11-23T09:00");
	struct account row = { .unit_id = s->patrol, .login = STR("contact1"), .name = STR("另一人"),
		               .roles = STR("contact") };

	CHECK_REFUSED(test_act(s->house, NULL, create_account, &row), REFUSED_BAD_INPUT, NULL);
}

struct rule_case { const char *login, *password; bool good; };

static bool look_at_password(struct act *act, void *input)
{
	const struct rule_case *c = input;
	struct account account = { .login = str_of(c->login), .name = STR("Li Bo") };

	password_faults(act, STR("password"), &account, str_of(c->password));
	return act_sound(act);
}

static bool change_row(struct act *act, void *input)
{
	struct unit *unit = input;
	struct unit before;

	return record_load(act, &unit_record, unit->id.v, &before) && record_update(act, &unit_record, &before, unit, "unit.edit", STR_NONE);
}

static bool insert_unit(struct act *act, void *input)
{
	return record_insert(act, &unit_record, input, "unit.create", STR_NONE);
}

static bool insert_certificate(struct act *act, void *input)
{
	return record_insert(act, &certificate_record, input, "certificate.create", STR_NONE);
}

/* What only one may have is said at its field; what is not set equals nothing; one's own is not another's. */
TEST(what_is_taken_already_is_said_at_its_field)
{
	struct sample *s = sample_open("2026-11-23T09:00");
	struct unit unit = { .name = STR("规划局"), .short_name = STR("规划"), .kind = UNIT_DEPARTMENT, .document_code = STR("郑开规") }, other = unit;
	struct officer officer = { .unit_id = s->patrol, .name = STR("某人") };
	struct certificate certificate = { .unit_id = s->patrol, .number = STR("豫A-77"),
	                                   .issued_on = date_of_civil(2026, 1, 1), .expires_on = date_of_civil(2030, 1, 1) };
	struct refusal refusal;

	CHECK_DONE(test_act(s->house, NULL, insert_unit, &unit));
	refusal = test_act(s->house, NULL, insert_unit, &other);
	CHECK_REFUSED(refusal, REFUSED_BAD_INPUT, "record.unique");
	CHECK_STR(0, refusal.faults->field, "name");
	CHECK_STR(0, refusal.faults->next->field, "document_code");
	other.name = STR("建设局");
	refusal = test_act(s->house, NULL, insert_unit, &other);
	CHECK_REFUSED(refusal, REFUSED_BAD_INPUT, "record.unique");
	CHECK_STR(1, refusal.field, "document_code");
	CHECK_STR(1, refusal.message, "这个机关代字已由另一个单位使用，请另写一个");
	other.document_code = STR_NONE;
	CHECK_DONE(test_act(s->house, NULL, insert_unit, &other));
	unit.short_name = STR("规建");
	CHECK_DONE(test_act(s->house, NULL, change_row, &unit));
	unit.name = STR("建设局");
	CHECK_REFUSED(test_act(s->house, NULL, change_row, &unit), REFUSED_BAD_INPUT, "record.unique");
	(void)sample_insert(s, &officer_record, &officer);
	certificate.officer_id = officer.id;
	CHECK_DONE(test_act(s->house, NULL, insert_certificate, &certificate));
	CHECK_REFUSED(test_act(s->house, NULL, insert_certificate, &certificate), REFUSED_BAD_INPUT, "record.unique");
}

TEST(a_password_is_long_mixed_and_not_the_first_guess)
{
	struct house *house = sample_open("2026-11-23T09:00")->house;
	char longest[130] = { 0 }, longer[131] = { 0 };
	struct rule_case t[] = {
		{ "zhou", "Abcdef-123", true },         /* ten characters */
		{ "zhou", "Abcde-123", false },         /* nine */
		{ "zhou", "abcdefgh-123", true },       /* small, digit, sign: three kinds */
		{ "zhou", "abcdefgh1234", false },      /* two */
		{ "zhou", "口令要长一点好记些Ab", true },
		{ "zhou", "Zhou-2026-park", false },    /* holds the login */
		{ "li", "Li-2026-parking", true },      /* too short a login to mean anything */
		{ "zhou", "P@ssw0rd1234", false },
		{ "zhou", "my-li bo-2026-A", false },   /* holds the name */
		{ "zhou", "ADMIN@123456", false },
		{ "contact1", "juebu-demo-2026", true },
		{ "zhou", longest, true },
		{ "zhou", longer, false },
	};

	for (size_t i = 0; i < 129; i++)
		longer[i] = "aB3"[i % 3];
	for (size_t i = 0; i < 128; i++)
		longest[i] = "aB3"[i % 3];
	for (size_t i = 0; i < COUNT_OF(t); i++)
		CHECK_INT(i, test_act(house, NULL, look_at_password, &t[i]).kind,
		          t[i].good ? REFUSED_NOT : REFUSED_BAD_INPUT);
}

/* ---- officers ---- */

struct certified { OfficerId officer; Date on; bool out; };

static bool ask_certified(struct act *act, void *input)
{
	struct certified *c = input;

	return officer_is_certified(act, c->officer, c->on, &c->out);
}

TEST(an_officer_without_post_or_valid_certificate_cannot_be_put_on_a_matter)
{
	struct sample *s = sample_open("2026-11-23T09:00");
	static const struct { enum officer_state state; bool withdrawn; const char *on; bool want; } t[] = {
		{ OFFICER_IN_POST, false, "2024-01-01", true },         /* first day */
		{ OFFICER_IN_POST, false, "2023-12-31", false },
		{ OFFICER_IN_POST, false, "2026-12-31", true },         /* last day */
		{ OFFICER_IN_POST, false, "2027-01-01", false },
		{ OFFICER_OFF_POST, false, "2026-11-23", false },
		{ OFFICER_LEFT, false, "2026-11-23", false },
		{ OFFICER_IN_POST, true, "2026-11-23", false },
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct officer officer = { .unit_id = s->patrol, .name = STR("赵"), .state = t[i].state };
		struct certificate card = {
			.unit_id = s->patrol, .number = str_format(test_arena(), "豫A%zu", i),
			.issued_on = date_of_civil(2024, 1, 1), .expires_on = date_of_civil(2026, 12, 31),
			.withdrawn = t[i].withdrawn,
		};
		struct certified ask = { .out = !t[i].want };

		(void)sample_insert(s, &officer_record, &officer);
		card.officer_id = officer.id;
		(void)sample_insert(s, &certificate_record, &card);
		ask.officer = officer.id;
		must(date_parse(str_of(t[i].on), &ask.on));
		CHECK_DONE(test_read(s->house, NULL, ask_certified, &ask));
		CHECK_INT(i, ask.out, t[i].want);
	}
}

/* ---- who has a role ---- */

struct asking { int64_t unit_id; enum role role; struct people people; };

static bool ask_people(struct act *act, void *input)
{
	struct asking *asking = input;

	return people_with_role(act, asking->unit_id, asking->role, &asking->people);
}

static bool disable_contact(struct act *act, void *input __attribute__((unused)))
{
	return account_set_disabled(act, STR("contact1"), true);
}

TEST(people_with_a_role_are_those_who_may_log_in)
{
	struct sample *s = sample_open("2026-11-23T09:00");
	struct asking asking = { s->patrol.v, ROLE_CONTACT, { NULL, 0 } };

	CHECK_DONE(test_read(s->house, NULL, ask_people, &asking));
	CHECK_INT(0, (int64_t)asking.people.count, 1);
	CHECK_INT(0, asking.people.at[0].v, s->contact.v);
	CHECK_DONE(test_act(s->house, NULL, disable_contact, NULL));
	CHECK_DONE(test_read(s->house, NULL, ask_people, &asking));
	CHECK_INT(1, (int64_t)asking.people.count, 0);
	asking = (struct asking){ 0, ROLE_HEAD, { NULL, 0 } };
	CHECK_DONE(test_read(s->house, NULL, ask_people, &asking));
	CHECK_INT(2, (int64_t)asking.people.count, 2);
}

static bool ask_supervision(struct act *act, void *input)
{
	return unit_of_kind(act, UNIT_SUPERVISION, input);
}

static bool ask_bureau(struct act *act, void *input)
{
	return unit_of_kind(act, UNIT_LEGAL_BUREAU, input);
}

TEST(a_body_that_is_not_registered_is_asked_for)
{
	struct sample *s = sample_open("2026-11-23T09:00");
	UnitId unit = { 0 };

	CHECK_DONE(test_read(s->house, NULL, ask_bureau, &unit));
	CHECK_INT(0, unit.v, s->bureau.v);
	CHECK_REFUSED(test_read(s->house, NULL, ask_supervision, &unit), REFUSED_CONFLICT, "people.unit_kind");
}

/* ---- tables and statements ---- */

static bool look_at_tables(struct act *act, void *input __attribute__((unused)))
{
	static const struct record *const records[] = { &unit_record, &officer_record, &certificate_record,
		                                        &account_record };
	Str error = STR_NONE;

	for (size_t i = 0; i < COUNT_OF(records); i++) {
		CHECK(i, record_check_tables(act->arena, records[i], &error));
		if (!record_columns_match(act, records[i]))
			return false;
	}
	store_prepare_all(act, people_statements);
	return act->refusal.kind == REFUSED_NOT;
}

TEST(tables_and_statements_of_people_fit_the_database)
{
	CHECK_DONE(test_read(sample_open("2026-11-23T09:00")->house, NULL, look_at_tables, NULL));
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sample_test.c - fills the small zone. */
#include "people/sample_test.h"

#include "tests/test.h"

static const struct clause *const no_clauses[] = { NULL };

struct adding { const struct record *record; void *row; Str password; };

static bool add_row(struct act *act, void *input)
{
	struct adding *adding = input;

	return record_insert(act, adding->record, adding->row, "test.open", STR_NONE);
}

static bool add_account(struct act *act, void *input)
{
	struct adding *adding = input;

	return account_create(act, adding->row, adding->password);
}

bool sample_insert(struct sample *s, const struct record *record, void *row)
{
	struct adding adding = { record, row, STR_NONE };

	CHECK_DONE(test_act(s->house, NULL, add_row, &adding));
	return true;
}

static UnitId unit(struct sample *s, Str name, enum unit_kind kind, bool reports)
{
	struct unit row = { .name = name, .short_name = name, .kind = kind, .reports = reports };

	(void)sample_insert(s, &unit_record, &row);
	return row.id;
}

static AccountId account(struct sample *s, Str login, Str name, UnitId unit_id, const char *roles)
{
	struct account row = { .unit_id = unit_id, .login = login, .name = name, .roles = str_of(roles) };
	struct adding adding = { &account_record, &row, STR(SAMPLE_PASSWORD) };

	CHECK_DONE(test_act(s->house, NULL, add_account, &adding));
	return row.id;
}

static struct caller caller(AccountId id, Str name, UnitId unit_id, enum unit_kind kind, enum role role)
{
	return (struct caller){ .account_id = id.v, .unit_id = unit_id.v, .name = name, .unit_kind = kind,
		                .roles = 1u << role };
}

struct sample *sample_open(const char *now_iso)
{
	struct sample *s = ARENA_NEW(test_arena(), struct sample);

	s->house = test_house_of(now_iso, no_clauses);
	s->house->is_demo = true;
	s->committee = unit(s, STR("管委会"), UNIT_COMMITTEE, false);
	s->bureau = unit(s, STR("法制局"), UNIT_LEGAL_BUREAU, false);
	s->patrol = unit(s, STR("行政执法分局"), UNIT_DEPARTMENT, true);
	s->labour = unit(s, STR("劳动监察大队"), UNIT_DEPARTMENT, true);
	s->leader = account(s, STR("leader"), STR("主任"), s->committee, "leader");
	s->legal = account(s, STR("legal"), STR("陆科员"), s->bureau, "legal_bureau");
	s->contact = account(s, STR("contact1"), STR("李联系"), s->patrol, "contact");
	s->head = account(s, STR("head1"), STR("王局长"), s->patrol, "head");
	s->officer = account(s, STR("officer1"), STR("赵执法"), s->patrol, "officer");
	s->labour_head = account(s, STR("head2"), STR("孙队长"), s->labour, "head");
	s->sysadmin = account(s, STR("sysadmin"), STR("系统管理员"), s->bureau, "sysadmin");
	s->as_contact = caller(s->contact, STR("李联系"), s->patrol, UNIT_DEPARTMENT, ROLE_CONTACT);
	s->as_head = caller(s->head, STR("王局长"), s->patrol, UNIT_DEPARTMENT, ROLE_HEAD);
	s->as_officer = caller(s->officer, STR("赵执法"), s->patrol, UNIT_DEPARTMENT, ROLE_OFFICER);
	s->as_legal = caller(s->legal, STR("陆科员"), s->bureau, UNIT_LEGAL_BUREAU, ROLE_LEGAL_BUREAU);
	s->as_leader = caller(s->leader, STR("主任"), s->committee, UNIT_COMMITTEE, ROLE_LEADER);
	s->house->is_demo = false;
	return s;
}

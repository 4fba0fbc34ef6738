/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo_people.c - who lives in the demo zone: fourteen units that report, the committee, the Legal Bureau, the
 * supervision group; officers with their certificates; the logins of design.md §5.
 *
 * contactN, headN and officerN belong to the N-th unit in the order below; officers after the 14th are the rest of
 * them, unit by unit. Nobody has a real name: a surname and a post. */
#include "app/demo/demo_inner.h"
#include "clauses/house/house.h"

#define PASSWORD STR("juebu-demo-2026")

/* weeks: . on time · L late · M missing · V vague, so returned · C last week's words again · N tries a nil return ·
 * O leaves one out with a ground · H leaves one out in silence · W withdraws and sends again */
const struct unit_plan demo_unit_plans[DEMO_UNITS] = {
	{ "劳动监察大队", "劳监", UNIT_DEPARTMENT, "贺大队长", "陆科员", 7, 4, 12,
	  ON_DUE_DAY, CLOCK(9, 10), CLOCK(11, 45), CLOCK(17, 15), CLOCK(17, 36), "O...L..O..." },
	{ "自然资源分局", "自然资源", UNIT_DEPARTMENT, "罗局长", "方科员", 6, 6, 4,
	  ON_DUE_DAY, CLOCK(10, 30), CLOCK(11, 56), CLOCK(16, 30), CLOCK(17, 5), "H.L..C.H..." },
	{ "行政执法分局", "执法", UNIT_DEPARTMENT, "梁局长", "何副队长", 9, 7, 22,
	  ON_DUE_DAY, CLOCK(8, 30), CLOCK(11, 58), 0, 0, ".L....L..C." },
	{ "交通运输局", "交通", UNIT_DEPARTMENT, "谢局长", "秦科员", 6, 3, 8,
	  ON_DUE_DAY, CLOCK(9, 20), CLOCK(11, 55), 0, 0, ".L..LM....L" },
	{ "卫生防疫站", "卫防", UNIT_DEPARTMENT, "唐站长", "苏科员", 5, 3, 8,
	  ON_LAST_DAY_BEFORE, CLOCK(9, 0), CLOCK(10, 10), 0, 0, "V...V..." },
	{ "石佛办事处", "石佛办", UNIT_SUBDISTRICT, "冯主任", "郭主任", 6, 4, 10,
	  ON_LAST_DAY_BEFORE, CLOCK(16, 30), CLOCK(17, 20), CLOCK(9, 0), CLOCK(11, 0), "...N......W" },
	{ "应急管理局", "应急", UNIT_DEPARTMENT, "袁局长", "马科员", 5, 1, 6,
	  ON_LAST_DAY_BEFORE, CLOCK(15, 50), CLOCK(16, 40), 0, 0, "..W......." },
	{ "建设管理局", "建管", UNIT_DEPARTMENT, "董局长", "程科员", 6, 5, 8,
	  ON_LAST_DAY_BEFORE, CLOCK(15, 10), CLOCK(16, 10), CLOCK(10, 0), CLOCK(11, 30), "C..LC...V.." },
	{ "消防救援大队", "消防", UNIT_DEPARTMENT, "于大队长", "高参谋", 4, 0, 7,
	  ON_LAST_DAY_BEFORE, CLOCK(14, 10), CLOCK(14, 50), 0, 0, "........." },
	{ "市场监管分局", "市监", UNIT_DEPARTMENT, "蒋局长", "许科员", 7, 2, 15,
	  ON_LAST_DAY_BEFORE, CLOCK(13, 0), CLOCK(13, 50), 0, 0, "..H....V.." },
	{ "生态环境分局", "生态", UNIT_DEPARTMENT, "蔡局长", "温科员", 5, 1, 7,
	  ON_LAST_DAY_BEFORE, CLOCK(10, 10), CLOCK(11, 0), 0, 0, "N..N...." },
	{ "沟赵办事处", "沟赵办", UNIT_SUBDISTRICT, "余主任", "田主任", 6, 1, 8,
	  ON_LAST_DAY_BEFORE, CLOCK(8, 40), CLOCK(9, 30), 0, 0, "........M.L" },
	{ "农业农村局", "农业", UNIT_DEPARTMENT, "杜局长", "邵科员", 4, 1, 4,
	  ON_OPENING_DAY, CLOCK(16, 40), CLOCK(17, 40), 0, 0, "......O..." },
	{ "文广旅体局", "文旅", UNIT_DEPARTMENT, "叶局长", "岳科员", 4, 0, 5,
	  ON_OPENING_DAY, CLOCK(15, 40), CLOCK(16, 50), 0, 0, ".........." },
};

static const char *const surnames[] = {
	"赵", "钱", "孙", "李", "周", "吴", "郑", "王", "陈", "褚", "卫", "蒋", "沈", "韩", "杨", "朱", "秦", "尤", "许", "何", "吕",
	"施", "张", "孔", "曹", "严", "华", "金", "魏", "陶", "姜", "戚", "邹", "喻", "柏", "窦", "章", "苗", "方", "俞", "任", "袁",
};
static const char *const posts[] = { "中队长", "副中队长", "执法员", "执法员", "执法员", "协查员", "执法员", "执法员", "执法员" };

/* How a post or a certificate stands: of the officers as they are numbered, the few who may not act. */
enum trouble { FIT, OFF_POST, LEFT, EXPIRED, WITHDRAWN };
static const struct { int officer; enum trouble trouble; } troubles[] = {
	{ 5, OFF_POST }, { 12, EXPIRED }, { 21, EXPIRED }, { 33, OFF_POST }, { 40, LEFT }, { 47, EXPIRED }, { 66, WITHDRAWN },
};

static enum trouble trouble_of(int officer)
{
	for (size_t i = 0; i < COUNT_OF(troubles); i++)
		if (troubles[i].officer == officer)
			return troubles[i].trouble;
	return FIT;
}

/* ---- making rows; bodies of acts ---- */

static bool make_unit(struct act *act, struct unit unit, UnitId *out)
{
	if (!record_insert(act, &unit_record, &unit, "unit.create", STR_NONE))
		return false;
	*out = unit.id;
	return true;
}

struct opening { Str login, name, roles; OfficerId officer; const struct unit *unit; };

/* Texts of the caller outlive the act: the tables' own, or the demo's. */
static bool open_account(struct act *act, struct demo *demo, const struct opening *o, struct demo_person *out)
{
	struct account account = { .unit_id = o->unit->id, .officer_id = o->officer, .login = o->login, .name = o->name,
	                           .roles = o->roles };
	unsigned roles;

	if (!account_create(act, &account, PASSWORD))
		return false;
	must(roles_parse(o->roles, &roles));
	out->who = (struct caller){
		.account_id = account.id.v, .unit_id = o->unit->id.v, .officer_id = o->officer.v,
		.name = arena_copy(demo->arena, o->name), .unit_name = o->unit->name, .unit_kind = o->unit->kind, .roles = roles,
	};
	return true;
}

static bool make_certificate(struct act *act, const struct officer *officer, int number, enum trouble trouble)
{
	struct certificate c = { .officer_id = officer->id, .unit_id = officer->unit_id };
	int age_days = 100 + number * 37 % 700;

	/* Valid for five years (domain.md 3.19); the expired ones ended before the demo begins. */
	c.number = str_format(act->arena, "豫 A 410172%04d", number);
	c.issued_on = date_plus(instant_date(act->now), trouble == EXPIRED ? -5 * 365 - 30 : -age_days);
	c.expires_on = date_plus(c.issued_on, 5 * 365);
	c.withdrawn = trouble == WITHDRAWN;
	return record_insert(act, &certificate_record, &c, "certificate.create", STR_NONE);
}

static bool make_officer(struct act *act, struct demo *demo, const struct unit *unit, size_t nth, int number,
                         struct demo_person *out)
{
	enum trouble trouble = trouble_of(number);
	size_t surname = (size_t)number * 13 % COUNT_OF(surnames);
	struct officer officer = { .unit_id = unit->id, .post = str_of(posts[nth]) };
	struct opening o = { .unit = unit, .roles = STR("officer") };

	officer.name = str_format(act->arena, "%s%s", surnames[surname], posts[nth]);
	officer.state = trouble == OFF_POST ? OFFICER_OFF_POST : trouble == LEFT ? OFFICER_LEFT : OFFICER_IN_POST;
	if (!record_insert(act, &officer_record, &officer, "officer.create", STR_NONE))
		return false;
	o.officer = officer.id;
	o.name = officer.name;
	o.login = str_format(act->arena, "officer%d", number);
	return make_certificate(act, &officer, number, trouble) && open_account(act, demo, &o, out);
}

struct making { struct demo *demo; struct demo_unit *unit; int next_officer; };

/* officer1…officer14 are the first of each unit, the rest follow unit by unit. */
static int officer_number(const struct making *m, size_t nth)
{
	return nth == 0 ? (int)m->unit->number : m->next_officer + (int)nth - 1;
}

static bool make_reporting_unit(struct act *act, void *input)
{
	struct making *m = input;
	struct demo_unit *u = m->unit;
	const struct unit_plan *plan = u->plan;
	struct unit unit = { .name = str_of(plan->name), .short_name = str_of(plan->short_name), .kind = plan->kind,
	                     .reports = true, .since_on = date_of_civil(2010, 9, 1) };
	struct opening head = { .unit = &unit, .name = str_of(plan->head), .roles = STR("head") };
	/* The role comes with the filing. */
	struct opening contact = { .unit = &unit, .name = str_of(plan->contact) };

	head.login = str_format(act->arena, "head%zu", u->number);
	contact.login = str_format(act->arena, "contact%zu", u->number);
	if (!make_unit(act, unit, &unit.id) || !open_account(act, m->demo, &head, &u->head)
	    || !open_account(act, m->demo, &contact, &u->contact))
		return false;
	u->id = unit.id;
	u->fit_count = 0;
	for (size_t i = 0; i < (size_t)plan->officers; i++) {
		int number = officer_number(m, i);

		if (!make_officer(act, m->demo, &unit, i, number, &u->officers[i]))
			return false;
		if (trouble_of(number) == FIT)
			u->fit[u->fit_count++] = i;
	}
	return true;
}

static bool make_committee(struct act *act, void *input)
{
	struct demo *demo = input;
	struct unit committee = { .name = STR("管委会"), .short_name = STR("管委会"), .document_code = STR("郑开管"), .kind = UNIT_COMMITTEE };
	struct unit bureau = { .name = STR("法制局"), .short_name = STR("法制"), .document_code = STR("郑开管法"), .kind = UNIT_LEGAL_BUREAU };
	struct unit group = { .name = STR("督查组"), .short_name = STR("督查"), .kind = UNIT_SUPERVISION };
	struct opening openings[] = {
		{ STR_INIT("leader"), STR_INIT("主要领导"), STR_INIT("leader"), { 0 }, &committee },
		{ STR_INIT("legal"), STR_INIT("值班经办"), STR_INIT("legal_bureau"), { 0 }, &bureau },
		{ STR_INIT("supervisor"), STR_INIT("督查员"), STR_INIT("supervisor"), { 0 }, &group },
		{ STR_INIT("sysadmin"), STR_INIT("系统管理员"), STR_INIT("sysadmin"), { 0 }, &committee },
		{ STR_INIT("secadmin"), STR_INIT("安全管理员"), STR_INIT("secadmin"), { 0 }, &committee },
		{ STR_INIT("auditor"), STR_INIT("安全审计员"), STR_INIT("auditor"), { 0 }, &committee },
	};
	struct demo_person people[COUNT_OF(openings)];

	if (!make_unit(act, committee, &committee.id) || !make_unit(act, bureau, &bureau.id)
	    || !make_unit(act, group, &group.id))
		return false;
	for (size_t i = 0; i < COUNT_OF(openings); i++)
		if (!open_account(act, demo, &openings[i], &people[i]))
			return false;
	demo->leader = people[0];
	demo->legal = people[1];
	return true;
}

bool demo_people_make(struct demo *demo)
{
	struct making m = { .demo = demo, .next_officer = DEMO_UNITS + 1 };

	if (!demo_write(demo, NULL, make_committee, demo))
		return false;
	for (size_t i = 0; i < DEMO_UNITS; i++) {
		m.unit = &demo->units[i];
		*m.unit = (struct demo_unit){ .plan = &demo_unit_plans[i], .number = i + 1 };
		if (!demo_write(demo, NULL, make_reporting_unit, &m))
			return false;
		m.unit->speaker = &m.unit->head;
		m.next_officer += m.unit->plan->officers - 1;
		demo->told.officers += m.unit->plan->officers;
	}
	demo->told.units = DEMO_UNITS;
	return true;
}

/* ---- finding ---- */

struct demo_unit *demo_unit_named(struct demo *demo, Str name)
{
	for (size_t i = 0; i < DEMO_UNITS; i++)
		if (str_is(name, demo_unit_plans[i].name) || str_is(name, demo_unit_plans[i].short_name))
			return &demo->units[i];
	return NULL;
}

struct demo_unit *demo_unit_with(struct demo *demo, UnitId id)
{
	for (size_t i = 0; i < DEMO_UNITS; i++)
		if (demo->units[i].id.v == id.v)
			return &demo->units[i];
	return NULL;
}

Str demo_unit_name(const struct demo_unit *unit)
{
	return str_of(unit->plan->name);
}

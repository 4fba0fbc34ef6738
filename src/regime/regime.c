/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* regime.c - a rule from its draft to the day another takes its place: the fields, a function per rule.
 *
 * Owns: the verbs of a rule, and the look for rules that are missing. Does not own: its SQL (regime_store.c), its pages
 * (regime_page.c), its tables (regime_clause.c). */
#include "regime/regime_store.h"

static const struct word kind_words[] = {
	[REGIME_PATROL] = { "patrol", "巡查" },
	[REGIME_COMPLAINT] = { "complaint", "投诉举报" },
	[REGIME_JOINT] = { "joint", "协同联合" },
	[REGIME_WEEKLY] = { "weekly", "周报" },
	[REGIME_FILING] = { "filing", "备案" },
	[REGIME_MEETING] = { "meeting", "联席会议" },
	[REGIME_TRAINING] = { "training", "培训" },
	[REGIME_VISIT] = { "visit", "回访" },
	[REGIME_INSPECTION] = { "inspection", "明查暗访" },
	[REGIME_ASSESSMENT] = { "assessment", "绩效考核" },
	[REGIME_ACCOUNTABILITY] = { "accountability", "监督追责" },
};
const struct words regime_kind_words = WORDS_TABLE(kind_words);

/* RULE regime.file: the notice asks the departments to draw up the patrol rule and to file it; who else must file what
 * is set with the clause it belongs to. Any rule may be filed. */
const struct regime_want regime_wants[REGIME_KINDS] = {
	[REGIME_PATROL] = { REGIME_OF_DEPARTMENTS, "行政执法周巡查制度", "二（一）" },
	[REGIME_COMPLAINT] = { REGIME_OF_NOBODY, "行政执法投诉举报处理制度", "二（二）" },
	[REGIME_JOINT] = { REGIME_OF_NOBODY, "协同和联合行政执法制度", "二（三）" },
	[REGIME_WEEKLY] = { REGIME_OF_NOBODY, "未果事项周报工作机制", "二（四）" },
	[REGIME_FILING] = { REGIME_OF_NOBODY, "具体行政行为备案制度", "二（五）" },
	[REGIME_MEETING] = { REGIME_OF_NOBODY, "行政执法联席会议制度", "二（六）" },
	[REGIME_TRAINING] = { REGIME_OF_NOBODY, "重点人员培训制度", "二（七）" },
	[REGIME_VISIT] = { REGIME_OF_NOBODY, "行政执法回访制度", "二（八）" },
	[REGIME_INSPECTION] = { REGIME_OF_NOBODY, "明查暗访制度", "二（九）" },
	[REGIME_ASSESSMENT] = { REGIME_OF_NOBODY, "绩效考核制度", "二（十）" },
	[REGIME_ACCOUNTABILITY] = { REGIME_OF_NOBODY, "执法监督与责任追究制度", "二（十一）" },
};

static const struct word state_words[] = {
	{ "draft", "草拟", LOOK_WRITING }, { "filed", "待备案", LOOK_NORMAL }, { "returned", "退回", LOOK_BACK },
	{ "standing", "已备案", LOOK_DONE }, { "replaced", "已更换", LOOK_SEALED },
};
const struct words regime_state_words = WORDS_TABLE(state_words);

static const struct word days_words[] = {
	{ NULL, "未写明（按每天）" }, { "calendar", "每天，含节假日" }, { "working", "每个工作日" },
};
const struct words key_days_words = WORDS_TABLE(days_words);

static const struct field regime_fields[] = {
	HEAD(struct regime, RegimeId),
	FIELD(struct regime, title, .label = "名称", .required = true, .most = 60, .list = true, .filter = true),
	REF(struct regime, unit_id, UnitId, unit_record, .label = "单位", .required = true, .list = true, .filter = true),
	WORDS(struct regime, kind, regime_kind_words, .label = "类别", .required = true, .list = true, .filter = true),
	FIELD(struct regime, issue, .label = "第几版", .list = true),
	WORDS(struct regime, state, regime_state_words, .label = "状态", .list = true, .filter = true),
	FIELD(struct regime, words, .label = "制度内容", .lines = true, .most = 4000, .hint = "写清范围、频次、由谁负责；全文可以作为附件"),
	WORDS(struct regime, key_days, key_days_words, .label = "重点片域、重点路段巡查日", .hint = "只有巡查制度要选"),
	FIELD(struct regime, from_on, .label = "自何日起施行"),
	FIELD(struct regime, filed_at, .label = "报备时间", .list = true, .sort = true),
	REF(struct regime, filed_by, AccountId, account_record, .label = "报备人"),
	FIELD(struct regime, return_reason, .label = "退回原因", .lines = true, .most = 500),
	FIELD(struct regime, acknowledged_at, .label = "备案时间"),
	REF(struct regime, acknowledged_by, AccountId, account_record, .label = "备案人"),
	FIELD(struct regime, stands_on, .label = "起施行", .list = true),
	FIELD(struct regime, until_on, .label = "施行至", .list = true),
	FIELDS_END,
};
const struct record regime_record = {
	.name = "regime", .label = "制度", .clause = "三（一）", .path = "/regime", .size = sizeof(struct regime),
	.fields = regime_fields, .title = "title", .unit = "unit_id", .state = "state", .order = "-filed_at",
};

bool regime_standing(struct act *act, UnitId unit_id, enum regime_kind kind, Date day, bool *found, struct regime *out)
{
	int64_t id;

	if (!regime_store_stood(act, unit_id, kind, day, &id))
		return false;
	*found = id != 0;
	return id == 0 || record_load(act, &regime_record, id, out);
}

/* ---- drafting ---- */

/* RULE regime.issue: one version is in the works at a time. */
bool regime_is_only_one(struct act *act, const void *before, void *row, struct input *input)
{
	const struct regime *r = row;
	int64_t id;
	struct regime other;

	if (!regime_store_in_work(act, r->unit_id, r->kind, &id))
		return false;
	if (id == 0 || !record_load(act, &regime_record, id, &other))
		return id == 0;
	return refuse(act, REFUSED_CONFLICT, "regime.issue", "这项制度的第 %lld 版还没办完（%s），请先办完那一版", (long long)other.issue,
	              word_label(&regime_state_words, other.state));
}

/* RULE regime.key_days: only a patrol rule says on which days the key areas are due. */
bool regime_is_sound(struct act *act, const void *before, void *row, struct input *input)
{
	const struct regime *r = row;

	if (r->kind != REGIME_PATROL && r->key_days != KEY_DAYS_UNSAID)
		fault_at(act, STR("key_days"), "regime.key_days", "只有巡查制度要选巡查日，请选“未写明”");
	return act_sound(act);
}

bool regime_begin(struct act *act, const void *before, void *row, struct input *input)
{
	struct regime *r = row;

	return regime_is_sound(act, before, row, input) && regime_store_last_issue(act, r->unit_id, r->kind, &r->issue)
	    && ++r->issue > 0;
}

static bool open_draft(struct act *act, struct regime *draft, Str note)
{
	draft->state = REGIME_DRAFT;
	return regime_begin(act, NULL, draft, NULL) && record_insert(act, &regime_record, draft, "regime.open", note);
}

/* The next version begins as what stands; from when it is to hold is asked anew. Its files are not taken along: they
 * belong to the version they were filed with. */
bool regime_open_next(struct act *act, const void *before, void *row, struct input *input)
{
	const struct regime *stands = row;
	struct regime draft = { .unit_id = stands->unit_id, .kind = stands->kind, .title = stands->title, .words = stands->words,
	                        .key_days = stands->key_days };

	return open_draft(act, &draft, STR_NONE);
}

/* ---- filing ---- */

/* RULE regime.from: nobody is bound, and nobody released, for days that have passed. */
bool regime_may_be_filed(struct act *act, const void *before, void *row, struct input *input)
{
	const struct regime *r = row;

	if (date_is_set(r->from_on) && r->from_on.day < instant_date(act->now).day)
		fault_at(act, STR("from_on"), "regime.from", "施行日期不能早于今天");
	return regime_is_sound(act, before, row, input);
}

bool regime_file(struct act *act, const void *before, void *row, struct input *input)
{
	struct regime *r = row;

	r->filed_at = act->now;
	r->filed_by.v = act->actor_id;
	return true;
}

/* ---- standing ---- */

static bool replace(struct act *act, int64_t id, Date last)
{
	struct regime before, after;

	if (!record_load(act, &regime_record, id, &before))
		return false;
	after = before;
	after.state = REGIME_REPLACED;
	after.until_on = last;
	return record_update(act, &regime_record, &before, &after, "regime.replace", STR_NONE);
}

/* RULE regime.standing: from the day the unit named, or from today if that has passed meanwhile; the version before
 * holds until the day before. */
bool regime_acknowledge(struct act *act, const void *before, void *row, struct input *input)
{
	struct regime *r = row;
	Date today = instant_date(act->now);
	int64_t old;

	r->acknowledged_at = act->now;
	r->acknowledged_by.v = act->actor_id;
	r->stands_on = r->from_on.day > today.day ? r->from_on : today;
	return regime_store_stands(act, r->unit_id, r->kind, &old) && (!old || replace(act, old, date_plus(r->stands_on, -1)));
}

/* ---- what is missing ---- */

bool regime_owes(const struct unit *unit, enum regime_kind kind)
{
	return regime_wants[kind].owed == REGIME_OF_DEPARTMENTS && unit->kind == UNIT_DEPARTMENT && unit->reports;
}

static bool raise_filing(struct act *act, const struct regime *draft)
{
	const struct duty_about about = { .unit_id = draft->unit_id.v, .subject = "regime", .subject_id = draft->id.v,
	                                  .title = str_format(act->arena, "报备%.*s", STR_ARG(draft->title)) };

	return duty_raise(act, &REGIME_FILE, &about, NULL);
}

/* The draft the unit has, or one that is opened for it; its id 0: the rule lies with the Bureau, or was sent back with a
 * limit of its own. */
static bool draft_of(struct act *act, const struct unit *unit, enum regime_kind kind, struct regime *out)
{
	struct regime draft = { .unit_id = unit->id, .kind = kind };
	int64_t work;

	if (!regime_store_in_work(act, unit->id, kind, &work) || (work && !record_load(act, &regime_record, work, &draft)))
		return false;
	if (!work) {
		draft.title = str_format(act->arena, "%.*s%s", STR_ARG(unit->name), regime_wants[kind].title);
		if (!open_draft(act, &draft, STR_NONE))
			return false;
	}
	*out = draft.state == REGIME_DRAFT ? draft : (struct regime){ 0 };
	return true;
}

static bool look_for(struct act *act, const struct unit *unit, enum regime_kind kind)
{
	struct regime draft;
	int64_t stands;

	if (!regime_store_stands(act, unit->id, kind, &stands))
		return false;
	if (stands)
		return true;
	return draft_of(act, unit, kind, &draft) && (!draft.id.v || raise_filing(act, &draft));
}

bool regime_look_for_missing(struct act *act, UnitId unit_id)
{
	struct unit unit;

	if (!record_load(act, &unit_record, unit_id.v, &unit))
		return false;
	for (unsigned kind = 0; kind < REGIME_KINDS; kind++)
		if (regime_owes(&unit, kind) && !look_for(act, &unit, kind))
			return false;
	return true;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* bind_test.c - what somebody sent, and what is said when it cannot be taken. */
#include "record/toy_test.h"

#include <stdio.h>

#include "base/limits.h"
#include "tests/test.h"

#define ALL "title remark number flag made_on seen_at spot kind person_id phone items"

struct binding { const char *sent, *takes; struct toy toy; bool is_json, unknown_too; };

static bool bind_it(struct act *act, void *input)
{
	struct binding *b = input;
	struct input sent =
	    b->is_json ? toy_json(test_arena(), b->sent) : toy_form(test_arena(), b->sent);

	if (!record_bind(act, &toy_record, &sent, b->takes ? b->takes : ALL, &b->toy))
		return false;
	return !b->unknown_too || record_refuse_unknown(act, &sent);
}

static struct refusal bound(struct house *house, struct binding *b)
{
	return test_read(house, NULL, bind_it, b);
}

/* ---- one field ---- */

struct field_case { const char *sent, *rule, *message; bool is_json; };

static void check_case(struct house *house, size_t i, const struct field_case *c)
{
	struct binding b = { .sent = c->sent, .is_json = c->is_json, .toy = toy_plain("旧") };
	struct refusal refusal = bound(house, &b);

	CHECK_INT(i, refusal.kind, c->rule ? REFUSED_BAD_INPUT : REFUSED_NOT);
	CHECK_STR(i, refusal.rule, c->rule);
	CHECK_STR(i, refusal.message, c->message);
	CHECK(i, !refusal.faults || !refusal.faults->next);
}

TEST(a_form_is_read_leniently_and_told_what_to_mend)
{
	static const struct field_case cases[] = {
		{ "title= 新的 ", NULL, NULL, false },
		{ "title=", "record.required", "请填写标题", false },
		{ "title=　 ", "record.required", "请填写标题", false },
		{ "title=a\nb", "record.one_line", "标题要写成一行，请去掉换行", false },
		{ "remark=a\nb", NULL, NULL, false },
		{ "remark=ab", "record.too_short", "说明至少 3 字，现在是 2 字", false },
		{ "remark=", NULL, NULL, false },
		{ "number=12", NULL, NULL, false },
		{ "number=0", "record.number", "数量在 1 到 99 之间", false },
		{ "number=1", NULL, NULL, false },
		{ "number=99", NULL, NULL, false },
		{ "number=100", "record.number", "数量在 1 到 99 之间", false },
		{ "number=十", "record.number", "数量要填数字", false },
		{ "number=1.5", "record.number", "数量要填数字", false },
		{ "number=99999999999999999999", "record.number", "数量要填数字", false },
		{ "flag=on", NULL, NULL, false }, { "flag=0", NULL, NULL, false }, { "flag=", NULL, NULL, false },
		{ "flag=maybe", "record.bool", "急件要选“是”或“否”", false },
		{ "made_on=2026-11-24", NULL, NULL, false },
		{ "made_on=2026-11-31", "record.date", "日期要写成 2026-11-24 这样的日期", false },
		{ "made_on=11月24日", "record.date", "日期要写成 2026-11-24 这样的日期", false },
		{ "seen_at=2026-11-24T12:00", NULL, NULL, false },
		{ "spot=113.5501,34.8088", NULL, NULL, false },
		{ "spot=34.8088,113.5501", "record.place", "坐标要写成 113.5501,34.8088 这样的经度,纬度", false },
		{ "spot=113.5501", "record.place", "坐标要写成 113.5501,34.8088 这样的经度,纬度", false },
		{ "spot=113.5501,34.8088,1", "record.place", "坐标要写成 113.5501,34.8088 这样的经度,纬度", false },
		{ "spot=nan,inf", "record.place", "坐标要写成 113.5501,34.8088 这样的经度,纬度", false },
		{ "seen_at=2026-11-24", "record.date", "时间要写成 2026-11-24T12:00 这样的时间", false },
		{ "kind=round", NULL, NULL, false }, { "kind=", NULL, NULL, false },
		{ "kind=x", "record.word", "形状没有“x”这个选项", false },
		{ "person_id=2", NULL, NULL, false }, { "person_id=", NULL, NULL, false },
		{ "person_id=3", "record.reference", "没有这个经办，请重新选择", false },
		{ "person_id=0", "record.reference", "没有这个经办，请重新选择", false },
		{ "person_id=-1", "record.reference", "没有这个经办，请重新选择", false },
		{ "person_id=乙", "record.number", "经办要填数字", false },
	};
	struct house *house = toy_house();

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		check_case(house, i, &cases[i]);
}

TEST(json_must_have_the_right_type)
{
	static const struct field_case cases[] = {
		{ "title='新的'", NULL, NULL, true },
		{ "title=12", "record.text", "标题要写成文字", true },
		{ "title=null", "record.required", "请填写标题", true },
		{ "remark=null", NULL, NULL, true },
		{ "remark=true", "record.text", "说明要写成文字", true },
		{ "number=12", NULL, NULL, true },
		{ "number='12'", "record.number", "数量要填数字", true },
		{ "number=''", "record.number", "数量要填数字", true },
		{ "number=1.5", "record.number", "数量要填数字", true },
		{ "number=null", "record.number", "数量在 1 到 99 之间", true },
		{ "flag=true", NULL, NULL, true }, { "flag=false", NULL, NULL, true }, { "flag=null", NULL, NULL, true },
		{ "flag=1", "record.bool", "急件要选“是”或“否”", true },
		{ "flag='true'", "record.bool", "急件要选“是”或“否”", true },
		{ "made_on='2026-11-24'", NULL, NULL, true }, { "made_on=null", NULL, NULL, true },
		{ "made_on=20261124", "record.date", "日期要写成 2026-11-24 这样的日期", true },
		{ "kind='round'", NULL, NULL, true }, { "kind=null", NULL, NULL, true },
		{ "kind=1", "record.word", "形状没有“1”这个选项", true },
		{ "person_id=2", NULL, NULL, true }, { "person_id=null", NULL, NULL, true },
		{ "person_id='2'", "record.number", "经办要填数字", true },
		{ "person_id=3", "record.reference", "没有这个经办，请重新选择", true },
	};
	struct house *house = toy_house();

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		check_case(house, i, &cases[i]);
}

static struct refusal title_of_characters(struct house *house, size_t characters)
{
	struct strbuf sent = { .arena = test_arena() };
	struct binding b = { .toy = toy_plain("旧") };

	buf_text(&sent, "title=");
	for (size_t i = 0; i < characters; i++)
		buf_text(&sent, "查");
	b.sent = str_terminated(test_arena(), buf_str(&sent));
	return bound(house, &b);
}

TEST(length_is_counted_in_characters_up_to_the_limit)
{
	struct house *house = toy_house();

	CHECK_DONE(title_of_characters(house, 60));
	CHECK_STR(0, title_of_characters(house, 61).message, "标题最多 60 字，现在是 61 字");
}

TEST(what_was_sent_stands_in_the_row_and_the_rest_stays)
{
	struct binding b = {
		.sent = "title= 新的 &remark=甲\r\n乙\r丙&number=12&flag=on&made_on=2026-11-24"
			"&seen_at=2026-11-24T12:00&spot=113.5501,34.8088&kind=square&person_id=2"
	};

	b.toy = toy_plain("旧");
	b.toy.phone = personal_of(STR("138"));
	CHECK_DONE(bound(toy_house(), &b));
	CHECK_STR(0, b.toy.title, "新的");
	CHECK_STR(1, b.toy.remark, "甲\n乙\n丙");
	CHECK_INT(2, b.toy.number, 12);
	CHECK(3, b.toy.flag);
	CHECK_STR(4, date_iso(test_arena(), b.toy.made_on), "2026-11-24");
	CHECK_STR(5, instant_iso(test_arena(), b.toy.seen_at), "2026-11-24T12:00:00+08:00");
	CHECK_INT(5, b.toy.spot.lon, 1135501000);
	CHECK_INT(5, b.toy.spot.lat, 348088000);
	CHECK_INT(6, b.toy.kind, TOY_SQUARE);
	CHECK_INT(7, b.toy.person_id.v, 2);
	CHECK_STR(8, b.toy.phone.typed, "138");
	CHECK_INT(9, b.toy.unit_id.v, 1);
}

TEST(all_that_is_wrong_is_told_at_once)
{
	struct binding b = { .sent = "title=&number=0&made_on=x&items.0.work=&items.0.weight=y" };
	struct refusal refusal;
	static const char *const fields[] = { "title", "number", "made_on", "items.0.work", "items.0.weight" };
	const struct fault *fault;
	size_t i = 0;

	refusal = bound(toy_house(), &b);
	CHECK_INT(0, refusal.kind, REFUSED_BAD_INPUT);
	for (fault = refusal.faults; fault; fault = fault->next, i++)
		CHECK_STR(i, fault->field, fields[i]);
	CHECK_INT(0, (int64_t)i, 5);
}

TEST(only_what_is_taken_is_written)
{
	static const struct { const char *takes, *sent, *unknown; } cases[] = {
		{ "title", "title=a&number=9", "number" },
		{ "*", "state=shut", "state" },
		{ "*", "unit_id=2", "unit_id" },
		{ "*", "id=2", "id" },
		{ "*", "secret=x", "secret" },
		{ "*", "items.0.work=x", "items.0.work" },
		{ "items", "items.0.work=x&items.0.colour=y", "items.0.colour" },
		{ "title", "colour=red", "colour" },
	};
	struct house *house = toy_house();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct binding b = {
			.sent = cases[i].sent, .takes = cases[i].takes, .unknown_too = true
		};
		struct refusal refusal;

		b.toy = toy_plain("旧");
		refusal = bound(house, &b);
		CHECK_REFUSED(refusal, REFUSED_BAD_INPUT, "record.unknown");
		CHECK_STR(i, refusal.field, cases[i].unknown);
		CHECK_INT(i, b.toy.number, 7);
		CHECK_INT(i, b.toy.state, TOY_DRAFT);
		CHECK_STR(i, b.toy.secret, "");
	}
}

TEST(of_many_unknown_fields_five_are_told)
{
	struct binding b = {
		.sent = "a=1&b=1&c=1&d=1&e=1&f=1", .unknown_too = true, .toy = toy_plain("旧")
	};
	struct refusal refusal = bound(toy_house(), &b);
	int told = 0;

	for (const struct fault *fault = refusal.faults; fault; fault = fault->next)
		told++;
	CHECK_INT(0, told, 5);
	CHECK_STR(0, refusal.message, "不认识的栏目“a”");
}

TEST(a_box_is_ticked_or_not_with_a_hidden_nought_behind_it)
{
	struct binding ticked = { .sent = "flag=on&flag=0", .unknown_too = true };
	struct binding cleared = { .sent = "flag=0", .unknown_too = true };
	struct binding twice = { .sent = "title=a&title=b", .unknown_too = true };
	struct house *house = toy_house();

	ticked.toy = cleared.toy = twice.toy = toy_plain("旧");
	cleared.toy.flag = true;
	CHECK_DONE(bound(house, &ticked));
	CHECK(0, ticked.toy.flag);
	CHECK_DONE(bound(house, &cleared));
	CHECK(1, !cleared.toy.flag);
	CHECK_REFUSED(bound(house, &twice), REFUSED_BAD_INPUT, "record.unknown");
}

/* ---- children ---- */

/* Two rows with the ids 11 and 12, as if loaded. */
static struct toy toy_of_two(void)
{
	struct toy toy = toy_plain("旧");

	toy.items.at = ARENA_ARRAY(test_arena(), struct toy_item, 2);
	toy.items.count = 2;
	for (int i = 0; i < 2; i++)
		toy.items.at[i] = (struct toy_item){ { 11 + i }, 3, { 5 }, STR("旧工作"), 1, { 0 } };
	return toy;
}

static Str works(const struct toy *toy)
{
	struct strbuf out = { .arena = test_arena() };

	for (size_t i = 0; i < toy->items.count; i++)
		buf_format(&out, "%s%lld %.*s", i ? ", " : "", (long long)toy->items.at[i].id.v,
		    STR_ARG(toy->items.at[i].work));
	return buf_str(&out);
}

TEST(rows_are_changed_added_and_taken_away)
{
	static const struct { const char *sent, *works; bool is_json; } cases[] = {
		{ "title=x", "11 旧工作, 12 旧工作", false },
		{ "items.0.id=11&items.0.work=新", "11 新, 12 旧工作", false },
		{ "items.0.id=12&items.0.work=新", "11 旧工作, 12 新", false },
		{ "items.0.work=新", "11 旧工作, 12 旧工作, 0 新", false },
		{ "items.0.id=&items.0.work=新", "11 旧工作, 12 旧工作, 0 新", false },
		{ "items.0.id=null&items.0.work='新'", "11 旧工作, 12 旧工作, 0 新", true },
		{ "items.0.id=11&items.0.delete=1", "12 旧工作", false },
		{ "items.0.id=11&items.0.delete=true&items.0.work=", "12 旧工作", true },
		{ "items.0.id=11&items.0.delete=&items.0.work=新", "11 新, 12 旧工作", false },
		{ "items.0.id=11&items.0.delete=1&items.1.id=12&items.1.delete=on&items.2.work=唯一", "0 唯一", false },
		{ "items.0.id=&items.0.work=&items.0.weight=", "11 旧工作, 12 旧工作", false },
		{ "items.7.work=新", "11 旧工作, 12 旧工作, 0 新", false },
		{ "items.0.work=新&items.0.delete=1", "11 旧工作, 12 旧工作", false },
		{ "items.0.id=11&items.0.version=3&items.0.toy_id=5&items.0.work='新'", "11 新, 12 旧工作", true },
	};
	struct house *house = toy_house();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct toy before = toy_of_two();
		struct binding b = { .sent = cases[i].sent,
			.is_json = cases[i].is_json,
			.unknown_too = true,
			.toy = before };

		if (i == 0)
			b.is_json = false;
		CHECK_DONE(bound(house, &b));
		CHECK_STR(i, works(&b.toy), cases[i].works);
		CHECK_STR(i, works(&before), "11 旧工作, 12 旧工作");
	}
}

TEST(a_row_of_another_parent_is_not_touched)
{
	static const char *const cases[] = {
		"items.0.id=13&items.0.work=x", "items.0.id=0&items.0.work=x", "items.0.id=-1&items.0.work=x",
		"items.0.id=13&items.0.delete=1", "items.0.id=elf&items.0.work=x",
		"items.0.id=11&items.0.work=x&items.1.id=11&items.1.work=y",
	};
	struct house *house = toy_house();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct binding b = { .sent = cases[i], .toy = toy_of_two() };

		CHECK_REFUSED(bound(house, &b), REFUSED_BAD_INPUT, "record.child");
	}
}

TEST(a_parent_cannot_be_chosen_by_the_sender)
{
	struct binding b = { .sent =
				 "items.0.work=x&items.0.toy_id=9&items.1.id=11&items.1.toy_id=9",
		.toy = toy_of_two() };

	CHECK_DONE(bound(toy_house(), &b));
	CHECK_INT(0, b.toy.items.at[0].toy_id.v, 5);
	CHECK_INT(1, b.toy.items.at[2].toy_id.v, 0);
}

TEST(a_single_field_of_the_rows_lets_none_come_or_go)
{
	static const struct { const char *sent, *rule; } cases[] = {
		{ "items.0.id=11&items.0.work=新", NULL },
		{ "items.0.id=11&items.0.weight=9", "record.unknown" },
		{ "items.0.id=11&items.0.delete=1", "record.unknown" },
		{ "items.0.work=新", "record.child" },
	};
	struct house *house = toy_house();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct binding b = { .sent = cases[i].sent,
			.takes = "items.work",
			.unknown_too = true,
			.toy = toy_of_two() };

		CHECK_STR(i, bound(house, &b).rule, cases[i].rule);
		CHECK_INT(i, (int64_t)b.toy.items.count, 2);
		CHECK_INT(i, b.toy.items.at[0].weight, 1);
	}
}

static struct refusal rows_up_to(struct house *house, int last, size_t *count)
{
	struct binding b = { .toy = toy_plain("旧") };
	Str sent = str_format(test_arena(), "items.%d.work=x", last);
	struct refusal refusal;

	b.sent = str_terminated(test_arena(), sent);
	refusal = bound(house, &b);
	*count = b.toy.items.count;
	return refusal;
}

TEST(as_many_rows_as_the_limit_can_be_sent_and_not_one_more)
{
	struct house *house = toy_house();
	size_t count;

	CHECK_DONE(rows_up_to(house, LIMIT_CHILDREN - 1, &count));
	CHECK_INT(0, (int64_t)count, 1);
	CHECK_REFUSED(
	    rows_up_to(house, LIMIT_CHILDREN, &count), REFUSED_BAD_INPUT, "record.too_many");
	CHECK_REFUSED(rows_up_to(house, 2000000000, &count), REFUSED_BAD_INPUT, "record.too_many");
}

TEST(a_fault_in_a_row_stands_at_its_field)
{
	struct binding b = {
		.sent = "items.0.id=11&items.0.helper_id=2&items.1.id=12&items.1.helper_id=3",
		.toy = toy_of_two()
	};
	struct refusal refusal = bound(toy_house(), &b);

	CHECK_REFUSED(refusal, REFUSED_BAD_INPUT, "record.reference");
	CHECK_STR(0, refusal.field, "items.1.helper_id");
	CHECK_STR(0, refusal.message, "没有这个协同单位，请重新选择");
}

TEST(what_a_new_row_lacks_is_named_with_all_that_is_wrong_in_it)
{
	static const struct { const char *sent; bool json; const char *faults; } cases[] = {
		{ "items.0.weight=viel", true, "items.0.weight items.0.work " },
		{ "items.0.weight=1&items.1.helper_id=9", true, "items.0.work items.1.helper_id items.1.work " },
		{ "items.0.work=&items.0.weight=viel", false, "items.0.work items.0.weight " },
		{ "items.0.id=11&items.0.weight=viel", false, "items.0.weight " },     /* one that is there has it */
		{ "items.0.work=&items.0.weight=", false, "" },                         /* a form's empty line */
	};
	struct house *house = toy_house();

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct binding b = { .sent = cases[i].sent, .is_json = cases[i].json, .toy = toy_of_two() };
		struct refusal refusal = bound(house, &b);
		struct strbuf at = { .arena = test_arena() };

		for (const struct fault *f = refusal.faults; f; f = f->next)
			buf_format(&at, "%.*s ", STR_ARG(f->field));
		CHECK_STR(i, buf_str(&at), cases[i].faults);
	}
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/sample_test.h"

static bool refuse_twice(struct act *act, void *input __attribute__((unused)))
{
	refuse(act, REFUSED_FORBIDDEN, "test.first", "只有%s可以", "法制局");
	return refuse(act, REFUSED_CONFLICT, "test.second", "晚了");
}

TEST(the_first_refusal_stays)
{
	struct refusal refusal = test_read(sample_house(), NULL, refuse_twice, NULL);

	CHECK_REFUSED(refusal, REFUSED_FORBIDDEN, "test.first");
	CHECK_STR(0, refusal.message, "只有法制局可以");
}

static bool note_faults(struct act *act, void *input)
{
	sample_add(act, (char[]){ "half" });
	fault_at(act, STR("title"), "test.title", "请填写标题");
	fault_at(act, STR("items.0.work_done"), "test.work", "最多 %d 字", 2000);
	return *(bool *)input ? act_sound(act) : true;
}

TEST(faults_are_kept_in_order_and_nothing_is_stored)
{
	static const bool asks[] = { true, false };     /* a body that forgets to ask is refused all the same */
	struct house *house = sample_house();

	for (size_t i = 0; i < COUNT_OF(asks); i++) {
		struct refusal refusal = test_act(house, NULL, note_faults, &(bool){ asks[i] });

		CHECK_REFUSED(refusal, REFUSED_BAD_INPUT, "test.title");
		CHECK_STR(i, refusal.field, "title");
		CHECK_STR(i, refusal.faults->message, "请填写标题");
		CHECK_STR(i, refusal.faults->next->field, "items.0.work_done");
		CHECK_STR(i, refusal.faults->next->message, "最多 2000 字");
		CHECK(i, !refusal.faults->next->next);
	}
	CHECK_INT(9, sample_count(house), 0);
}

static bool give_up(struct act *act __attribute__((unused)), void *input __attribute__((unused)))
{
	return false;
}

static bool refuse_and_go_on(struct act *act, void *input)
{
	refuse(act, REFUSED_CONFLICT, "test.rule", "不行");
	act->refusal.kind = REFUSED_CONFLICT;
	return sample_add(act, input);
}

TEST(a_body_that_gives_up_or_goes_on_after_refusing_stores_nothing)
{
	struct house *house = sample_house();

	expect_trouble();
	CHECK_REFUSED(test_act(house, NULL, give_up, NULL), REFUSED_BROKEN, "store.unsaid");
	CHECK_REFUSED(test_read(house, NULL, give_up, NULL), REFUSED_BROKEN, "store.unsaid");
	CHECK_REFUSED(test_act(house, NULL, refuse_and_go_on, (char[]){ "x" }), REFUSED_CONFLICT, "test.rule");
	CHECK_INT(0, sample_count(house), 0);
}

TEST(words_of_a_refusal_outlive_an_act_that_brought_its_own_arena)
{
	struct house *house = sample_house();
	struct act_seed seed = { .house = house, .via = VIA_TEST, .now = { 1 } };
	struct refusal written, read;

	CHECK(0, !act_write(&seed, note_faults, &(bool){ true }, &written));
	CHECK_STR(1, written.faults->next->message, "最多 2000 字");
	CHECK(2, !act_read(&seed, refuse_twice, NULL, &read));
	CHECK_STR(3, read.message, "只有法制局可以");
}

static bool pass_on(struct act *act, void *input)
{
	struct refusal *kept = input;

	act->refusal = *kept;
	return false;
}

TEST(a_refusal_that_was_kept_may_be_passed_on)
{
	struct house *house = sample_house();
	struct act_seed seed = { .house = house, .via = VIA_TEST, .now = { 1 } };
	struct refusal refusal;

	CHECK(0, !act_read(&seed, refuse_twice, NULL, &refusal));
	CHECK(1, !act_read(&seed, pass_on, &refusal, &refusal));
	CHECK_STR(2, refusal.message, "只有法制局可以");
	CHECK(3, !act_write(&seed, pass_on, &refusal, &refusal));
	CHECK_STR(4, refusal.message, "只有法制局可以");
}

static bool see_act(struct act *act, void *input)
{
	*(struct act *)input = *act;
	return true;
}

TEST(an_act_carries_what_its_seed_says)
{
	struct house *house = sample_house();
	struct act_seed seed = { .house = house, .actor_id = 7, .actor_name = STR("陆科员"), .via = VIA_API,
	                         .now = { 100 }, .arena = test_arena() };
	struct refusal refusal;
	struct act act;

	CHECK(0, act_write(&seed, see_act, &act, &refusal));
	CHECK(1, act.writing && act.via == VIA_API && act.actor_id == 7 && act.arena == test_arena());
	CHECK_STR(2, act.actor_name, "陆科员");
	CHECK_INT(3, act.effective.sec, 100);
	seed.effective = (Instant){ 50 };
	CHECK(4, act_read(&seed, see_act, &act, &refusal));
	CHECK(5, !act.writing && act.now.sec == 100 && act.effective.sec == 50);
}

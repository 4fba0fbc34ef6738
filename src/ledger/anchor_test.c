/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* anchor_test.c - the tree over all seals, the day's anchor, and proofs that lead to it. */
#include "ledger/anchor_store.h"
#include "ledger/seal_tree.h"

#include "tests/test.h"

static const struct clause *const no_clauses[] = { NULL };

static bool seal_nothing(struct act *act __attribute__((unused)))
{
	return true;
}

static struct house *quiet_house(const char *now)
{
	struct house *house = test_house_of(now, no_clauses);

	house->seal = seal_nothing;
	return house;
}

/* ---- the tree, over seals that say only their number ---- */

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
static const struct sql MANY_SEALS = {
	"INSERT INTO ledger_seal (block, first_no, last_no, leaves, root, previous, seal, sealed_at)"
	" WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 66000)"
	" SELECT n, n, n, CAST('x' AS {blob}), '" ZEROS "', '" ZEROS "',"
	" substr('" ZEROS "', 1, 64 - length(CAST(n AS {text}))) || CAST(n AS {text}), 1 FROM counted ORDER BY n" };

static struct sm3_sum numbered_seal(int64_t n)
{
	struct sm3_sum sum = { { 0 } };
	Str digits = str_format(test_arena(), "%064lld", (long long)n);

	assert_true(sm3_parse(digits, &sum));
	return sum;
}

static bool grow_in_two_steps(struct act *act, void *input __attribute__((unused)))
{
	return query_run(store_query(act, &MANY_SEALS)) && tree_grow(act, 300) && tree_grow(act, 66000);
}

static bool same_tree(struct act *act, void *input __attribute__((unused)))
{
	static const int64_t sizes[] = { 1, 2, 255, 256, 257, 511, 512, 513, 65535, 65536, 65537, 65793, 66000 };
	struct sm3 *sm3 = sm3_open(test_arena());
	struct sm3_sum *leaves = ARENA_ARRAY(test_arena(), struct sm3_sum, 66000);

	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		const int64_t blocks[] = { 1, sizes[i] / 2 + 1, sizes[i] };
		struct sm3_sum head, want, at;
		struct path path;

		for (int64_t n = 0; n < sizes[i]; n++)
			leaves[n] = numbered_seal(n + 1);
		want = merkle_root(sm3, TREE_OF_SEALS, leaves, (size_t)sizes[i]);
		CHECK(i, tree_head(act, sizes[i], &head) && sm3_equal(&head, &want));
		for (size_t k = 0; k < COUNT_OF(blocks); k++) {
			struct sm3_sum leaf = numbered_seal(blocks[k]);

			CHECK(i, tree_path(act, sizes[i], blocks[k], &path)
			      && path_leads_to(sm3, TREE_OF_SEALS, &leaf, blocks[k] - 1, sizes[i], &path, &at)
			      && sm3_equal(&at, &want) && path.count <= 17);
		}
	}
	return true;
}

TEST(the_tree_out_of_its_boughs_is_the_tree_over_all_seals)
{
	struct house *house = quiet_house("2026-11-24T12:00");

	CHECK_DONE(test_act(house, NULL, grow_in_two_steps, NULL));
	CHECK_DONE(test_read(house, NULL, same_tree, NULL));
}

/* ---- days ---- */

static bool note_and_seal(struct act *act, void *input)
{
	for (int64_t i = 0, count = *(int64_t *)input; i < count; i++) {
		struct event event = { .event = "setting.put", .subject = "setting", .subject_id = 1 + i % 7,
		                       .after = str_format(act->arena, "{\"id\":%lld}", (long long)(1 + i % 7)),
		                       .note = STR("甲<乙>") };

		for (int64_t k = 0; k <= i % 3; k++)
			if (!ledger_note(act, &event))
				return false;
		if (!ledger_seal(act))
			return false;
	}
	return true;
}

struct making { struct anchor anchor; bool made; };

static bool make(struct act *act, void *input)
{
	struct making *making = input;
	struct arena *own = act->arena;
	bool done;

	act->arena = test_arena();
	done = ledger_anchor_make(act, &making->anchor, &making->made);
	act->arena = own;
	return done;
}

static struct making make_on(struct house *house, const char *now)
{
	struct making making = { .made = false };

	test_clock(house, now);
	CHECK_DONE(test_act(house, NULL, make, &making));
	return making;
}

TEST(a_day_has_one_anchor_and_each_names_the_one_before)
{
	struct house *house = quiet_house("2026-11-24T00:05");
	int64_t blocks = 3;
	struct making first, second;
	Str line;

	CHECK(0, !make_on(house, "2026-11-24T00:05").made);
	CHECK_DONE(test_act(house, NULL, note_and_seal, &blocks));
	first = make_on(house, "2026-11-24T00:05");
	CHECK(1, first.made);
	CHECK(2, !make_on(house, "2026-11-24T23:59").made);
	second = make_on(house, "2026-11-25T00:05");
	CHECK(3, second.made);
	CHECK_INT(4, first.anchor.last_no, 6);
	CHECK_INT(4, first.anchor.blocks, 3);
	line = ledger_anchor_line(test_arena(), &first.anchor);
	CHECK_STR(5, str_first(line, 49), "{\"date\":\"2026-11-24\",\"last_no\":6,\"blocks\":3,\"seal");
	CHECK(6, str_equal(second.anchor.previous, ledger_anchor_line_hash(test_arena(), line)));
	CHECK_STR(7, first.anchor.previous, ZEROS);
}

/* ---- proofs ---- */

struct proving { int64_t no; struct proof proof; bool found; };

static bool prove(struct act *act, void *input)
{
	struct proving *p = input;
	struct arena *own = act->arena;
	bool done;

	act->arena = test_arena();
	done = ledger_prove(act, p->no, &p->proof, &p->found);
	act->arena = own;
	return done;
}

static struct proving proof_of(struct house *house, int64_t no)
{
	struct proving p = { .no = no };

	CHECK_DONE(test_read(house, NULL, prove, &p));
	return p;
}

/* 600 blocks, 1200 entries; anchored after 300 blocks and at the end. */
static struct house *house_of_two_anchors(void)
{
	struct house *house = quiet_house("2026-11-24T12:00");
	int64_t blocks = 300;

	CHECK_DONE(test_act(house, NULL, note_and_seal, &blocks));
	CHECK(0, make_on(house, "2026-11-24T12:00").made);
	CHECK_DONE(test_act(house, NULL, note_and_seal, &blocks));
	CHECK(0, make_on(house, "2026-11-25T12:00").made);
	return house;
}

TEST(every_entry_is_proved_by_the_first_anchor_after_it)
{
	struct house *house = house_of_two_anchors();
	Str why;

	for (int64_t no = 1; no <= 1200; no += no < 20 || no > 1180 ? 1 : 29) {
		struct proving p = proof_of(house, no);

		CHECK(no, p.found && proof_holds(test_arena(), &p.proof, &why));
		CHECK_INT(no, p.proof.anchor.blocks, no <= 600 ? 300 : 600);
	}
	CHECK(0, !proof_of(house, 0).found && !proof_of(house, 1201).found && !proof_of(house, INT64_MAX).found);
}

TEST(a_proof_bent_anywhere_does_not_hold)
{
	struct proof good = proof_of(house_of_two_anchors(), 601).proof, bent[13];
	Str why;

	CHECK(0, proof_holds(test_arena(), &good, &why) && good.path.count == 0);
	good = proof_of(house_of_two_anchors(), 606).proof;
	CHECK(0, proof_holds(test_arena(), &good, &why) && good.path.count > 0 && good.tree_path.count > 0);
	for (size_t i = 0; i < COUNT_OF(bent); i++)
		bent[i] = good;
	bent[0].entry.no--;
	bent[1].entry.after = STR("{\"id\":9}");
	bent[2].entry.written_at.sec++;
	bent[3].path.count--;
	bent[4].path.at[0] = bent[4].tree_path.at[0];
	bent[5].block++;
	bent[6].first_no--;
	bent[7].last_no++;
	bent[8].sealed_at.sec++;
	bent[9].previous = bent[9].seal;
	bent[10].tree_path.at[0] = bent[10].path.at[0];
	bent[11].anchor.blocks = 1;     /* that many it could not be; one more is seen against the anchor itself */
	bent[12].anchor.tree = bent[12].seal;
	for (size_t i = 0; i < COUNT_OF(bent); i++)
		CHECK(i, !proof_holds(test_arena(), &bent[i], &why));
	good.anchor = (struct anchor){ .blocks = 0 };
	CHECK(13, !proof_holds(test_arena(), &good, &why) && str_contains(why, STR("还没有锚点")));
}

/* ---- verify knows them ---- */

static bool look(struct act *act, void *input)
{
	struct verdict *out = input;
	struct verify_ask ask = { .next = NULL };

	if (!ledger_verify(act, &ask, out))
		return false;
	out->place = arena_copy(test_arena(), out->place);
	out->why = arena_copy(test_arena(), out->why);
	return true;
}

static bool run_sql(struct act *act, void *input)
{
	return query_run(store_query(act, input));
}

TEST(a_bent_anchor_or_bough_is_named)
{
	static struct { struct sql sql; const char *place; } cases[] = {
		{ { "UPDATE ledger_anchor SET tree = '" ZEROS "' WHERE blocks = 300" }, "anchor 2026-11-24" },
		{ { "UPDATE ledger_anchor SET seal = '" ZEROS "' WHERE blocks = 600" }, "anchor 2026-11-25" },
		{ { "UPDATE ledger_anchor SET last_no = last_no - 1 WHERE blocks = 600" }, "anchor 2026-11-25" },
		{ { "UPDATE ledger_anchor SET anchored_on = '2026-11-23' WHERE blocks = 300" }, "anchor 2026-11-25" },
		{ { "DELETE FROM ledger_anchor WHERE blocks = 300" }, "anchor 2026-11-25" },
		{ { "UPDATE ledger_bough SET hash = '" ZEROS "' WHERE place = 1" }, "bough 1/1" },
		{ { "INSERT INTO ledger_bough (storey, place, hash) VALUES (1, 2, '" ZEROS "')" }, "bough 1/2" },
		{ { "INSERT INTO ledger_bough (storey, place, hash) VALUES (2, 0, '" ZEROS "')" }, "bough 2/0" },
		{ { "UPDATE ledger_seal SET block = 9999 WHERE block = 77" }, "seal 77" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct house *house = house_of_two_anchors();
		struct verdict verdict;

		CHECK_DONE(test_read(house, NULL, look, &verdict));
		CHECK_STR(i, verdict.why, "");
		CHECK_INT(i, verdict.anchors, 2);
		CHECK_DONE(test_act(house, NULL, run_sql, &cases[i].sql));
		CHECK_DONE(test_read(house, NULL, look, &verdict));
		CHECK_STR(i, verdict.place, cases[i].place);
	}
}

TEST(a_cut_off_end_is_seen_by_the_anchor_within)
{
	static struct sql cut[] = { { "DELETE FROM ledger WHERE no > 996" }, { "DELETE FROM ledger_seal WHERE last_no > 996" } };
	struct house *house = house_of_two_anchors();
	struct verdict verdict;

	for (size_t i = 0; i < COUNT_OF(cut); i++)
		CHECK_DONE(test_act(house, NULL, run_sql, &cut[i]));
	CHECK_DONE(test_read(house, NULL, look, &verdict));
	CHECK_STR(0, verdict.place, "anchor 2026-11-25");
}

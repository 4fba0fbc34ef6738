/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* digest_test.c - entry, tree and seal against values computed without this code.
 *
 * The hex values came from a Python script written from the words of digest.h alone; the trees are compared with
 * a recursion that splits at the largest power of two, which is the same tree seen from its root. */
#include "ledger/digest.h"

#include <stdlib.h>
#include <string.h>

#include "tests/test.h"

static struct ledger_entry submitted(void)
{
	return (struct ledger_entry){
		.no = 17, .id = 23, .written_at = { 1795492800 }, .effective_at = { 1795492740 }, .actor_id = 5,
		.actor_name = STR("陆科员"), .via = STR("page"), .event = STR("weekly_report.submit"),
		.subject = STR("weekly_report"), .subject_id = 12, .unit_id = 3,
		.before = STR("{\"state\":\"draft\"}"), .after = STR("{\"id\":12,\"state\":\"submitted\"}"),
		.note = STR("已核对"),
	};
}

static struct ledger_entry started(void)
{
	return (struct ledger_entry){
		.no = 1, .id = 1, .written_at = { 1795492800 }, .effective_at = { 1795492800 },
		.actor_name = STR("系统"), .via = STR("tick"), .event = STR("house.start"),
	};
}

TEST(an_independent_verifier_gets_the_same_entry_tree_and_seal)
{
	struct sm3 *sm3 = sm3_open(test_arena());
	struct ledger_entry entries[] = { submitted(), started() };
	struct sm3_sum leaves[2], root, seal, none = { { 0 } };

	for (size_t i = 0; i < 2; i++)
		leaves[i] = entry_digest(test_arena(), &entries[i]);
	CHECK_STR(1, sm3_hex(test_arena(), &leaves[0]),
	          "d243cfcaa030c713539a73e5c633e4e6758c558e32d2d8670d0400fb654def19");
	CHECK_STR(2, sm3_hex(test_arena(), &leaves[1]),
	          "6a3d3574ef067967e3ef0493707c52159b9028b6524ce3347acdc67e38d0200f");
	CHECK_STR(3, ledger_entry_hash(test_arena(), &entries[0]),
	          "d243cfcaa030c713539a73e5c633e4e6758c558e32d2d8670d0400fb654def19");
	root = merkle_root(sm3, TREE_OF_ENTRIES, leaves, 2);
	CHECK_STR(4, sm3_hex(test_arena(), &root),
	          "cc1df4405d9ed0136e82d748d55c0ef45839cd17ba992ebd93ebb74f31ced945");
	seal = seal_digest(sm3, &none, 1, 2, &root, (Instant){ 1795492801 });
	CHECK_STR(5, sm3_hex(test_arena(), &seal),
	          "e6d7b22e446bfc9928a7ab6595420e4928641575da8bbf1837743826f79ad9de");
}

TEST(every_field_of_an_entry_counts)
{
	struct ledger_entry e[15];
	struct sm3_sum sums[15];

	for (size_t i = 0; i < 15; i++)
		e[i] = submitted();
	e[1].no++;
	e[2].id++;
	e[3].written_at.sec++;
	e[4].effective_at.sec++;
	e[5].actor_id++;
	e[6].actor_name = STR("陆科长");
	e[7].via = STR("api");
	e[8].event = STR("weekly_report.return");
	e[9].subject = STR("weekly_item");
	e[10].subject_id++;
	e[11].unit_id++;
	e[12].before = STR("{\"state\":\"drafT\"}");
	e[13].after = STR("{\"id\":12,\"state\":\"submitteD\"}");
	e[14].note = STR_NONE;
	for (size_t i = 0; i < 15; i++) {
		sums[i] = entry_digest(test_arena(), &e[i]);
		for (size_t other = 0; other < i; other++)
			CHECK(i, !sm3_equal(&sums[i], &sums[other]));
	}
}

TEST(a_byte_moved_from_one_text_to_the_next_is_seen)
{
	struct ledger_entry one = { .before = STR("ab"), .after = STR("c") };
	struct ledger_entry other = { .before = STR("a"), .after = STR("bc") };
	struct sm3_sum a = entry_digest(test_arena(), &one), b = entry_digest(test_arena(), &other);

	CHECK(0, !sm3_equal(&a, &b));
}

static struct sm3_sum naive_root(const struct sm3_sum *leaves, size_t count)
{
	char bytes[1 + 2 * SM3_BYTES] = { 1 };
	struct sm3_sum left, right;
	size_t half = 1;

	if (count == 1)
		return leaves[0];
	while (half * 2 < count)
		half *= 2;
	left = naive_root(leaves, half);
	right = naive_root(leaves + half, count - half);
	memcpy(bytes + 1, left.at, SM3_BYTES);
	memcpy(bytes + 1 + SM3_BYTES, right.at, SM3_BYTES);
	return sm3_of((Str){ bytes, sizeof bytes });
}

TEST(a_tree_of_any_size_has_the_root_of_its_recursion)
{
	static const size_t counts[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 33, 100 };

	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		struct sm3_sum leaves[100], want, got;

		for (size_t leaf = 0; leaf < counts[i]; leaf++)
			leaves[leaf] = sm3_of(str_format(test_arena(), "leaf %zu", leaf));
		want = naive_root(leaves, counts[i]);
		got = merkle_root(sm3_open(test_arena()), TREE_OF_ENTRIES, leaves, counts[i]);
		CHECK(counts[i], sm3_equal(&got, &want));
	}
}

/* ---- paths, and the tree that grows seal by seal ---- */

static struct sm3_sum numbered(size_t i)
{
	return sm3_of(str_format(test_arena(), "seal %zu", i));
}

TEST(each_leaf_has_a_path_and_no_other_leaf_has_it)
{
	struct sm3 *sm3 = sm3_open(test_arena());

	for (size_t count = 1; count <= 33; count++) {
		struct sm3_sum leaves[33], root, at;

		for (size_t i = 0; i < count; i++)
			leaves[i] = numbered(i);
		root = merkle_root(sm3, TREE_OF_SEALS, leaves, count);
		for (size_t i = 0; i < count; i++) {
			struct path path = { .count = 0 };
			struct sm3_sum leaf = numbered(i), other = numbered(i + 1);

			for (size_t k = 0; k < count; k++)
				leaves[k] = numbered(k);
			merkle_path(sm3, TREE_OF_SEALS, leaves, count, i, &path);
			CHECK(i, path_leads_to(sm3, TREE_OF_SEALS, &leaf, (int64_t)i, (int64_t)count, &path, &at) && sm3_equal(&at, &root));
			CHECK(i, !path_leads_to(sm3, TREE_OF_SEALS, &other, (int64_t)i, (int64_t)count, &path, &at) || !sm3_equal(&at, &root));
			CHECK(i, !path_leads_to(sm3, TREE_OF_SEALS, &leaf, (int64_t)count, (int64_t)count, &path, &at));
			path.count++;
			CHECK(i, !path_leads_to(sm3, TREE_OF_SEALS, &leaf, (int64_t)i, (int64_t)count, &path, &at));
		}
	}
}

TEST(a_tree_grown_seal_by_seal_is_the_tree_over_all)
{
	struct sm3 *sm3 = sm3_open(test_arena());
	struct sm3_sum *all = ARENA_ARRAY(test_arena(), struct sm3_sum, 600), scratch[600], boughs[STOREYS], head, want;
	struct seal_tree tree = { .count = 0 };

	for (size_t i = 0; i < 600; i++) {
		size_t completed;

		all[i] = numbered(i);
		completed = seal_tree_add(sm3, &tree, &all[i], boughs);
		CHECK(i, completed == ((i + 1) % 256 == 0));
		memcpy(scratch, all, sizeof scratch);
		want = merkle_root(sm3, TREE_OF_SEALS, scratch, i + 1);
		head = seal_tree_head(sm3, &tree);
		CHECK(i, sm3_equal(&head, &want));
		if (!completed)
			continue;
		memcpy(scratch, all + i - 255, 256 * sizeof *scratch);
		want = merkle_root(sm3, TREE_OF_SEALS, scratch, 256);
		CHECK(i, sm3_equal(&boughs[0], &want));
	}
}

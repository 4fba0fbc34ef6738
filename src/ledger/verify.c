/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* verify.c - does everything that was sealed still say what it said, and do anchors and rows agree with it?
 *
 * Owns: the order of looking and the words for the first thing found wrong. One pass over seals and entries side by
 * side (leaves.c hashes these), then the anchors, then one over the rows; entries and rows are read and put into words by
 * two threads, each on a connection of its own. Memory is a few pages, a fingerprint per row and the anchors, whatever the
 * history. */
#include "ledger/anchor_store.h"
#include "ledger/last_words.h"
#include "ledger/leaves.h"
#include "ledger/ledger_store.h"
#include "ledger/ring.h"

#include <string.h>

#define UNSEALED_SECONDS 600                     /* the sealer needs one; what waits so long was slipped in or cut off */

enum { PAGE_ENTRIES = 2000, PAGE_SEALS = 32, ANCHORS_MOST = 100000 };

/* Anchors that wait for their block; the first that does not hold. */
struct anchoring {
	const struct anchor *at;
	size_t count, next;
	bool failed;
	size_t first_failed;
};

struct verification {
	struct act *act;
	struct act *beside;             /* for the thread that helps; NULL: alone */
	const struct verify_ask *ask;
	struct sm3 *sm3;
	struct last_words *words;
	struct leaves *leaves;
	struct verdict verdict;

	struct sm3_sum previous;        /* seal of the block before */
	int64_t next_no;                /* the number that must come now */
	struct seal_tree tree;
	struct anchoring inside, outside;

	struct arena *page_arena, *seals_arena;  /* each holds one page */
};

/* The first finding ends the look. Always false. */
static bool found_bad(struct verification *v, Str place, Str why)
{
	v->verdict.sound = false;
	v->verdict.place = arena_copy(v->act->arena, place);
	v->verdict.why = arena_copy(v->act->arena, why);
	return false;
}

#define AT(v, kind, number) str_format((v)->act->arena, kind " %lld", (long long)(number))

/* ---- pages: what a query reads goes into an arena of its own, gone with the next page ---- */

static struct arena *page_begin(struct act *act, struct arena **page)
{
	struct arena *own = act->arena;

	arena_close(*page);
	*page = arena_open();
	act->arena = *page;
	return own;
}

static bool page_end(struct act *act, struct arena *own, bool was_read)
{
	act->arena = own;
	if (!was_read) {
		act->refusal.rule = arena_copy(own, act->refusal.rule);
		act->refusal.message = arena_copy(own, act->refusal.message);
		act->refusal.field = arena_copy(own, act->refusal.field);
	}
	return was_read;
}

/* ---- seals and their entries ---- */

static bool hear_entry(struct verification *v, const struct ledger_entry *e, uint64_t print)
{
	bool is_remark = str_is_empty(e->before) && str_is_empty(e->after);

	v->verdict.entries++;
	if (str_is_empty(e->subject) || is_remark)
		return true;
	return last_words_say(v->words, e->subject, e->subject_id, print, str_is_empty(e->after))
	    || found_bad(v, e->no ? AT(v, "ledger", e->no) : AT(v, "ledger id", e->id),
	                 STR("台账里的对象种类超过 1024 种：不是本程序写的"));
}

static bool check_entry(struct verification *v, const struct sm3_sum *expected)
{
	struct leaf leaf;

	if (!leaves_next(v->leaves, &leaf))
		return false;
	if (!leaf.entry || leaf.entry->no != v->next_no)
		return found_bad(v, AT(v, "ledger", v->next_no), STR("这一条不见了：被删除，或被改了编号"));
	if (!sm3_equal(&leaf.digest, expected))
		return found_bad(v, AT(v, "ledger", leaf.entry->no), STR("内容与封存时不同：有人绕过程序改动过"));
	v->next_no++;
	return hear_entry(v, leaf.entry, leaf.print);
}

static bool bad_seal(struct verification *v, const struct seal *s, Str why)
{
	return found_bad(v, AT(v, "seal", s->block), why);
}

/* The block's own values, before its entries are looked at. */
static bool check_seal(struct verification *v, const struct seal *s, const struct sm3_sum *leaves, size_t count)
{
	struct sm3_sum *scratch = ARENA_ARRAY(v->seals_arena, struct sm3_sum, count);
	struct sm3_sum root, previous, seal, computed;

	if (!sm3_parse(s->root, &root) || !sm3_parse(s->previous, &previous) || !sm3_parse(s->seal, &seal))
		return bad_seal(v, s, STR("封存值不是 64 位十六进制数"));
	if (!sm3_equal(&previous, &v->previous))
		return bad_seal(v, s, STR("记下的前一封存值与前一块的不符"));
	memcpy(scratch, leaves, count * sizeof *leaves);
	computed = merkle_root(v->sm3, TREE_OF_ENTRIES, scratch, count);
	if (!sm3_equal(&computed, &root))
		return bad_seal(v, s, STR("根值与各条目的哈希值不符"));
	computed = seal_digest(v->sm3, &previous, s->first_no, s->last_no, &root, s->sealed_at);
	if (!sm3_equal(&computed, &seal))
		return bad_seal(v, s, STR("封存值与重新计算的不符"));
	v->previous = seal;
	return true;
}

/* ---- the tree over the seals ---- */

/* A bough is kept once an anchor needed it; what is kept must be right, or proofs would fail one day. */
static bool check_bough(struct verification *v, int64_t storey, int64_t place, const struct sm3_sum *bough)
{
	struct arena *own = page_begin(v->act, &v->page_arena);
	bool found = false, same = true;
	Str hex = STR_NONE;

	if (!page_end(v->act, own, anchor_store_bough(v->act, storey, place, &hex, &found)))
		return false;
	if (found)
		same = str_equal(hex, sm3_hex(v->page_arena, bough));
	return same || found_bad(v, str_format(v->act->arena, "bough %lld/%lld", (long long)storey, (long long)place),
	                         STR("封印树的节点与重新计算的不符"));
}

static bool grow_tree(struct verification *v)
{
	struct sm3_sum boughs[STOREYS];
	size_t completed = seal_tree_add(v->sm3, &v->tree, &v->previous, boughs);

	for (size_t i = 0; i < completed; i++) {
		uint64_t width = (uint64_t)1 << (STOREY_LEVELS * (i + 1));

		if (!check_bough(v, (int64_t)i + 1, (int64_t)(v->tree.count / width) - 1, &boughs[i]))
			return false;
	}
	return true;
}

/* Nobody kept boughs of blocks that are not there. */
static bool check_boughs_end(struct verification *v)
{
	for (int64_t storey = 1; storey < STOREYS; storey++) {
		int64_t kept = 0, complete = (int64_t)(v->tree.count >> (STOREY_LEVELS * storey));

		if (!anchor_store_boughs(v->act, storey, &kept))
			return false;
		if (kept > complete)
			return found_bad(v, str_format(v->act->arena, "bough %lld/%lld", (long long)storey, (long long)complete),
			                 STR("封印树有多出来的节点：台账末尾可能被截断"));
	}
	return true;
}

/* ---- anchors ---- */

static Str anchor_place(struct verification *v, const struct anchor *a)
{
	Str day = date_iso(v->act->arena, a->on);

	return date_is_set(a->on) ? str_join(v->act->arena, STR("anchor "), day) : AT(v, "anchor", a->last_no);
}

static bool anchor_agrees(const struct verification *v, const struct anchor *a, const struct seal *s)
{
	struct sm3_sum tree;

	if (a->last_no != s->last_no || !str_equal(a->seal, s->seal))
		return false;
	if (a->blocks == 0)
		return true;
	tree = seal_tree_head(v->sm3, &v->tree);
	return a->blocks == s->block && str_equal(a->tree, sm3_hex(v->seals_arena, &tree));
}

/* All that wait for this block's last number, or should have come before it. */
static void meet_anchors(const struct verification *v, struct anchoring *anchors, const struct seal *s)
{
	for (; anchors->next < anchors->count && anchors->at[anchors->next].last_no <= s->last_no; anchors->next++) {
		if (anchors->failed || anchor_agrees(v, &anchors->at[anchors->next], s))
			continue;
		anchors->failed = true;
		anchors->first_failed = anchors->next;
	}
}

static bool check_anchors(struct verification *v, const struct anchoring *anchors, Str why)
{
	const struct anchor *a;

	v->verdict.anchors += (int64_t)anchors->count;
	if (!anchors->failed && anchors->next == anchors->count)
		return true;
	a = &anchors->at[anchors->failed ? anchors->first_failed : anchors->next];
	return found_bad(v, anchor_place(v, a), why);
}

/* Each line names the one before; a row taken away or slipped in breaks that. */
static bool check_anchor_lines(struct verification *v)
{
	Str before = STR_NONE;

	for (size_t i = 0; i < v->inside.count; i++) {
		const struct anchor *a = &v->inside.at[i];

		if (!str_equal(a->previous, ledger_anchor_line_hash(v->act->arena, before)))
			return found_bad(v, anchor_place(v, a), STR("与前一个锚点接不上：库内的锚点被改动或删除"));
		before = ledger_anchor_line(v->act->arena, a);
	}
	return true;
}

static bool read_anchors(struct verification *v)
{
	struct anchors inside = { 0 };

	if (!ledger_anchors_after(v->act, DATE_NONE, ANCHORS_MOST, &inside))
		return false;
	v->inside = (struct anchoring){ .at = inside.at, .count = inside.count };
	v->outside = (struct anchoring){ .at = v->ask->anchors, .count = v->ask->anchor_count };
	return true;
}

static bool check_all_anchors(struct verification *v)
{
	return check_anchors(v, &v->inside, STR("库内的锚点与重新计算的不符：台账末尾被截断，或被整段改写"))
	    && check_anchor_lines(v) && check_boughs_end(v)
	    && check_anchors(v, &v->outside, STR("与库外的锚点不符：台账末尾被截断，或被整段改写"));
}

/* ---- the chain ---- */

static bool check_place(struct verification *v, const struct seal *s, size_t count)
{
	int64_t expected = v->verdict.blocks + 1;

	if (s->first_no != v->next_no)
		return bad_seal(v, s, str_format(v->act->arena, "应从第 %lld 条起，却从第 %lld 条起：中间有封存块被删除或改动",
		                            (long long)v->next_no, (long long)s->first_no));
	if (s->block != expected)
		return found_bad(v, AT(v, "seal", expected), STR("块的编号被改动"));
	if (count == 0 || s->leaves.len % SM3_BYTES != 0 || s->last_no != s->first_no + (int64_t)count - 1)
		return bad_seal(v, s, STR("起止编号与条目数不符"));
	return true;
}

static bool check_block(struct verification *v, const struct seal *s)
{
	const struct sm3_sum *leaves = (const struct sm3_sum *)(const void *)s->leaves.at;
	size_t count = s->leaves.len / SM3_BYTES;

	if (!check_place(v, s, count) || !check_seal(v, s, leaves, count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!check_entry(v, &leaves[i]))
			return false;
	if (!grow_tree(v))
		return false;
	v->verdict.blocks++;
	meet_anchors(v, &v->inside, s);
	meet_anchors(v, &v->outside, s);
	return true;
}

static bool check_chain(struct verification *v)
{
	struct seals seals = { 0 };
	int64_t after = INT64_MIN;

	do {
		struct arena *own = page_begin(v->act, &v->seals_arena);

		if (!page_end(v->act, own, ledger_seals_after(v->act, after, PAGE_SEALS, &seals)))
			return false;
		for (size_t i = 0; i < seals.count; i++)
			if (!check_block(v, &seals.at[i]))
				return false;
		if (seals.count > 0)
			after = seals.at[seals.count - 1].first_no;
	} while (seals.count > 0);
	return true;
}

/* ---- behind the last block ---- */

static bool check_unsealed(struct verification *v, const struct ledger_entry *e)
{
	if (e->written_at.sec < v->act->now.sec - UNSEALED_SECONDS)
		return found_bad(v, AT(v, "ledger id", e->id), STR("写入已超过 10 分钟仍未编号封存"));
	return hear_entry(v, e, last_words_print(v->words, e->after));
}

static bool check_numbered_end(struct verification *v)
{
	struct entries beyond = { 0 };
	struct arena *own = page_begin(v->act, &v->page_arena);

	if (!page_end(v->act, own, ledger_sealed_after(v->act, v->next_no - 1, 1, &beyond)))
		return false;
	return beyond.count == 0
	    || found_bad(v, AT(v, "ledger", beyond.at[0].no), STR("已编号却没有封存块：封存块被删除"));
}

static bool check_tail(struct verification *v)
{
	struct entries tail = { 0 };
	int64_t after_id = 0;

	if (!check_numbered_end(v))
		return false;
	do {
		struct arena *own = page_begin(v->act, &v->page_arena);

		if (!page_end(v->act, own, ledger_unsealed_after(v->act, after_id, PAGE_ENTRIES, &tail)))
			return false;
		for (size_t i = 0; i < tail.count; i++)
			if (!check_unsealed(v, &tail.at[i]))
				return false;
		if (tail.count > 0)
			after_id = tail.at[tail.count - 1].id;
	} while (tail.count > 0);
	return true;
}

/* ---- the rows themselves ---- */

/* A page of rows, and what each says. */
struct said_rows {
	struct row_part part;
	struct row_page rows;
	int64_t *ids;
	uint64_t *prints;
	const enum key_sight *keys;     /* NULL: these have none */
};

/* What both threads need, and neither changes. */
struct saying { const struct verify_ask *ask; const struct last_words *words; };

static Str row_fault(enum agreement agreement)
{
	switch (agreement) {
	case AGREES:
		break;
	case UNKNOWN_ROW:
		return STR("台账里没有这一行：有人绕过程序添加");
	case GONE_ROW:
		return STR("台账记它已删除，库中却有：有人绕过程序添加");
	case DIFFERS:
		return STR("与台账最后一次记载不同：有人绕过程序改动过");
	}
	return STR_NONE;
}

/* The entry was read and hashed before on the same snapshot; now its words are needed. */
static bool row_grew(struct verification *v, const struct row_page *rows, size_t i, int64_t id)
{
	struct entries last = { 0 };
	struct arena *own = page_begin(v->act, &v->page_arena);

	if (!page_end(v->act, own, ledger_store_last_of(v->act, str_of(rows->subject), id, &last)))
		return false;
	return last.count == 1 && v->ask->grew(v->page_arena, rows, i, last.at[0].after);
}

/* What opens the row's personal text is gone: had anybody the right to it? */
static bool check_key(struct verification *v, const struct said_rows *page, size_t i)
{
	Str place = str_format(v->act->arena, "personal_key %s %lld", page->rows.subject, (long long)page->ids[i]);
	struct arena *own;
	bool erased = false;

	if (page->keys[i] == KEY_MISSING)
		return found_bad(v, place, STR("这一行个人信息的密钥不见了，已无法打开：有人绕过程序删除"));
	own = page_begin(v->act, &v->page_arena);
	if (!page_end(v->act, own, v->ask->erased(v->act, &page->rows, i, &erased)))
		return false;
	return erased
	    || found_bad(v, place, STR("这一行个人信息的密钥被清空，已无法打开，台账里却没有这次删除：有人绕过程序清空"));
}

static bool check_row(struct verification *v, const struct said_rows *page, size_t i)
{
	const struct row_page *rows = &page->rows;
	int64_t id = page->ids[i];
	enum agreement agreement = last_words_compare(v->words, str_of(rows->subject), id, page->prints[i]);

	if (agreement == DIFFERS && v->ask->grew && row_grew(v, rows, i, id))
		agreement = AGREES;
	if (v->act->refusal.kind != REFUSED_NOT)
		return false;
	if (agreement != AGREES)
		return found_bad(v, str_format(v->act->arena, "%s %lld", rows->subject, (long long)id), row_fault(agreement));
	v->verdict.rows++;
	return !page->keys || page->keys[i] == KEY_FINE || check_key(v, page, i);
}

static bool claim_rows(struct act *act, void *state, struct ring_page *out)
{
	const struct verify_ask *ask = state;
	struct said_rows *page = ARENA_NEW(act->arena, struct said_rows);

	if (!ask->next(act, ask->state, &page->part))
		return false;
	if (page->part.record)
		out->content = page;
	return true;
}

static bool say_rows(struct act *act, const void *shared, struct ring_page *on)
{
	const struct saying *saying = shared;
	const struct verify_ask *ask = saying->ask;
	struct said_rows *page = on->content;
	struct strbuf json = { .arena = on->arena };

	if (!ask->read(act, &page->part, &page->rows))
		return false;
	page->ids = ARENA_ARRAY(on->arena, int64_t, page->rows.count);
	page->prints = ARENA_ARRAY(on->arena, uint64_t, page->rows.count);
	for (size_t i = 0; i < page->rows.count; i++) {
		json.len = 0;
		page->ids[i] = ask->say(&page->rows, i, &json);
		page->prints[i] = last_words_print(saying->words, buf_str(&json));
	}
	page->keys = ask->keys ? ask->keys(on->arena, &page->rows) : NULL;
	return true;
}

static bool check_rows(struct verification *v)
{
	struct verify_ask ask = *v->ask;
	const struct saying saying = { v->ask, v->words };
	struct ring *ring = ring_open(v->act, v->beside,
	                              (struct ring_task){ .claim = claim_rows, .state = &ask, .work = say_rows, .shared = &saying });
	struct ring_page on;
	bool sound = true;

	while (sound && (sound = ring_next(ring, &on)) && on.content) {
		const struct said_rows *page = on.content;

		for (size_t i = 0; sound && i < page->rows.count; i++)
			sound = check_row(v, page, i);
	}
	ring_close(ring);
	return sound;
}

static bool check_missing(struct verification *v)
{
	Str subject = STR_NONE;
	int64_t id = 0;

	if (!last_words_missing(v->words, &subject, &id))
		return true;
	return found_bad(v, str_format(v->act->arena, "%.*s %lld", STR_ARG(subject), (long long)id),
	                 STR("台账记着它，库中却没有：有人绕过程序删除"));
}

/* ---- two who read ---- */

/* Each commit writes an entry, so whoever sees the same last entry under the same seal sees the same rows. */
static bool sees_the_same(struct act *act, struct act *beside)
{
	int64_t here = 0, there = 0;

	return ledger_store_newest(beside, &there) && ledger_store_newest(act, &here) && here == there
	    && str_equal(ledger_head(beside), ledger_head(act));
}

/* Somebody may have written between the first questions of the two: then one reads alone, which takes longer. */
static struct act *reader_beside(struct act *act)
{
	struct act *beside = act_beside(act);

	if (!beside || sees_the_same(act, beside))
		return beside;
	act_beside_end(beside);
	return NULL;
}

static bool check_ledger(struct verification *v)
{
	bool sound;

	v->leaves = leaves_open(v->act, v->beside, v->words);
	sound = v->leaves && check_chain(v);
	leaves_close(v->leaves);
	return sound && check_tail(v) && check_all_anchors(v);
}

bool ledger_verify(struct act *act, const struct verify_ask *ask, struct verdict *out)
{
	struct verification v = {
		.act = act,
		.beside = reader_beside(act),
		.ask = ask,
		.sm3 = sm3_open(act->arena),
		.words = last_words_open(),
		.verdict = { .sound = true },
		.next_no = 1,
	};
	struct sm3_sum none = { { 0 } };

	if (read_anchors(&v) && check_ledger(&v) && ask->next && check_rows(&v))
		v.verdict.sound = check_missing(&v);
	if (!sm3_equal(&v.previous, &none))
		v.verdict.head = sm3_hex(act->arena, &v.previous);
	act_beside_end(v.beside);
	arena_close(v.page_arena);
	arena_close(v.seals_arena);
	last_words_close(v.words);
	if (act->refusal.kind != REFUSED_NOT)
		return false;
	*out = v.verdict;
	return true;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* verify.c - does everything that was sealed still say what it said, and do the rows agree with it?
 *
 * Owns: the order of looking and the words for the first thing found wrong. One pass over seals and entries side by
 * side, then one over the rows; memory is a page of each and a fingerprint per row, whatever the history. */
#include "ledger/digest.h"
#include "ledger/last_words.h"
#include "ledger/ledger_store.h"

#include <string.h>

#define UNSEALED_SECONDS 600                     /* the sealer needs one; what waits so long was slipped in or cut off */

enum { PAGE_ENTRIES = 2000, PAGE_SEALS = 32 };

struct verification {
	struct act *act;
	struct sm3 *sm3;
	struct last_words *words;
	struct verdict verdict;

	struct sm3_sum previous;         /* seal of the block before */
	int64_t next_no;                /* the number that must come now */

	struct arena *entries_arena, *seals_arena;       /* each holds one page */
	struct entries entries;
	size_t entry_at;
	int64_t after_no;
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

/* The next numbered entry; NULL: no more. false: refused. */
static bool next_entry(struct verification *v, struct ledger_entry **out)
{
	if (v->entry_at == v->entries.count) {
		struct arena *own = page_begin(v->act, &v->entries_arena);

		v->entry_at = 0;
		if (!page_end(v->act, own, ledger_store_sealed(v->act, v->after_no, PAGE_ENTRIES, &v->entries)))
			return false;
	}
	*out = v->entry_at < v->entries.count ? &v->entries.at[v->entry_at++] : NULL;
	if (*out)
		v->after_no = (*out)->no;
	return true;
}

/* ---- seals and their entries ---- */

static void hear_entry(struct verification *v, const struct ledger_entry *e)
{
	bool is_remark = str_is_empty(e->before) && str_is_empty(e->after);

	v->verdict.entries++;
	if (!str_is_empty(e->subject) && !is_remark)
		last_words_say(v->words, e->subject, e->subject_id, e->after);
}

static bool check_entry(struct verification *v, const struct sm3_sum *leaf)
{
	struct ledger_entry *e = NULL;
	struct sm3_sum d;

	if (!next_entry(v, &e))
		return false;
	if (!e || e->no != v->next_no)
		return found_bad(v, AT(v, "ledger", v->next_no), STR("这一条不见了：被删除，或被改了编号"));
	d = entry_digest(v->sm3, e);
	if (!sm3_equal(&d, leaf))
		return found_bad(v, AT(v, "ledger", e->no), STR("内容与封存时不同：有人绕过程序改动过"));
	hear_entry(v, e);
	v->next_no++;
	return true;
}

/* The block's own values, before its entries are looked at. */
static bool check_seal(struct verification *v, const struct seal *s, const struct sm3_sum *leaves, size_t count)
{
	struct sm3_sum *scratch = ARENA_ARRAY(v->seals_arena, struct sm3_sum, count);
	struct sm3_sum root, previous, seal, computed;
	Str place = AT(v, "seal", s->id);

	if (!sm3_parse(s->root, &root) || !sm3_parse(s->previous, &previous) || !sm3_parse(s->seal, &seal))
		return found_bad(v, place, STR("封存值不是 64 位十六进制数"));
	if (!sm3_equal(&previous, &v->previous))
		return found_bad(v, place, STR("记下的前一封存值与前一块的不符"));
	memcpy(scratch, leaves, count * sizeof *leaves);
	computed = merkle_root(v->sm3, scratch, count);
	if (!sm3_equal(&computed, &root))
		return found_bad(v, place, STR("根值与各条目的哈希值不符"));
	computed = seal_digest(v->sm3, &previous, s->first_no, s->last_no, &root, s->sealed_at);
	if (!sm3_equal(&computed, &seal))
		return found_bad(v, place, STR("封存值与重新计算的不符"));
	v->previous = seal;
	return true;
}

static bool check_block(struct verification *v, const struct seal *s)
{
	const struct sm3_sum *leaves = (const struct sm3_sum *)(const void *)s->leaves.at;
	size_t count = s->leaves.len / SM3_BYTES;

	if (s->first_no != v->next_no)
		return found_bad(v, AT(v, "seal", s->id),
		                 str_format(v->act->arena, "应从第 %lld 条起，却从第 %lld 条起：中间有封存块被删除或改动",
		                            (long long)v->next_no, (long long)s->first_no));
	if (count == 0 || s->leaves.len % SM3_BYTES != 0 || s->last_no != s->first_no + (int64_t)count - 1)
		return found_bad(v, AT(v, "seal", s->id), STR("起止编号与条目数不符"));
	if (!check_seal(v, s, leaves, count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!check_entry(v, &leaves[i]))
			return false;
	v->verdict.blocks++;
	return true;
}

static bool check_chain(struct verification *v)
{
	struct seals seals = { 0 };
	int64_t after = INT64_MIN;

	do {
		struct arena *own = page_begin(v->act, &v->seals_arena);

		if (!page_end(v->act, own, ledger_store_seals(v->act, after, PAGE_SEALS, &seals)))
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

static bool check_tail(struct verification *v)
{
	struct ledger_entry *e = NULL;
	struct entries tail = { 0 };
	int64_t after_id = 0;

	if (!next_entry(v, &e))
		return false;
	if (e)
		return found_bad(v, AT(v, "ledger", e->no), STR("已编号却没有封存块：封存块被删除"));
	do {
		struct arena *own = page_begin(v->act, &v->entries_arena);

		if (!page_end(v->act, own, ledger_store_unsealed(v->act, after_id, PAGE_ENTRIES, &tail)))
			return false;
		for (size_t i = 0; i < tail.count; i++) {
			e = &tail.at[i];
			if (e->written_at.sec < v->act->now.sec - UNSEALED_SECONDS)
				return found_bad(v, AT(v, "ledger id", e->id), STR("写入已超过 10 分钟仍未编号封存"));
			hear_entry(v, e);
			after_id = e->id;
		}
	} while (tail.count > 0);
	return true;
}

/* ---- the rows themselves ---- */

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

static bool check_rows(struct verification *v, NextRow *next, void *state)
{
	struct act *act = v->act;
	const char *subject = NULL;
	int64_t id = 0;
	Str json = STR_NONE;

	while (next(act, state, &subject, &id, &json)) {
		enum agreement agreement = last_words_compare(v->words, str_of(subject), id, json);

		if (agreement != AGREES)
			return found_bad(v, str_format(act->arena, "%s %lld", subject, (long long)id),
			                 row_fault(agreement));
		v->verdict.rows++;
	}
	return act->refusal.kind == REFUSED_NOT;
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

bool ledger_verify(struct act *act, NextRow *next, void *state, struct verdict *out)
{
	struct verification v = {
		.act = act,
		.sm3 = sm3_open(act->arena),
		.words = last_words_open(),
		.verdict = { .sound = true },
		.next_no = 1,
	};
	struct sm3_sum none = { { 0 } };

	if (check_chain(&v) && check_tail(&v) && next && check_rows(&v, next, state))
		v.verdict.sound = check_missing(&v);
	if (!sm3_equal(&v.previous, &none))
		v.verdict.head = sm3_hex(act->arena, &v.previous);
	arena_close(v.entries_arena);
	arena_close(v.seals_arena);
	last_words_close(v.words);
	if (act->refusal.kind != REFUSED_NOT)
		return false;
	*out = v.verdict;
	return true;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* leaves.c - pages of entries on a ring, and one entry after the other off it. See leaves.h. */
#include "ledger/leaves.h"

#include "ledger/ledger_store.h"
#include "ledger/ring.h"

enum { PAGE_ENTRIES = 250 };

struct page { int64_t after_no, until_no; struct entries entries; struct sm3_sum *digests; uint64_t *prints; };

struct leaves {
	struct arena *arena;
	struct ring *ring;
	int64_t after_no, last_no;
	const struct page *page;        /* the one the last leaf stands on */
	size_t next;
};

/* Numbers have no gaps: each page is full but the last, or something is wrong and this is as far as anybody looks. */
static bool claim_page(struct act *act, void *state, struct ring_page *out)
{
	struct leaves *l = state;
	struct page *page;

	if (l->after_no >= l->last_no)
		return true;
	page = ARENA_NEW(act->arena, struct page);
	page->after_no = l->after_no;
	page->until_no = l->last_no - l->after_no > PAGE_ENTRIES ? l->after_no + PAGE_ENTRIES : l->last_no;
	l->after_no = page->until_no;
	out->content = page;
	return true;
}

static bool hash_page(struct act *act, const void *state, struct ring_page *on)
{
	const struct last_words *words = state;
	struct page *page = on->content;

	if (!ledger_store_between(act, page->after_no, page->until_no, &page->entries))
		return false;
	page->digests = ARENA_ARRAY(on->arena, struct sm3_sum, page->entries.count);
	page->prints = ARENA_ARRAY(on->arena, uint64_t, page->entries.count);
	entry_digests(on->arena, page->entries.at, page->entries.count, page->digests);
	for (size_t i = 0; i < page->entries.count; i++)
		page->prints[i] = last_words_print(words, page->entries.at[i].after);
	return true;
}

struct leaves *leaves_open(struct act *act, struct act *beside, const struct last_words *words)
{
	struct arena *arena;
	struct leaves *l;
	int64_t last_no;

	if (!ledger_store_last_no(act, &last_no))
		return NULL;
	arena = arena_open();
	l = ARENA_NEW(arena, struct leaves);
	l->arena = arena;
	l->last_no = last_no;
	l->ring = ring_open(act, beside, (struct ring_task){ .claim = claim_page, .state = l, .work = hash_page, .shared = words });
	return l;
}

void leaves_close(struct leaves *l)
{
	if (!l)
		return;
	ring_close(l->ring);
	arena_close(l->arena);
}

bool leaves_next(struct leaves *l, struct leaf *out)
{
	*out = (struct leaf){ .entry = NULL };
	if (!l->page || l->next == l->page->entries.count) {
		struct ring_page on;

		l->page = NULL;
		l->next = 0;
		if (!ring_next(l->ring, &on))
			return false;
		l->page = on.content;
	}
	if (!l->page || l->page->entries.count == 0)
		return true;
	*out = (struct leaf){ &l->page->entries.at[l->next], l->page->digests[l->next], l->page->prints[l->next] };
	l->next++;
	return true;
}

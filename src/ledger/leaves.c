/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* leaves.c - pages of entries on a ring, and one entry after the other off it. See leaves.h. */
#include "ledger/leaves.h"

#include "ledger/ledger_store.h"
#include "ledger/ring.h"

enum { PAGE_ENTRIES = 250 };

struct page { struct entries entries; struct sm3_sum *digests; uint64_t *prints; };

struct leaves {
	struct arena *arena;
	struct ring *ring;
	int64_t after_no;
	const struct page *page;        /* the one the last leaf stands on */
	size_t next;
};

static bool read_page(struct act *act, void *state, struct ring_page *out)
{
	struct leaves *l = state;
	struct page *page = ARENA_NEW(act->arena, struct page);

	if (!ledger_sealed_after(act, l->after_no, PAGE_ENTRIES, &page->entries))
		return false;
	if (page->entries.count == 0)
		return true;
	l->after_no = page->entries.at[page->entries.count - 1].no;
	page->digests = ARENA_ARRAY(act->arena, struct sm3_sum, page->entries.count);
	page->prints = ARENA_ARRAY(act->arena, uint64_t, page->entries.count);
	out->content = page;
	return true;
}

static void hash_page(const void *state, struct ring_page *on)
{
	const struct last_words *words = state;
	struct page *page = on->content;

	entry_digests(on->arena, page->entries.at, page->entries.count, page->digests);
	for (size_t i = 0; i < page->entries.count; i++)
		page->prints[i] = last_words_print(words, page->entries.at[i].after);
}

struct leaves *leaves_open(struct act *act, const struct last_words *words)
{
	struct arena *arena = arena_open();
	struct leaves *l = ARENA_NEW(arena, struct leaves);

	l->arena = arena;
	l->ring = ring_open(act, (struct ring_task){ .read = read_page, .state = l, .work = hash_page, .shared = words });
	return l;
}

void leaves_close(struct leaves *l)
{
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
	if (!l->page)
		return true;
	*out = (struct leaf){ &l->page->entries.at[l->next], l->page->digests[l->next], l->page->prints[l->next] };
	l->next++;
	return true;
}

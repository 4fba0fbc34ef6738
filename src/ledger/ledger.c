/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ledger.c - an entry is written, told, numbered, sealed, found again.
 *
 * Owns: when an entry gets its number and what a block is. Does not own: SQL (ledger_store.c), which bytes
 * are hashed (digest.c), whether it all still holds (verify.c). */
#include "ledger/ledger.h"

#include "base/limits.h"
#include "ledger/digest.h"
#include "ledger/ledger_store.h"

#define BLOCK_ENTRIES 4096                       /* its leaves are 128 KiB */
#define LOOK_THROUGH_ENTRIES 200000              /* of one call of the list, when no index leads to what is asked */
#define DISORDER_SECONDS 3600                    /* ids follow written_at but for acts that waited or were run again */

bool ledger_note(struct act *act, const struct event *event)
{
	must(event->event);
	must((event->subject == NULL) == (event->subject_id == 0));
	if (!ledger_store_append(act, event))
		return false;
	return !act->house->hear || act->house->hear(act, event);
}

/* ---- sealing ---- */

static void seal_block(struct act *act, struct sm3 *sm3, const struct entries *block, const struct sm3_sum *previous,
                       struct seal *out)
{
	struct sm3_sum *leaves = ARENA_ARRAY(act->arena, struct sm3_sum, block->count);
	struct sm3_sum root, seal;
	Str kept;

	entry_digests(act->arena, block->at, block->count, leaves);
	kept = arena_copy(act->arena, (Str){ (const char *)leaves, block->count * sizeof *leaves });
	root = merkle_root(sm3, TREE_OF_ENTRIES, leaves, block->count);
	out->first_no = block->at[0].no;
	out->last_no = block->at[block->count - 1].no;
	out->sealed_at = act->now;
	seal = seal_digest(sm3, previous, out->first_no, out->last_no, &root, out->sealed_at);
	out->leaves = kept;
	out->root = sm3_hex(act->arena, &root);
	out->previous = sm3_hex(act->arena, previous);
	out->seal = sm3_hex(act->arena, &seal);
}

static bool seal_after(struct act *act, struct sm3 *sm3, const struct seal *last, const struct entries *block, struct seal *out)
{
	struct sm3_sum previous = { { 0 } };

	if (last->block > 0 && !sm3_parse(last->seal, &previous))
		return refuse(act, REFUSED_BROKEN, "ledger.seal", "台账的最后一个封存值已损坏，请运行 juebu verify");
	out->block = last->block + 1;
	seal_block(act, sm3, block, &previous, out);
	return ledger_store_add_seal(act, out);
}

/* Seals what it finds behind the last block: whether numbers are missing there is for verify to say. */
bool ledger_seal(struct act *act)
{
	struct sm3 *sm3 = sm3_open(act->arena);
	struct entries block = { 0 };
	struct seal last = { 0 };
	bool found = false;

	if (!ledger_store_last_seal(act, &last, &found))
		return false;
	do {
		struct seal seal = { 0 };

		if (!ledger_sealed_after(act, last.last_no, BLOCK_ENTRIES, &block))
			return false;
		if (block.count > 0 && !seal_after(act, sm3, &last, &block, &seal))
			return false;
		last = seal;
	} while (block.count == BLOCK_ENTRIES);
	return true;
}

Str ledger_head(struct act *act)
{
	struct seal last = { 0 };
	bool found = false;

	return ledger_store_last_seal(act, &last, &found) && found ? last.seal : STR_NONE;
}

Str ledger_head_words(struct act *act)
{
	struct seal last = { 0 };
	bool found = false;

	if (!ledger_store_last_seal(act, &last, &found) || !found)
		return STR_NONE;
	return str_format(act->arena, "%lld:%.*s", (long long)last.last_no, STR_ARG(last.seal));
}

bool ledger_entry_at(struct act *act, int64_t no, struct ledger_entry *out, bool *found_out)
{
	struct entries found = { 0 };

	if (no < 1 || !ledger_sealed_after(act, no - 1, 1, &found)) {
		*found_out = false;
		return act->refusal.kind == REFUSED_NOT;
	}
	*found_out = found.count == 1 && found.at[0].no == no;
	if (*found_out)
		*out = found.at[0];
	return true;
}

Str ledger_entry_hash(struct arena *arena, const struct ledger_entry *entry)
{
	struct sm3_sum d;

	if (entry->no == 0)
		return STR_NONE;
	d = entry_digest(arena, entry);
	return sm3_hex(arena, &d);
}

/* ---- finding again ---- */

static size_t most_rows(size_t asked)
{
	if (asked == 0)
		return LIMIT_LIST_DEFAULT_ROWS;
	return asked < LIMIT_LIST_ROWS ? asked : LIMIT_LIST_ROWS;
}

/* Seven, as agreed with its callers: rows and their count come out apart. NOLINTNEXTLINE(readability-function-size) */
bool ledger_of(struct act *act, const char *subject, int64_t subject_id, int64_t before_id, size_t most,
               struct ledger_entry **out, size_t *count_out)
{
	struct entries found = { 0 };

	if (!ledger_store_of(act, subject, subject_id, before_id > 0 ? before_id : INT64_MAX, most_rows(most),
	                     &found))
		return false;
	*out = found.at;
	*count_out = found.count;
	return true;
}

/* The first id written at or after this moment, by halving: an index on written_at would cost every write. */
static bool first_id_since(struct act *act, Instant moment, int64_t newest, int64_t *out)
{
	int64_t low = 1, high = newest + 1;      /* the answer lies in low..high; high: all are older */

	while (low < high) {
		int64_t middle = low + (high - low) / 2, id = 0;
		Instant written_at = INSTANT_NONE;
		bool found = false;

		if (!ledger_store_at(act, middle, &id, &written_at, &found))
			return false;
		if (!found || written_at.sec >= moment.sec)
			high = middle;
		else
			low = id + 1;
	}
	*out = low;
	return true;
}

/* Entries outside [floor, before) cannot lie between the dates. */
static bool bound_by_dates(struct act *act, struct ledger_ask *ask, int64_t newest, int64_t *floor_out)
{
	if (date_is_set(ask->from_on)) {
		Instant from = instant_plus(instant_at(ask->from_on, 0, 0), -DISORDER_SECONDS);

		if (!first_id_since(act, from, newest, floor_out))
			return false;
	}
	if (date_is_set(ask->to_on)) {
		Instant to = instant_plus(instant_at(ask->to_on, 24, 0), DISORDER_SECONDS);
		int64_t beyond = 0;

		if (!first_id_since(act, to, newest, &beyond))
			return false;
		if (beyond < ask->before_id)
			ask->before_id = beyond;
	}
	return true;
}

bool ledger_list(struct act *act, const struct ledger_ask *asked, struct ledger_page *out)
{
	struct ledger_ask ask = *asked;
	struct entries found = { 0 };
	int64_t newest = 0, oldest = 1, floor;

	ask.most = most_rows(asked->most);
	if (!ledger_store_newest(act, &newest))
		return false;
	if (ask.before_id <= 0 || ask.before_id > newest)
		ask.before_id = newest + 1;
	if (!bound_by_dates(act, &ask, newest, &oldest))
		return false;
	floor = oldest;
	if (!ledger_store_is_direct(&ask) && ask.before_id - floor > LOOK_THROUGH_ENTRIES)
		floor = ask.before_id - LOOK_THROUGH_ENTRIES;
	ask.most++;
	if (!ledger_store_list(act, &ask, floor, &found))
		return false;

	*out = (struct ledger_page){ found.at, found.count, floor > oldest ? floor : 0 };
	if (found.count == ask.most) {
		out->count--;
		out->older = found.at[out->count - 1].id;
	}
	return true;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* read.c - positions found again, an hour of one device in memory at a time; and their blocks looked at for verify. */
#include "ledger/sm3.h"
#include "track/pack.h"
#include "track/track_store.h"

struct hour_read { struct position *at; size_t count, room; int64_t block; int sources; };

static void add(struct act *act, struct hour_read *h, const struct position *at, size_t count, int64_t block)
{
	if (!count)
		return;
	if (h->count + count > h->room) {
		struct position *larger = ARENA_ARRAY(act->arena, struct position, 2 * (h->count + count));

		h->room = 2 * (h->count + count);
		if (h->count)
			memcpy(larger, h->at, h->count * sizeof *larger);
		h->at = larger;
	}
	memcpy(h->at + h->count, at, count * sizeof *at);
	h->count += count;
	h->block = h->sources++ ? 0 : block;
}

static bool read_block(struct act *act, int64_t id, struct hour_read *h)
{
	struct position *at;
	size_t count;
	Str bytes;

	if (!track_store_packed(act, id, &bytes))
		return false;
	if (!track_unpack(act->arena, bytes, TRACK_BLOCK_POINTS, &at, &count))
		return refuse(act, REFUSED_BROKEN, "track.read", "轨迹数据块 %lld 读不出来，请运行 juebu verify", (long long)id);
	add(act, h, at, count, id);
	return true;
}

static bool read_tail(struct act *act, const struct hour_found *which, struct hour_read *h)
{
	struct tail_points points = { .more = true };

	while (points.more) {
		if (!track_tail_points(act, which->device, which->hour, points.last_id, &points))
			return false;
		add(act, h, points.at, points.count, 0);
	}
	return true;
}

static bool read_hour(struct act *act, const struct hour_found *which, struct hour_read *h)
{
	int64_t *ids;
	size_t count;

	if (!track_store_blocks_of(act, which->device, which->hour, &ids, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!read_block(act, ids[i], h))
			return false;
	if (!read_tail(act, which, h))
		return false;
	track_sort(act->arena, h->at, h->count);
	return true;
}

/* What was refused in an arena that ends now stays in the act's. */
static void keep_refusal(struct act *act)
{
	act->refusal.rule = arena_copy(act->arena, act->refusal.rule);
	act->refusal.message = arena_copy(act->arena, act->refusal.message);
}

/* In an arena of this hour alone. */
static bool read_hour_in(struct act *act, struct arena *scratch, const struct hour_found *which, struct hour_read *h)
{
	struct arena *own = act->arena;
	bool read;

	act->arena = scratch;
	read = read_hour(act, which, h);
	act->arena = own;
	keep_refusal(act);
	return read;
}

struct span { int64_t from_ms, until_ms; const struct track_box *box; };

static void cut(struct hour_read *h, const struct span *span)
{
	while (h->count && h->at[0].at_ms < span->from_ms) {
		h->at++;
		h->count--;
	}
	while (h->count && h->at[h->count - 1].at_ms >= span->until_ms)
		h->count--;
}

static bool meets(const struct hour_read *h, const struct track_box *box)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->at[i].lon >= box->west && h->at[i].lon <= box->east && h->at[i].lat >= box->south && h->at[i].lat <= box->north)
			return true;
	return false;
}

static bool give_hours(struct act *act, const struct hours_found *hours, const struct span *span, TrackEach *each, void *state)
{
	struct marker marker = { .any = false };

	for (size_t i = 0; i < hours->count; i++) {
		const struct hour_found *which = &hours->at[i];
		struct arena *scratch = arena_open();
		struct hour_read h = { NULL };
		bool given = read_hour_in(act, scratch, which, &h);

		if (i == 0 || hours->at[i - 1].device.v != which->device.v)
			marker = (struct marker){ .any = false };
		if (given) {
			track_mark(&marker, h.at, h.count);
			cut(&h, span);
			if (h.count && (!span->box || meets(&h, span->box)))
				given = each(act, state, &(struct track_run){ which->device, h.at, h.count, h.block });
		}
		arena_close(scratch);
		if (!given)
			return false;
	}
	return true;
}

bool track_read(struct act *act, DeviceId device, Instant from, Instant until, TrackEach *each, void *state)
{
	struct span span = { from.sec * 1000, until.sec * 1000, NULL };
	struct hours_found hours;

	return track_store_hours(act, device, from.sec / HOUR_S, (until.sec - 1) / HOUR_S, &hours)
	    && give_hours(act, &hours, &span, each, state);
}

bool track_near(struct act *act, struct track_box box, Instant from, Instant until, TrackEach *each, void *state)
{
	struct span span = { from.sec * 1000, until.sec * 1000, &box };
	struct hours_found hours;

	return track_store_hours_near(act, box, from, until, &hours) && give_hours(act, &hours, &span, each, state);
}

/* ---- verify ---- */

static int64_t first_bad(const struct block_page *page)
{
	for (size_t i = 0; i < page->count; i++) {
		struct sm3_sum is = sm3_of(page->at[i].bytes), said;

		if (!sm3_parse(page->at[i].sm3, &said) || !sm3_equal(&is, &said))
			return page->at[i].id;
	}
	return 0;
}

bool track_verify(struct act *act, int64_t *bad_id, int64_t *seen)
{
	struct arena *own = act->arena;
	int64_t after = 0;
	size_t count;

	*bad_id = *seen = 0;
	do {
		struct arena *scratch = arena_open();
		struct block_page page = { NULL, 0 };
		bool read;

		act->arena = scratch;
		read = track_store_blocks_after(act, after, &page);
		if (read && page.count) {
			*bad_id = first_bad(&page);
			*seen += (int64_t)page.count;
			after = page.at[page.count - 1].id;
		}
		count = page.count;
		act->arena = own;
		keep_refusal(act);
		arena_close(scratch);
		if (!read)
			return false;
	} while (count && !*bad_id);
	return true;
}

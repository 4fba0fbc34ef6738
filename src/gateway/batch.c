/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* batch.c - positions on their way to serve, and the receipts their terminals get when they are stored.
 *
 * One is filled while others are on their way: so long as serve stores, terminals can go on sending. */
#include "gateway/terminals.h"

void batches_open(struct gateway_process *g)
{
	for (size_t i = 0; i < BATCHES; i++) {
		g->batch[i].point = ARENA_ARRAY(g->arena, struct link_point, BATCH_POINTS + POINTS_AT_ONCE);
		g->batch[i].receipt = ARENA_ARRAY(g->arena, struct receipt, BATCH_RECEIPTS + RECEIPTS_AT_ONCE);
	}
	g->filling = &g->batch[0];
}

static struct batch *one_at_rest(struct gateway_process *g)
{
	for (size_t i = 0; i < BATCHES; i++)
		if (!g->batch[i].flying)
			return &g->batch[i];
	return NULL;
}

void batch_send(struct gateway_process *g)
{
	struct batch *b = g->filling;
	struct link_take take = { ++g->last_no };

	b->no = take.no;
	b->flying = true;
	g->flying++;
	if (!link_write(g->link, LINK_TAKE, &take, sizeof take, b->point, b->points * sizeof *b->point))
		g->mute = true;
	g->filling = one_at_rest(g);
}

bool batch_has_room(struct gateway_process *g)
{
	if (g->filling && (g->filling->points > BATCH_POINTS || g->filling->receipts > BATCH_RECEIPTS))
		batch_send(g);
	return g->filling;
}

void batch_add(struct gateway_process *g, const struct terminal *t, const struct position *at, size_t count)
{
	struct batch *b = g->filling;

	for (size_t i = 0; i < count; i++)
		b->point[b->points++] = (struct link_point){ t->device, at[i] };
}

void batch_receipt(struct gateway_process *g, const struct terminal *t, uint16_t serial, uint16_t id)
{
	g->filling->receipt[g->filling->receipts++] = (struct receipt){ terminal_who(g, t), serial, id };
}

/* ---- it came back ---- */

static bool was_dropped(const struct link_took *took, int64_t device)
{
	for (uint32_t i = 0; i < took->dropped; i++)
		if (took->device[i] == device)
			return true;
	return false;
}

static void answer(struct gateway_process *g, const struct receipt *r, const struct link_took *took)
{
	unsigned char body[ANSWER_BYTES];
	struct terminal *t = terminal_of(g, r->who);
	bool dropped = t && was_dropped(took, t->device);

	if (!t)
		return;
	terminal_say(g, t, ANSWER, (Str){ (char *)body, answer_general(body, r->serial, r->id, dropped ? RESULT_FAILED : RESULT_DONE) });
	if (dropped && t->state != TERMINAL_FREE)
		terminal_cut(g, t);
}

void batch_took(struct gateway_process *g, const struct link_took *took)
{
	for (size_t i = 0; i < BATCHES; i++) {
		struct batch *b = &g->batch[i];

		if (!b->flying || b->no != took->no)
			continue;
		/* What was not stored is not answered: the terminal sends it again. */
		for (size_t k = 0; took->stored && k < b->receipts; k++)
			answer(g, &b->receipt[k], took);
		b->points = b->receipts = 0;
		b->flying = false;
		g->flying--;
		if (!g->filling)
			g->filling = b;
	}
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo_act.c - how people of the demo act: a move with an input, as a form would send it, through act_write. */
#include "app/demo/demo_inner.h"

static struct act_seed seed_of(struct demo *demo, const struct demo_person *who)
{
	const struct caller *caller = who ? &who->who : demo->house->system;

	return (struct act_seed){ .house = demo->house, .who = caller, .actor_id = caller->account_id,
	                          .actor_name = caller->is_system ? STR_NONE : caller->name, .via = VIA_DEMO,
	                          .now = demo->now, .arena = demo->moment };
}

struct demo_move demo_move(struct demo *demo, const struct holding *holding, int64_t id, const char *verb)
{
	return (struct demo_move){ .holding = holding, .id = id, .verb = verb, .input = { .arena = demo->moment } };
}

void demo_give(struct demo_move *move, Str path, Str value)
{
	must(input_add(&move->input, path, value, INPUT_TEXT));
}

void demo_give_text(struct demo_move *move, const char *path, Str value)
{
	demo_give(move, str_of(path), value);
}

void demo_give_id(struct demo_move *move, const char *path, int64_t id)
{
	demo_give_text(move, path, str_format(move->input.arena, "%lld", (long long)id));
}

static bool run_move(struct act *act, void *input)
{
	struct demo_move *move = input;

	return move_run(act, move->holding, move->id, str_of(move->verb), &move->input, move->row_out)
	    && (!move->reads_inbox || notify_read_all(act));
}

/* The words of a refusal end with the moment; what is told at the end must stay. */
static void keep_refusal(struct demo *demo, const struct refusal *refusal)
{
	Str when = instant_iso(demo->moment, demo->now), message = refusal->message;

	/* Once it lives, a refusal nobody expected is a bug: say when and which rule. */
	if (instant_is_set(demo->ticked))
		message = str_format(demo->moment, "%.*s %.*s（%.*s %.*s）", STR_ARG(when), STR_ARG(message),
		                     STR_ARG(refusal->rule), STR_ARG(refusal->field));
	demo->refusal = (struct refusal){ .kind = refusal->kind, .rule = arena_copy(demo->arena, refusal->rule),
		                          .message = arena_copy(demo->arena, message) };
}

bool demo_write(struct demo *demo, const struct demo_person *who, ActBody *body, void *input)
{
	struct act_seed seed = seed_of(demo, who);
	struct refusal refusal = { 0 };

	if (act_write(&seed, body, input, &refusal))
		return true;
	keep_refusal(demo, &refusal);
	return false;
}

bool demo_read(struct demo *demo, ActBody *body, void *input)
{
	struct act_seed seed = seed_of(demo, NULL);
	struct refusal refusal = { 0 };

	if (act_read(&seed, body, input, &refusal))
		return true;
	keep_refusal(demo, &refusal);
	return false;
}

bool demo_do(struct demo *demo, const struct demo_person *who, struct demo_move *move)
{
	return demo_write(demo, who, run_move, move);
}

bool demo_try(struct demo *demo, const struct demo_person *who, struct demo_move *move, bool *refused_out)
{
	struct act_seed seed = seed_of(demo, who);
	struct refusal refusal = { 0 };

	*refused_out = !act_write(&seed, run_move, move, &refusal);
	if (!*refused_out)
		return true;
	demo->told.refused++;
	if (refusal.kind == REFUSED_BAD_INPUT)
		return true;
	keep_refusal(demo, &refusal);
	return false;
}

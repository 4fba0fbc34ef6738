/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* take_message.c - what a sound frame means, by its kind and by whether we know who sends it. */
#include "gateway/terminals.h"

/* ---- answering ---- */

static void say_result(struct gateway_process *g, struct terminal *t, const struct frame *f, unsigned char result)
{
	unsigned char body[ANSWER_BYTES];

	if (result != RESULT_DONE)
		t->bad++;
	terminal_say(g, t, ANSWER, (Str){ (char *)body, answer_general(body, f->serial, f->id, result) });
}

/* ---- who is it? ---- */

static void copy_text(char *room, size_t bytes, Str text)
{
	size_t len = text.len < bytes ? text.len : bytes - 1;

	memcpy(room, text.at, len);
	room[len] = '\0';
}

static void ask_serve(struct gateway_process *g, struct terminal *t, const struct frame *f, bool registers, Str code)
{
	struct link_ask ask = { terminal_who(g, t), registers, "", "", "" };

	if (g->asking == LIMIT_ASKING_TERMINALS) {
		terminal_cut(g, t);         /* a flood: it may come again */
		return;
	}
	copy_text(ask.number, sizeof ask.number, str_of(f->number));
	copy_text(ask.code, sizeof ask.code, code);
	copy_text(ask.from, sizeof ask.from, str_of(t->from));
	if (t->state == TERMINAL_KNOWN)
		g->strangers++;
	t->state = TERMINAL_ASKING;
	t->asked = f->serial;
	t->to = *f;
	t->to.body = STR_NONE;
	g->asking++;
	if (!link_write(g->link, LINK_ASK, &ask, sizeof ask, NULL, 0))
		g->mute = true;
}

static void take_authenticate(struct gateway_process *g, struct terminal *t, const struct frame *f)
{
	Str code;

	if (message_code(f->is_2019, f->body, &code))
		ask_serve(g, t, f, false, code);
	else
		say_result(g, t, f, RESULT_WRONG);
}

void terminal_told(struct gateway_process *g, const struct link_told *told)
{
	struct terminal *t = terminal_of(g, told->who);
	unsigned char body[ANSWER_BYTES];
	size_t len;

	g->asking--;
	if (!t || t->state != TERMINAL_ASKING)
		return;
	t->state = TERMINAL_STRANGER;
	if (told->registers) {
		len = answer_register(body, t->asked, (unsigned char)told->result, str_of(told->code));
	} else {
		len = answer_general(body, t->asked, MESSAGE_AUTHENTICATE, (unsigned char)told->result);
		if (told->result == RESULT_DONE) {
			t->state = TERMINAL_KNOWN;
			t->device = told->device;
			t->bad = 0;
			g->strangers--;
		}
	}
	if (told->result != RESULT_DONE)
		t->bad += LIMIT_BAD_FRAMES / 4;
	terminal_say(g, t, told->registers ? ANSWER_REGISTER : ANSWER, (Str){ (char *)body, len });
	if (t->state != TERMINAL_FREE && t->bad > LIMIT_BAD_FRAMES)
		terminal_cut(g, t);
}

/* ---- positions ---- */

static void take_position(struct gateway_process *g, struct terminal *t, const struct frame *f)
{
	struct position p;

	if (!message_position(f->body, 0, &p)) {
		say_result(g, t, f, RESULT_WRONG);
		return;
	}
	t->bad = 0;
	batch_add(g, t, &p, 1);
	batch_receipt(g, t, f->serial, f->id);
}

static bool take_batch(struct gateway_process *g, struct terminal *t, Str body)
{
	struct position at[LIMIT_MESSAGE_POSITIONS];
	size_t count;

	if (!message_batch(body, at, LIMIT_MESSAGE_POSITIONS, &count))
		return false;
	t->bad = 0;
	batch_add(g, t, at, count);
	return true;
}

static void take_whole_batch(struct gateway_process *g, struct terminal *t, const struct frame *f)
{
	if (take_batch(g, t, f->body))
		batch_receipt(g, t, f->serial, f->id);
	else
		say_result(g, t, f, RESULT_WRONG);
}

/* ---- messages in several frames ---- */

void parts_forget(struct gateway_process *g, struct terminal *t)
{
	if (!t->parts)
		return;
	arena_close(t->parts->arena);
	t->parts = NULL;
	g->assemblies--;
}

static bool parts_begin(struct gateway_process *g, struct terminal *t, const struct frame *f)
{
	struct arena *arena;

	if (g->assemblies == LIMIT_ASSEMBLED_MESSAGES || f->total > LIMIT_MESSAGE_PARTS)
		return false;
	arena = arena_open();
	t->parts = ARENA_NEW(arena, struct parts);
	*t->parts = (struct parts){ arena, f->id, f->total, 0, ARENA_ARRAY(arena, Str, f->total), ARENA_ARRAY(arena, uint16_t, f->total),
	                            g->now_ms };
	g->assemblies++;
	return true;
}

/* Each frame of it is answered once the whole is stored: a part alone is nothing that could be kept. */
static void parts_are_whole(struct gateway_process *g, struct terminal *t)
{
	struct parts *p = t->parts;
	struct strbuf body = { .arena = p->arena };
	bool taken;

	for (uint16_t i = 0; i < p->total; i++)
		buf_add(&body, p->body[i]);
	taken = take_batch(g, t, buf_str(&body));
	for (uint16_t i = 0; i < p->total && t->state == TERMINAL_KNOWN; i++) {
		struct frame f = { .id = p->id, .serial = p->serial[i] };

		if (taken)
			batch_receipt(g, t, f.serial, f.id);
		else
			say_result(g, t, &f, RESULT_WRONG);
	}
	parts_forget(g, t);
}

static void take_part(struct gateway_process *g, struct terminal *t, const struct frame *f)
{
	struct parts *p = t->parts;

	if (p && (p->id != f->id || p->total != f->total || (p->serial[f->index - 1] && p->serial[f->index - 1] != f->serial))) {
		parts_forget(g, t);         /* another message has begun */
		p = NULL;
	}
	if (!p && !parts_begin(g, t, f)) {
		say_result(g, t, f, RESULT_FAILED);
		return;
	}
	p = t->parts;
	if (!p->body[f->index - 1].at) {
		p->body[f->index - 1] = arena_copy(p->arena, f->body.len ? f->body : STR("\0"));
		p->body[f->index - 1].len = f->body.len;
		p->serial[f->index - 1] = f->serial;
		p->got++;
	}
	if (p->got == p->total)
		parts_are_whole(g, t);
}

/* ---- all of them ---- */

static void say_time(struct gateway_process *g, struct terminal *t, const struct frame *f)
{
	unsigned char body[ANSWER_BYTES];

	terminal_say(g, t, f->id == MESSAGE_SYNC_TIME ? ANSWER_SYNC_TIME : ANSWER_TIME,
	             (Str){ (char *)body, answer_time(body, f->id, g->now_s) });
}

static void take_from_known(struct gateway_process *g, struct terminal *t, const struct frame *f)
{
	switch (f->id) {
	case MESSAGE_HEARTBEAT:
	case MESSAGE_LOGOUT:
		t->bad = 0;
		say_result(g, t, f, RESULT_DONE);
		if (f->id == MESSAGE_LOGOUT && t->state != TERMINAL_FREE)
			terminal_cut(g, t);
		break;
	case MESSAGE_ASK_TIME:
	case MESSAGE_SYNC_TIME:
		say_time(g, t, f);
		break;
	case MESSAGE_POSITION:
		take_position(g, t, f);
		break;
	case MESSAGE_BATCH:
		take_whole_batch(g, t, f);
		break;
	default:
		t->bad = 0;                 /* a sound frame of a terminal that can more than we want */
		say_result(g, t, f, RESULT_NOT_SUPPORTED);
		t->bad = 0;
	}
}

static bool asks_who_it_is(const struct frame *f)
{
	return f->id == MESSAGE_REGISTER || f->id == MESSAGE_AUTHENTICATE;
}

/* Half-way said who it is: another number on the same connection is somebody else's. */
static bool is_who_it_was(const struct terminal *t, const struct frame *f)
{
	return t->state == TERMINAL_STRANGER || strcmp(t->to.number, f->number) == 0;
}

void terminal_take(struct gateway_process *g, struct terminal *t, const struct frame *f)
{
	t->heard_ms = g->now_ms;
	if (t->state == TERMINAL_STRANGER) {
		t->to = *f;
		t->to.body = STR_NONE;
	}
	if (f->cipher)
		say_result(g, t, f, RESULT_NOT_SUPPORTED);
	else if (!is_who_it_was(t, f) || (t->state != TERMINAL_KNOWN && !asks_who_it_is(f)) || t->state == TERMINAL_ASKING)
		say_result(g, t, f, RESULT_FAILED);
	else if (f->total && f->id == MESSAGE_BATCH)
		take_part(g, t, f);
	else if (f->total)
		say_result(g, t, f, RESULT_NOT_SUPPORTED);
	else if (!message_fits(f->id, f->is_2019, f->body.len))
		say_result(g, t, f, RESULT_WRONG);
	else if (f->id == MESSAGE_REGISTER)
		ask_serve(g, t, f, true, STR_NONE);
	else if (f->id == MESSAGE_AUTHENTICATE)
		take_authenticate(g, t, f);
	else
		take_from_known(g, t, f);
	if (t->state != TERMINAL_FREE && t->bad > LIMIT_BAD_FRAMES)
		terminal_cut(g, t);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* terminals.c - the connections of the gateway: taken, heard, answered, cut. One thread, one epoll.
 *
 * A terminal that does not read its answers, sends rubbish, or says nothing is cut: it comes back by itself. */
#include "gateway/terminals.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ACCEPTED_AT_ONCE = 256, ACCESS_WORDS = 48 };

struct link_who terminal_who(const struct gateway_process *g, const struct terminal *t)
{
	return (struct link_who){ (uint32_t)(t - g->terminal), t->born };
}

struct terminal *terminal_of(struct gateway_process *g, struct link_who who)
{
	struct terminal *t = who.slot < g->used ? &g->terminal[who.slot] : NULL;

	return t && t->state != TERMINAL_FREE && t->born == who.born ? t : NULL;
}

void terminal_cut(struct gateway_process *g, struct terminal *t)
{
	parts_forget(g, t);
	g->strangers -= t->state != TERMINAL_KNOWN;
	(void)close(t->fd);             /* and with it the epoll forgets it */
	t->state = TERMINAL_FREE;
	g->free_slot[g->free_count++] = (uint32_t)(t - g->terminal);
	g->open--;
}

void terminal_say(struct gateway_process *g, struct terminal *t, uint16_t id, Str body)
{
	unsigned char wire[FRAME_WIRE_BYTES];
	size_t len;

	if (t->state == TERMINAL_FREE)
		return;
	len = frame_make(wire, &t->to, id, t->said++, body);
	/* An answer is short: if it does not go in at once, thousands before it were not read. */
	if (send(t->fd, wire, len, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)len)
		terminal_cut(g, t);
}

/* ---- taking ---- */

static void say_from(const struct sockaddr_storage *at, char room[ACCESS_WORDS])
{
	const struct sockaddr_in *v4 = (const void *)at;
	const struct sockaddr_in6 *v6 = (const void *)at;

	if (!inet_ntop(at->ss_family, at->ss_family == AF_INET6 ? (const void *)&v6->sin6_addr : (const void *)&v4->sin_addr, room, ACCESS_WORDS))
		memcpy(room, "?", 2);
}

static bool is_full(const struct gateway_process *g)
{
	return g->strangers >= LIMIT_STRANGE_TERMINALS || (g->free_count == 0 && g->used == g->room);
}

static void take_in(struct gateway_process *g, int fd, const struct sockaddr_storage *from)
{
	uint32_t slot = g->free_count ? g->free_slot[--g->free_count] : g->used++;
	struct terminal *t = &g->terminal[slot];
	struct epoll_event event = { .events = EPOLLIN };
	int on = 1;

	*t = (struct terminal){ .state = TERMINAL_STRANGER, .fd = fd, .born = ++g->born, .opened_ms = g->now_ms, .heard_ms = g->now_ms };
	say_from(from, t->from);
	g->open++;
	g->strangers++;
	event.data.u64 = (uint64_t)t->born << 32 | slot;
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (epoll_ctl(g->poll, EPOLL_CTL_ADD, fd, &event) != 0)
		terminal_cut(g, t);
}

void terminals_accept(struct gateway_process *g)
{
	for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
		struct sockaddr_storage from = { 0 };
		socklen_t len = sizeof from;
		int fd = accept4(g->listening, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0)
			return;
		if (is_full(g))
			(void)close(fd);
		else
			take_in(g, fd, &from);
	}
}

/* ---- hearing ---- */

static void hear_frame(struct gateway_process *g, struct terminal *t)
{
	struct frame f;

	if (frame_read(t->framing.at, t->framing.len, &f)) {
		t->stray = 0;
		terminal_take(g, t, &f);
	} else if (++t->bad > LIMIT_BAD_FRAMES) {
		terminal_cut(g, t);
	}
}

static void hear_bytes(struct gateway_process *g, struct terminal *t, const unsigned char *bytes, size_t count)
{
	uint32_t born = t->born;

	while (count > 0 && t->state != TERMINAL_FREE && t->born == born) {
		enum framed framed;
		size_t used = frame_feed(&t->framing, bytes, count, &framed, &t->stray);

		bytes += used;
		count -= used;
		if (framed == FRAMED_WHOLE)
			hear_frame(g, t);
		else if (t->stray > LIMIT_STRAY_BYTES || (framed == FRAMED_SPOILT && ++t->bad > LIMIT_BAD_FRAMES))
			terminal_cut(g, t);
	}
}

void terminal_hear(struct gateway_process *g, struct terminal *t)
{
	unsigned char bytes[RECEIVED_AT_ONCE];
	ssize_t got = recv(t->fd, bytes, sizeof bytes, MSG_DONTWAIT);

	if (got > 0)
		hear_bytes(g, t, bytes, (size_t)got);
	else if (got == 0 || (errno != EAGAIN && errno != EINTR))
		terminal_cut(g, t);
}

/* ---- silence ---- */

static bool is_overdue(const struct gateway_process *g, const struct terminal *t)
{
	if (t->parts && g->now_ms - t->parts->began_ms > LIMIT_PARTS_SECONDS * 1000)
		return true;
	if (t->state == TERMINAL_KNOWN)
		return g->now_ms - t->heard_ms > LIMIT_SILENT_TERMINAL_SECONDS * 1000;
	return g->now_ms - t->opened_ms > LIMIT_STRANGER_SECONDS * 1000;
}

void terminals_sweep(struct gateway_process *g)
{
	if (g->now_ms - g->swept_ms < 1000)
		return;
	g->swept_ms = g->now_ms;
	for (uint32_t i = 0; i < g->used; i++)
		if (g->terminal[i].state != TERMINAL_FREE && is_overdue(g, &g->terminal[i]))
			terminal_cut(g, &g->terminal[i]);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* process.c - the gateway's own process: what it gives up before the first byte of a stranger, and its loop. */
#include "gateway/terminals.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "http/http.h"

enum { EVENTS = 512, WAIT_MS = 1000, FDS_BESIDE = 16, MEMORY_MOST = 1 << 30 };
static const uint32_t IS_LINK = UINT32_MAX, IS_LISTENING = UINT32_MAX - 1;

/* ---- giving up ---- */

static void limit(__rlimit_resource_t what, rlim_t most)
{
	struct rlimit now;

	if (getrlimit(what, &now) != 0)
		return;
	if (now.rlim_max == RLIM_INFINITY || now.rlim_max > most)
		now.rlim_max = most;
	now.rlim_cur = now.rlim_max;
	must(setrlimit(what, &now) == 0);
}

/* No file but the two sockets, none to be made, no memory without end, no further rights, no end later than serve's. */
static void give_up(int link, int listening)
{
	must(link < listening);
	(void)close_range((unsigned)listening + 1, UINT32_MAX, 0);
	must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	must(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
	limit(RLIMIT_NOFILE, LIMIT_TERMINALS + FDS_BESIDE);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_CORE, 0);
#ifndef __SANITIZE_ADDRESS__
	limit(RLIMIT_AS, MEMORY_MOST);
#endif
	limit(RLIMIT_NPROC, 0);
}

static uint32_t slots(void)
{
	struct rlimit files;

	must(getrlimit(RLIMIT_NOFILE, &files) == 0);
	return files.rlim_cur < LIMIT_TERMINALS + FDS_BESIDE ? (uint32_t)files.rlim_cur - FDS_BESIDE : LIMIT_TERMINALS;
}

/* ---- the loop ---- */

static void read_link(struct gateway_process *g)
{
	struct link_head head;
	union { struct link_told told; struct link_took took; } said;

	if (!link_read(g->link, &head, sizeof head) || head.bytes > sizeof said || !link_read(g->link, &said, head.bytes))
		g->ended = true;
	else if (head.kind == LINK_TOLD)
		terminal_told(g, &said.told);
	else
		batch_took(g, &said.took);
}

static void look_at_clocks(struct gateway_process *g)
{
	g->now_ms = monotonic_ns() / 1000000;
	g->now_s = real_now_s();
}

static void do_event(struct gateway_process *g, const struct epoll_event *event)
{
	struct link_who who = { (uint32_t)event->data.u64, (uint32_t)(event->data.u64 >> 32) };
	struct terminal *t;

	if (who.slot == IS_LINK) {
		read_link(g);
	} else if (who.slot == IS_LISTENING) {
		terminals_accept(g);
	} else if ((t = terminal_of(g, who)) && batch_has_room(g)) {
		terminal_hear(g, t);        /* without room it is asked again in the next round */
	}
}

static void go_round(struct gateway_process *g)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(g->poll, events, EVENTS, WAIT_MS);

	look_at_clocks(g);
	for (int i = 0; i < count && !g->ended; i++)
		do_event(g, &events[i]);
	/* While one is on its way the next gathers: the more come, the fewer commits. */
	if (g->filling && g->filling->receipts && (g->flying == 0 || g->filling->points > BATCH_POINTS / 2))
		batch_send(g);
	terminals_sweep(g);
}

/* All batches are on their way: only serve can help. */
static void wait_for_link(struct gateway_process *g)
{
	struct pollfd link = { .fd = g->link, .events = POLLIN };

	if (poll(&link, 1, WAIT_MS) > 0)
		read_link(g);
	look_at_clocks(g);
}

static void watch(struct gateway_process *g, int fd, uint32_t as)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = as };

	must(epoll_ctl(g->poll, EPOLL_CTL_ADD, fd, &event) == 0);
}

int gateway_run(struct arena *arena, int link, int listening)
{
	struct gateway_process *g = ARENA_NEW(arena, struct gateway_process);

	must(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	give_up(link, listening);
	g->arena = arena;
	g->link = link;
	g->listening = listening;
	g->poll = epoll_create1(EPOLL_CLOEXEC);
	must(g->poll >= 0);
	g->room = slots();
	g->terminal = ARENA_ARRAY(arena, struct terminal, g->room);
	g->free_slot = ARENA_ARRAY(arena, uint32_t, g->room);
	batches_open(g);
	look_at_clocks(g);
	g->born = (uint32_t)g->now_ms;  /* other numbers than those of the process before */
	watch(g, link, IS_LINK);
	watch(g, listening, IS_LISTENING);
	while (!g->ended) {
		if (!g->mute && batch_has_room(g))
			go_round(g);
		else
			wait_for_link(g);
	}
	return 0;
}

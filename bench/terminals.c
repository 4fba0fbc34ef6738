/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* terminals.c - many JT/T 808 terminals in one process, for bench/positions.py: register, send as fast as they are answered, or stay.
 *
 *     juebu-terminals PORT COUNT register|send|stay SECONDS POINTS CODES
 *
 * Terminal i has the number 13900000000 + i; CODES is the file its code is kept in. POINTS: of a message (1: 0x0200, more: 0x0704).
 * Prints {"terminals", "answered" positions, "seconds"}. Shares the frame codec with the gateway, and nothing else. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "gateway/message.h"

enum { WINDOW = 32 /* messages a terminal sends ahead of their answers */, CODE_ROOM = 72, POINTS_MOST = 30 };

struct one {
	int fd;
	struct frame as;
	struct framing framing;
	uint16_t serial;
	int unanswered;
	bool in;                        /* let in */
	unsigned n;
	char code[CODE_ROOM];
};

static struct one *all;
static unsigned count, in_count, points;
static long long answered;
static bool registers, sends;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void out(struct one *o, uint16_t id, Str body, unsigned char *wire, size_t *len)
{
	*len += frame_make(wire + *len, &o->as, id, ++o->serial, body);
}

static void put(unsigned char *at, unsigned long number, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		at[i] = (unsigned char)(number >> 8 * (bytes - 1 - i));
}

static unsigned char bcd(unsigned n)
{
	return (unsigned char)(n / 10 % 10 << 4 | n % 10);
}

/* Every ten seconds a little further, from 2026-11-02 on. */
static size_t write_position(struct one *o, unsigned char *at)
{
	unsigned id = (unsigned)(o - all), s = o->n * 10, day = s / 86400 % 20, k = o->n++;

	memset(at, 0, 28);
	put(at + 4, 3, 4);
	put(at + 8, 34800000 + id * 7 % 20000 + (k * 37 + k / 7 * 11) % 9000, 4);
	put(at + 12, 113550000 + id * 13 % 20000 + (k * 53 + k / 5 * 7) % 9000, 4);
	put(at + 16, 108 + k % 3, 2);
	put(at + 18, 300 + k * 7 % 90, 2);
	put(at + 20, k * 3 % 360, 2);
	at[22] = 0x26;
	at[23] = 0x11;
	at[24] = bcd(2 + day);
	at[25] = bcd(s / 3600 % 24);
	at[26] = bcd(s / 60 % 60);
	at[27] = bcd(s % 60);
	return 28;
}

static size_t write_message(struct one *o, unsigned char *body)
{
	size_t len = 3;

	if (points == 1)
		return write_position(o, body);
	put(body, points, 2);
	body[2] = 0;
	for (unsigned i = 0; i < points; i++) {
		put(body + len, 28, 2);
		len += 2 + write_position(o, body + len + 2);
	}
	return len;
}

static void send_more(struct one *o)
{
	unsigned char wire[WINDOW * FRAME_WIRE_BYTES], body[FRAME_BODY_MOST];
	size_t len = 0;

	while (sends && o->in && o->unanswered < WINDOW) {
		out(o, points == 1 ? MESSAGE_POSITION : MESSAGE_BATCH, (Str){ (char *)body, write_message(o, body) }, wire, &len);
		o->unanswered++;
	}
	if (len)
		must(send(o->fd, wire, len, MSG_NOSIGNAL) == (ssize_t)len);
}

static void say_who(struct one *o)
{
	unsigned char wire[FRAME_WIRE_BYTES];
	char body[64] = "";
	size_t len = 0;

	if (registers)
		out(o, MESSAGE_REGISTER, (Str){ body, 37 }, wire, &len);
	else
		out(o, MESSAGE_AUTHENTICATE, str_of(o->code), wire, &len);
	must(send(o->fd, wire, len, MSG_NOSIGNAL) == (ssize_t)len);
}

static void hear(struct one *o, const struct frame *f)
{
	const unsigned char *body = (const unsigned char *)f->body.at;

	if (f->id == ANSWER_REGISTER && f->body.len > 3 && body[2] == REGISTERED && f->body.len - 3 < CODE_ROOM) {
		memcpy(o->code, body + 3, f->body.len - 3);
		o->in = true;
		in_count++;
		close(o->fd);               /* it comes again with its code; until then it is a stranger */
	} else if (f->id == ANSWER && body[4] == RESULT_DONE && !o->in) {
		o->in = true;
		in_count++;
	} else if (f->id == ANSWER && body[4] == RESULT_DONE) {
		answered += points;
		o->unanswered--;
	} else {
		fprintf(stderr, "terminal %s: answer %04x, result %d\n", f->number, f->id, f->body.len > 2 ? body[f->body.len > 4 ? 4 : 2] : -1);
		exit(1);
	}
}

static void read_one(struct one *o)
{
	static unsigned char bytes[65536];
	ssize_t got = recv(o->fd, bytes, sizeof bytes, MSG_DONTWAIT);
	size_t at = 0, stray = 0;

	if (got <= 0) {
		fprintf(stderr, "terminal %td was cut\n", o - all);
		exit(1);
	}
	while (at < (size_t)got) {
		enum framed framed;
		struct frame f;

		at += frame_feed(&o->framing, bytes + at, (size_t)got - at, &framed, &stray);
		if (framed == FRAMED_WHOLE) {
			must(frame_read(o->framing.at, o->framing.len, &f));
			hear(o, &f);
		}
	}
	send_more(o);
}

static void open_one(struct one *o, int poll, int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = o };
	char number[13];
	int on = 1;

	snprintf(number, sizeof number, "%012lld", 13900000000LL + (o - all));
	for (int i = 0; i < 6; i++)
		o->as.phone[i] = (unsigned char)((number[2 * i] - '0') << 4 | (number[2 * i + 1] - '0'));
	o->fd = socket(AF_INET, SOCK_STREAM, 0);
	must(o->fd >= 0 && connect(o->fd, (struct sockaddr *)&to, sizeof to) == 0);
	(void)setsockopt(o->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	must(epoll_ctl(poll, EPOLL_CTL_ADD, o->fd, &event) == 0);
	say_who(o);
}

static void round_of(int poll, int wait_ms)
{
	struct epoll_event events[512];
	int ready = epoll_wait(poll, events, 512, wait_ms);

	for (int i = 0; i < ready; i++)
		read_one(events[i].data.ptr);
}

/* A hundred strangers at a time, as they would come. */
static void come_in(int poll, int port)
{
	for (unsigned i = 0; i < count; i++) {
		open_one(&all[i], poll, port);
		while (i + 1 - in_count > 100)
			round_of(poll, 1000);
	}
	while (in_count < count)
		round_of(poll, 1000);
}

static void codes(const char *path, const char *how)
{
	FILE *file = fopen(path, how);

	must(file);
	for (unsigned i = 0; i < count; i++)
		must(how[0] == 'w' ? fprintf(file, "%s\n", all[i].code) > 0 : fscanf(file, "%71s", all[i].code) == 1);
	must(fclose(file) == 0);
}

int main(int argc, char **argv)
{
	struct rlimit files;
	double began, seconds;
	int poll = epoll_create1(0);

	must(argc == 7 && getrlimit(RLIMIT_NOFILE, &files) == 0);
	files.rlim_cur = files.rlim_max;
	must(setrlimit(RLIMIT_NOFILE, &files) == 0);
	count = (unsigned)strtoul(argv[2], NULL, 10);
	registers = strcmp(argv[3], "register") == 0;
	seconds = strtod(argv[4], NULL);
	points = (unsigned)strtoul(argv[5], NULL, 10);
	must(count > 0 && points > 0 && points <= POINTS_MOST);
	all = calloc(count, sizeof *all);
	must(all);
	if (!registers)
		codes(argv[6], "r");
	come_in(poll, (int)strtol(argv[1], NULL, 10));
	if (registers)
		codes(argv[6], "w");
	sends = strcmp(argv[3], "send") == 0;
	began = now();
	for (unsigned i = 0; i < count; i++)
		send_more(&all[i]);
	while (now() - began < seconds)
		round_of(poll, 100);
	printf("{\"terminals\": %u, \"answered\": %lld, \"seconds\": %.3f}\n", in_count, answered, now() - began);
	return 0;
}

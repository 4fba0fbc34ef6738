/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* peer.c - who sent it: the address on the other end, or behind a trusted proxy the one it names.
 *
 * Owns: addresses and networks as numbers, X-Forwarded-For and X-Forwarded-Proto. Both are believed of a trusted
 * proxy alone: anybody can write such a line. */
#include <arpa/inet.h>
#include <string.h>

#include "http/live.h"

enum { V4_START = 12, V4_BITS = 8 * V4_START };

static const unsigned char v4_in_v6[V4_START] = { [10] = 0xff, [11] = 0xff };

/* IPv4 as IPv6 writes it (::ffff:10.1.2.3), so that there is one kind. */
bool address_parse(struct arena *arena, Str words, struct address *out)
{
	const char *terminated = str_terminated(arena, words);
	struct address at = { { 0 } };

	if (words.len >= INET6_ADDRSTRLEN)
		return false;
	if (inet_pton(AF_INET, terminated, at.bytes + V4_START) == 1)
		memcpy(at.bytes, v4_in_v6, sizeof v4_in_v6);
	else if (inet_pton(AF_INET6, terminated, at.bytes) != 1)
		return false;
	*out = at;
	return true;
}

bool address_is_v4(const struct address *at)
{
	return memcmp(at->bytes, v4_in_v6, sizeof v4_in_v6) == 0;
}

Str address_words(struct arena *arena, const struct address *at)
{
	char words[INET6_ADDRSTRLEN] = "";
	bool v4 = address_is_v4(at);

	if (!inet_ntop(v4 ? AF_INET : AF_INET6, at->bytes + (v4 ? V4_START : 0), words, sizeof words))
		return STR_NONE;
	return arena_copy(arena, str_of(words));
}

static bool address_of(const struct sockaddr *from, struct address *out)
{
	struct address at = { { 0 } };

	if (from->sa_family == AF_INET) {
		memcpy(at.bytes, v4_in_v6, sizeof v4_in_v6);
		memcpy(at.bytes + V4_START, &((const struct sockaddr_in *)(const void *)from)->sin_addr, 4);
	} else if (from->sa_family == AF_INET6) {
		memcpy(at.bytes, &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr, sizeof at.bytes);
	} else {
		return false;
	}
	*out = at;
	return true;
}

/* ---- networks ---- */

/* "10.0.0.0/8", "2001:db8::/32"; an address alone is a network of one. */
static bool network_parse(struct arena *arena, Str words, struct network *out)
{
	struct network n = { .bits = 128 };
	Str address = words, bits = STR_NONE;
	int64_t given, most;
	bool sized = str_cut(words, '/', &address, &bits);

	if (!address_parse(arena, address, &n.at))
		return false;
	most = str_contains(address, STR(":")) ? 128 : 32;
	given = most;
	if ((sized && !str_to_int(bits, &given)) || given < 0 || given > most)
		return false;
	n.bits = (int)given + (most == 32 ? V4_BITS : 0);
	*out = n;
	return true;
}

bool networks_parse(struct arena *arena, Str list, struct networks *out, Str *error_out)
{
	struct networks found = { NULL, 0 };
	Str rest = str_trim(list);
	size_t room = 0;

	while (!str_is_empty(rest)) {
		Str one = rest, after = STR_NONE;

		(void)str_cut(rest, ',', &one, &after);
		rest = str_trim(after);
		one = str_trim(one);
		found.at = arena_room_for_one(arena, found.at, found.count, &room, sizeof *found.at);
		if (!network_parse(arena, one, &found.at[found.count++])) {
			*error_out = str_format(arena, "受信代理 %.*s 不对，请写成 10.1.2.3 或 10.1.0.0/16 的样子", STR_ARG(one));
			return false;
		}
	}
	*out = found;
	return true;
}

static bool network_holds(const struct network *n, const struct address *at)
{
	size_t whole = (size_t)n->bits / 8;
	unsigned rest = (unsigned)n->bits % 8;

	return memcmp(n->at.bytes, at->bytes, whole) == 0
	    && (rest == 0 || ((n->at.bytes[whole] ^ at->bytes[whole]) >> (8 - rest)) == 0);
}

bool networks_hold(const struct networks *networks, const struct address *at)
{
	for (size_t i = 0; i < networks->count; i++)
		if (network_holds(&networks->at[i], at))
			return true;
	return false;
}

/* ---- the request's ---- */

static Str last_of(Str *list)
{
	Str last = *list;

	for (size_t i = list->len; i > 0; i--)
		if (list->at[i - 1] == ',') {
			last = str_after(*list, i);
			*list = str_first(*list, i - 1);
			return str_trim(last);
		}
	*list = STR_NONE;
	return str_trim(last);
}

/* Each proxy appends whom it saw. From the end, the first one that is no proxy of ours is the only one nobody could
 * invent; what stands before it is the client's own word. */
static void follow(const struct request *request, const struct networks *proxies, struct address *at)
{
	Str list = request_header(request, "X-Forwarded-For");
	struct address seen;

	while (!str_is_empty(list) && networks_hold(proxies, at)) {
		Str last = last_of(&list);

		if (!address_parse(request->arena, last, &seen))
			return;
		*at = seen;
	}
}

void request_take_peer(struct live *live)
{
	struct request *request = &live->exchange.request;
	const struct networks *proxies = &live->server->proxies;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(live->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct address from;

	request->secure = live->server->tls != NULL;
	if (!info || !info->client_addr || !address_of(info->client_addr, &from))
		return;
	request->peer_at = from;
	if (networks_hold(proxies, &from)) {
		follow(request, proxies, &request->peer_at);
		if (str_is(str_trim(request_header(request, "X-Forwarded-Proto")), "https"))
			request->secure = true;
	}
	request->peer = address_words(request->arena, &request->peer_at);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* link.c - whole messages over the socket pair. */
#include "gateway/link.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>

bool link_read(int fd, void *room, size_t bytes)
{
	char *at = room;

	while (bytes > 0) {
		ssize_t got = recv(fd, at, bytes, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		bytes -= (size_t)got;
	}
	return true;
}

static bool write_all(int fd, struct iovec *part, int parts)
{
	while (parts > 0) {
		struct msghdr message = { .msg_iov = part, .msg_iovlen = (size_t)parts };
		ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return false;
		while (parts > 0 && (size_t)sent >= part->iov_len) {
			sent -= (ssize_t)part->iov_len;
			part++;
			parts--;
		}
		if (parts > 0) {
			part->iov_base = (char *)part->iov_base + sent;
			part->iov_len -= (size_t)sent;
		}
	}
	return true;
}

bool link_write(int fd, enum link_kind kind, const void *first, size_t first_bytes, const void *second, size_t second_bytes)
{
	struct link_head head = { kind, (uint32_t)(first_bytes + second_bytes) };
	struct iovec parts[] = { { &head, sizeof head }, { (void *)(uintptr_t)first, first_bytes }, { (void *)(uintptr_t)second, second_bytes } };

	return write_all(fd, parts, second_bytes ? 3 : 2);
}

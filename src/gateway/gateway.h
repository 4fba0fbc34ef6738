/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* gateway.h - JT/T 808 terminals over TCP, into track/: a process of its own, and the thread of serve that speaks with it.
 *
 * The gateway has the sockets of the terminals and one to serve, and nothing else: no database, no file, no key. It reads
 * frames, hands positions over in batches, and answers a terminal when serve has told it that the batch is stored. serve
 * takes a batch as a writing act. The gateway dies: serve starts another, the pages do not notice. serve dies: the
 * gateway ends. Owns: frames, bodies, sessions of terminals. Does not own: the register, positions (track/). */
#ifndef JUEBU_GATEWAY_GATEWAY_H
#define JUEBU_GATEWAY_GATEWAY_H

#include "store/act.h"

struct gateway;
/* listen: "0.0.0.0:8808", port 0 picks one. NULL: error_out says why in Chinese. */
struct gateway *gateway_start(struct arena *, struct house *, Str listen, Str *error_out);
int gateway_port(const struct gateway *);
/* Reads no more, answers what is being stored, ends the process. Before the store closes. */
void gateway_stop(struct gateway *);
/* terminals' asks refused; batches and positions stored; how often the process was started again. */
struct gateway_figures { int64_t refused, batches, positions, restarts; };
struct gateway_figures gateway_figures(struct gateway *);

/* `juebu gateway`, which serve starts and nobody else: link and listening socket are open. The exit code. */
enum { GATEWAY_LINK_FD = 3, GATEWAY_LISTEN_FD = 4 };
int gateway_run(struct arena *, int link, int listening);

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* log.h - lines for the operator on standard error: minute, level, place, words. Never personal data.
 * Programs log; library code below app/ refuses and lets the boundary log once. */
#ifndef JUEBU_BASE_LOG_H
#define JUEBU_BASE_LOG_H

enum log_level { LOG_DEBUG, LOG_NOTE, LOG_WARNING, LOG_TROUBLE };

void log_line(enum log_level, const char *place, const char *format, ...) __attribute__((format(printf, 3, 4)));
void log_quiet(enum log_level least);            /* tests raise it */

#endif

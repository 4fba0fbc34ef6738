/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* log.c - one line, one write, so that lines of several threads do not mix.
 *
 * Owns one global: the least level shown, set at start. Takes no memory, since the last line may be
 * about having none. Reads the machine's clock: a log tells when it was written, not when an act was. */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_BYTES 2048
#define CHINA_SECONDS (8 * 60 * 60)     /* east of UTC; calendar/ lies above us */

static atomic_int least_shown = LOG_NOTE;

static const char *const level_words[] = {
	[LOG_DEBUG] = "debug", [LOG_NOTE] = "note", [LOG_WARNING] = "warning", [LOG_TROUBLE] = "trouble",
};

void log_quiet(enum log_level least)
{
	atomic_store(&least_shown, (int)least);
}

/* A line break inside the words would let whoever sent them write log lines of their own. */
static void keep_on_one_line(char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)at[i] < 0x20 || at[i] == 0x7F)
			at[i] = ' ';
}

/* What snprintf wrote into room bytes: it returns what it would have written. */
static size_t written(int wanted, size_t room)
{
	if (wanted < 0)
		return 0;
	return (size_t)wanted < room ? (size_t)wanted : room - 1;
}

void log_line(enum log_level level, const char *place, const char *format, ...)
{
	if ((int)level < atomic_load(&least_shown))
		return;

	char line[LINE_BYTES];
	time_t here = time(NULL) + CHINA_SECONDS;
	struct tm t = { 0 };
	va_list words;

	(void)gmtime_r(&here, &t);

	size_t len = written(snprintf(line, sizeof line, "%04d-%02d-%02dT%02d:%02d %s %s: ",
	                              t.tm_year + 1900, t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min,
	                              level_words[level], place), sizeof line);

	va_start(words, format);
	len += written(vsnprintf(line + len, sizeof line - len, format, words), sizeof line - len);
	va_end(words);
	keep_on_one_line(line, len);
	line[len++] = '\n';             /* in the place of the NUL */
	if (write(STDERR_FILENO, line, len) < 0)
		return;                 /* nobody is left to be told */
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* str.h - text by value: where it is and how long it is.
 *
 * A Str is not NUL-terminated and is valid UTF-8: bytes are checked where they come in (http, command
 * line, files). It lives as long as the arena it was taken from; a STR() lives for ever.
 * The empty Str is "not given": records store it as NULL, forms show it empty. There is no second "none". */
#ifndef JUEBU_BASE_STR_H
#define JUEBU_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

typedef struct {
	const char *at;
	size_t len;                     /* bytes */
} Str;

/* Only a string literal compiles. */
#define STR(literal) ((Str){ "" literal "", sizeof(literal) - 1 })
#define STR_INIT(literal) { "" literal "", sizeof(literal) - 1 } /* for static tables */
#define STR_NONE ((Str){ 0 })
/* For a printf with "%.*s". It looks twice, so only what has an address compiles: a variable, never a call. */
#define STR_ARG(s) (int)(&(s))->len, (&(s))->at

/* The smallest stand here: a page asks them thousands of times, and of a literal the compiler knows the length. */
static inline Str str_of(const char *terminated) /* a literal out of a table; NULL gives STR_NONE */
{
	return terminated == NULL ? STR_NONE : (Str){ terminated, strlen(terminated) };
}
static inline bool str_is_empty(Str s)
{
	return s.len == 0;
}
static inline bool str_equal(Str a, Str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}
static inline bool str_is(Str s, const char *literal)
{
	return str_equal(s, str_of(literal));
}
bool str_starts_with(Str s, const char *literal);
bool str_contains(Str s, Str part);
int str_compare(Str a, Str b);                   /* by bytes, as both databases order text */
Str str_after(Str s, size_t bytes);              /* without its first bytes */
Str str_first(Str s, size_t bytes);
Str str_trim(Str s);                             /* ASCII blanks and the ideographic space U+3000 */
bool str_cut(Str s, char at, Str *before, Str *after);   /* false, out untouched: no such byte */
bool str_is_utf8(Str s);                         /* well-formed, no NUL, no surrogates */
size_t str_characters(Str s);                    /* code points, which is what people count */
Str str_first_characters(Str s, size_t characters);
bool str_to_int(Str s, int64_t *out);            /* whole text, decimal, in range; else false, out untouched */
uint64_t str_hash(Str s);

/* Text that grows in an arena. Zero-initialise all but .arena. */
struct strbuf {
	struct arena *arena;
	char *at;
	size_t len, room;
};

void buf_reserve(struct strbuf *, size_t more);   /* room for so many bytes more in one piece */

/* Here, because a page is a thousand of them. */
static inline void buf_add(struct strbuf *buf, Str s)
{
	if (s.len > buf->room - buf->len)
		buf_reserve(buf, s.len);
	if (s.len > 0)
		memcpy(buf->at + buf->len, s.at, s.len);
	buf->len += s.len;
}
static inline void buf_char(struct strbuf *buf, char c)
{
	if (buf->len == buf->room)
		buf_reserve(buf, 1);
	buf->at[buf->len++] = c;
}
void buf_int(struct strbuf *, int64_t);
void buf_format(struct strbuf *, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str buf_str(const struct strbuf *);              /* what stands there now; valid until the next buf_ call */
#define buf_text(buf, literal) buf_add((buf), STR(literal))

Str str_format(struct arena *, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str str_plain_lines(struct arena *, Str);        /* line ends of any kind as \n */
Str str_hex(struct arena *, Str bytes);          /* two lower-case digits a byte */
bool str_unhex(Str hex, void *room);             /* of that form only; hex.len / 2 bytes; false: room is spoilt */
Str str_join(struct arena *, Str a, Str b);
const char *str_terminated(struct arena *, Str); /* a NUL-ended copy, for libraries only */

#endif

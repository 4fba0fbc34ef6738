/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* html.h - markup that escapes by type.
 *
 *     html(h, "<td><a href=\"", url_join(arena, "/matter/", number), "\">", matter->title, "</a>");
 *
 * A string literal is markup. Every other value is written according to its type: Str escaped (in text and
 * in double-quoted attributes alike), numbers in digits, Date and Instant as people read them, a Url with
 * its own writer. A char pointer or a buffer does not compile (tests/compile_refusals.py). Attributes always
 * in double quotes; nothing is ever written inside <script> or style: data for scripts goes into data-
 * attributes. Needs -Wwrite-strings (it makes literals const). */
#ifndef JUEBU_HTTP_HTML_H
#define JUEBU_HTTP_HTML_H

#include <string.h>

#include "base/input.h"
#include "calendar/calendar.h"

struct html { struct strbuf *out; };

/* An address of our own: begins with words of the program, parts from people are encoded, so no scheme and no
 * host can be smuggled in. Made only by the functions below. */
typedef struct { Str text; } Url;

#define URL(literal) ((Url){ STR_INIT(literal) })   /* only a literal compiles */
#define URL_NONE ((Url){ STR_INIT("") })

Url url_join(struct arena *, const char *start, Str component);      /* start + encoded component */
Url url_number(struct arena *, const char *start, int64_t n, const char *end);   /* "/matter/" 7 "/decide" */
/* The same page with one parameter changed, the others (filters) kept. Empty value: without it. */
Url url_with(struct arena *, Str path, const struct input *query, const char *name, Str value);
/* Where to come back to, out of a form or a request: a path of this site, else "/". */
Url url_local(struct arena *, Str target);

/* Many values in one go, at most 48. */
#define html(h, ...)                                                                               \
	do {                                                                                       \
		const struct html html_to_ = (h);                                                  \
		HTML_CALL_(HTML_COUNT_(__VA_ARGS__), html_to_, __VA_ARGS__);                       \
	} while (0)
/* For what is there or not: html_if(h, row->late, " class=\"late\""); */
#define html_if(h, condition, ...)                                                                 \
	do {                                                                                       \
		if (condition)                                                                     \
			html(h, __VA_ARGS__);                                                      \
	} while (0)

/* ---- only through html() ---- */
static inline void html_markup_(struct html h, const char *literal)
{
	buf_add(h.out, (Str){ literal, strlen(literal) });
}
void html_text_(struct html, Str);
void html_int_(struct html, int64_t);
void html_unsigned_(struct html, uint64_t);
void html_date_(struct html, Date);              /* "2026-11-24"; not given: nothing */
void html_instant_(struct html, Instant);        /* "2026-11-24 12:00" */
void html_url_(struct html, Url);

#define HTML_IS_TEXT_(x) _Generic((__typeof__(x) *)0, const char (*)[sizeof(x)]: 1, default: 0)
#define HTML_PUT_(h, x)                                                                            \
	do {                                                                                       \
		_Static_assert(!HTML_IS_TEXT_(x) || __builtin_constant_p(_Generic(                 \
			(__typeof__(x) *)0, const char (*)[sizeof(x)]: (x), default: 0)),          \
			"markup must be a literal");                                               \
		_Generic((__typeof__(x) *)0,                                                       \
			const char (*)[sizeof(x)]: html_markup_,                                   \
			Str *: html_text_, const Str *: html_text_,                                \
			Date *: html_date_, const Date *: html_date_,                              \
			Instant *: html_instant_, const Instant *: html_instant_,                  \
			Url *: html_url_, const Url *: html_url_,                                  \
			int *: html_int_, const int *: html_int_,                                  \
			int64_t *: html_int_, const int64_t *: html_int_,                          \
			unsigned *: html_unsigned_, const unsigned *: html_unsigned_,              \
			size_t *: html_unsigned_, const size_t *: html_unsigned_)((h), (x));       \
	} while (0)

#define HTML_CALL_(n, ...) HTML_PASTE_(n, __VA_ARGS__)
#define HTML_PASTE_(n, ...) HTML_##n##_(__VA_ARGS__)
#define HTML_COUNT_(...) HTML_PICK_(__VA_ARGS__, \
	48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, \
	25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
#define HTML_PICK_( \
	a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, \
	a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33, a34, a35, a36, a37, a38, \
	a39, a40, a41, a42, a43, a44, a45, a46, a47, a48, n, ...) n
#define HTML_1_(h, x) HTML_PUT_(h, x)
#define HTML_2_(h, x, ...) HTML_PUT_(h, x); HTML_1_(h, __VA_ARGS__)
#define HTML_3_(h, x, ...) HTML_PUT_(h, x); HTML_2_(h, __VA_ARGS__)
#define HTML_4_(h, x, ...) HTML_PUT_(h, x); HTML_3_(h, __VA_ARGS__)
#define HTML_5_(h, x, ...) HTML_PUT_(h, x); HTML_4_(h, __VA_ARGS__)
#define HTML_6_(h, x, ...) HTML_PUT_(h, x); HTML_5_(h, __VA_ARGS__)
#define HTML_7_(h, x, ...) HTML_PUT_(h, x); HTML_6_(h, __VA_ARGS__)
#define HTML_8_(h, x, ...) HTML_PUT_(h, x); HTML_7_(h, __VA_ARGS__)
#define HTML_9_(h, x, ...) HTML_PUT_(h, x); HTML_8_(h, __VA_ARGS__)
#define HTML_10_(h, x, ...) HTML_PUT_(h, x); HTML_9_(h, __VA_ARGS__)
#define HTML_11_(h, x, ...) HTML_PUT_(h, x); HTML_10_(h, __VA_ARGS__)
#define HTML_12_(h, x, ...) HTML_PUT_(h, x); HTML_11_(h, __VA_ARGS__)
#define HTML_13_(h, x, ...) HTML_PUT_(h, x); HTML_12_(h, __VA_ARGS__)
#define HTML_14_(h, x, ...) HTML_PUT_(h, x); HTML_13_(h, __VA_ARGS__)
#define HTML_15_(h, x, ...) HTML_PUT_(h, x); HTML_14_(h, __VA_ARGS__)
#define HTML_16_(h, x, ...) HTML_PUT_(h, x); HTML_15_(h, __VA_ARGS__)
#define HTML_17_(h, x, ...) HTML_PUT_(h, x); HTML_16_(h, __VA_ARGS__)
#define HTML_18_(h, x, ...) HTML_PUT_(h, x); HTML_17_(h, __VA_ARGS__)
#define HTML_19_(h, x, ...) HTML_PUT_(h, x); HTML_18_(h, __VA_ARGS__)
#define HTML_20_(h, x, ...) HTML_PUT_(h, x); HTML_19_(h, __VA_ARGS__)
#define HTML_21_(h, x, ...) HTML_PUT_(h, x); HTML_20_(h, __VA_ARGS__)
#define HTML_22_(h, x, ...) HTML_PUT_(h, x); HTML_21_(h, __VA_ARGS__)
#define HTML_23_(h, x, ...) HTML_PUT_(h, x); HTML_22_(h, __VA_ARGS__)
#define HTML_24_(h, x, ...) HTML_PUT_(h, x); HTML_23_(h, __VA_ARGS__)
#define HTML_25_(h, x, ...) HTML_PUT_(h, x); HTML_24_(h, __VA_ARGS__)
#define HTML_26_(h, x, ...) HTML_PUT_(h, x); HTML_25_(h, __VA_ARGS__)
#define HTML_27_(h, x, ...) HTML_PUT_(h, x); HTML_26_(h, __VA_ARGS__)
#define HTML_28_(h, x, ...) HTML_PUT_(h, x); HTML_27_(h, __VA_ARGS__)
#define HTML_29_(h, x, ...) HTML_PUT_(h, x); HTML_28_(h, __VA_ARGS__)
#define HTML_30_(h, x, ...) HTML_PUT_(h, x); HTML_29_(h, __VA_ARGS__)
#define HTML_31_(h, x, ...) HTML_PUT_(h, x); HTML_30_(h, __VA_ARGS__)
#define HTML_32_(h, x, ...) HTML_PUT_(h, x); HTML_31_(h, __VA_ARGS__)
#define HTML_33_(h, x, ...) HTML_PUT_(h, x); HTML_32_(h, __VA_ARGS__)
#define HTML_34_(h, x, ...) HTML_PUT_(h, x); HTML_33_(h, __VA_ARGS__)
#define HTML_35_(h, x, ...) HTML_PUT_(h, x); HTML_34_(h, __VA_ARGS__)
#define HTML_36_(h, x, ...) HTML_PUT_(h, x); HTML_35_(h, __VA_ARGS__)
#define HTML_37_(h, x, ...) HTML_PUT_(h, x); HTML_36_(h, __VA_ARGS__)
#define HTML_38_(h, x, ...) HTML_PUT_(h, x); HTML_37_(h, __VA_ARGS__)
#define HTML_39_(h, x, ...) HTML_PUT_(h, x); HTML_38_(h, __VA_ARGS__)
#define HTML_40_(h, x, ...) HTML_PUT_(h, x); HTML_39_(h, __VA_ARGS__)
#define HTML_41_(h, x, ...) HTML_PUT_(h, x); HTML_40_(h, __VA_ARGS__)
#define HTML_42_(h, x, ...) HTML_PUT_(h, x); HTML_41_(h, __VA_ARGS__)
#define HTML_43_(h, x, ...) HTML_PUT_(h, x); HTML_42_(h, __VA_ARGS__)
#define HTML_44_(h, x, ...) HTML_PUT_(h, x); HTML_43_(h, __VA_ARGS__)
#define HTML_45_(h, x, ...) HTML_PUT_(h, x); HTML_44_(h, __VA_ARGS__)
#define HTML_46_(h, x, ...) HTML_PUT_(h, x); HTML_45_(h, __VA_ARGS__)
#define HTML_47_(h, x, ...) HTML_PUT_(h, x); HTML_46_(h, __VA_ARGS__)
#define HTML_48_(h, x, ...) HTML_PUT_(h, x); HTML_47_(h, __VA_ARGS__)

#endif

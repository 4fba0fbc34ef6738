/* html.h - markup that escapes by type.
 *
 *     html(h, "<td><a href=\"/matter/", id, "\">", matter->title, "</a>");
 *
 * A string literal is markup. Every other value is written according to its type: Str escaped (in text and
 * in double-quoted attributes alike), numbers in digits, Date and Instant as people read them, a Url with
 * its own writer. A char pointer or a buffer does not compile. Attributes always in double quotes; nothing is
 * ever written inside <script> or style: data for scripts goes into data- attributes.
 * Needs -Wwrite-strings (it makes literals const). */
#ifndef JUEBU_HTTP_HTML_H
#define JUEBU_HTTP_HTML_H

#include "calendar/calendar.h"

struct html { struct strbuf *out; };

typedef struct { Str text; } Url;                /* made by url_of(): path parts encoded, never a scheme of a user */

void html_markup_(struct html, const char *);    /* only through html() */
void html_text_(struct html, Str);
void html_int_(struct html, int64_t);
void html_unsigned_(struct html, uint64_t);
void html_date_(struct html, Date);              /* 2026-11-24 in a <time> where possible: plain "2026-11-24" */
void html_instant_(struct html, Instant);        /* plain "2026-11-24 12:00" */
void html_url_(struct html, Url);
Url url_join(struct arena *, const char *literal, Str component);   /* literal + encoded component */

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
			int32_t *: html_int_, const int32_t *: html_int_,                          \
			unsigned *: html_unsigned_, const unsigned *: html_unsigned_,              \
			size_t *: html_unsigned_, const size_t *: html_unsigned_)((h), (x));       \
	} while (0)

#endif

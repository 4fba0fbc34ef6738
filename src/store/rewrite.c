/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rewrite.c - one SQL text for both databases: ":name" → "$1", the schema words {id} {int} … → types.
 *
 * Owns: the tokenizer that knows quotes, comments and "::". What it cannot read soundly it refuses: an open
 * quote, a comment within a comment (PostgreSQL nests them, SQLite does not), a "$" of somebody else. */
#include "store/store_backend.h"

#include <string.h>

static const char *const word_names[SCHEMA_WORDS] = {
	[WORD_ID] = "{id}", [WORD_INT] = "{int}", [WORD_TEXT] = "{text}",
	[WORD_REAL] = "{real}", [WORD_BLOB] = "{blob}", [WORD_STRICT] = "{strict}",
};

struct rewriting {
	Str sql;
	size_t at;
	struct strbuf out;
	const char *const *words;       /* NULL: braces stay */
	struct names names;             /* .at NULL: names stay */
};

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_name_part(char c)
{
	return is_name_start(c) || (c >= '0' && c <= '9');
}

static char at(const struct rewriting *r, size_t ahead)
{
	if (r->at + ahead >= r->sql.len)
		return '\0';
	return r->sql.at[r->at + ahead];
}

static void copy(struct rewriting *r, size_t bytes)
{
	buf_add(&r->out, (Str){ r->sql.at + r->at, bytes });
	r->at += bytes;
}

/* A doubled quote ends one text and opens the next: the same bytes come out. */
static bool copy_quoted(struct rewriting *r, char quote)
{
	for (size_t n = 1; r->at + n < r->sql.len; n++) {
		if (at(r, n) == quote) {
			copy(r, n + 1);
			return true;
		}
	}
	return false;
}

static bool copy_block_comment(struct rewriting *r)
{
	for (size_t n = 2; r->at + n + 1 < r->sql.len; n++) {
		if (at(r, n) == '*' && at(r, n + 1) == '/') {
			copy(r, n + 2);
			return true;
		}
		if (at(r, n) == '/' && at(r, n + 1) == '*')
			return false;
	}
	return false;
}

static void copy_line_comment(struct rewriting *r)
{
	size_t n = 2;

	while (r->at + n < r->sql.len && at(r, n) != '\n')
		n++;
	copy(r, n);
}

static bool put_name(struct rewriting *r)
{
	size_t n = 1, i = 0;
	Str name;

	while (is_name_part(at(r, n)))
		n++;
	name = (Str){ r->sql.at + r->at, n };
	while (i < r->names.count && !str_equal(r->names.at[i], name))
		i++;
	if (i == r->names.room)
		return false;
	if (i == r->names.count)
		r->names.at[r->names.count++] = name;
	buf_char(&r->out, '$');
	buf_int(&r->out, (int64_t)i + 1);
	r->at += n;
	return true;
}

static bool put_word(struct rewriting *r)
{
	for (size_t i = 0; i < SCHEMA_WORDS; i++) {
		size_t len = strlen(word_names[i]);

		if (str_starts_with(str_after(r->sql, r->at), word_names[i])) {
			buf_add(&r->out, str_of(r->words[i]));
			r->at += len;
			return true;
		}
	}
	return false;
}

static bool put_colon(struct rewriting *r)
{
	if (at(r, 1) == ':')
		copy(r, 2);
	else if (is_name_start(at(r, 1)))
		return put_name(r);
	else
		copy(r, 1);
	return true;
}

static bool put_next(struct rewriting *r)
{
	char c = at(r, 0);

	if (c == '\'' || c == '"')
		return copy_quoted(r, c);
	if (c == '/' && at(r, 1) == '*')
		return copy_block_comment(r);
	if (c == '{' && r->words)
		return put_word(r);
	if (c == ':' && r->names.at)
		return put_colon(r);
	if (c == '$' && r->names.at)
		return false;
	if (c == '-' && at(r, 1) == '-')
		copy_line_comment(r);
	else
		copy(r, 1);
	return true;
}

static bool rewrite(struct rewriting *r, Str *out)
{
	while (r->at < r->sql.len) {
		if (!put_next(r))
			return false;
	}
	*out = buf_str(&r->out);
	return true;
}

bool rewrite_words(struct arena *arena, Str sql, const char *const *words, Str *out)
{
	struct rewriting r = { .sql = sql, .out.arena = arena, .words = words };

	return rewrite(&r, out);
}

bool rewrite_statement(struct arena *arena, Str sql, const char *const *words, Str *out, struct names *names)
{
	struct rewriting r = { .sql = sql, .out.arena = arena, .words = words, .names = *names };

	if (!rewrite(&r, out))
		return false;
	names->count = r.names.count;
	return true;
}

bool store_rewrite_names(struct arena *arena, Str sql, Str *sql_out, Str *names_out, size_t names_room,
                         size_t *count_out)
{
	struct names names = { .at = names_out, .room = names_room };

	if (!rewrite_statement(arena, sql, NULL, sql_out, &names))
		return false;
	*count_out = names.count;
	return true;
}

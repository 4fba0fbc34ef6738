/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* paper.c - the text of a document on stdin, its PDF or DOCX on stdout: what tests/paper.py measures.
 *
 *     juebu-paper pdf|docx <document.txt >out */
#include <stdio.h>
#include <string.h>

#include "document/document.h"

static Str read_all(struct arena *arena)
{
	struct strbuf text = { .arena = arena };
	char some[65536];
	size_t got;

	while ((got = fread(some, 1, sizeof some, stdin)) > 0)
		buf_add(&text, (Str){ some, got });
	return buf_str(&text);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_open();
	struct act act = { .arena = arena };
	struct strbuf out = { .arena = arena };
	struct document document;
	bool pdf = argc == 2 && strcmp(argv[1], "pdf") == 0, done;

	if (argc != 2 || (!pdf && strcmp(argv[1], "docx") != 0))
		return 2;
	if (!document_thaw(arena, read_all(arena), &document)) {
		fputs("not the text of a document\n", stderr);
		return 2;
	}
	done = pdf ? document_pdf(&act, &document, &out) : document_docx(&act, &document, &out);
	if (!done)
		fprintf(stderr, "%.*s %.*s\n", STR_ARG(act.refusal.rule), STR_ARG(act.refusal.message));
	else if (fwrite(out.at, 1, out.len, stdout) != out.len)
		done = false;
	arena_close(arena);
	return done ? 0 : 1;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* import.c - juebu import holidays FILE: the notices of new years, through the same move as the page. */
#include <stdio.h>

#include "app/command.h"
#include "record/holiday.h"

enum { LONGEST_FILE_BYTES = 64 * 1024 };

static bool read_file(struct arena *arena, Str path, Str *out)
{
	FILE *file = fopen(str_terminated(arena, path), "r");
	char *bytes = arena_take(arena, LONGEST_FILE_BYTES);
	Str text;

	if (!file) {
		say_trouble(str_format(arena, "打不开 %.*s", STR_ARG(path)));
		return false;
	}
	text = (Str){ bytes, fread(bytes, 1, LONGEST_FILE_BYTES, file) };
	(void)fclose(file);
	if (text.len == LONGEST_FILE_BYTES || !str_is_utf8(text)) {
		say_trouble(STR("文件太大，或者不是 UTF-8 文本"));
		return false;
	}
	*out = text;
	return true;
}

struct import { const struct holding *holding; Str text, source; };

/* All lines of the file or none. "#" begins a remark. */
static bool import_lines(struct act *act, void *thing)
{
	const struct import *import = thing;
	Str line, rest = str_join(act->arena, import->text, STR("\n"));

	while (str_cut(rest, '\n', &line, &rest)) {
		struct input input = { .arena = act->arena };

		line = str_trim(line);
		if (str_is_empty(line) || str_starts_with(line, "#"))
			continue;
		if (!input_add(&input, STR("notice"), line, INPUT_TEXT) || !input_add(&input, STR("source"), import->source, INPUT_TEXT)
		    || !move_run(act, import->holding, 0, STR("import"), &input, NULL))
			return false;
	}
	return true;
}

int import_command(struct arena *arena, int argc, char **argv)
{
	Str db = STR_NONE, source = STR("命令行导入");
	const struct flag flags[] = { { "--db", &db, NULL }, { "--source", &source, NULL } };
	struct words_given words = { 0 };
	struct refusal refusal = { 0 };
	struct import import;
	struct act_seed seed;
	struct house house;
	bool done;

	if (!flags_read(argc, argv, flags, COUNT_OF(flags), &words))
		return EXIT_USAGE;
	if (words.count != 2 || !str_is(words.at[0], "holidays")) {
		say_trouble(STR("用法：juebu import holidays 文件 [--source 文号] [--db 数据库]"));
		return EXIT_USAGE;
	}
	if (!read_file(arena, words.at[1], &import.text) || !house_open(arena, &house, database_named(db), true))
		return EXIT_REFUSED;
	import.holding = holding_named(&house, STR("holiday"));
	import.source = source;
	seed = command_seed(&house, arena);
	done = act_write(&seed, import_lines, &import, &refusal);
	house_close(&house);
	return done ? EXIT_DONE : say_refused(refusal);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* flags.c - reads a command line, and says on standard error what went wrong. */
#include <stdio.h>
#include <string.h>

#include "app/command.h"

static bool complain(const char *words, const char *about)
{
	(void)fprintf(stderr, "juebu: %s：%s\n", words, about);
	return false;
}

static const struct flag *flag_named(const struct flag *flags, size_t count, const char *argument)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(flags[i].name, argument) == 0)
			return &flags[i];
	return NULL;
}

static bool take_flag(const struct flag *flag, int argc, char **argv, int *i)
{
	if (flag->given)
		*flag->given = true;
	if (!flag->value)
		return true;
	if (*i + 1 >= argc)
		return complain("这个选项后面要写值", argv[*i]);
	if (flag->value->len > 0)
		return complain("这个选项写了两次", argv[*i]);
	*flag->value = str_of(argv[++*i]);
	return true;
}

bool flags_read(int argc, char **argv, const struct flag *flags, size_t count, struct words_given *words)
{
	for (int i = 0; i < argc; i++) {
		const struct flag *flag = flag_named(flags, count, argv[i]);

		if (!str_is_utf8(str_of(argv[i])))
			return complain("参数不是 UTF-8", "请换一种写法");
		if (flag && !take_flag(flag, argc, argv, &i))
			return false;
		if (flag)
			continue;
		if (strncmp(argv[i], "--", 2) == 0 || !words)
			return complain("不认识的参数", argv[i]);
		if (words->count == COUNT_OF(words->at))
			return complain("参数太多", argv[i]);
		words->at[words->count++] = str_of(argv[i]);
	}
	return true;
}

int say_refused(struct refusal refusal)
{
	(void)fprintf(stderr, "juebu: %.*s\n", STR_ARG(refusal.message));
	for (const struct fault *f = refusal.faults; f; f = f->next)
		(void)fprintf(stderr, "  %.*s：%.*s\n", STR_ARG(f->field), STR_ARG(f->message));
	return EXIT_REFUSED;
}

int say_trouble(Str words)
{
	(void)fprintf(stderr, "juebu: %.*s\n", STR_ARG(words));
	return EXIT_REFUSED;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo_words.c - what is said in the demo zone: reads data/demo.txt and fills in its blanks.
 *
 * Owns: the blanks. {road} is a line of the list, {x=3-40} a number, each the same ever after within one matter;
 * {road2} is another road. {amount} {pay} {rest} are money, {today} {+3..8} days that are worked.
 * Does not own: the words themselves. A blank nobody can fill ends the program: the file is ours. */
#include "app/demo/demo_inner.h"

/* ---- reading ---- */

static bool next_line(Str *rest, Str *line)
{
	Str after = STR_NONE;

	if (str_is_empty(*rest))
		return false;
	if (!str_cut(*rest, '\n', line, &after))
		*line = *rest;
	*rest = after;
	*line = str_trim(*line);
	return true;
}

static bool opens_list(Str line, Str *name)
{
	if (!str_starts_with(line, "[") || line.at[line.len - 1] != ']')
		return false;
	*name = (Str){ line.at + 1, line.len - 2 };
	return true;
}

static bool says_something(Str line)
{
	return !str_is_empty(line) && !str_starts_with(line, "#");
}

struct demo_words demo_words_read(struct arena *arena, Str text)
{
	struct demo_words words = { 0 };
	struct demo_list *list = NULL;
	size_t lines = 1;
	Str rest = text, line, name, *at;

	while (next_line(&rest, &line))
		lines++;
	at = ARENA_ARRAY(arena, Str, lines);
	words.at = ARENA_ARRAY(arena, struct demo_list, lines);
	rest = text;
	while (next_line(&rest, &line)) {
		if (!says_something(line))
			continue;
		if (opens_list(line, &name)) {
			list = &words.at[words.count++];
			*list = (struct demo_list){ name, at, 0 };
			continue;
		}
		must(list);
		*at++ = line;
		list->count++;
	}
	return words;
}

const struct demo_list *demo_list_maybe(const struct demo *demo, Str name)
{
	for (size_t i = 0; i < demo->words.count; i++)
		if (str_equal(demo->words.at[i].name, name))
			return &demo->words.at[i];
	return NULL;
}

const struct demo_list *demo_list_named(const struct demo *demo, Str name)
{
	const struct demo_list *list = demo_list_maybe(demo, name);

	must(list && list->count > 0);
	return list;
}

Str demo_line(struct demo *demo, const struct demo_list *list)
{
	return list->at[demo_between(demo, 0, (int)list->count - 1)];
}

Str demo_part(Str line, size_t n)
{
	Str part = line, rest = STR_NONE;

	for (size_t i = 0; i <= n; i++) {
		if (!str_cut(line, '|', &part, &rest)) {
			part = i < n ? STR_NONE : line;
			break;
		}
		line = rest;
	}
	return str_trim(part);
}

/* ---- facts ---- */

static Str *fact_at(struct demo_facts *facts, Str name)
{
	for (size_t i = 0; i < facts->count; i++)
		if (str_equal(facts->name[i], name))
			return &facts->value[i];
	return NULL;
}

static Str remember(struct demo *demo, struct demo_facts *facts, Str name, Str value)
{
	Str *known = fact_at(facts, name);

	value = arena_copy(demo->arena, value);
	if (known) {
		*known = value;
		return value;
	}
	must(facts->count < DEMO_FACTS_MOST);
	facts->name[facts->count] = arena_copy(demo->arena, name);
	facts->value[facts->count++] = value;
	return value;
}

void demo_fact(struct demo *demo, struct demo_facts *facts, const char *name, Str value)
{
	(void)remember(demo, facts, str_of(name), value);
}

/* ---- filling in ---- */

static Str number_words(struct demo *demo, int64_t n)
{
	return str_format(demo->moment, "%lld", (long long)n);
}

static Str money_words(struct demo *demo, int64_t thousands)
{
	if (thousands % 10 == 0)
		return number_words(demo, thousands / 10);
	return str_format(demo->moment, "%lld.%lld", (long long)(thousands / 10), (long long)(thousands % 10));
}

/* Part of what is left, and never all of it: the rest is what the next week is about. */
static int64_t pay_some(struct demo *demo, struct demo_facts *facts)
{
	int64_t pay = (facts->amount - facts->paid) * demo_between(demo, 7, 18) / 100;

	pay = pay < 1 ? 1 : pay;
	facts->paid += pay;
	return pay;
}

static Str day_words(struct demo *demo, Date day)
{
	return str_format(demo->moment, "%d月%d日", date_month(day), date_day_of_month(day));
}

/* "3..8", "3-40": two numbers with a sign between them. */
static bool read_range(Str words, char sign, int64_t *least, int64_t *most)
{
	Str from, to;

	if (!str_cut(words, sign, &from, &to))
		return false;
	while (str_starts_with(to, "."))
		to = str_after(to, 1);
	return str_to_int(from, least) && str_to_int(to, most);
}

static bool fill_money(struct demo *demo, struct demo_facts *facts, Str blank, Str *out)
{
	if (str_is(blank, "amount"))
		*out = money_words(demo, facts->amount);
	else if (str_is(blank, "pay"))
		*out = money_words(demo, pay_some(demo, facts));
	else if (str_is(blank, "rest"))
		*out = money_words(demo, facts->amount - facts->paid);
	else
		return false;
	return true;
}

static bool fill_day(struct demo *demo, Str blank, Str *out)
{
	int64_t least, most;

	if (str_is(blank, "today")) {
		*out = day_words(demo, demo_today(demo));
		return true;
	}
	if (!str_starts_with(blank, "+"))
		return false;
	must(read_range(str_after(blank, 1), '.', &least, &most));
	*out = day_words(demo, demo_worked_later(demo, demo_today(demo), demo_between(demo, (int)least, (int)most)));
	return true;
}

static Str without_digits(Str name)
{
	while (name.len && name.at[name.len - 1] >= '0' && name.at[name.len - 1] <= '9')
		name.len--;
	return name;
}

/* {road2} must not be {road}. */
static Str choose(struct demo *demo, struct demo_facts *facts, const struct demo_list *list, Str name)
{
	const Str *other = fact_at(facts, without_digits(name));
	Str line;

	do
		line = demo_line(demo, list);
	while (other && list->count > 1 && str_equal(line, *other));
	return remember(demo, facts, name, line);
}

/* What was said before is said again; a number nobody gave bounds to is a small one. */
static Str fill_fact(struct demo *demo, struct demo_facts *facts, Str blank)
{
	int64_t least = 3, most = 12;
	Str name = blank, bounds;
	const Str *known;
	const struct demo_list *list;

	if (str_cut(blank, '=', &name, &bounds))
		must(read_range(bounds, '-', &least, &most));
	known = fact_at(facts, name);
	if (known)
		return *known;
	list = demo_list_maybe(demo, without_digits(name));
	if (list)
		return choose(demo, facts, list, name);
	return remember(demo, facts, name, number_words(demo, demo_between(demo, (int)least, (int)most)));
}

static Str fill(struct demo *demo, struct demo_facts *facts, Str blank)
{
	Str filled;

	if (fill_money(demo, facts, blank, &filled) || fill_day(demo, blank, &filled))
		return filled;
	return fill_fact(demo, facts, blank);
}

Str demo_say(struct demo *demo, struct demo_facts *facts, Str line)
{
	struct strbuf out = { .arena = demo->moment };
	Str before, rest, blank;

	while (str_cut(line, '{', &before, &rest)) {
		buf_add(&out, before);
		must(str_cut(rest, '}', &blank, &line));
		buf_add(&out, fill(demo, facts, blank));
	}
	buf_add(&out, line);
	return arena_copy(demo->arena, buf_str(&out));
}

Str demo_say_one(struct demo *demo, struct demo_facts *facts, const char *list)
{
	return demo_say(demo, facts, demo_line(demo, demo_list_named(demo, str_of(list))));
}

/* What "site.dust" does not say of itself is said by "site". */
static Str wider(Str track)
{
	Str before, after;

	return str_cut(track, '.', &before, &after) ? before : STR_NONE;
}

const struct demo_list *demo_list_of(struct demo *demo, Str track, const char *kind)
{
	const struct demo_list *list = NULL;

	for (; !list && track.len; track = wider(track))
		list = demo_list_maybe(demo, str_format(demo->moment, "%.*s.%s", STR_ARG(track), kind));
	must(list && list->count > 0);
	return list;
}

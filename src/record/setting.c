/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* setting.c - numbers the notice leaves open, in memory.
 *
 * Owns: the table that house->settings points at. Does not own: who may change one (the page), what a setting means
 * (its clause). Readers take the pointer once and search without a lock. */
#include "record/setting.h"

#include <stdatomic.h>

struct setting_row {
	Str name;
	Date from_on;
	int64_t value;
};

/* Never changed once published. An old one may still be read by an act that began before, so it stays until the
 * house ends: some dozen rows, a few times a year. */
struct settings {
	struct arena *arena;
	const struct settings *older;
	int64_t age;                    /* the last ledger entry on a setting it was read after: an older reading replaces no newer */
	struct setting_row *rows;       /* by name, then by day */
	size_t count;
};

static const struct field setting_fields[] = {
	HEAD(struct setting, SettingId),
	FIELD(struct setting, name, .label = "设置项", .required = true, .most = 64, .list = true, .filter = true,
	      .sort = true),
	FIELD(struct setting, value, .label = "数值", .required = true, .list = true),
	FIELD(struct setting, from_on, .label = "自何日起", .required = true, .list = true, .filter = true,
	      .sort = true),
	FIELD(struct setting, source, .label = "依据", .hint = "谁决定，哪份文件", .required = true, .most = 200,
	      .list = true),
	FIELDS_END
};

static const struct unique setting_unique[] = {
	{ "from_on name", "这一项从这天起的数值已经设过。还没有开始的，先撤回再设；已经在用的，换一天" },
	{ .fields = NULL },
};
const struct record setting_record = {
	.name = "setting", .label = "设置", .path = "/setting", .size = sizeof(struct setting),
	.fields = setting_fields, .title = "name", .order = "name", .unique = setting_unique,
};

static const struct sql ALL = {
	"SELECT name, value, from_on FROM setting ORDER BY name, from_on" };

static const struct sql COUNT = { "SELECT count(*) AS rows_now FROM setting" };

static const struct sql AGE = { "SELECT max(id) AS age FROM ledger WHERE subject = 'setting'" };

static bool count_rows(struct act *act, size_t *out)
{
	int64_t count;

	if (!query_only_int(store_query(act, &COUNT), "rows_now", &count))
		return false;
	*out = (size_t)count;
	return true;
}

static bool read_rows(struct act *act, struct settings *settings)
{
	struct query *q;
	size_t room = 0;

	if (!count_rows(act, &room) || !query_only_int(store_query(act, &AGE), "age", &settings->age))
		return false;
	settings->rows = ARENA_ARRAY(settings->arena, struct setting_row, room);
	q = store_query(act, &ALL);
	while (settings->count < room && query_next(q)) {
		struct setting_row *row = &settings->rows[settings->count++];

		row->name = arena_copy(settings->arena, query_str(q, "name"));
		row->from_on = query_date(q, "from_on");
		row->value = query_int(q, "value");
	}
	return query_done(q);
}

static bool same_rows(const struct settings *a, const struct settings *b)
{
	if (!b || a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!str_equal(a->rows[i].name, b->rows[i].name) || a->rows[i].from_on.day != b->rows[i].from_on.day
		    || a->rows[i].value != b->rows[i].value)
			return false;
	return true;
}

/* Nothing changed: nothing is published, for the clock asks every minute and old tables are kept. */
static void publish(struct house *house, void *thing, bool stored)
{
	struct settings *settings = thing;
	const struct settings *older = atomic_load(&house->settings);

	do {
		if (!stored || same_rows(settings, older) || (older && settings->age < older->age)) {
			arena_close(settings->arena);
			return;
		}
		settings->older = older;
	} while (!atomic_compare_exchange_weak(&house->settings, &older, settings));
}

bool settings_load(struct act *act)
{
	struct arena *arena = arena_open();
	struct settings *settings = ARENA_NEW(arena, struct settings);

	settings->arena = arena;
	if (!read_rows(act, settings)) {
		arena_close(arena);
		return false;
	}
	act_at_end(act, publish, settings);
	return true;
}

void settings_close(struct house *house)
{
	const struct settings *settings = atomic_exchange(&house->settings, NULL);

	while (settings) {
		const struct settings *older = settings->older;

		arena_close(settings->arena);
		settings = older;
	}
}

static int compare_row(const struct setting_row *row, Str name, Date on)
{
	int by_name = str_compare(row->name, name);

	if (by_name != 0)
		return by_name;
	return (row->from_on.day > on.day) - (row->from_on.day < on.day);
}

/* The last row at or before {name, on}; another name's row there means none is in force yet: NULL. */
static const struct setting_row *row_on(const struct act *act, Str name, Date on)
{
	const struct settings *settings = atomic_load(&act->house->settings);
	size_t low = 0, high = settings ? settings->count : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_row(&settings->rows[middle], name, on) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || !str_equal(settings->rows[low - 1].name, name))
		return NULL;
	return &settings->rows[low - 1];
}

int64_t setting_on(const struct act *act, const struct setting_rule *rule, Date on)
{
	const struct setting_row *row = row_on(act, str_of(rule->name), on);

	if (act->supposed && str_is(act->supposed->name, rule->name))
		return act->supposed->value;
	return row ? row->value : rule->value;
}

Date setting_since(const struct act *act, const struct setting_rule *rule, Date on)
{
	const struct setting_row *row = row_on(act, str_of(rule->name), on);

	return row ? row->from_on : DATE_NONE;
}

const struct sql *const setting_statements[] = { &ALL, &COUNT, &AGE, NULL };

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo_ground.c - the demo zone on the map (data/zone.txt): the Legal Bureau releases the zone's roads, each head the
 * unit's responsibility area, key area and key section, all on the first day. Approximate, and called so on the map. */
#include "app/demo/demo_inner.h"
#include "base/data.h"
#include "clauses/patrol/patrol.h"

struct ground_line { Str what, unit, name, places; };

static Str file_named(const char *name)
{
	const struct data_file *file = data_files;

	while (file->name && !str_is(str_of(name), file->name))
		file++;
	must(file->name);               /* the build embeds it */
	return (Str){ file->at, file->len };
}

/* "area | 劳监 | 大学科技园片区 | 113.5,34.8 113.6,34.8": a road has no unit, the Bureau keeps it. */
static struct ground_line read_line(Str line)
{
	struct ground_line g = { .what = demo_part(line, 0) };
	bool is_road = str_is(g.what, "road");

	g.unit = is_road ? STR_NONE : demo_part(line, 1);
	g.name = demo_part(line, is_road ? 1 : 2);
	g.places = demo_part(line, is_road ? 2 : 3);
	return g;
}

static Str a_place_a_line(struct arena *arena, Str places)
{
	struct strbuf text = { .arena = arena };

	for (size_t i = 0; i < places.len; i++)
		buf_char(&text, places.at[i] == ' ' ? '\n' : places.at[i]);
	return buf_str(&text);
}

static bool release(struct demo *demo, const struct demo_person *who, const struct holding *holding, const char *kind, const struct ground_line *g)
{
	struct demo_move draft = demo_move(demo, holding, 0, "draft"), released;
	void *row = arena_take(demo->moment, holding->record->size);

	draft.row_out = row;
	demo_give_text(&draft, "name", g->name);
	demo_give_text(&draft, "kind", str_of(kind));
	demo_give_text(&draft, "shape", a_place_a_line(demo->moment, g->places));
	demo_give_text(&draft, "from_on", date_iso(demo->moment, demo_today(demo)));
	demo_give_text(&draft, "words", STR("演示：位置为示意"));
	if (!demo_do(demo, who, &draft))
		return false;
	released = demo_move(demo, holding, record_id(holding->record, row), "release");
	return demo_do(demo, who, &released);
}

static bool draw_line(struct demo *demo, const struct ground_line *g)
{
	static const struct { const char *what; const struct holding *holding; const char *kind; } kinds[] = {
		{ "road", &road_holding, "road" }, { "area", &area_holding, "responsibility" }, { "key", &area_holding, "key" },
		{ "section", &road_holding, "key_section" } };
	struct demo_unit *unit = str_is_empty(g->unit) ? NULL : demo_unit_named(demo, g->unit);

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (str_is(g->what, kinds[i].what)) {
			must(i == 0 || unit);           /* a name of data/zone.txt that no unit has */
			return release(demo, unit ? &unit->head : &demo->legal, kinds[i].holding, kinds[i].kind, g);
		}
	must(str_is_empty(g->what) || g->what.at[0] == '#');
	return true;
}

bool demo_ground_make(struct demo *demo)
{
	Str rest = file_named("zone.txt"), line;

	while (str_cut(rest, '\n', &line, &rest)) {
		struct ground_line g = read_line(line);

		if (!draw_line(demo, &g))
			return false;
	}
	return true;
}

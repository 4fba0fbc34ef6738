/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* area_overlap.c - where two units' responsibility areas of one day lie on one another, and where between them nobody is
 * responsible: a table, and the same on a map. Computed from the areas each time; nothing of it is stored. */
#include "clauses/patrol/area_pages.h"
#include "clauses/patrol/patrol.h"
#include "geo/geojson.h"
#include "page/page.h"

/* Less is how two people draw the same boundary, and no dispute. */
#define SLIVER_SQUARE_METRES 100

struct patch {
	const struct area *one, *other; /* of a hole: NULL */
	struct shape shape;
	double square_metres;
};
struct patches { struct patch *at; size_t count, room; };

struct responsible { const struct area *area; struct shape shape; struct box box; };

static bool boxes_meet(const struct box *a, const struct box *b)
{
	return a->least.lon <= b->most.lon && b->least.lon <= a->most.lon && a->least.lat <= b->most.lat && b->least.lat <= a->most.lat;
}

static void put(struct arena *arena, struct patches *to, const struct area *one, const struct area *other, struct shape shape)
{
	struct patch patch = { one, other, shape, shape_is_empty(&shape) ? 0 : shape_square_metres(&shape) };

	if (patch.square_metres < SLIVER_SQUARE_METRES)
		return;
	to->at = arena_room_for_one(arena, to->at, to->count, &to->room, sizeof *to->at);
	to->at[to->count++] = patch;
}

/* The rings within the union of all: what lies in the zone and is nobody's. */
static void put_holes(struct arena *arena, struct patches *to, const struct shape *all)
{
	for (size_t p = 0; p < all->polygon_count; p++)
		for (size_t r = 1; r < all->polygons[p].count; r++) {
			struct polygon *hole = ARENA_NEW(arena, struct polygon);

			*hole = (struct polygon){ &all->polygons[p].rings[r], 1 };
			put(arena, to, NULL, NULL, (struct shape){ .polygons = hole, .polygon_count = 1 });
		}
}

static bool responsible_on(struct act *act, Date day, struct responsible **out, size_t *count_out)
{
	struct areas areas;
	size_t count = 0;
	Str why;

	if (!areas_at(act, (UnitId){ 0 }, day, &areas))
		return false;
	*out = ARENA_ARRAY(act->arena, struct responsible, areas.count + 1);
	for (size_t i = 0; i < areas.count; i++) {
		struct responsible *r = &(*out)[count];

		if (areas.at[i].kind != AREA_RESPONSIBILITY)
			continue;
		r->area = &areas.at[i];
		must(geojson_read_shape(act->arena, r->area->shape, &r->shape, &why));  /* it was judged when it was drawn */
		r->box = shape_box(&r->shape);
		count++;
	}
	*count_out = count;
	return true;
}

static bool patches_on(struct act *act, Date day, struct patches *out)
{
	const struct shape **all;
	struct responsible *r;
	struct shape together;
	size_t count;

	*out = (struct patches){ 0 };
	if (!responsible_on(act, day, &r, &count))
		return false;
	all = ARENA_ARRAY(act->arena, const struct shape *, count + 1);
	for (size_t i = 0; i < count; i++) {
		all[i] = &r[i].shape;
		for (size_t k = 0; k < i; k++)
			if (r[i].area->unit_id.v != r[k].area->unit_id.v && boxes_meet(&r[i].box, &r[k].box))
				put(act->arena, out, r[k].area, r[i].area, shape_overlap(act->arena, &r[k].shape, &r[i].shape));
	}
	if (count == 0)
		return true;
	together = shape_union(act->arena, all, count);
	put_holes(act->arena, out, &together);
	return true;
}

/* Hectares with one decimal: 12.3. */
static Str hectares(struct arena *arena, double square_metres)
{
	return str_format(arena, "%.1f", square_metres / 10000);
}

static Str unit_of(struct act *act, const struct area *area)
{
	Str name = STR_NONE;

	return area && record_title_of(act, &unit_record, area->unit_id.v, &name) ? name : STR_NONE;
}

/* ---- the map's data ---- */

static void put_feature(struct act *act, struct json *j, const struct patch *p, size_t n)
{
	Str first = unit_of(act, p->one), second = unit_of(act, p->other), size = hectares(act->arena, p->square_metres);

	json_open(j, '{');
	json_name(j, STR("type"));
	json_text(j, STR("Feature"));
	json_name(j, STR("id"));
	json_text(j, str_format(act->arena, "patch-%zu", n));
	json_name(j, STR("geometry"));
	json_raw(j, geojson_text(act->arena, &p->shape));
	json_name(j, STR("properties"));
	json_open(j, '{');
	json_name(j, STR("look"));
	json_text(j, p->one ? STR("overlap") : STR("hole"));
	json_name(j, STR("words"));
	json_text(j, p->one ? str_format(act->arena, "%.*s 与 %.*s\n重叠 %.*s 公顷", STR_ARG(first), STR_ARG(second), STR_ARG(size))
	                    : str_format(act->arena, "无人负责\n%.*s 公顷", STR_ARG(size)));
	json_close(j, '}');
	json_close(j, '}');
}

static bool day_asked(struct act *act, const struct call *call, Date *out)
{
	Str on = input_text(&call->exchange->request.query, "on");

	*out = instant_date(act->now);
	return str_is_empty(on) || date_parse(on, out) || refuse(act, REFUSED_MALFORMED, "area.day", "日期写成 2026-11-22 这样");
}

bool area_overlap_map(struct act *act, struct call *call)
{
	const struct area_map_ask ask = { .grey_roads = true };
	struct patches patches;
	struct json j;
	Date day;

	if (!day_asked(act, call, &day) || !patches_on(act, day, &patches))
		return false;
	j = area_map_begin(call);
	if (!area_map_standing(act, &j, day, &ask))
		return false;
	for (size_t i = 0; i < patches.count; i++)
		put_feature(act, &j, &patches.at[i], i);
	area_map_end(act, &j);
	return true;
}

/* ---- the page ---- */

static void table(struct act *act, struct html h, const struct patches *patches)
{
	html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"重叠和空白\"><table class=\"jb-table\"><thead><tr>"
	        "<th scope=\"col\">种类</th><th scope=\"col\">片域</th><th scope=\"col\">单位</th><th scope=\"col\" class=\"jb-num\">公顷</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < patches->count; i++) {
		const struct patch *p = &patches->at[i];

		html(h, "<tr><td><a href=\"#map\" data-map-look=\"patch-", i, "\">", p->one ? STR("重叠") : STR("空白"), "</a></td><td>");
		if (p->one)
			html(h, "<a href=\"/patrol/area/", p->one->id.v, "\">", p->one->name, "</a>、<a href=\"/patrol/area/", p->other->id.v, "\">",
			     p->other->name, "</a></td><td>", unit_of(act, p->one), "、", unit_of(act, p->other));
		else
			html(h, "—</td><td>无人负责");
		html(h, "</td><td class=\"jb-num\">", hectares(act->arena, p->square_metres), "</td></tr>\n");
	}
	html(h, "</tbody></table></div>\n");
}

bool area_overlap(struct act *act, struct call *call)
{
	struct patches patches;
	struct html h;
	Date day;

	if (!day_asked(act, call, &day) || !patches_on(act, day, &patches))
		return false;
	h = page_open(act, call, &(struct page){ .title = STR("重叠和空白"), .sub = date_words_year(act->arena, day), .basis = &patrol_clause });
	page_actions(h);
	page_button_link(h, "map-pin", STR("巡查片域"), URL("/patrol/area"), false);
	page_actions_end(h);
	page_body(h);
	html(h, "<form class=\"card jb-filter\" method=\"get\" action=\"/patrol/area/overlap\"><label>哪一天<input class=\"form-control\" type=\"date\" name=\"on\" value=\"",
	     date_iso(act->arena, day), "\"></label><span class=\"jb-push\"><button class=\"btn\" type=\"submit\">查看</button></span></form>\n");
	html(h, "<div class=\"jb-grid jb-mapgrid is-even\"><section class=\"card\" id=\"map\">");
	page_map(h, (Url){ str_format(act->arena, "/patrol/area/overlap/map?on=%s", str_terminated(act->arena, date_iso(act->arena, day))) }, STR("责任区域的重叠和空白"));
	html(h, "</section><div>");
	page_card_open(h, NULL);
	if (patches.count)
		table(act, h, &patches);
	else
		page_empty(h, STR("这一天各单位的责任区域没有重叠，中间也没有空白。"));
	page_card_close(h);
	html(h, "</div></div>\n");
	return page_close(act, call);
}

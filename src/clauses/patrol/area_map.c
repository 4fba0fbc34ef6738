/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* area_map.c - areas and roads as GeoJSON for the maps of the pages: what stands on a day, or one row among it.
 *
 * ?show=area|road: that kind, with the drafts of one's own unit; ?area=7, ?road=7, ?impassable=7: that row is the chosen one;
 * ?on=2026-11-22: as it stood that day. How a look is drawn says web/js/map/base.mjs. */
#include "clauses/patrol/area_pages.h"

#include "base/limits.h"
#include "page/page.h"
#include "record/record.h"

/* ---- one feature ---- */

struct drawn {
	const struct record *record;
	const void *row;
	const char *look;
	Str words;
	char tint;                      /* of a responsibility area: 0, 'b' or 'c', so that neighbours differ */
};

static Str text_of(const struct record *record, const void *row, const char *name)
{
	return field_text(record_field(record, name), row);
}

static void text(struct json *j, const char *name, Str value)
{
	json_name(j, str_of(name));
	json_text(j, value);
}

static void feature(struct act *act, struct json *j, const struct drawn *d)
{
	int64_t id = record_id(d->record, d->row);

	json_open(j, '{');
	text(j, "type", STR("Feature"));
	text(j, "id", str_format(act->arena, "%s-%lld", d->record->name, (long long)id));
	json_name(j, STR("geometry"));
	json_raw(j, text_of(d->record, d->row, "shape"));
	json_name(j, STR("properties"));
	json_open(j, '{');
	text(j, "look", str_of(d->look));
	text(j, "label", record_title(d->record, d->row));
	text(j, "words", d->words);
	text(j, "href", str_format(act->arena, "%s/%lld", d->record->path, (long long)id));
	if (d->tint)
		text(j, "tint", (Str){ &d->tint, 1 });
	json_close(j, '}');
	json_close(j, '}');
}

/* 重点片域 · 劳动监察大队, and from when to when. */
static Str words_of(struct act *act, const struct record *record, const void *row)
{
	Str kind = field_words(act, record_field(record, "kind"), row), from = field_words(act, record_field(record, "from_on"), row);
	Str until = field_words(act, record_field(record, "until_on"), row), unit = STR_NONE;

	if (!record_title_of(act, &unit_record, record_unit(record, row), &unit))
		return kind;
	return str_format(act->arena, "%.*s · %.*s\n%.*s 起%s%.*s", STR_ARG(kind), STR_ARG(unit), STR_ARG(from),
	                  until.len ? "，到 " : "", STR_ARG(until));
}

/* ---- what stands ---- */

static void put_area(struct act *act, struct json *j, const struct area *area, const char *look)
{
	static const char tints[] = { 0, 'b', 'c' };
	bool is_key = area->kind == AREA_KEY;

	feature(act, j, &(struct drawn){ &area_record, area, look ? look : is_key ? "key" : "area", words_of(act, &area_record, area),
	                                 .tint = is_key || look ? 0 : tints[area->unit_id.v % 3] });
}

static void put_road(struct act *act, struct json *j, const struct road *road, const char *look)
{
	feature(act, j, &(struct drawn){ &road_record, road, look ? look : road->kind == ROAD_KEY_SECTION ? "key_section" : "road",
	                                 words_of(act, &road_record, road) });
}

bool area_map_standing(struct act *act, struct json *j, Date day, const struct area_map_ask *ask)
{
	struct areas areas;
	struct roads roads;

	if (!areas_at(act, (UnitId){ 0 }, day, &areas) || !roads_at(act, (UnitId){ 0 }, day, &roads))
		return false;
	for (size_t i = 0; i < areas.count; i++)
		if (areas.at[i].id.v != ask->area)
			put_area(act, j, &areas.at[i], NULL);
	for (size_t i = 0; i < roads.count; i++)
		if (roads.at[i].id.v != ask->road)
			put_road(act, j, &roads.at[i], ask->grey_roads ? "other" : NULL);
	return true;
}

/* Drafts of one's own unit: what is not released yet is of interest to nobody else. */
static bool put_drafts(struct act *act, struct json *j, const struct record *record)
{
	struct list list;
	struct list_ask ask = { .record = record, .scope = { SCOPE_UNIT, act->who->account_id, act->who->unit_id },
	                        .only = { { "state", .text = STR("draft"), .is_text = true } }, .most = LIMIT_LIST_ROWS };

	if (!record_list(act, &ask, &list))
		return false;
	for (size_t i = 0; i < list.count; i++)
		if (record == &area_record)
			put_area(act, j, list_row(&list, record, i), "draft");
		else
			put_road(act, j, list_row(&list, record, i), "draft");
	return true;
}

/* ---- the row that was asked for ---- */

static bool put_closure(struct act *act, struct json *j, struct call *call, int64_t id)
{
	struct impassable row;
	struct road road;
	struct area area;

	if (!record_load(act, &impassable_record, id, &row))
		return false;
	if (!scope_holds(caller_scope(act->who, &CAN_READ_IMPASSABLE), &impassable_record, &row))
		return refuse_not_there(act);
	if (row.road_id.v ? !record_load(act, &road_record, row.road_id.v, &road) : !record_load(act, &area_record, row.area_id.v, &area))
		return false;
	if (row.road_id.v)
		put_road(act, j, &road, "chosen");
	else
		put_area(act, j, &area, "chosen");
	if (row.shape.len)
		feature(act, j, &(struct drawn){ &impassable_record, &row, "closed", field_words(act, record_field(&impassable_record, "until_on"), &row) });
	return true;
}

static bool put_chosen(struct act *act, struct json *j, struct call *call, const struct area_map_ask *ask)
{
	struct area area;
	struct road road;

	if (ask->area) {
		if (!record_load(act, &area_record, ask->area, &area))
			return refuse_not_there(act);
		put_area(act, j, &area, "chosen");
	}
	if (ask->road) {
		if (!record_load(act, &road_record, ask->road, &road))
			return refuse_not_there(act);
		put_road(act, j, &road, "chosen");
	}
	return !ask->impassable || put_closure(act, j, call, ask->impassable);
}

/* ---- the address ---- */

struct json area_map_begin(struct call *call)
{
	struct reply *reply = &call->exchange->reply;
	struct json j = { .out = &reply->body };

	reply->body.arena = call->exchange->request.arena;
	reply->status = 200;
	reply->type = STR("application/geo+json; charset=utf-8");
	json_open(&j, '{');
	text(&j, "type", STR("FeatureCollection"));
	json_name(&j, STR("features"));
	json_open(&j, '[');
	return j;
}

void area_map_end(struct act *act, struct json *j)
{
	json_close(j, ']');
	text(j, "note", act->house->is_demo ? STR("演示：片域和道路为示意") : STR_NONE);
	json_close(j, '}');
}

bool patrol_map(struct act *act, struct call *call)
{
	const struct input *query = &call->exchange->request.query;
	struct area_map_ask ask = { .area = input_int(query, "area", 0), .road = input_int(query, "road", 0),
	                            .impassable = input_int(query, "impassable", 0) };
	Str show = input_text(query, "show"), on = input_text(query, "on");
	Date day = instant_date(act->now);
	struct json j;

	if (!str_is_empty(on) && !date_parse(on, &day))
		return refuse(act, REFUSED_MALFORMED, "area.day", "日期写成 2026-11-22 这样");
	ask.grey_roads = str_is(show, "area") || ask.area;
	j = area_map_begin(call);
	if (!area_map_standing(act, &j, day, &ask) || !put_chosen(act, &j, call, &ask))
		return false;
	if (str_is(show, "area") && !put_drafts(act, &j, &area_record))
		return false;
	if (str_is(show, "road") && !put_drafts(act, &j, &road_record))
		return false;
	area_map_end(act, &j);
	return true;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* coverage_json.c - a week of coverage as GeoJSON for web/js/map/base.mjs: areas and others' roads beneath, pieces passed and
 * missed as lines as long as they go, silences, and problems that others found. */
#include "clauses/patrol/area_pages.h"
#include "clauses/patrol/coverage_pages.h"
#include "clauses/patrol/device.h"

#include "geo/geojson.h"
#include "page/page.h"

/* ---- one feature ---- */

static void text(struct json *j, const char *name, Str value)
{
	json_name(j, str_of(name));
	json_text(j, value);
}

void map_feature_put(struct json *j, const struct map_feature *feature)
{
	json_open(j, '{');
	text(j, "type", STR("Feature"));
	text(j, "id", feature->id);
	json_name(j, STR("geometry"));
	json_raw(j, feature->geometry);
	json_name(j, STR("properties"));
	json_open(j, '{');
	text(j, "look", str_of(feature->look));
	text(j, "label", feature->label);
	text(j, "words", feature->words);
	if (feature->number) {
		json_name(j, STR("number"));
		json_int(j, feature->number);
	}
	if (feature->href.len) {
		text(j, "href", feature->href);
		text(j, "action", feature->action);
	}
	json_close(j, '}');
	json_close(j, '}');
}

Str place_geometry(struct act *act, struct place place)
{
	return str_format(act->arena, "{\"type\":\"Point\",\"coordinates\":[%.7f,%.7f]}", place_lon(place), place_lat(place));
}

/* ---- lines ---- */

/* The strokes of pieces that follow each other; where one does not begin at the other's end, a new line. */
static struct shape run_line(struct arena *arena, const struct pieces *pieces, const struct run *run)
{
	const struct piece *last = &pieces->at[run->last];
	size_t from = pieces->at[run->first].first, strokes = last->first + last->strokes - from;
	struct place *places = ARENA_ARRAY(arena, struct place, 2 * strokes + 1);
	struct shape shape = { .lines = ARENA_ARRAY(arena, struct chain, strokes + 1) };

	for (size_t i = 0; i < strokes; i++) {
		const struct stroke *stroke = &pieces->strokes[from + i];
		struct chain *line;

		if (i == 0 || spot_distance(pieces->strokes[from + i - 1].b, stroke->a) > 0.05) {
			shape.lines[shape.line_count++] = (struct chain){ places, 1 };
			*places++ = plane_place(&pieces->plane, stroke->a);
		}
		line = &shape.lines[shape.line_count - 1];
		line->count++;
		*places++ = plane_place(&pieces->plane, stroke->b);
	}
	return shape;
}

/* A square around each middle. */
static struct shape run_cells(struct arena *arena, const struct pieces *pieces, const struct run *run)
{
	static const struct spot corners[] = { { -1, -1 }, { 1, -1 }, { 1, 1 }, { -1, 1 }, { -1, -1 } };
	size_t count = run->last - run->first + 1;
	struct shape shape = { .polygons = ARENA_ARRAY(arena, struct polygon, count), .polygon_count = count };

	for (size_t i = 0; i < count; i++) {
		struct spot middle = pieces->at[run->first + i].middle;
		struct chain *ring = ARENA_NEW(arena, struct chain);

		*ring = (struct chain){ ARENA_ARRAY(arena, struct place, COUNT_OF(corners)), COUNT_OF(corners) };
		for (size_t k = 0; k < COUNT_OF(corners); k++)
			ring->at[k] = plane_place(&pieces->plane, (struct spot){ middle.x + corners[k].x * CELL_METRES / 2.0,
			                                                        middle.y + corners[k].y * CELL_METRES / 2.0 });
		shape.polygons[i] = (struct polygon){ ring, 1 };
	}
	return shape;
}

static bool put_run(struct act *act, struct json *j, const struct ground *ground, const struct run *run, bool missed)
{
	bool road = ground->pieces.at[run->first].road > 0;
	struct shape shape = road ? run_line(act->arena, &ground->pieces, run) : run_cells(act->arena, &ground->pieces, run);
	Str pieces = run_pieces(act, ground, run);
	struct map_feature feature = {
		.id = str_format(act->arena, "%s-%zu-%zu", missed ? "missed" : "passed", run->unit, run->first),
		.look = missed ? "missed" : "passed", .geometry = geojson_text(act->arena, &shape),
		.words = str_format(act->arena, "%s %.*s，%.0f 米\n责任：%.*s", missed ? "未巡" : "已巡", STR_ARG(pieces), run->metres,
		                    STR_ARG(ground->units[run->unit].name)),
	};

	if (!run_road(act, ground, run, &feature.label))
		return false;
	map_feature_put(j, &feature);
	return true;
}

static bool put_pieces(struct act *act, struct json *j, const struct week_view *view)
{
	const struct ground *ground = &view->ground;

	for (size_t u = 0; u < ground->unit_count; u++) {
		struct piece_set missed = not_passed(act, ground, &view->drive, u, &ground->units[u].all);
		struct piece_set passed = piece_set_new(act->arena, &ground->pieces);
		struct runs runs = { 0 };
		size_t passed_runs;

		for (size_t p = 0; p < ground->pieces.count; p++)
			if (piece_set_has(&ground->units[u].all, p) && !piece_set_has(&missed, p))
				piece_set_put(&passed, p);
		runs_of(act, ground, u, &passed, &runs);
		passed_runs = runs.count;
		runs_of(act, ground, u, &missed, &runs);
		for (size_t i = 0; i < runs.count; i++)
			if (!put_run(act, j, ground, &runs.at[i], i >= passed_runs))
				return false;
	}
	return true;
}

/* ---- silences and problems ---- */

static bool put_gap(struct act *act, struct json *j, const struct drive_gap *gap, size_t number)
{
	struct chain line = { (struct place[]){ gap->gap.from.at, gap->gap.to.at }, 2 };
	Str from = instant_words(act->arena, (Instant){ gap->gap.from.t }), to = instant_clock(act->arena, (Instant){ gap->gap.to.t });
	int64_t minutes = (gap->gap.to.t - gap->gap.from.t + 30) / 60;
	struct map_feature feature = {
		.id = str_format(act->arena, "gap-%zu", number), .look = "gap", .label = STR("信号中断"),
		.geometry = geojson_text(act->arena, &(struct shape){ .lines = &line, .line_count = 1 }),
		.words = str_format(act->arena, "信号中断 %lld 分：%.*s 至 %.*s", (long long)minutes, STR_ARG(from), STR_ARG(to)),
	};

	if (caller_scope(act->who, &CAN_READ_TRACK).kind != SCOPE_NONE && !record_title_of(act, &device_record, gap->device.v, &feature.label))
		return false;
	map_feature_put(j, &feature);
	return true;
}

static void put_pin(struct act *act, struct json *j, const struct lookback *look, size_t number)
{
	Str reported = instant_words(act->arena, look->until_at);

	map_feature_put(j, &(struct map_feature){
		.id = str_format(act->arena, "lookback-%lld", (long long)look->id.v), .look = "pin", .number = (int64_t)number,
		.geometry = place_geometry(act, look->spot), .label = look->title,
		.words = str_format(act->arena, "%s · %s · %.*s\n%.*s", word_label(&lookback_verdict_words, look->verdict),
		                    word_label(&matter_source_words, look->source), STR_ARG(reported), STR_ARG(look->due_words)),
		.href = str_format(act->arena, "/patrol/lookback/%lld", (long long)look->id.v), .action = STR("看倒查记录") });
}

bool coverage_map(struct act *act, struct call *call)
{
	struct week_ask ask;
	struct week_view view;
	struct area_map_ask beneath = { .grey_roads = true };
	struct json j;

	if (!week_asked(act, call, &ask) || !week_view(act, &ask, ask.chosen.v ? ask.chosen : ask.only, false, &view))
		return false;
	j = area_map_begin(call);
	if (!area_map_standing(act, &j, period_last(ask.week), &beneath) || !put_pieces(act, &j, &view))
		return false;
	for (size_t i = 0; i < view.drive.gap_count; i++)
		if (!put_gap(act, &j, &view.drive.gaps[i], i))
			return false;
	for (size_t i = 0; i < view.lookback_count; i++)
		if (place_is_set(view.lookbacks[i].spot))
			put_pin(act, &j, &view.lookbacks[i], i + 1);
	area_map_end(act, &j);
	return true;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* cover_ground.c - whose piece is what on a day: roads cut, areas laid over them, closures taken out. */
#include "clauses/patrol/cover.h"

#include "geo/geojson.h"

/* Everything that stood, with the shapes read. */
struct drawn {
	struct areas areas;
	struct roads roads;
	struct impassables closed;
	struct shape *area_shapes, *road_shapes;
};

/* What was stored was sound when it was stored. */
static bool read_shape(struct act *act, Str text, const char *name, struct shape *out)
{
	Str why;

	if (geojson_read_shape(act->arena, text, out, &why))
		return true;
	return refuse(act, REFUSED_BROKEN, "area.shape", "“%s”的图形读不出来：%.*s，请联系管理员", name, STR_ARG(why));
}

static bool read_drawn(struct act *act, Date day, struct drawn *drawn)
{
	if (!areas_at(act, (UnitId){ 0 }, day, &drawn->areas) || !roads_at(act, (UnitId){ 0 }, day, &drawn->roads)
	    || !impassables_at(act, (UnitId){ 0 }, day, &drawn->closed))
		return false;
	drawn->area_shapes = ARENA_ARRAY(act->arena, struct shape, drawn->areas.count + 1);
	drawn->road_shapes = ARENA_ARRAY(act->arena, struct shape, drawn->roads.count + 1);
	for (size_t i = 0; i < drawn->areas.count; i++)
		if (!read_shape(act, drawn->areas.at[i].shape, "片域", &drawn->area_shapes[i]))
			return false;
	for (size_t i = 0; i < drawn->roads.count; i++)
		if (!read_shape(act, drawn->roads.at[i].shape, "道路", &drawn->road_shapes[i]))
			return false;
	return true;
}

static struct box box_of(const struct drawn *drawn)
{
	struct box box = { 0 };

	for (size_t i = 0; i < drawn->areas.count; i++)
		box = box_join(box, shape_box(&drawn->area_shapes[i]));
	for (size_t i = 0; i < drawn->roads.count; i++)
		box = box_join(box, shape_box(&drawn->road_shapes[i]));
	return box;
}

/* ---- cutting ---- */

static bool too_many(struct act *act)
{
	return refuse(act, REFUSED_TOO_LARGE, "area.most", "道路和片域太长太大，切不下，请停用不再要的");
}

/* An area no piece of a road lies in is walked, not driven: it is cut into cells. */
static bool cut_cells(struct act *act, struct ground *ground, const struct area *area, const struct shape *shape)
{
	struct piece_set within = piece_set_new(act->arena, &ground->pieces);

	piece_set_add_within(&within, &ground->pieces, shape);
	if (piece_set_count(&within) > 0)
		return true;
	return pieces_add_cells(&ground->pieces, -area->id.v, shape, CELL_METRES, 0) || too_many(act);
}

static bool cut(struct act *act, struct ground *ground, const struct drawn *drawn)
{
	struct box box = box_of(drawn);

	ground->pieces = pieces_new(act->arena, plane_at(box_middle(&box)));
	for (size_t i = 0; i < drawn->roads.count; i++)
		if (!pieces_add_road(&ground->pieces, drawn->roads.at[i].id.v, &drawn->road_shapes[i]))
			return too_many(act);
	for (size_t i = 0; i < drawn->areas.count; i++)
		if (!cut_cells(act, ground, &drawn->areas.at[i], &drawn->area_shapes[i]))
			return false;
	return true;
}

/* ---- whose ---- */

struct ground_unit *ground_unit(const struct ground *ground, UnitId id)
{
	for (size_t i = 0; i < ground->unit_count; i++)
		if (ground->units[i].id.v == id.v)
			return &ground->units[i];
	return NULL;
}

static bool unit_of(struct act *act, struct ground *ground, UnitId id, size_t *out)
{
	struct ground_unit *unit = ground_unit(ground, id);

	if (!unit) {
		ground->units = arena_room_for_one(act->arena, ground->units, ground->unit_count, &ground->unit_room, sizeof *ground->units);
		unit = &ground->units[ground->unit_count++];
		*unit = (struct ground_unit){ .id = id, .owed = piece_set_new(act->arena, &ground->pieces),
			.key = piece_set_new(act->arena, &ground->pieces), .all = piece_set_new(act->arena, &ground->pieces),
			.closed = piece_set_new(act->arena, &ground->pieces) };
		if (!record_title_of(act, &unit_record, id.v, &unit->name))
			return false;
	}
	*out = (size_t)(unit - ground->units);
	return true;
}

static bool add_part(struct act *act, struct ground *ground, struct part part, UnitId owner)
{
	part.set = piece_set_new(act->arena, &ground->pieces);
	if (!unit_of(act, ground, owner, &part.unit))
		return false;
	ground->parts = arena_room_for_one(act->arena, ground->parts, ground->part_count, &ground->part_room, sizeof *ground->parts);
	ground->parts[ground->part_count++] = part;
	return true;
}

/* The pieces of key sections lie over those of the roads they are part of; who counts metres counts each once. */
static struct piece_set plain_pieces(struct act *act, const struct ground *ground, const struct drawn *drawn)
{
	struct piece_set plain = piece_set_new(act->arena, &ground->pieces);
	size_t road = 0;

	for (size_t i = 0; i < ground->pieces.count; i++) {
		while (road < drawn->roads.count && ground->pieces.at[i].road > 0 && drawn->roads.at[road].id.v != ground->pieces.at[i].road)
			road++;
		if (ground->pieces.at[i].road < 0 || drawn->roads.at[road].kind == ROAD_ROAD)
			piece_set_put(&plain, i);
	}
	return plain;
}

static void keep_only(struct piece_set *set, const struct piece_set *these)
{
	for (size_t i = 0; i < set->words; i++)
		set->bits[i] &= these->bits[i];
}

static void take_away(struct piece_set *set, const struct piece_set *these)
{
	for (size_t i = 0; i < set->words; i++)
		set->bits[i] &= ~these->bits[i];
}

static bool lay_areas(struct act *act, struct ground *ground, const struct drawn *drawn, UnitId only)
{
	struct piece_set plain = plain_pieces(act, ground, drawn);

	for (size_t i = 0; i < drawn->areas.count; i++) {
		const struct area *area = &drawn->areas.at[i];
		struct part part = { area->kind == AREA_KEY ? PART_KEY_AREA : PART_AREA, area->id.v, area->name, 0, { 0 }, drawn->area_shapes[i] };
		struct part *laid;

		if (only.v && area->unit_id.v != only.v)
			continue;
		if (!add_part(act, ground, part, area->unit_id))
			return false;
		laid = &ground->parts[ground->part_count - 1];
		piece_set_add_within(&laid->set, &ground->pieces, &laid->shape);
		keep_only(&laid->set, &plain);
		piece_set_join(part.kind == PART_KEY_AREA ? &ground->units[laid->unit].key : &ground->units[laid->unit].owed, &laid->set);
	}
	return true;
}

static bool lay_sections(struct act *act, struct ground *ground, const struct drawn *drawn, UnitId only)
{
	for (size_t i = 0; i < drawn->roads.count; i++) {
		const struct road *road = &drawn->roads.at[i];
		struct part part = { PART_KEY_SECTION, road->id.v, road->name, 0, { 0 }, drawn->road_shapes[i] };
		struct part *laid;

		if (road->kind != ROAD_KEY_SECTION || (only.v && road->unit_id.v != only.v))
			continue;
		if (!add_part(act, ground, part, road->unit_id))
			return false;
		laid = &ground->parts[ground->part_count - 1];
		for (size_t p = 0; p < ground->pieces.count; p++)
			if (ground->pieces.at[p].road == road->id.v)
				piece_set_put(&laid->set, p);
		piece_set_join(&ground->units[laid->unit].key, &laid->set);
	}
	return true;
}

/* RULE patrol.passable: what the Bureau agreed cannot be passed on that day is not owed. */
static bool take_out_closed(struct act *act, struct ground *ground, const struct impassable *closed)
{
	struct ground_unit *unit = ground_unit(ground, closed->unit_id);
	struct piece_set within = piece_set_new(act->arena, &ground->pieces);
	struct shape shape;

	if (!unit)
		return true;
	for (size_t p = 0; p < ground->pieces.count; p++)
		if (closed->road_id.v ? ground->pieces.at[p].road == closed->road_id.v : true)
			piece_set_put(&within, p);
	for (size_t i = 0; closed->area_id.v && i < ground->part_count; i++)
		if (ground->parts[i].kind != PART_KEY_SECTION && ground->parts[i].id == closed->area_id.v)
			keep_only(&within, &ground->parts[i].set);
	if (!str_is_empty(closed->shape)) {
		struct piece_set drawn = piece_set_new(act->arena, &ground->pieces);

		if (!read_shape(act, closed->shape, "通行受阻", &shape))
			return false;
		piece_set_add_within(&drawn, &ground->pieces, &shape);
		keep_only(&within, &drawn);
	}
	piece_set_join(&unit->closed, &within);
	return true;
}

bool ground_on(struct act *act, Date day, UnitId only, struct ground *out)
{
	struct drawn drawn;
	struct ground ground = { .day = day };

	if (!read_drawn(act, day, &drawn) || !cut(act, &ground, &drawn) || !lay_areas(act, &ground, &drawn, only)
	    || !lay_sections(act, &ground, &drawn, only))
		return false;
	for (size_t i = 0; i < drawn.closed.count; i++)
		if (!take_out_closed(act, &ground, &drawn.closed.at[i]))
			return false;
	for (size_t i = 0; i < ground.unit_count; i++) {
		struct ground_unit *unit = &ground.units[i];

		take_away(&unit->owed, &unit->closed);
		take_away(&unit->key, &unit->closed);
		piece_set_join(&unit->all, &unit->owed);
		piece_set_join(&unit->all, &unit->key);
	}
	for (size_t i = 0; i < ground.part_count; i++)
		take_away(&ground.parts[i].set, &ground.units[ground.parts[i].unit].closed);
	*out = ground;
	return true;
}

Str ground_piece_name(struct act *act, const struct ground *ground, size_t piece)
{
	const struct piece *p = &ground->pieces.at[piece];
	Str name = STR_NONE;

	if (!record_title_of(act, p->road > 0 ? &road_record : &area_record, p->road > 0 ? p->road : -p->road, &name))
		return STR_NONE;
	return str_format(act->arena, "%.*s 第 %d %s", STR_ARG(name), p->k + 1, p->road > 0 ? "段" : "格");
}

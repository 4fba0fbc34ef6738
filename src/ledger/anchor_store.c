/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* anchor_store.c - the SQL of anchors and of the tree over all seals. Append-only but for the mark `filed`. */
#include "ledger/anchor_store.h"

/* ---- nodes of the tree ---- */

static const struct sql SEALS_BETWEEN = {
	"SELECT block - 1 AS place, seal AS hash FROM ledger_seal WHERE block > :from AND block <= :to ORDER BY block" };
static const struct sql BOUGHS_BETWEEN = {
	"SELECT place, hash FROM ledger_bough WHERE storey = :storey AND place >= :from AND place < :to ORDER BY place" };

bool anchor_store_nodes(struct act *act, int64_t storey, int64_t from, int64_t to, struct sums *out)
{
	struct query *q = store_query(act, storey == 0 ? &SEALS_BETWEEN : &BOUGHS_BETWEEN);
	struct sums read = { ARENA_ARRAY(act->arena, struct sm3_sum, (size_t)(to - from)), 0 };
	bool sound = true;

	if (storey > 0)
		query_bind_int(q, ":storey", storey);
	query_bind_int(q, ":from", from);
	query_bind_int(q, ":to", to);
	while (sound && query_next(q)) {
		sound = query_int(q, "place") == from + (int64_t)read.count
		     && sm3_parse(query_str(q, "hash"), &read.at[read.count]);
		read.count++;
	}
	if (act->refusal.kind != REFUSED_NOT || (sound && !query_done(q)))
		return false;
	if (!sound || read.count != (size_t)(to - from))
		return refuse(act, REFUSED_BROKEN, "ledger.tree", "台账封印的树不完整，请运行 juebu verify");
	*out = read;
	return true;
}

static const struct sql BOUGHS = {
	"SELECT COALESCE(MAX(place) + 1, 0) AS boughs FROM ledger_bough WHERE storey = :storey" };

bool anchor_store_boughs(struct act *act, int64_t storey, int64_t *count_out)
{
	struct query *q = store_query(act, &BOUGHS);

	query_bind_int(q, ":storey", storey);
	return query_only_int(q, "boughs", count_out);
}

static const struct sql BOUGH = { "SELECT hash FROM ledger_bough WHERE storey = :storey AND place = :place" };

bool anchor_store_bough(struct act *act, int64_t storey, int64_t place, Str *hex_out, bool *found_out)
{
	struct query *q = store_query(act, &BOUGH);

	query_bind_int(q, ":storey", storey);
	query_bind_int(q, ":place", place);
	if (!query_one(q, found_out))
		return false;
	if (*found_out)
		*hex_out = query_str(q, "hash");
	return query_done(q);
}

static const struct sql ADD_BOUGH = {
	"INSERT INTO ledger_bough (storey, place, hash) VALUES (:storey, :place, :hash)" };

bool anchor_store_add_bough(struct act *act, int64_t storey, int64_t place, Str hex)
{
	struct query *q = store_query(act, &ADD_BOUGH);

	query_bind_int(q, ":storey", storey);
	query_bind_int(q, ":place", place);
	query_bind_str(q, ":hash", hex);
	return query_run(q);
}

/* ---- anchors ---- */

static const struct sql ADD = {
	"INSERT INTO ledger_anchor (anchored_on, last_no, blocks, seal, tree, previous)"
	" VALUES (:anchored_on, :last_no, :blocks, :seal, :tree, :previous)" };

bool anchor_store_add(struct act *act, const struct anchor *anchor)
{
	struct query *q = store_query(act, &ADD);

	query_bind_date(q, ":anchored_on", anchor->on);
	query_bind_int(q, ":last_no", anchor->last_no);
	query_bind_int(q, ":blocks", anchor->blocks);
	query_bind_str(q, ":seal", anchor->seal);
	query_bind_str(q, ":tree", anchor->tree);
	query_bind_str(q, ":previous", anchor->previous);
	return query_run(q);
}

static const struct sql OF_DAY = { "SELECT id FROM ledger_anchor WHERE anchored_on = :on" };

bool anchor_store_of_day(struct act *act, Date on, bool *found_out)
{
	struct query *q = store_query(act, &OF_DAY);

	query_bind_date(q, ":on", on);
	return query_one(q, found_out) && query_done(q);
}

#define ANCHOR_COLUMNS "anchored_on, last_no, blocks, seal, tree, previous, filed"

static void read_anchor(struct query *q, struct anchor *anchor)
{
	anchor->on = query_date(q, "anchored_on");
	anchor->last_no = query_int(q, "last_no");
	anchor->blocks = query_int(q, "blocks");
	anchor->seal = query_str(q, "seal");
	anchor->tree = query_str(q, "tree");
	anchor->previous = query_str(q, "previous");
	anchor->filed = query_bool(q, "filed");
}

static bool read_anchors(struct act *act, struct query *q, struct anchors *out)
{
	struct anchors read = { 0 };
	size_t room = 0;

	while (query_next(q)) {
		read.at = arena_room_for_one(act->arena, read.at, read.count, &room, sizeof *read.at);
		read_anchor(q, &read.at[read.count++]);
	}
	if (!query_done(q))
		return false;
	*out = read;
	return true;
}

static const struct sql AFTER = {
	"SELECT " ANCHOR_COLUMNS "  FROM ledger_anchor WHERE anchored_on > COALESCE(CAST(:on AS {text}), '')"
	" ORDER BY anchored_on LIMIT CAST(:most AS {int})" };

bool ledger_anchors_after(struct act *act, Date on, size_t most, struct anchors *out)
{
	struct query *q = store_query(act, &AFTER);

	query_bind_date(q, ":on", on);
	query_bind_int(q, ":most", (int64_t)most);
	return read_anchors(act, q, out);
}

static const struct sql NEWEST = {
	"SELECT " ANCHOR_COLUMNS "  FROM ledger_anchor ORDER BY anchored_on DESC LIMIT CAST(:most AS {int})" };

bool ledger_anchors_newest(struct act *act, size_t most, struct anchors *out)
{
	struct query *q = store_query(act, &NEWEST);

	query_bind_int(q, ":most", (int64_t)most);
	return read_anchors(act, q, out);
}

static const struct sql COVERING = {
	"SELECT " ANCHOR_COLUMNS "  FROM ledger_anchor WHERE blocks >= :block ORDER BY anchored_on LIMIT 1" };

bool anchor_store_covering(struct act *act, int64_t block, struct anchor *out, bool *found_out)
{
	struct query *q = store_query(act, &COVERING);
	struct anchors found = { 0 };

	query_bind_int(q, ":block", block);
	if (!read_anchors(act, q, &found))
		return false;
	*found_out = found.count == 1;
	if (*found_out)
		*out = found.at[0];
	return true;
}

static const struct sql FILED = { "UPDATE ledger_anchor SET filed = 1 WHERE filed = 0 AND anchored_on <= :on" };

bool ledger_anchor_filed(struct act *act, Date up_to)
{
	struct query *q = store_query(act, &FILED);

	query_bind_date(q, ":on", up_to);
	return query_run(q);
}

const struct sql *const ledger_anchor_statements[] = {
	&SEALS_BETWEEN, &BOUGHS_BETWEEN, &BOUGHS, &BOUGH, &ADD_BOUGH, &ADD, &OF_DAY, &AFTER, &NEWEST, &COVERING, &FILED, NULL
};

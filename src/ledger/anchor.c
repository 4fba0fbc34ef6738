/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* anchor.c - the day's anchor, and the proof of one entry that leads to one.
 *
 * Owns: what an anchor vouches for and how a proof is put together and checked. Does not own: the file outside
 * (app/anchor_file.c), SQL (anchor_store.c), which bytes are hashed (digest.h). */
#include "ledger/anchor_store.h"
#include "ledger/ledger_store.h"
#include "ledger/seal_tree.h"

#include <string.h>

static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";

Str ledger_anchor_line(struct arena *arena, const struct anchor *a)
{
	Str day = date_iso(arena, a->on);

	return str_format(arena,
	                  "{\"date\":\"%.*s\",\"last_no\":%lld,\"blocks\":%lld,\"seal\":\"%.*s\",\"tree\":\"%.*s\","
	                  "\"previous\":\"%.*s\"}",
	                  STR_ARG(day), (long long)a->last_no, (long long)a->blocks,
	                  STR_ARG(a->seal), STR_ARG(a->tree), STR_ARG(a->previous));
}

Str ledger_anchor_line_hash(struct arena *arena, Str line)
{
	struct sm3_sum sum = sm3_of(line);

	return str_is_empty(line) ? str_of(zeros) : sm3_hex(arena, &sum);
}

bool ledger_anchor_make(struct act *act, struct anchor *out, bool *made_out)
{
	struct anchor anchor = { .on = instant_date(act->now) };
	struct anchors before = { 0 };
	struct sm3_sum tree;
	struct seal last = { 0 };
	bool found = false;

	*made_out = false;
	if (!anchor_store_of_day(act, anchor.on, &found) || found)
		return act->refusal.kind == REFUSED_NOT;
	if (!ledger_store_last_seal(act, &last, &found) || !found)
		return act->refusal.kind == REFUSED_NOT;
	if (!tree_grow(act, last.block) || !tree_head(act, last.block, &tree) || !ledger_anchors_newest(act, 1, &before))
		return false;
	anchor.last_no = last.last_no;
	anchor.blocks = last.block;
	anchor.seal = last.seal;
	anchor.tree = sm3_hex(act->arena, &tree);
	anchor.previous = ledger_anchor_line_hash(
		act->arena, before.count ? ledger_anchor_line(act->arena, &before.at[0]) : STR_NONE);
	if (!anchor_store_add(act, &anchor))
		return false;
	*out = anchor;
	*made_out = true;
	return true;
}

/* ---- a proof ---- */

static void path_in_hex(struct arena *arena, const struct path *path, struct sm3_path *out)
{
	for (out->count = 0; out->count < path->count; out->count++)
		out->at[out->count] = sm3_hex(arena, &path->at[out->count]);
}

static bool path_of_hex(const struct sm3_path *hex, struct path *out)
{
	for (out->count = 0; out->count < hex->count; out->count++)
		if (!sm3_parse(hex->at[out->count], &out->at[out->count]))
			return false;
	return true;
}

static bool prove_in_block(struct act *act, const struct seal *s, struct proof *out)
{
	size_t count = s->leaves.len / SM3_BYTES;
	struct sm3_sum *leaves = ARENA_ARRAY(act->arena, struct sm3_sum, count + 1);
	struct path path = { .count = 0 };

	if (count == 0 || s->leaves.len % SM3_BYTES || s->last_no - s->first_no + 1 != (int64_t)count
	    || out->entry.no < s->first_no)
		return refuse(act, REFUSED_BROKEN, "ledger.tree", "台账的封存块已损坏，请运行 juebu verify");
	memcpy(leaves, s->leaves.at, s->leaves.len);
	merkle_path(sm3_open(act->arena), TREE_OF_ENTRIES, leaves, count, (size_t)(out->entry.no - s->first_no), &path);
	path_in_hex(act->arena, &path, &out->path);
	out->block = s->block;
	out->first_no = s->first_no;
	out->last_no = s->last_no;
	out->sealed_at = s->sealed_at;
	out->previous = s->previous;
	out->seal = s->seal;
	return true;
}

bool ledger_prove(struct act *act, int64_t no, struct proof *out, bool *found_out)
{
	struct path path = { .count = 0 };
	struct seal seal = { 0 };
	bool found = false;

	*out = (struct proof){ 0 };
	if (!ledger_entry_at(act, no, &out->entry, found_out))
		return false;
	if (!*found_out)
		return true;
	if (!ledger_store_seal_of(act, no, &seal, &found))
		return false;
	if (!found)
		return refuse(act, REFUSED_BROKEN, "ledger.tree", "台账的封存块不见了，请运行 juebu verify");
	if (!prove_in_block(act, &seal, out) || !anchor_store_covering(act, seal.block, &out->anchor, &found))
		return false;
	if (found && !tree_path(act, out->anchor.blocks, seal.block, &path))
		return false;
	path_in_hex(act->arena, &path, &out->tree_path);
	return true;
}

bool proof_holds(struct arena *arena, const struct proof *p, Str *why_out)
{
	struct sm3 *sm3 = sm3_open(arena);
	struct sm3_sum leaf = entry_digest(arena, &p->entry), root, previous, seal, tree, named_seal, named_tree;
	struct path path, tree_path;

	*why_out = STR("证明里的哈希值不是 64 位十六进制数");
	if (!path_of_hex(&p->path, &path) || !path_of_hex(&p->tree_path, &tree_path) || !sm3_parse(p->previous, &previous)
	    || !sm3_parse(p->seal, &named_seal))
		return false;
	*why_out = STR("这一条的内容或路径与封印不符：内容被改动过，或证明不完整");
	if (p->last_no < p->first_no || p->first_no < 1
	    || !path_leads_to(sm3, TREE_OF_ENTRIES, &leaf, p->entry.no - p->first_no, p->last_no - p->first_no + 1, &path, &root))
		return false;
	seal = seal_digest(sm3, &previous, p->first_no, p->last_no, &root, p->sealed_at);
	if (!sm3_equal(&seal, &named_seal))
		return false;
	*why_out = STR("还没有锚点：请在次日零时五分以后重新取这一条的证明");
	if (p->anchor.blocks == 0)
		return false;
	*why_out = STR("封印到锚点的路径不符");
	return sm3_parse(p->anchor.tree, &named_tree)
	    && path_leads_to(sm3, TREE_OF_SEALS, &seal, p->block - 1, p->anchor.blocks, &tree_path, &tree)
	    && sm3_equal(&tree, &named_tree);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* personal.c - who may ask for personal text in clear, and that every asking stands in the ledger.
 * Does not own: what is stored and masked (record/personal.h). */
#include "record/personal.h"
#include "base/limits.h"
#include "clause/clause.h"

struct scope personal_scope(const struct act *act, const struct holding *holding)
{
	if (!holding->personal)
		return (struct scope){ .kind = SCOPE_NONE };
	return caller_scope(act->who, holding->personal);
}

bool personal_may_ask(const struct act *act, const struct holding *holding, const void *row)
{
	return scope_holds(personal_scope(act, holding), holding->record, row);
}

/* ---- asking ---- */

static bool note_about(struct act *act, const struct record *record, const void *row, const char *verb, Str note)
{
	Str event = str_format(act->arena, "%s.%s", record->name, verb);
	struct event e = { .event = str_terminated(act->arena, event), .subject = record->name,
	                   .subject_id = record_id(record, row), .unit_id = record_unit(record, row), .note = note };

	return ledger_note(act, &e);
}

static bool ground_is_sound(struct act *act, struct input *input, Str *ground_out)
{
	static const char *const known[] = { "version", "_csrf", "_once" };
	Str ground = input_text(input, "ground");

	for (size_t i = 0; i < COUNT_OF(known); i++)
		(void)input_find(input, STR_NONE, known[i]);
	if (str_characters(ground) > LIMIT_GROUND_CHARACTERS)
		fault_at(act, STR("ground"), "record.too_long", "事由最多 %d 字", LIMIT_GROUND_CHARACTERS);
	*ground_out = ground;
	return record_refuse_unknown(act, input) && act_sound(act);
}

bool personal_view(struct act *act, const struct holding *holding, int64_t id, struct input *input, void *row_out)
{
	const struct record *record = holding->record;
	Str ground = STR_NONE;

	if (!record_has_personal(record))
		return refuse_not_there(act);
	if (!record_load(act, record, id, row_out))
		return act->refusal.kind == REFUSED_NOT_FOUND ? refuse_not_there(act) : false;
	if (!scope_holds(caller_scope(act->who, holding->read), record, row_out) || !personal_may_ask(act, holding, row_out))
		return refuse_not_there(act);
	if (!act->house->vault)
		return refuse(act, REFUSED_CONFLICT, "personal.no_key", "%s，现在看不到，请联系系统管理员",
		              act->house->vault_is_wrong ? "密钥文件不是这个数据库的" : "密钥文件不在");
	return ground_is_sound(act, input, &ground) && note_about(act, record, row_out, "view_personal", ground);
}

/* ---- erasing ---- */

bool personal_key_destroy(struct act *act, const void *before, void *row, struct input *input)
{
	struct personal_key *key = row;

	return personal_erase(act, key, key->ground);
}

/* A row of no holding: nobody lists it, but its erasure is written down like any. */
static bool note_bare(struct act *act, const struct personal_key *key)
{
	const char *record = str_terminated(act->arena, key->record);
	Str event = str_format(act->arena, "%s.erase_personal", record);
	struct event e = { .event = str_terminated(act->arena, event), .subject = record, .subject_id = key->row_id,
	                   .note = key->ground };

	return ledger_note(act, &e);
}

/* About the row itself, so that it stands in its history, and verify knows who emptied the key. */
bool personal_key_tell(struct act *act, const void *before, void *row, struct input *input)
{
	const struct personal_key *key = row;
	const struct holding *holding = holding_named(act->house, key->record);
	void *about;

	if (!holding)
		return note_bare(act, key);
	about = arena_take(act->arena, holding->record->size);
	return record_load(act, holding->record, key->row_id, about)
	    && note_about(act, holding->record, about, "erase_personal", key->ground);
}

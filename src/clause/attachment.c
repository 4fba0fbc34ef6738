/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* attachment.c - files at rows: who may add one, what becomes of one that is taken away. */
#include <string.h>

#include "base/limits.h"
#include "clause/attachment_store.h"
#include "clause/inner.h"

enum { GROUND_MOST = 500, LABEL_MOST = 100, ENTRIES_AT_ONCE = 50, PAGES_MOST = 10 };

static const struct word state_words[] = {
	{ "standing", "在列", LOOK_NORMAL },
	{ "removed", "已删除", LOOK_SEALED },
	{ "withdrawn", "已撤下", LOOK_SEALED },
};
const struct words attachment_state_words = WORDS_TABLE(state_words);

static const struct field fields[] = {
	HEAD(struct attachment, AttachmentId),
	FIELD(struct attachment, subject, .label = "所附记录", .required = true, .most = 60),
	FIELD(struct attachment, subject_id, .label = "记录号"),
	REF(struct attachment, unit_id, UnitId, unit_record, .label = "单位"),
	FIELD(struct attachment, label, .label = "说明", .most = LABEL_MOST),
	FIELD(struct attachment, file_name, .label = "文件名", .required = true, .most = LIMIT_FILE_NAME_CHARACTERS),
	FIELD(struct attachment, media_type, .label = "类型", .required = true, .most = 100),
	FIELD(struct attachment, bytes, .label = "字节数"),
	FIELD(struct attachment, sm3, .label = "SM3", .required = true, .most = 64),
	WORDS(struct attachment, state, attachment_state_words, .label = "状态"),
	REF(struct attachment, uploaded_by, AccountId, account_record, .label = "上传人", .required = true),
	FIELD(struct attachment, uploaded_at, .label = "上传时间", .required = true),
	FIELD(struct attachment, ground, .label = "撤下理由", .most = GROUND_MOST, .lines = true),
	FIELD(struct attachment, taken_at, .label = "撤下时间"),
	FIELDS_END,
};
const struct record attachment_record = {
	.name = "attachment", .label = "附件", .path = "/attachment", .size = sizeof(struct attachment), .fields = fields,
	.title = "file_name", .unit = "unit_id", .state = "state", .order = "-uploaded_at",
};

static const struct move moves[] = {
	{ MOVE_NEW, "add", ATTACHMENT_STANDING, "添加附件", .by_program = true },
	{ ATTACHMENT_STANDING, "remove", ATTACHMENT_REMOVED, "删除附件", .by_program = true },
	{ ATTACHMENT_STANDING, "withdraw", ATTACHMENT_WITHDRAWN, "撤下附件", .by_program = true },
	MOVES_END,
};
/* Each is read through the row it is at: no list over all of them is anybody's. */
static const struct permission CAN_SEE_ROW = { .name = "attachment.read", .everybody = true };
const struct holding attachment_holding = {
	.record = &attachment_record, .moves = moves, .read = &CAN_SEE_ROW, .hand_made = true, .own_api = true };

/* ---- the row whose state decides ---- */

struct decider { const struct holding *holding; const void *row; };

static bool decider_of(struct act *act, const struct holding *holding, const void *row, struct decider *out)
{
	const struct field *ref = holding->files->of ? record_field(holding->record, holding->files->of) : NULL;
	const struct holding *other;
	void *other_row;

	*out = (struct decider){ holding, row };
	if (!ref)
		return true;
	other = holding_named(act->house, str_of(ref->ref->name));
	must(other);
	other_row = arena_take(act->arena, other->record->size);
	if (!record_load(act, other->record, field_int(ref, row), other_row))
		return false;
	*out = (struct decider){ other, other_row };
	return true;
}

static bool is_open_state(const struct files_rule *rule, int state)
{
	return rule->states == 0 || (state >= 0 && rule->states & 1u << state);
}

static bool decider_is_open(const struct files_rule *rule, const struct decider *d)
{
	return rule->states == 0 || is_open_state(rule, (int)record_state(d->holding->record, d->row));
}

static bool is_theirs(const struct act *act, const struct holding *holding, const void *row)
{
	return !holding->files->copies && scope_holds(caller_scope(act->who, holding->files->add), holding->record, row);
}

/* ---- adding ---- */

bool attachments_of(struct act *act, const struct record *record, int64_t id, struct attachments *out)
{
	return attachment_store_of(act, str_of(record->name), id, out);
}

bool attachment_may_add(struct act *act, const struct holding *holding, const void *row, bool *may, Str *why)
{
	const struct record *record;
	struct decider d;

	*may = false;
	*why = STR_NONE;
	if (!is_theirs(act, holding, row))
		return true;
	if (!decider_of(act, holding, row, &d))
		return false;
	record = d.holding->record;
	*may = decider_is_open(holding->files, &d);
	if (!*may)
		*why = str_format(act->arena, "现在是“%s”，不能再加附件",
		                  word_label(record_field(record, record->state)->words, record_state(record, d.row)));
	return true;
}

/* RULE attachment.add */
bool attachment_check_add(struct act *act, const struct holding *holding, const void *row)
{
	bool may;
	Str why;

	if (!attachment_may_add(act, holding, row, &may, &why))
		return false;
	if (may)
		return true;
	if (str_is_empty(why))
		return refuse(act, REFUSED_FORBIDDEN, "attachment.permission", "您没有权限在这里加附件");
	return refuse(act, REFUSED_CONFLICT, "attachment.add", "%.*s", STR_ARG(why));
}

static bool stands_already(const struct attachments *there, Str sm3)
{
	for (size_t i = 0; i < there->count; i++)
		if (there->at[i].state == ATTACHMENT_STANDING && str_equal(there->at[i].sm3, sm3))
			return true;
	return false;
}

/* RULE file.row: what stands, withdrawn or not, takes its place. */
static bool row_has_room(struct act *act, const struct attachments *there, const struct staged *files, size_t count)
{
	int64_t bytes = 0;

	for (size_t i = 0; i < there->count; i++)
		bytes += there->at[i].bytes;
	for (size_t i = 0; i < count; i++)
		bytes += stands_already(there, files[i].sm3) ? 0 : files[i].bytes;
	if (bytes > LIMIT_ROW_FILES_BYTES)
		fault_at(act, STR("file"), "file.row", "这里的附件合计超过 %lld MB，请减少后再上传",
		         (long long)(LIMIT_ROW_FILES_BYTES >> 20));
	return act_sound(act);
}

static bool add_one(struct act *act, const struct holding *holding, const void *row, const struct staged *file, Str label)
{
	struct attachment a = {
		.subject = str_of(holding->record->name), .subject_id = record_id(holding->record, row),
		.unit_id = { record_unit(holding->record, row) }, .label = label, .file_name = file->name,
		.media_type = file->type, .bytes = file->bytes, .sm3 = file->sm3, .uploaded_by = { act->actor_id },
		.uploaded_at = act->now,
	};

	return file_use(act, file->sm3) && record_insert(act, &attachment_record, &a, "attachment.add", STR_NONE);
}

/* Two files of one act with one content are one. */
static bool came_before(const struct staged *files, size_t i)
{
	for (size_t before = 0; before < i; before++)
		if (str_equal(files[before].sm3, files[i].sm3))
			return true;
	return false;
}

static bool attachment_input_is_right(struct act *act, size_t count, Str label)
{
	if (count == 0)
		fault_at(act, STR("file"), "file.none", "请选择要上传的文件");
	if (count > LIMIT_FILES_PER_ACT)
		fault_at(act, STR("file"), "file.count", "一次最多上传 %d 个文件，请分几次上传", LIMIT_FILES_PER_ACT);
	if (str_characters(label) > LABEL_MOST)
		fault_at(act, STR("label"), "record.too_long", "说明最多 %d 个字，现在是 %zu 个字", LABEL_MOST, str_characters(label));
	return act_sound(act);
}

bool attachments_add(struct act *act, const struct holding *holding, const void *row, const struct staged *files,
                     size_t count, Str label)
{
	struct attachments there;
	int64_t id = record_id(holding->record, row);

	if (!attachment_check_add(act, holding, row) || !attachment_input_is_right(act, count, label)
	    || !attachments_of(act, holding->record, id, &there)
	    || !row_has_room(act, &there, files, count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!stands_already(&there, files[i].sm3) && !came_before(files, i)
		    && !add_one(act, holding, row, &files[i], label))
			return false;
	return true;
}

bool attachments_copy(struct act *act, const struct record *from, int64_t from_id, const struct holding *to, const void *row)
{
	struct attachments there;

	if (!attachments_of(act, from, from_id, &there))
		return false;
	for (size_t i = 0; i < there.count; i++) {
		struct attachment copy = there.at[i];

		if (copy.state != ATTACHMENT_STANDING)
			continue;
		copy.subject = str_of(to->record->name);
		copy.subject_id = record_id(to->record, row);
		copy.unit_id = (UnitId){ record_unit(to->record, row) };
		if (!file_use(act, copy.sm3) || !record_insert(act, &attachment_record, &copy, "attachment.add", STR_NONE))
			return false;
	}
	return true;
}

/* ---- seeing one ---- */

bool attachment_open(struct act *act, int64_t id, struct attached *out)
{
	struct attachment *a = &out->attachment;
	const struct record *record;

	if (!record_load(act, &attachment_record, id, a))
		return act->refusal.kind == REFUSED_NOT_FOUND ? refuse_not_there(act) : false;
	out->holding = holding_named(act->house, a->subject);
	if (a->state == ATTACHMENT_REMOVED || !out->holding || !out->holding->files)
		return refuse_not_there(act);
	record = out->holding->record;
	out->row = arena_take(act->arena, record->size);
	if (!record_load(act, record, a->subject_id, out->row))
		return act->refusal.kind == REFUSED_NOT_FOUND ? refuse_not_there(act) : false;
	return scope_holds(caller_scope(act->who, out->holding->read), record, out->row) || refuse_not_there(act);
}

void attachment_send(struct act *act, struct call *call, const struct attachment *a)
{
	const struct file_kind *kind = file_kind_of_type(a->media_type);
	struct reply *reply = &call->exchange->reply;

	reply->status = 200;
	reply->type = str_is(a->media_type, "text/plain") ? STR("text/plain; charset=utf-8") : a->media_type;
	reply->file_name = a->file_name;
	reply->shown_inline = kind && kind->picture;
	reply->sandboxed = true;
	reply->stream = file_stream(call->exchange->request.arena, act->house, a->sm3, a->bytes);
}

/* ---- taking one away ---- */

bool attachment_may_take(struct act *act, const struct attached *at)
{
	return at->attachment.state == ATTACHMENT_STANDING && is_theirs(act, at->holding, at->row);
}

/* "weekly_report.submit": did the row leave the states in which files may be added? */
static bool leaves_open(const struct files_rule *rule, const struct holding *holding, Str event)
{
	Str record, verb;

	if (!str_cut(event, '.', &record, &verb) || !str_is(record, holding->record->name))
		return false;
	for (const struct move *m = holding->moves; m && m->verb; m++)
		if (str_is(verb, m->verb) && m->to >= 0 && !is_open_state(rule, m->to))
			return true;
	return false;
}

/* Asked of the ledger, which alone knows what a row was before. A history too long to look through counts as yes. */
static bool left_open_since(struct act *act, const struct files_rule *rule, const struct decider *d, Instant since, bool *out)
{
	int64_t before = 0, id = record_id(d->holding->record, d->row);

	for (int page = 0; page < PAGES_MOST; page++) {
		struct ledger_entry *entries;
		size_t count;

		if (!ledger_of(act, d->holding->record->name, id, before, ENTRIES_AT_ONCE, &entries, &count))
			return false;
		for (size_t i = 0; i < count; i++) {
			*out = leaves_open(rule, d->holding, entries[i].event);
			if (entries[i].written_at.sec < since.sec)
				*out = false;
			if (*out || entries[i].written_at.sec < since.sec)
				return true;
			before = entries[i].id;
		}
		*out = false;
		if (count < ENTRIES_AT_ONCE)
			return true;
	}
	*out = true;
	return true;
}

bool attachment_was_submitted(struct act *act, const struct attached *at, bool *submitted)
{
	const struct files_rule *rule = at->holding->files;
	struct decider d;

	if (!decider_of(act, at->holding, at->row, &d))
		return false;
	*submitted = !decider_is_open(rule, &d);
	return *submitted || rule->states == 0 || left_open_since(act, rule, &d, at->attachment.uploaded_at, submitted);
}

static bool withdraw(struct act *act, const struct attachment *before, Str ground)
{
	struct attachment after = *before;

	after.state = ATTACHMENT_WITHDRAWN;
	after.ground = ground;
	after.taken_at = act->now;
	return record_update(act, &attachment_record, before, &after, "attachment.withdraw", ground);
}

static bool remove_one(struct act *act, const struct attachment *before)
{
	struct attachment after = *before;

	after.state = ATTACHMENT_REMOVED;
	after.taken_at = act->now;
	return record_update(act, &attachment_record, before, &after, "attachment.remove", STR_NONE)
	    && file_release(act, before->sm3);
}

static bool is_as_read(struct act *act, const struct attached *at, const struct input *input)
{
	Str given = input_text(input, "version");
	int64_t version;

	if (str_is_empty(given) || (str_to_int(given, &version) && version == at->attachment.version))
		return true;
	return refuse(act, REFUSED_STALE, "move.stale", "这个附件刚被改过，请看新的内容再改");
}

/* RULE attachment.withdraw */
bool attachment_take(struct act *act, const struct attached *at, const struct input *input)
{
	Str ground = input_text(input, "ground");
	bool submitted;

	if (!is_theirs(act, at->holding, at->row))
		return refuse(act, REFUSED_FORBIDDEN, "attachment.permission", "您没有权限撤下这个附件");
	if (!is_as_read(act, at, input))
		return false;
	if (at->attachment.state != ATTACHMENT_STANDING)
		return refuse(act, REFUSED_CONFLICT, "attachment.state", "这个附件已经撤下了");
	if (!attachment_was_submitted(act, at, &submitted))
		return false;
	if (!submitted)
		return remove_one(act, &at->attachment);
	if (str_is_empty(ground))
		fault_at(act, STR("ground"), "attachment.withdraw", "已经报送过的附件只能撤下，不能删除：请写明撤下的理由");
	else if (str_characters(ground) > GROUND_MOST)
		fault_at(act, STR("ground"), "record.too_long", "理由最多 %d 个字", GROUND_MOST);
	return act_sound(act) && withdraw(act, &at->attachment, ground);
}

bool attachments_hear(struct act *act, const struct event *event)
{
	const struct holding *holding;
	struct attachments there;

	if (!event->subject || !str_is_empty(event->after) || str_is_empty(event->before))
		return true;
	holding = holding_named(act->house, str_of(event->subject));
	if (!holding || !holding->files)
		return true;
	if (!attachments_of(act, holding->record, event->subject_id, &there))
		return false;
	for (size_t i = 0; i < there.count; i++)
		if (there.at[i].state == ATTACHMENT_STANDING && !withdraw(act, &there.at[i], STR("所附的内容已经删去")))
			return false;
	return true;
}

/* ---- verify ---- */

static bool look_at_one(struct act *act, int64_t id, bool *sound)
{
	struct attachment a;

	return record_load(act, &attachment_record, id, &a) && file_is_sound(act, a.sm3, a.bytes, sound);
}

bool attachments_verify(struct act *act, int64_t *bad_id, int64_t *seen)
{
	int64_t id = 0;
	bool sound = true;

	*bad_id = *seen = 0;
	for (;;) {
		struct arena *own = act->arena;
		bool read;

		if (!attachment_store_next(act, id, &id))
			return false;
		if (id == 0)
			return true;
		act->arena = arena_open();       /* of this attachment alone */
		read = look_at_one(act, id, &sound);
		arena_close(act->arena);
		act->arena = own;
		if (!read)
			return refuse(act, REFUSED_BROKEN, "attachment.read", "附件 %lld 读不出来", (long long)id);
		++*seen;
		if (!sound) {
			*bad_id = id;
			return true;
		}
	}
}

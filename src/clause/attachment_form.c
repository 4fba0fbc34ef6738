/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* attachment_form.c - which files a form means: those it brings, and those an earlier, refused one left staged. */
#include "clause/attachment_form.h"

#include "base/limits.h"

/* Only what this very account sent: a hash alone gives nobody a right to its content. */
static bool find_earlier(struct act *act, const struct call *call, size_t n, bool *found, struct staged *out)
{
	Str sm3 = input_text(call->input, str_terminated(act->arena, str_format(act->arena, "staged.%zu", n)));

	*found = false;
	return str_is_empty(sm3) || file_staged(act, sm3, found, out);
}

static bool is_named(struct act *act, const struct call *call, size_t n)
{
	return input_text(call->input, str_terminated(act->arena, str_format(act->arena, "staged.%zu", n))).len > 0;
}

/* lost: one that the form named is not there any more. */
static bool gather(struct act *act, const struct call *call, struct staged *at, size_t *count_out, bool *lost)
{
	size_t count = 0;

	*lost = false;
	for (size_t n = 0; n < LIMIT_FILES_PER_ACT; n++) {
		bool found;

		if (!find_earlier(act, call, n, &found, &at[count]))
			return false;
		*lost = *lost || (!found && is_named(act, call, n));
		count += found;
	}
	for (size_t i = 0; i < call->staged_count; i++)
		at[count++] = call->staged[i];
	*count_out = count;
	return true;
}

bool attachment_form_staged(struct act *act, const struct call *call, struct staged **out, size_t *count_out)
{
	bool lost;

	*out = ARENA_ARRAY(act->arena, struct staged, 2 * LIMIT_FILES_PER_ACT);
	return gather(act, call, *out, count_out, &lost);
}

static bool no_unknown(struct act *act, struct input *input)
{
	static const char *const known[] = { "_csrf", "_once" };

	for (size_t i = 0; i < COUNT_OF(known); i++)
		(void)input_find(input, STR_NONE, known[i]);
	return record_refuse_unknown(act, input);
}

bool attachment_form_remove(struct act *act, const struct attached *at, struct input *input)
{
	return attachment_take(act, at, input) && no_unknown(act, input);
}

bool attachment_form_take(struct act *act, struct call *call)
{
	struct staged *files = ARENA_ARRAY(act->arena, struct staged, 2 * LIMIT_FILES_PER_ACT);
	size_t count;
	bool lost;

	if (!gather(act, call, files, &count, &lost))
		return false;
	if (lost)
		fault_at(act, STR("file"), "file.gone", "先前上传的文件放得太久，已经清除，请重新选择");
	return act_sound(act)
	    && attachments_add(act, call->holding, call->row, files, count, input_text(call->input, "label"))
	    && no_unknown(act, call->input);
}

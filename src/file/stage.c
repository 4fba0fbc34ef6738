/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* stage.c - a file comes in: looked at, then written in several short acts before the act that wants it.
 *
 * Owns: the order. A crash in between leaves pieces that nobody can see, until the same file comes again and takes
 * them up, or the clock sweeps them. */
#include "base/limits.h"
#include "file/blob_store.h"
#include "ledger/sm3.h"
#include "store/store.h"

#define MEGABYTES(bytes) ((long long)((bytes) / (1024 * 1024)))

/* ---- may it come in at all? ---- */

static Str refused_content(struct arena *arena, Str name, const struct file_kind *kind, enum file_format format)
{
	if (format == FORMAT_MACRO)
		return str_format(arena, "“%.*s”带有宏，请去掉宏或转成 PDF 再上传", STR_ARG(name));
	if (format == FORMAT_MARKUP)
		return str_format(arena, "“%.*s”的内容是网页，不接收，请转成 PDF 再上传", STR_ARG(name));
	return str_format(arena, "“%.*s”的内容不是%s，请换成原文件，或把名称的结尾改对", STR_ARG(name), kind->label);
}

/* RULE file.type: what the bytes are decides; the name must say the same. */
static bool kind_is_right(struct act *act, Str field, Str name, Str bytes, const struct file_kind **out)
{
	const struct file_kind *kind = file_kind_of(name);
	enum file_format format;

	if (!kind) {
		fault_at(act, field, "file.type",
		         "“%.*s”这种文件不接收，请上传照片、PDF、OFD、Word、WPS、Excel、文本、录音或录像", STR_ARG(name));
		return false;
	}
	format = file_format_of(bytes);
	if (!(kind->formats & 1u << format)) {
		Str why = refused_content(act->arena, name, kind, format);

		fault_at(act, field, "file.type", "%.*s", STR_ARG(why));
		return false;
	}
	*out = kind;
	return true;
}

/* RULE file.name */
static bool name_is_right(struct act *act, Str field, Str name)
{
	if (str_is_empty(name))
		fault_at(act, field, "file.name", "有一个文件没有名称，请命名后再上传");
	else if (str_characters(name) > LIMIT_FILE_NAME_CHARACTERS)
		fault_at(act, field, "file.name", "文件名太长，最多 %d 个字，请改短后再上传", LIMIT_FILE_NAME_CHARACTERS);
	else
		return true;
	return false;
}

/* RULE file.size */
static bool size_is_right(struct act *act, Str field, Str name, size_t bytes)
{
	if (bytes == 0)
		fault_at(act, field, "file.size", "“%.*s”是空的，请重新选择", STR_ARG(name));
	else if (bytes > LIMIT_FILE_BYTES)
		fault_at(act, field, "file.size", "“%.*s”超过 %lld MB，请压缩或分段后再上传", STR_ARG(name),
		         MEGABYTES(LIMIT_FILE_BYTES));
	else
		return true;
	return false;
}

bool file_look(struct act *act, Str field, const struct sent_file *sent, struct staged *out)
{
	Str name = file_name_clean(act->arena, sent->name);
	const struct file_kind *kind;
	struct sm3_sum sum;

	if (!name_is_right(act, field, name) || !size_is_right(act, field, name, sent->bytes.len)
	    || !kind_is_right(act, field, name, sent->bytes, &kind))
		return false;
	sum = sm3_of(sent->bytes);
	*out = (struct staged){ .name = name, .type = str_of(kind->type), .sm3 = sm3_hex(act->arena, &sum),
	                        .bytes = (int64_t)sent->bytes.len };
	return true;
}

/* ---- the acts ---- */

struct staging {
	const struct staged *file;
	Str bytes;
	int64_t piece;                  /* the first of those this act writes */
	bool whole;                     /* it stands there already */
};

bool file_leaves_space(int64_t free_bytes, int64_t bytes)
{
	return free_bytes < 0 || free_bytes - bytes >= LIMIT_FREE_BYTES;
}

/* RULE file.space */
static bool there_is_space(struct act *act, int64_t bytes)
{
	return file_leaves_space(store_free_bytes(act->house->store), bytes)
	    || refuse(act, REFUSED_BROKEN, "file.space", "服务器的磁盘快满了，暂不能上传，请告知系统管理员");
}

/* RULE file.day */
static bool day_is_kept(struct act *act, const struct staged *file)
{
	int64_t sent = 0;
	bool again = false;

	if (!blob_store_has(act, file->sm3, &again) || !blob_store_uploaded(act, &sent))
		return false;
	return again || sent + file->bytes <= LIMIT_ACCOUNT_DAY_BYTES
	    || refuse(act, REFUSED_TOO_LARGE, "file.day", "您 24 小时内上传的文件超过 %lld MB，请明天再传",
	              MEGABYTES(LIMIT_ACCOUNT_DAY_BYTES));
}

static bool begin(struct act *act, void *input)
{
	struct staging *s = input;

	return there_is_space(act, s->file->bytes) && day_is_kept(act, s->file)
	    && blob_store_begin(act, s->file, &s->whole);
}

static bool write_pieces(struct act *act, void *input)
{
	const struct staging *s = input;

	for (int64_t i = 0; i < LIMIT_STAGED_ACT_PIECES; i++) {
		int64_t at = (s->piece + i) * LIMIT_PIECE_BYTES;

		if (at >= s->file->bytes)
			return true;
		if (!blob_store_piece(act, s->file->sm3, s->piece + i, str_first(str_after(s->bytes, (size_t)at), LIMIT_PIECE_BYTES)))
			return false;
	}
	return true;
}

static bool finish(struct act *act, void *input)
{
	const struct staging *s = input;

	return blob_store_finish(act, s->file) && blob_store_upload(act, s->file);
}

bool file_stage(const struct act_seed *seed, const struct staged *file, Str bytes, struct refusal *refusal_out)
{
	struct staging s = { .file = file, .bytes = bytes };

	must((int64_t)bytes.len == file->bytes);
	if (!act_write(seed, begin, &s, refusal_out))
		return false;
	for (; !s.whole && s.piece * LIMIT_PIECE_BYTES < file->bytes; s.piece += LIMIT_STAGED_ACT_PIECES)
		if (!act_write(seed, write_pieces, &s, refusal_out))
			return false;
	return act_write(seed, finish, &s, refusal_out);
}

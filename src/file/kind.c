/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kind.c - what a file is, by its bytes, and which kinds are taken.
 *
 * Owns: the list of kinds, and the one cookie of libmagic with its mutex (a cookie serves one thread at a time, and
 * loading its rules takes longer than looking). Does not own: what is inside an archive: its names are read (zip.c),
 * its contents are never unpacked.
 *
 * Why these: a report, a matter and an answer are proved by scans (PDF, OFD), photographs (JPEG, PNG, WebP, HEIC of
 * phones, GIF of older cameras), documents in their working form (Word, Excel, WPS), lists (TXT, CSV), and recordings
 * of enforcement (MP4, MOV, 3GP; AMR, MP3, M4A, WAV). Not taken: archives, because what they hold can be neither
 * checked nor shown; markup (HTML, SVG, XML) and programs, because opening them runs them; documents with macros. */
#include <magic.h>
#include <pthread.h>
#include <strings.h>

#include "base/log.h"
#include "file/zip.h"

#define ONLY(format) (1u << (format))

static const struct file_kind kinds[] = {
	{ "pdf", "application/pdf", "PDF", ONLY(FORMAT_PDF), false },
	{ "ofd", "application/ofd", "OFD", ONLY(FORMAT_OFD), false },
	{ "jpg", "image/jpeg", "照片", ONLY(FORMAT_JPEG), true },
	{ "jpeg", "image/jpeg", "照片", ONLY(FORMAT_JPEG), true },
	{ "png", "image/png", "图片", ONLY(FORMAT_PNG), true },
	{ "webp", "image/webp", "图片", ONLY(FORMAT_WEBP), true },
	{ "gif", "image/gif", "图片", ONLY(FORMAT_GIF), true },
	{ "heic", "image/heic", "照片", ONLY(FORMAT_HEIC), false },
	{ "doc", "application/msword", "Word 文档", ONLY(FORMAT_OLE), false },
	{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word 文档",
	  ONLY(FORMAT_DOCX), false },
	{ "wps", "application/vnd.ms-works", "WPS 文档", ONLY(FORMAT_OLE) | ONLY(FORMAT_DOCX), false },
	{ "xls", "application/vnd.ms-excel", "Excel 表格", ONLY(FORMAT_OLE), false },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel 表格",
	  ONLY(FORMAT_XLSX), false },
	{ "et", "application/octet-stream", "WPS 表格", ONLY(FORMAT_OLE) | ONLY(FORMAT_XLSX), false },
	{ "txt", "text/plain", "文本", ONLY(FORMAT_TEXT), false },
	{ "csv", "text/csv", "表格", ONLY(FORMAT_TEXT), false },
	{ "mp4", "video/mp4", "录像", ONLY(FORMAT_MP4), false },
	{ "mov", "video/quicktime", "录像", ONLY(FORMAT_QUICKTIME) | ONLY(FORMAT_MP4), false },
	{ "3gp", "video/3gpp", "录像", ONLY(FORMAT_3GP), false },
	{ "m4a", "audio/mp4", "录音", ONLY(FORMAT_MP4), false },
	{ "amr", "audio/amr", "录音", ONLY(FORMAT_AMR), false },
	{ "mp3", "audio/mpeg", "录音", ONLY(FORMAT_MP3), false },
	{ "wav", "audio/wav", "录音", ONLY(FORMAT_WAV), false },
};
const char file_accept[] = ".pdf,.ofd,.jpg,.jpeg,.png,.webp,.gif,.heic,.doc,.docx,.wps,.xls,.xlsx,.et,.txt,.csv,"
			   ".mp4,.mov,.3gp,.m4a,.amr,.mp3,.wav";

/* In the words of libmagic 5.44; some have changed between its versions. */
static const struct { const char *found; enum file_format format; } formats[] = {
	{ "application/pdf", FORMAT_PDF },
	{ "image/jpeg", FORMAT_JPEG },
	{ "image/png", FORMAT_PNG },
	{ "image/gif", FORMAT_GIF },
	{ "image/webp", FORMAT_WEBP },
	{ "image/heic", FORMAT_HEIC },
	{ "image/heif", FORMAT_HEIC },
	{ "application/msword", FORMAT_OLE },
	{ "application/vnd.ms-excel", FORMAT_OLE },
	{ "application/vnd.ms-office", FORMAT_OLE },
	{ "application/x-ole-storage", FORMAT_OLE },
	{ "application/CDFV2", FORMAT_OLE },
	{ "text/plain", FORMAT_TEXT },
	{ "text/csv", FORMAT_TEXT },
	{ "application/csv", FORMAT_TEXT },
	{ "application/json", FORMAT_TEXT },
	{ "video/mp4", FORMAT_MP4 },
	{ "audio/mp4", FORMAT_MP4 },
	{ "audio/x-m4a", FORMAT_MP4 },
	{ "video/x-m4v", FORMAT_MP4 },
	{ "video/quicktime", FORMAT_QUICKTIME },
	{ "video/3gpp", FORMAT_3GP },
	{ "audio/AMR", FORMAT_AMR },
	{ "audio/amr", FORMAT_AMR },
	{ "audio/mpeg", FORMAT_MP3 },
	{ "audio/x-wav", FORMAT_WAV },
	{ "audio/wav", FORMAT_WAV },
	{ "text/html", FORMAT_MARKUP },
	{ "text/xml", FORMAT_MARKUP },
	{ "image/svg+xml", FORMAT_MARKUP },
};

const struct file_kind *file_kind_of(Str name)
{
	size_t at = name.len;
	Str ending;

	while (at > 0 && name.at[at - 1] != '.')
		at--;
	ending = str_after(name, at);
	for (size_t i = 0; at > 1 && i < COUNT_OF(kinds); i++) {
		Str one = str_of(kinds[i].ending);

		if (one.len == ending.len && strncasecmp(one.at, ending.at, one.len) == 0)
			return &kinds[i];
	}
	return NULL;
}

const struct file_kind *file_kind_of_type(Str type)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (str_is(type, kinds[i].type))
			return &kinds[i];
	return NULL;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static magic_t cookie;                           /* lives as long as the program */

static enum file_format named(Str found)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (str_is(found, formats[i].found))
			return formats[i].format;
	return FORMAT_OTHER;
}

/* Without its rules nothing can be told apart, so nothing is taken. */
static enum file_format ask_magic(Str bytes)
{
	enum file_format format = FORMAT_OTHER;
	const char *found;

	must(pthread_mutex_lock(&lock) == 0);
	if (!cookie) {
		cookie = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR);
		must(cookie);
		if (magic_load(cookie, NULL) != 0)
			log_line(LOG_TROUBLE, "file", "libmagic has no rules: %s", magic_error(cookie));
	}
	found = magic_buffer(cookie, bytes.at, bytes.len);
	if (found)
		format = named(str_of(found));
	must(pthread_mutex_unlock(&lock) == 0);
	return format;
}

enum file_format file_format_of(Str bytes)
{
	if (str_is_empty(bytes))
		return FORMAT_OTHER;
	return str_starts_with(bytes, "PK\3\4") ? zip_format(bytes) : ask_magic(bytes);
}

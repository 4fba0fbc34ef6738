/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* file.h - the bytes of files: what they are, under which name they stand, and how they come in and go out.
 *
 * A file is staged before the act that attaches it: cut into pieces of LIMIT_PIECE_BYTES, written in several short
 * acts, named by the SM3 of the whole. What nobody attached is swept after LIMIT_STAGED_HOURS.
 * Owns: blob, blob_piece, blob_upload; which types are taken. Does not own: what a file is attached to, and who may
 * (clause/attachment.h); how it travels (http/). Nothing here opens an archive or decodes a picture: what is only
 * kept cannot explode. */
#ifndef JUEBU_FILE_FILE_H
#define JUEBU_FILE_FILE_H

#include "http/http.h"
#include "store/query.h"

/* ---- what it is ---- */

/* Found by looking at the bytes (libmagic; for ZIP the list of its names). */
enum file_format {
	FORMAT_OTHER, FORMAT_PDF, FORMAT_JPEG, FORMAT_PNG, FORMAT_GIF, FORMAT_WEBP, FORMAT_HEIC, FORMAT_OLE,
	FORMAT_DOCX, FORMAT_XLSX, FORMAT_OFD, FORMAT_TEXT, FORMAT_MP4, FORMAT_QUICKTIME, FORMAT_3GP, FORMAT_AMR,
	FORMAT_MP3, FORMAT_WAV, FORMAT_MACRO /* an Office document that carries a program */, FORMAT_MARKUP, FILE_FORMATS
};
enum file_format file_format_of(Str bytes);

/* What is taken, by the ending of the name. */
struct file_kind {
	const char *ending;             /* "docx" */
	const char *type;               /* served as this */
	const char *label;              /* Word 文档 */
	unsigned formats;              /* 1u << enum file_format: what may stand under that name */
	bool picture;                   /* a browser shows it, and cannot be made to run anything by it */
};
const struct file_kind *file_kind_of(Str name);  /* NULL: not taken */
const struct file_kind *file_kind_of_type(Str type);    /* the first served so; NULL: none */
extern const char file_accept[];                 /* for <input accept>: ".pdf,.jpg,…" */

/* The name alone: composed (NFC), without folders, control and direction marks; empty if nothing is left. */
Str file_name_clean(struct arena *, Str sent);
Str file_size_words(struct arena *, int64_t bytes);     /* "1.4 MB" */

/* ---- coming in ---- */

struct staged { Str name, type, sm3; int64_t bytes; };

/* Notes faults at field, each with the file's name. true: it may be staged; name, type, sm3 and bytes are set. */
bool file_look(struct act *, Str field, const struct sent_file *, struct staged *out) MUST_USE;
/* Not from within an act: it runs several. The bytes must be those file_look saw. What is there already is not written
 * again, so an upload that broke off goes on where it stopped. */
bool file_stage(const struct act_seed *, const struct staged *, Str bytes, struct refusal *refusal_out) MUST_USE;
/* What this account staged under that name; found false: not they, not whole, or swept. */
bool file_staged(struct act *, Str sm3, bool *found, struct staged *out) MUST_USE;

/* An attachment shows the content, or ceases to. A content that is gone is REFUSED_CONFLICT "file.gone". */
bool file_use(struct act *, Str sm3) MUST_USE;
bool file_release(struct act *, Str sm3) MUST_USE;

/* The clock's: forgets uploads and contents that were loose for LIMIT_STAGED_HOURS; *left_out: there may be more. */
bool files_sweep(struct act *, bool *left_out) MUST_USE;

/* ---- going out ---- */

/* Piece by piece, each in a reading act of its own: a slow reader holds no snapshot open. The content cannot change
 * meanwhile, because its name is its hash, nor go: what is released stays for LIMIT_STAGED_HOURS. */
struct byte_stream *file_stream(struct arena *, struct house *, Str sm3, int64_t bytes);
/* Do the bytes that stand under that name still have that SM3? */
bool file_is_sound(struct act *, Str sm3, int64_t bytes, bool *out) MUST_USE;

extern const struct sql *const file_statements[];

#endif

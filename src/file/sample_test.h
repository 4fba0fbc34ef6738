/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sample_test.h - the smallest files of each kind that are still what they say, made here rather than kept. */
#ifndef JUEBU_FILE_SAMPLE_TEST_H
#define JUEBU_FILE_SAMPLE_TEST_H

#include <string.h>

#include "ledger/sm3.h"
#include "tests/test.h"

static inline Str sample_pdf(void)
{
	return STR("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
	           "trailer<</Root 1 0 R>>\n%%EOF\n");
}

static inline Str sample_jpeg(void)
{
	return STR("\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9");
}

/* One pixel, with its right checksums: a browser shows it. */
static inline Str sample_png(void)
{
	return STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"
	           "\0\0\0\rIDATx\x9c" "c\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xae" "B`\x82");
}

static inline Str sample_gif(void)
{
	return STR("GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02" "D\x01\0;");
}

static inline Str sample_webp(void)
{
	return STR("RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0");
}

static inline Str sample_wav(void)
{
	return STR("RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0");
}

/* The first box of an ISO media file: MP4, MOV, 3GP, HEIC by its brand. */
static inline Str sample_box(const char *brand)
{
	struct strbuf out = { .arena = test_arena() };

	buf_add(&out, STR("\0\0\0\x18" "ftyp"));
	buf_add(&out, str_of(brand));
	buf_add(&out, STR("\0\0\0\0"));
	buf_add(&out, str_of(brand));
	buf_add(&out, STR("mif1\0\0\0\x08" "free"));
	return buf_str(&out);
}

/* A compound file (DOC, XLS): a header and one empty directory sector. */
static inline Str sample_ole(void)
{
	char *at = arena_take(test_arena(), 1536);
	static const unsigned char head[] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1 };

	memcpy(at, head, sizeof head);
	memcpy(at + 24, "\x3e\0\x03\0\xfe\xff\x09\0\x06\0", 10);
	at[44] = 1;
	at[48] = 1;
	at[57] = 0x10;
	memset(at + 60, 0xfe, 1);
	memset(at + 61, 0xff, 3);
	memset(at + 68, 0xfe, 1);
	memset(at + 69, 0xff, 3);
	memset(at + 80, 0xff, 432);
	memset(at + 512, 0xff, 512);
	memcpy(at + 76, "\0\0\0\0", 4);
	memcpy(at + 512, "\xfd\xff\xff\xff\xfe\xff\xff\xff", 8);
	return (Str){ at, 1536 };
}

/* ---- a ZIP of two empty, stored files ---- */

static inline void sample_number(struct strbuf *out, uint32_t n, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		buf_char(out, (char)(n >> (8 * i) & 0xff));
}

static inline void sample_entry(struct strbuf *out, const char *mark, Str name, uint32_t at)
{
	bool in_list = at != UINT32_MAX;

	buf_add(out, (Str){ mark, 4 });
	sample_number(out, 20, in_list ? 4 : 2);
	for (size_t i = 0; i < 10; i++)
		sample_number(out, 0, 2);                /* flags, method, time, date, crc, sizes */
	sample_number(out, (uint32_t)name.len, 2);
	sample_number(out, 0, 2);
	if (in_list) {
		sample_number(out, 0, 4);
		sample_number(out, 0, 2);
		sample_number(out, 0, 4);
		sample_number(out, at, 4);
	}
	buf_add(out, name);
}

static inline Str sample_zip(const char *first, const char *second)
{
	const char *names[] = { first, second };
	struct strbuf out = { .arena = test_arena() };
	uint32_t at[2], list, end;

	for (size_t i = 0; i < 2; i++) {
		at[i] = (uint32_t)out.len;
		sample_entry(&out, "PK\3\4", str_of(names[i]), UINT32_MAX);
	}
	list = (uint32_t)out.len;
	for (size_t i = 0; i < 2; i++)
		sample_entry(&out, "PK\1\2", str_of(names[i]), at[i]);
	end = (uint32_t)out.len;
	buf_add(&out, (Str){ "PK\5\6", 4 });
	sample_number(&out, 0, 4);
	sample_number(&out, 2, 2);
	sample_number(&out, 2, 2);
	sample_number(&out, end - list, 4);
	sample_number(&out, list, 4);
	sample_number(&out, 0, 2);
	return buf_str(&out);
}

#endif

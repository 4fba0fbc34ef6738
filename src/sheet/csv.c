/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* csv.c - RFC 4180, for Excel in China: UTF-8 with its mark, CRLF. */
#include "sheet/sheet_inside.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void put(struct sheet *sheet, Str bytes)
{
	if (bytes.len && fwrite(bytes.at, 1, bytes.len, sheet->own) != bytes.len)
		sheet->broken = true;
}

static bool open_csv(struct sheet *sheet)
{
	int fd = dup(sheet->fd);

	sheet->own = fd < 0 ? NULL : fdopen(fd, "w");
	if (!sheet->own) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	put(sheet, STR("\xef\xbb\xbf"));
	return true;
}

/* A cell left empty has its comma all the same. */
static void reach(struct sheet *sheet)
{
	for (; sheet->commas < sheet->at; sheet->commas++)
		put(sheet, STR(","));
}

/* What a spreadsheet would compute or send somewhere; also behind blanks, which some skip. */
static bool is_formula(Str text)
{
	while (text.len && *text.at == ' ')
		text = str_after(text, 1);
	return text.len && strchr("=+-@\t\r", *text.at);
}

static bool wants_quotes(Str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr(",\"\r\n", text.at[i]))
			return true;
	return text.len && (*text.at == ' ' || text.at[text.len - 1] == ' ');
}

static void text_csv(struct sheet *sheet, Str text)
{
	Str part, rest = text;
	bool quotes = wants_quotes(text);

	reach(sheet);
	put(sheet, quotes ? STR("\"") : STR_NONE);
	put(sheet, is_formula(text) ? STR("'") : STR_NONE);
	while (quotes && str_cut(rest, '"', &part, &rest)) {
		put(sheet, part);
		put(sheet, STR("\"\""));
	}
	put(sheet, rest);
	put(sheet, quotes ? STR("\"") : STR_NONE);
}

static void plain(struct sheet *sheet, const char *words, int length)
{
	reach(sheet);
	put(sheet, (Str){ words, (size_t)length });
}

static void number_csv(struct sheet *sheet, int64_t number)
{
	char words[24];

	plain(sheet, words, snprintf(words, sizeof words, "%lld", (long long)number));
}

static int day_words(char *words, size_t room, Date date)
{
	return snprintf(words, room, "%04d-%02d-%02d", date_year(date), date_month(date), date_day_of_month(date));
}

static void date_csv(struct sheet *sheet, Date date)
{
	char words[40];

	plain(sheet, words, day_words(words, sizeof words, date));
}

static void instant_csv(struct sheet *sheet, Instant instant)
{
	char words[80];
	Date day = instant_date(instant);
	int64_t second = instant.sec - instant_at(day, 0, 0).sec;
	int length = day_words(words, sizeof words, day);

	length += snprintf(words + length, sizeof words - (size_t)length, " %02d:%02d", (int)(second / 3600), (int)(second / 60 % 60));
	plain(sheet, words, length);
}

static void row_end_csv(struct sheet *sheet)
{
	sheet->at = sheet->count - 1;
	reach(sheet);
	sheet->commas = 0;
	put(sheet, STR("\r\n"));
}

static void note_csv(struct sheet *sheet, Str label, Str words)
{
	(void)sheet;
	(void)label;
	(void)words;
}

static bool close_csv(struct sheet *sheet)
{
	FILE *file = sheet->own;

	sheet->own = NULL;
	return file && fclose(file) == 0;
}

const struct sheet_form sheet_csv = {
	.type = "text/csv; charset=utf-8", .ending = "csv", .open = open_csv, .text = text_csv, .number = number_csv,
	.date = date_csv, .instant = instant_csv, .row_end = row_end_csv, .note = note_csv, .close = close_csv,
};

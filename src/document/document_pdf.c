/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* document_pdf.c - sheets into PDF by Pango and Cairo: real text, which can be searched and copied.
 *
 * Each run of text is made exactly as wide as the grid says, whatever the font at hand thinks, so nothing overlaps and
 * nothing drifts. Owns: fonts by fall-back. Does not own: where things stand (layout.c). */
#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "document/layout.h"

/* What offices have (方正, 中易), then free ones, then what tools/packages.txt asks for. Never shipped: the first are
 * licensed, and the last are the system's. */
static const char *const families[FACES] = {
	[FACE_SONG] = "SimSun, NSimSun, 宋体, Noto Serif CJK SC, serif",
	[FACE_FANG] = "FangSong_GB2312, 仿宋_GB2312, FangSong, 仿宋, STFangsong, FZFangSong-Z02, Noto Serif CJK SC, serif",
	[FACE_KAI] = "KaiTi_GB2312, 楷体_GB2312, KaiTi, 楷体, STKaiti, AR PL UKai CN, Noto Serif CJK SC, serif",
	[FACE_HEI] = "SimHei, 黑体, STHeiti, Noto Sans CJK SC, sans-serif",
	[FACE_TITLE] = "FZXiaoBiaoSong-B05S, 方正小标宋简体, FZXiaoBiaoSong-B05, STZhongsong, Noto Serif CJK SC, serif",
};

struct pen { cairo_t *cairo; PangoLayout *layout; PangoFontDescription *fonts[FACES]; };

/* ---- runs ---- */

/* Latin and Chinese are spaced onto the grid; a word of another script hangs together; what its font may draw at any
 * width stands alone in the middle of its place. */
enum manner { MANNER_HALF, MANNER_WIDE, MANNER_WORD, MANNER_ALONE };

static enum manner manner_of(uint32_t c)
{
	if (c < 0x250 && character_halves(c) == 1)
		return MANNER_HALF;
	if ((c >= 0x3000 && c <= 0x303f) || (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xff00 && c <= 0xff60)
	    || c == 0x2018 || c == 0x2019 || c == 0x201c || c == 0x201d || c == 0x2014 || c == 0x2026)
		return MANNER_WIDE;
	return character_halves(c) == 1 ? MANNER_WORD : MANNER_ALONE;
}

struct run { Str text; enum manner manner; unsigned halves; };

/* The longest beginning that is drawn in one go. */
static struct run next_run(Str *rest)
{
	Str from = *rest, ahead = *rest;
	uint32_t c = text_next(&ahead);
	struct run run = { .manner = manner_of(c) };

	for (bool first = true; c; c = text_next(&ahead), first = false) {
		unsigned halves = character_halves(c);

		if (!first && halves > 0 && (run.manner == MANNER_ALONE || manner_of(c) != run.manner))
			break;
		run.halves += halves;
		*rest = ahead;
	}
	run.text = str_first(from, from.len - rest->len);
	return run;
}

/* Half-width digits where the font has them; never for Chinese punctuation, which it would halve too. */
static void set_text(struct pen *pen, Str text, enum manner manner, int spacing)
{
	PangoAttrList *attributes = pango_attr_list_new();

	pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(spacing));
	pango_attr_list_insert(attributes, pango_attr_font_features_new(manner == MANNER_HALF ? "hwid=1, kern=0, liga=0" : "palt=0, kern=0"));
	pango_layout_set_text(pen->layout, text.at, (int)text.len);
	pango_layout_set_attributes(pen->layout, attributes);
	pango_attr_list_unref(attributes);
}

static double natural_mm(struct pen *pen)
{
	PangoRectangle extents;

	pango_layout_line_get_extents(pango_layout_get_line_readonly(pen->layout, 0), NULL, &extents);
	return (double)extents.width / PANGO_SCALE * MM_OF_POINT;
}

/* The base line lies 0.38 of the size below the middle of Chinese characters; where ink is asked for, the font is. */
static double base_line(struct pen *pen, const struct piece *piece)
{
	PangoRectangle ink;

	if (piece->stand == STAND_MIDDLE)
		return piece->y + 0.38 * piece->size * MM_OF_POINT;
	set_text(pen, piece->stand == STAND_INK_TOP ? piece->text : str_first_characters(piece->text, 1), MANNER_WIDE, 0);
	pango_layout_line_get_extents(pango_layout_get_line_readonly(pen->layout, 0), &ink, NULL);
	return piece->y - (ink.y + (piece->stand == STAND_INK_TOP ? 0 : ink.height / 2.0)) / PANGO_SCALE * MM_OF_POINT;
}

/* Made as wide as the grid says. */
static void draw_run(struct pen *pen, const struct run *run, double x, double y, double width)
{
	unsigned characters = run->manner == MANNER_HALF ? run->halves : run->halves / 2;
	double natural, scale = 1;

	set_text(pen, run->text, run->manner, 0);
	natural = natural_mm(pen);
	if (run->manner <= MANNER_WIDE && characters > 0)
		set_text(pen, run->text, run->manner, (int)((width - natural) / MM_OF_POINT * PANGO_SCALE / characters));
	else if (natural > width && width > 0)
		scale = width / natural;
	else if (width > 0)
		x += (width - natural) / 2;
	cairo_save(pen->cairo);
	cairo_translate(pen->cairo, x / MM_OF_POINT, y / MM_OF_POINT);
	cairo_scale(pen->cairo, scale, 1);
	cairo_move_to(pen->cairo, 0, 0);
	pango_cairo_show_layout_line(pen->cairo, pango_layout_get_line_readonly(pen->layout, 0));
	cairo_restore(pen->cairo);
}

static void set_colour(struct pen *pen, enum colour colour)
{
	static const double colours[COLOURS][3] = {
		[COLOUR_BLACK] = { 0, 0, 0 }, [COLOUR_RED] = { 0.85, 0, 0 }, [COLOUR_PALE] = { 0.9, 0.9, 0.9 },
	};

	cairo_set_source_rgb(pen->cairo, colours[colour][0], colours[colour][1], colours[colour][2]);
}

static void draw_piece(struct pen *pen, const struct piece *piece)
{
	PangoFontDescription *font = pen->fonts[piece->face];
	Str rest = piece->text;
	double x = piece->x, y;

	pango_font_description_set_absolute_size(font, piece->size * PANGO_SCALE);
	pango_layout_set_font_description(pen->layout, font);
	set_colour(pen, piece->colour);
	y = base_line(pen, piece);
	while (rest.len) {
		struct run run = next_run(&rest);
		double width = run.halves * piece->half;

		draw_run(pen, &run, x, y, width);
		x += width;
	}
}

static void draw_rule(struct pen *pen, const struct rule *rule)
{
	set_colour(pen, rule->colour);
	cairo_set_line_width(pen->cairo, rule->thick / MM_OF_POINT);
	cairo_move_to(pen->cairo, rule->x1 / MM_OF_POINT, rule->y1 / MM_OF_POINT);
	cairo_line_to(pen->cairo, rule->x2 / MM_OF_POINT, rule->y2 / MM_OF_POINT);
	cairo_stroke(pen->cairo);
}

static void draw_sheet(struct pen *pen, const struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->piece_count; i++)
		draw_piece(pen, &sheet->pieces[i]);
	for (size_t i = 0; i < sheet->rule_count; i++)
		draw_rule(pen, &sheet->rules[i]);
	cairo_show_page(pen->cairo);
}

/* ---- the file ---- */

static cairo_status_t take_bytes(void *out, const unsigned char *bytes, unsigned count)
{
	buf_add(out, (Str){ (const char *)bytes, count });
	return CAIRO_STATUS_SUCCESS;
}

static void describe(cairo_surface_t *surface, struct arena *arena, const struct document *document)
{
	/* Cairo would write the minute it is made: the same document would be another file each time. */
	const char *day = date_is_set(document->dated) ? str_terminated(arena, str_join(arena, date_iso(arena, document->dated), STR("T00:00:00+08:00")))
	                                               : "1980-01-01T00:00:00+08:00";

	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, str_terminated(arena, document->title));
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, str_terminated(arena, document->signature));
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, str_terminated(arena, document->number));
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, day);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, day);
}

/* 小标宋 is heavy by itself; what stands in for it must be made so. */
static void embolden_stand_in(struct pen *pen)
{
	PangoFont *font = pango_context_load_font(pango_layout_get_context(pen->layout), pen->fonts[FACE_TITLE]);
	PangoFontDescription *found = font ? pango_font_describe(font) : NULL;

	if (found && str_starts_with(str_of(pango_font_description_get_family(found)), "Noto"))
		pango_font_description_set_weight(pen->fonts[FACE_TITLE], PANGO_WEIGHT_BOLD);
	pango_font_description_free(found);
	g_clear_object(&font);
}

static void pen_open(struct pen *pen, cairo_surface_t *surface)
{
	pen->cairo = cairo_create(surface);
	pen->layout = pango_cairo_create_layout(pen->cairo);
	/* Points of the sheet, not of a screen. */
	pango_cairo_context_set_resolution(pango_layout_get_context(pen->layout), 72);
	pango_context_set_language(pango_layout_get_context(pen->layout), pango_language_from_string("zh-CN"));
	pango_context_set_round_glyph_positions(pango_layout_get_context(pen->layout), FALSE);
	pango_layout_set_auto_dir(pen->layout, FALSE);
	pango_layout_set_single_paragraph_mode(pen->layout, TRUE);
	for (unsigned i = 0; i < FACES; i++) {
		pen->fonts[i] = pango_font_description_new();
		pango_font_description_set_family_static(pen->fonts[i], families[i]);
	}
	embolden_stand_in(pen);
}

static void pen_close(struct pen *pen)
{
	for (unsigned i = 0; i < FACES; i++)
		pango_font_description_free(pen->fonts[i]);
	g_object_unref(pen->layout);
	cairo_destroy(pen->cairo);
}

bool document_pdf(struct act *act, const struct document *document, struct strbuf *out)
{
	struct layout layout;
	struct pen pen;
	cairo_surface_t *surface;
	cairo_status_t status;

	if (!document_lay_out(act, document, &layout))
		return false;
	surface = cairo_pdf_surface_create_for_stream(take_bytes, out, PAPER_WIDTH_MM / MM_OF_POINT, PAPER_HEIGHT_MM / MM_OF_POINT);
	describe(surface, act->arena, document);
	pen_open(&pen, surface);
	for (size_t i = 0; i < layout.count; i++)
		draw_sheet(&pen, &layout.sheets[i]);
	pen_close(&pen);
	cairo_surface_finish(surface);
	status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return status == CAIRO_STATUS_SUCCESS
	    || refuse(act, REFUSED_BROKEN, "document.write", "公文没有生成（%s），请再试一次", cairo_status_to_string(status));
}

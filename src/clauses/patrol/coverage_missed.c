/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* coverage_missed.c - what was not seen: road, from which piece to which, how many metres; as a page and as a file. */
#include "clauses/patrol/coverage_pages.h"
#include "clauses/patrol/patrol_tables.h"

#include "clause/export.h"
#include "page/page.h"

static bool missed_runs(struct act *act, const struct week_ask *ask, struct week_view *view, struct runs *out)
{
	*out = (struct runs){ 0 };
	if (!week_view(act, ask, ask->chosen.v ? ask->chosen : ask->only, false, view))
		return false;
	for (size_t u = 0; u < view->ground.unit_count; u++) {
		struct piece_set missed = not_passed(act, &view->ground, &view->drive, u, &view->ground.units[u].all);

		runs_of(act, &view->ground, u, &missed, out);
	}
	return true;
}

static bool line(struct act *act, struct html h, const struct week_view *view, const struct run *run)
{
	Str road;

	if (!run_road(act, &view->ground, run, &road))
		return false;
	html(h, "<tr><td>", view->ground.units[run->unit].name, "</td><td>", road, "</td><td>", run_pieces(act, &view->ground, run),
	     "</td><td class=\"jb-num\">", run->last - run->first + 1, "</td><td class=\"jb-num\">", (int64_t)(run->metres + 0.5), "</td><td>");
	if (run_is_key(&view->ground, run))
		page_late(h, STR("重点"));
	html(h, "</td></tr>\n");
	return true;
}

static bool table(struct act *act, struct html h, const struct week_view *view, const struct runs *runs)
{
	html(h, "<section class=\"card\"><div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"未巡清单\"><table class=\"jb-table\">"
	        "<thead><tr><th scope=\"col\">单位</th><th scope=\"col\">道路或片域</th><th scope=\"col\">哪几段</th>"
	        "<th scope=\"col\" class=\"jb-num\">段数</th><th scope=\"col\" class=\"jb-num\">米数</th><th scope=\"col\">重点</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < runs->count; i++)
		if (!line(act, h, view, &runs->at[i]))
			return false;
	html(h, "</tbody></table></div></section>\n");
	return true;
}

bool coverage_missed(struct act *act, struct call *call)
{
	struct week_ask ask;
	struct week_view view;
	struct runs runs;
	struct html h;

	if (!week_asked(act, call, &ask) || !missed_runs(act, &ask, &view, &runs))
		return false;
	h = page_open(act, call, &(struct page){ .title = STR("未巡清单"), .sub = period_words(act->arena, ask.week), .basis = &patrol_clause });
	page_actions(h);
	page_export(h, call);
	page_actions_end(h);
	page_body(h);
	if (runs.count == 0)
		page_empty(h, STR("这一周没有未巡的段。"));
	else if (!table(act, h, &view, &runs))
		return false;
	return page_close(act, call);
}

/* ---- as a file ---- */

static const struct sheet_column columns[] = {
	{ STR_INIT("单位"), SHEET_TEXT, 18 }, { STR_INIT("道路或片域"), SHEET_TEXT, 20 }, { STR_INIT("从第几段"), SHEET_NUMBER, 10 },
	{ STR_INIT("到第几段"), SHEET_NUMBER, 10 }, { STR_INIT("段数"), SHEET_NUMBER, 8 }, { STR_INIT("米数"), SHEET_NUMBER, 8 },
	{ STR_INIT("重点"), SHEET_TEXT, 6 },
};

static bool put_missed(struct act *act, struct export *e)
{
	struct week_view view;
	struct runs runs;

	if (!missed_runs(act, e->ask, &view, &runs))
		return false;
	for (size_t i = 0; i < runs.count && e->written < e->most; i++) {
		const struct run *run = &runs.at[i];
		Str road;

		if (!run_road(act, &view.ground, run, &road))
			return false;
		sheet_text(e->sheet, view.ground.units[run->unit].name);
		sheet_text(e->sheet, road);
		sheet_int(e->sheet, view.ground.pieces.at[run->first].k + 1);
		sheet_int(e->sheet, view.ground.pieces.at[run->last].k + 1);
		sheet_int(e->sheet, (int64_t)(run->last - run->first + 1));
		sheet_int(e->sheet, (int64_t)(run->metres + 0.5));
		sheet_text(e->sheet, run_is_key(&view.ground, run) ? STR("是") : STR_NONE);
		sheet_row_end(e->sheet);
		e->written++;
	}
	e->cut = (size_t)e->written < runs.count;
	return true;
}

bool coverage_missed_file(struct act *act, struct call *call)
{
	struct week_ask ask;
	struct export e = { .name = "coverage", .label = STR("未巡清单"), .columns = columns, .count = COUNT_OF(columns), .rows = put_missed,
	                    .ask = &ask, .scope = call->scope };

	(void)export_is_asked(&call->exchange->request, &e.kind);
	if (!week_asked(act, call, &ask))
		return false;
	e.filters = period_words(act->arena, ask.week);
	return export_answer(act, call, &e);
}

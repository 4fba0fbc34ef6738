/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* coverage_late.c - 迟到证据: what was received after a week had been judged, with its own numbers and days, beside the judgement.
 * RULE coverage.late: it is shown and counted apart, and turns no breach into met. */
#include "clauses/patrol/coverage_pages.h"

#include "page/page.h"

struct late { int64_t due, points, first, last; };

static bool count_run(struct act *act, void *state, const struct track_run *run)
{
	struct late *late = state;

	for (size_t i = 0; i < run->count; i++) {
		int64_t received = run->at[i].received_s;

		if (received < late->due || run->at[i].flags & POSITION_DOUBTFUL)
			continue;
		late->points++;
		late->first = late->first && late->first < received ? late->first : received;
		late->last = late->last > received ? late->last : received;
	}
	return true;
}

static bool find_late(struct act *act, const struct week_view *view, size_t unit, struct late *out)
{
	Instant from = instant_at(period_first(view->ask.week), 0, 0), until = instant_at(date_plus(period_last(view->ask.week), 1), 0, 0);
	struct devices devices;

	*out = (struct late){ .due = view->due.sec };
	if (!cover_store_devices(act, view->ground.units[unit].id, &devices))
		return false;
	for (size_t i = 0; i < devices.count; i++)
		if (!track_read(act, devices.at[i].id, from, until, count_run, out))
			return false;
	return true;
}

static void late_line(struct act *act, struct html h, const struct week_view *view, const struct drive *all, size_t unit, const struct late *late)
{
	struct tally now = tally_of(&view->ground, all, unit), then = view->units[unit].tally;
	int judged = unit_permille(view, unit);
	size_t more = coverage_sum(all->coverage, unit, NULL).passed - coverage_sum(view->drive.coverage, unit, NULL).passed;
	Str metres = str_format(act->arena, "%.0f", now.area.metres_passed - then.area.metres_passed);
	Str before = str_format(act->arena, "%d.%d%%", judged / 10, judged % 10);
	Str with_it = str_format(act->arena, "%d.%d%%", now.share_permille / 10, now.share_permille % 10);

	html(h, "<tr><td>", view->ground.units[unit].name, "</td><td>", instant_words(act->arena, (Instant){ late->first }));
	html_if(h, late->last != late->first, " 至 ", instant_words(act->arena, (Instant){ late->last }));
	html(h, "</td><td class=\"jb-num\">", late->points, "</td><td class=\"jb-num\">", more, "</td><td class=\"jb-num\">",
	     metres, "</td><td class=\"jb-num\">", before, "</td><td class=\"jb-num\">", with_it, "</td></tr>\n");
}

static void open_card(struct html h)
{
	html(h, "<section class=\"card\" id=\"late\"><div class=\"jb-cardhead\"><h2>迟到证据</h2><span class=\"jb-small jb-mute\">"
	        "定案以后才收到的轨迹，另记在此，不改定案</span></div><div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"迟到证据\">"
	        "<table class=\"jb-table\"><thead><tr><th scope=\"col\">单位</th><th scope=\"col\">收到时间</th><th scope=\"col\" class=\"jb-num\">点数</th>"
	        "<th scope=\"col\" class=\"jb-num\">多巡段数</th><th scope=\"col\" class=\"jb-num\">多巡米数</th><th scope=\"col\" class=\"jb-num\">定案</th>"
	        "<th scope=\"col\" class=\"jb-num\">连同迟到的</th></tr></thead><tbody>\n");
}

bool coverage_late(struct act *act, struct html h, const struct week_view *view)
{
	struct late *late = ARENA_ARRAY(act->arena, struct late, view->ground.unit_count + 1);
	struct drive_ask ask = { .from = instant_at(period_first(view->ask.week), 0, 0),
	                         .until = instant_at(date_plus(period_last(view->ask.week), 1), 0, 0) };
	struct drive all;
	bool any = false;

	for (size_t i = 0; view->closed && i < view->ground.unit_count; i++) {
		if (!find_late(act, view, i, &late[i]))
			return false;
		any = any || late[i].points > 0;
	}
	if (!any)
		return true;
	if (!drive_over(act, &view->ground, &ask, &all))
		return false;
	open_card(h);
	for (size_t i = 0; i < view->ground.unit_count; i++)
		if (late[i].points)
			late_line(act, h, view, &all, i, &late[i]);
	html(h, "</tbody></table></div></section>\n");
	return true;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* board_picture.c - the board's pictures: the ruler of arrivals, the strip of eight weeks, the ageing of what is
 * unresolved. All server-drawn SVG, so they stand without script; each has its numbers in a table or sentence. */
#include "clauses/weekly/board_view.h"

/* ---- ruler: the last 30 hours before the due minute and 4 after; what came earlier stands at the left ---- */
enum { BEFORE_S = 30 * 3600, AFTER_S = 4 * 3600, LEFT = 88, RIGHT = 826, EARLY_FROM = 20, EARLY_TO = 72, TICK_S = 6 * 3600,
       DAY_S = 86400, ZONE_S = 8 * 3600 };

static int x_of(const struct board_view *view, int64_t sec)
{
	int64_t start = view->due_at.sec - BEFORE_S;
	int64_t x = LEFT + (sec - start) * (RIGHT - LEFT) / (BEFORE_S + AFTER_S);

	return x > RIGHT ? RIGHT : (int)x;
}

static void ruler_ground(struct act *act, struct html h, const struct board_view *view)
{
	int due = x_of(view, view->due_at.sec), now = x_of(view, act->now.sec);
	bool running = now < due;

	if (running)
		html(h, "<rect class=\"c-left\" x=\"", now > LEFT ? now : LEFT, "\" y=\"26\" width=\"", due - (now > LEFT ? now : LEFT),
		     "\" height=\"36\"/>");
	html(h, "<rect class=\"c-past\" x=\"", due, "\" y=\"26\" width=\"", RIGHT - due, "\" height=\"36\"/>"
		"<line class=\"c-axis\" x1=\"16\" x2=\"78\" y1=\"62\" y2=\"62\"/><line class=\"c-axis\" x1=\"88\" x2=\"826\" y1=\"62\" y2=\"62\"/>"
		"<path class=\"c-axis\" d=\"M76 66l4 -8m6 8l4 -8\"/><text class=\"t-mute t-mid\" x=\"46\" y=\"80\">更早</text>");
}

static void ruler_ticks(struct act *act, struct html h, const struct board_view *view)
{
	int64_t start = view->due_at.sec - BEFORE_S;
	int64_t first = start + TICK_S - (start + ZONE_S) % TICK_S;

	for (int64_t t = first; t < view->due_at.sec + AFTER_S; t += TICK_S) {
		int x = x_of(view, t);
		Instant at = { t };

		if (t == view->due_at.sec)
			continue;
		html(h, "<line class=\"c-grid\" x1=\"", x, "\" x2=\"", x, "\" y1=\"26\" y2=\"67\"/><text class=\"t-mute t-mid\" x=\"", x,
		     "\" y=\"80\">", (t + ZONE_S) % DAY_S ? instant_clock(act->arena, at) : instant_short(act->arena, at), "</text>");
	}
}

static void dot(struct act *act, struct html h, const struct board_view *view, size_t i, int *early)
{
	const struct board_row *row = &view->rows.at[i];
	int x = x_of(view, row->arrived_at.sec);

	if (!instant_is_set(row->arrived_at))
		return;
	if (x < LEFT) {
		x = EARLY_FROM + *early;
		*early = *early + 9 > EARLY_TO - EARLY_FROM ? 0 : *early + 9;
	}
	if (view->standing[i] == STANDING_RETURNED)
		html(h, "<circle class=\"c-dot-back\" cx=\"", x, "\" cy=\"52\" r=\"6\">");
	else if (row->content == CONTENT_NIL)
		html(h, "<circle class=\"c-dot-nil\" cx=\"", x, "\" cy=\"52\" r=\"5.5\">");
	else
		html(h, "<circle class=\"c-dot\" cx=\"", x, "\" cy=\"52\" r=\"6\">");
	html(h, "<title>", row->unit_name, " ", instant_short(act->arena, row->arrived_at), "</title></circle>");
}

static Str ruler_sentence(struct act *act, const struct board_view *view)
{
	size_t in = view->count[STANDING_IN] + view->count[STANDING_NIL] + view->count[STANDING_LATE];
	size_t missing = view->count[STANDING_OPEN] + view->count[STANDING_DRAFT] + view->count[STANDING_MISSING];

	if (missing == 0 && view->count[STANDING_RETURNED] == 0)
		return STR("都到了");
	return str_format(act->arena, "已到 %zu 家，还缺 %zu 家%s", in, missing,
	                  view->count[STANDING_RETURNED] ? "，有退回待补正" : "");
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

static int greatest(int a, int b)
{
	return a > b ? a : b;
}

/* Where the two labels end: centred on their lines, and side by side where those are close. */
static struct label_ends { int due, now; } label_ends(int due, int now)
{
	enum { DUE_HALF = 46, NOW_HALF = 31, GAP = 6, LAST = 828 };
	struct label_ends ends = { due + DUE_HALF, greatest(now + NOW_HALF, LEFT + 2 * NOW_HALF) };

	if (now < due && ends.now + GAP > ends.due - 2 * DUE_HALF) {
		ends.due = least(due + DUE_HALF + NOW_HALF, LAST);
		ends.now = least(ends.now, ends.due - 2 * DUE_HALF - GAP);
	} else if (now >= due && ends.due + GAP > ends.now - 2 * NOW_HALF) {
		ends.now = least(greatest(ends.now, due + GAP + 2 * NOW_HALF), LAST);
		ends.due = least(ends.due, ends.now - 2 * NOW_HALF - GAP);
	}
	return ends;
}

static void ruler_marks(struct act *act, struct html h, const struct board_view *view)
{
	int due = x_of(view, view->due_at.sec), now = x_of(view, act->now.sec);
	int middle = (now > LEFT ? now + due : LEFT + due) / 2;
	struct label_ends ends = label_ends(due, now);

	if (now < due)
		html(h, "<text class=\"t-soon t-mid\" x=\"", middle, "\" y=\"49\">", ruler_sentence(act, view), "</text>");
	if (now >= LEFT && now < RIGHT) {
		html(h, "<line class=\"c-now\" x1=\"", now, "\" x2=\"", now, "\" y1=\"20\" y2=\"66\"/>");
		html(h, "<text class=\"t-strong t-end\" x=\"", ends.now, "\" y=\"15\">现在 ", instant_clock(act->arena, act->now), "</text>");
	}
	html(h, "<line class=\"c-due\" x1=\"", due, "\" x2=\"", due, "\" y1=\"20\" y2=\"66\"/><text class=\"t-late t-end\" x=\"", ends.due,
	     "\" y=\"15\">", instant_short(act->arena, view->due_at), " 截止</text><text class=\"t-late t-end\" x=\"826\" y=\"80\">此后为迟报</text>");
}

static void countdown(struct act *act, struct html h, const struct board_view *view)
{
	int64_t left = view->due_at.sec - act->now.sec;

	html(h, "<div class=\"jb-countdown\"><div class=\"jb-small jb-two\">", left > 0 ? STR("距截止") : STR("已截止"), "</div>");
	if (left > 0)
		html(h, "<div class=\"jb-big\" data-big-due=\"", view->due_at.sec, "\"><span data-hours>", left / 3600,
		     "</span><small>小时</small><span data-minutes>", left / 60 % 60, "</span><small>分</small></div>");
	else
		html(h, "<div class=\"jb-big jb-late-word\">", countdown_words(act->arena, act->calendar, act->now, view->due_at), "</div>");
	html(h, "<div class=\"jb-small\">", instant_words(act->arena, view->due_at), " 截止，以收到为准</div>");
	if (!str_is_empty(view->due_why))
		html(h, "<div class=\"jb-small jb-soon-word\">", view->due_why, "</div>");
	if (!str_is_empty(view->same_minute))
		html(h, "<div class=\"jb-small jb-soon-word\">", view->same_minute, "</div>");
	html(h, "</div>\n");
}

void board_ruler(struct act *act, struct html h, const struct board_view *view)
{
	int early = 0;

	html(h, "<section class=\"card jb-ruler\" aria-label=\"截止与收报\">");
	countdown(act, h, view);
	html(h, "<svg viewBox=\"0 -5 842 98\" role=\"img\" aria-label=\"收报时间轴：", ruler_sentence(act, view), "\">");
	ruler_ground(act, h, view);
	ruler_ticks(act, h, view);
	for (size_t i = 0; i < view->rows.count; i++)
		dot(act, h, view, i, &early);
	ruler_marks(act, h, view);
	html(h, "</svg></section>\n");
}

/* ---- eight weeks of one unit: the form differs, not only the colour ---- */

enum { STEP = 13, SIDE = 11 };

static void week_in(struct html h, int x)
{
	html(h, "<rect class=\"w-in\" x=\"", x, "\" y=\"1.5\" width=\"11\" height=\"11\" rx=\"2\"/>");
}

static void week_nil(struct html h, int x)
{
	html(h, "<rect class=\"w-nil\" x=\"", x, "\" y=\"1.5\" width=\"11\" height=\"11\" rx=\"2\"/>");
}

static void week_late(struct html h, int x)
{
	html(h, "<rect class=\"w-late\" x=\"", x, "\" y=\"1.5\" width=\"11\" height=\"11\" rx=\"2\"/><path class=\"w-mark\" d=\"M", x + 5,
	     " 4v3.2l2.3 1.6\"/>");
}

static void week_missing(struct html h, int x)
{
	html(h, "<rect class=\"w-miss\" x=\"", x, "\" y=\"1.5\" width=\"11\" height=\"11\" rx=\"2\"/><path class=\"w-x\" d=\"M", x + 3,
	     " 4.5l5 5m0 -5l-5 5\"/>");
}

static void week_open(struct html h, int x)
{
	html(h, "<rect class=\"w-now\" x=\"", x, "\" y=\"1.5\" width=\"11\" height=\"11\" rx=\"2\"/>");
}

static const struct { const char *label; void (*draw)(struct html, int x); } shapes[] = {
	{ "按时", week_in }, { "零报告", week_nil }, { "迟报", week_late }, { "缺报", week_missing }, { "本周未到", week_open },
};

static size_t shape_of(const struct week_mark *mark)
{
	if (mark->duty == DUTY_LATE)
		return 2;
	if (mark->duty == DUTY_BREACHED)
		return 3;
	if (mark->duty != DUTY_MET)
		return 4;
	return mark->content == CONTENT_NIL ? 1 : 0;
}

/* A dot at the corner: another form, not another colour alone. */
static void corrected_dot(struct html h, int x)
{
	html(h, "<circle class=\"w-corrected\" cx=\"", x + 9, "\" cy=\"3\" r=\"2.5\"/>");
}

void board_strip(struct act *act, struct html h, const struct board_view *view, UnitId unit_id)
{
	struct strbuf said = { .arena = act->arena };

	for (size_t i = 0; i < view->mark_count; i++)
		if (view->marks[i].unit_id.v == unit_id.v) {
			if (said.len)
				buf_text(&said, "、");
			buf_add(&said, str_of(shapes[shape_of(&view->marks[i])].label));
			if (view->marks[i].is_corrected)
				buf_text(&said, "（有更正）");
		}
	html(h, "<svg class=\"jb-weeks\" viewBox=\"0 0 106 14\" role=\"img\" aria-label=\"近八周：", buf_str(&said), "\">");
	for (size_t i = 0; i < view->mark_count; i++) {
		Period period;

		if (view->marks[i].unit_id.v != unit_id.v || !period_parse(view->marks[i].period, &period))
			continue;
		/* Weeks before the unit reported leave their place empty. */
		int back = date_days_between(period_first(period), period_first(view->period)) / 7;

		shapes[shape_of(&view->marks[i])].draw(h, 1 + (BOARD_WEEKS - 1 - back) * STEP);
		if (view->marks[i].is_corrected)
			corrected_dot(h, 1 + (BOARD_WEEKS - 1 - back) * STEP);
	}
	html(h, "</svg>");
}

void board_legend(struct html h)
{
	html(h, "<div class=\"jb-legend\">");
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		html(h, "<span><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\">");
		shapes[i].draw(h, 1);
		html(h, "</svg>", str_of(shapes[i].label), "</span>");
	}
	html(h, "<span><svg viewBox=\"0 0 14 14\" aria-hidden=\"true\">");
	week_in(h, 1);
	corrected_dot(h, 1);
	html(h, "</svg>有更正</span></div>\n");
}

/* ---- ageing: darkest is oldest ---- */

enum { AGES = 4, CHART_TOP = 16, CHART_FOOT = 116, BAR = 22 };
static const char *const age_labels[AGES] = { "7 日以内", "8–30 日", "31–90 日", "90 日以上" };

static int64_t total_of(const struct ageing *week)
{
	int64_t total = 0;

	for (size_t a = 0; a < AGES; a++)
		total += week->by_age[a];
	return total;
}

static void age_bar(struct html h, size_t age, int x, int y, int height)
{
	switch (age) {
	case 0:
		html(h, "<rect class=\"c-a1\" x=\"", x, "\" y=\"", y, "\" width=\"22\" height=\"", height, "\"/>");
		break;
	case 1:
		html(h, "<rect class=\"c-a2\" x=\"", x, "\" y=\"", y, "\" width=\"22\" height=\"", height, "\"/>");
		break;
	case 2:
		html(h, "<rect class=\"c-a3\" x=\"", x, "\" y=\"", y, "\" width=\"22\" height=\"", height, "\"/>");
		break;
	default:
		html(h, "<rect class=\"c-a4\" x=\"", x, "\" y=\"", y, "\" width=\"22\" height=\"", height, "\"/>");
		break;
	}
}

static void age_column(struct html h, const struct ageing *week, int x, int64_t most, bool current)
{
	int y = CHART_FOOT;
	Period period = { 0 };

	for (size_t a = AGES; a-- > 0;) {
		int height = most ? (int)(week->by_age[a] * (CHART_FOOT - CHART_TOP) / most) : 0;

		y -= height;
		if (height)
			age_bar(h, a, x, y, height);
	}
	must(period_parse(week->period, &period));
	html(h, "<text class=\"t-mid");
	html_if(h, current, " t-strong");
	html(h, "\" x=\"", x + BAR / 2, "\" y=\"", y - 4, "\">", total_of(week), "</text><text class=\"t-mid");
	html(h, current ? STR(" t-strong") : STR(" t-mute"));
	html(h, "\" x=\"", x + BAR / 2, "\" y=\"", CHART_FOOT + 14, "\">", (int)period.number, "</text>");
}

static void age_chart(struct act *act, struct html h, const struct board_view *view)
{
	int64_t most = 1;

	for (size_t i = 0; i < view->ageing_count; i++)
		most = total_of(&view->ageing[i]) > most ? total_of(&view->ageing[i]) : most;
	html(h, "<div class=\"jb-chart\"><svg viewBox=\"0 0 302 134\" role=\"img\" aria-label=\"近八周未果事项按账龄，最近一周 ",
	     view->ageing_count ? total_of(&view->ageing[view->ageing_count - 1]) : (int64_t)0, " 件\">"
	     "<line class=\"c-axis\" x1=\"4\" x2=\"298\" y1=\"116\" y2=\"116\"/>");
	for (size_t i = 0; i < view->ageing_count; i++)
		age_column(h, &view->ageing[i], 12 + (int)i * 36, most, str_equal(view->ageing[i].period, view->key));
	html(h, "</svg></div>");
}

static void age_table(struct html h, const struct board_view *view)
{
	const struct ageing *now = &view->ageing[view->ageing_count - 1];
	const struct ageing *before = view->ageing_count > 1 ? now - 1 : NULL;

	html(h, "<table class=\"jb-table\"><thead><tr><th scope=\"col\">账龄</th><th scope=\"col\" class=\"jb-num\">件</th>"
		"<th scope=\"col\" class=\"jb-num\">较上周</th></tr></thead><tbody>");
	for (size_t a = AGES; a-- > 0;) {
		int64_t change = now->by_age[a] - (before ? before->by_age[a] : 0);

		html(h, "<tr><td><svg class=\"jb-key\" viewBox=\"0 0 22 22\" aria-hidden=\"true\">");
		age_bar(h, a, 0, 0, 22);
		html(h, "</svg>", str_of(age_labels[a]), "</td><td class=\"jb-num\">", now->by_age[a], "</td><td class=\"jb-num jb-mute\">",
		     change > 0 ? STR("+") : change < 0 ? STR("−") : STR("平"));
		if (change)
			html(h, change < 0 ? -change : change);
		html(h, "</td></tr>");
	}
	html(h, "</tbody></table>");
}

void board_ageing(struct act *act, struct html h, const struct board_view *view)
{
	html(h, "<section class=\"card\"><div class=\"jb-cardhead\"><h2>未果事项账龄</h2><span class=\"jb-small jb-two\">件，按周</span>"
		"<a class=\"jb-more\" href=\"/matter?state=assigned,blocked,registered\">全部</a></div>");
	if (view->ageing_count == 0) {
		page_empty(h, STR("还没有列入周报的事项。"));
	} else {
		age_chart(act, h, view);
		age_table(h, view);
	}
	html(h, "</section>\n");
}

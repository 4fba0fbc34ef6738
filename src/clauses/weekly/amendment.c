/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* amendment.c - a signed digest stays what was signed; a later correction of a report stands at it with its date and
 * what figures change from and to.
 *
 * Owns: digest_amendment. The figures are those of the whole week, before and after this one correction. */
#include "clauses/weekly/digest_view.h"

#include "clauses/weekly/weekly_pages.h"
#include "clauses/weekly/weekly_store.h"
#include "clauses/weekly/weekly_verbs.h"

struct figures { int64_t nil, listed, left_out; };

static struct figures of_report(const struct weekly_report *report)
{
	struct figures figures = { .nil = report->content == CONTENT_NIL };

	for (size_t i = 0; i < report->items.count; i++) {
		figures.listed += report->items.at[i].listing == ITEM_LISTED;
		figures.left_out += report->items.at[i].listing == ITEM_LEFT_OUT;
	}
	return figures;
}

static bool of_week(struct act *act, Str period, struct figures *out)
{
	struct board board;

	*out = (struct figures){ 0 };
	if (!weekly_store_board(act, period, period, &board))
		return false;
	for (size_t i = 0; i < board.count; i++) {
		const struct board_row *row = &board.at[i];

		if (row->state != REPORT_SUBMITTED)
			continue;
		out->nil += row->content == CONTENT_NIL;
		out->listed += row->listed;
		out->left_out += row->left_out;
	}
	return true;
}

static void say(struct strbuf *out, const char *what, const char *unit, int64_t before, int64_t after, int64_t now)
{
	if (before != after)
		buf_format(out, "%s%s %lld → %lld %s", out->len ? "；" : "", what, (long long)(now - after + before), (long long)now, unit);
}

/* The week as it stands holds the correction already: what it was is what it is less the difference. */
static bool figures_words(struct act *act, const struct weekly_report *before, const struct weekly_report *after, Str *out)
{
	struct figures was = of_report(before), is = of_report(after), now;
	struct strbuf words = { .arena = act->arena };

	if (!of_week(act, after->period, &now))
		return false;
	say(&words, "零报告", "家", was.nil, is.nil, now.nil);
	say(&words, "列报未果事项", "件", was.listed, is.listed, now.listed);
	say(&words, "有说明未列", "件", was.left_out, is.left_out, now.left_out);
	*out = words.len ? buf_str(&words) : STR("数字不变，文字有更正");
	return true;
}

bool digest_amend(struct act *act, const struct weekly_report *before, const struct weekly_report *after)
{
	struct digest_amendment amendment = { .unit_id = after->unit_id, .amended_at = act->now };
	struct digest digest;

	if (!weekly_store_newest_correction(act, after->id, &amendment.correction_id.v)
	    || !weekly_store_digest(act, after->period, &amendment.digest_id.v))
		return false;
	if (amendment.digest_id.v == 0)
		return true;
	if (!record_load(act, &digest_record, amendment.digest_id.v, &digest))
		return false;
	return digest.state == DIGEST_DRAFTING
	    || (figures_words(act, before, after, &amendment.figures)
	        && record_insert(act, &amendment_record, &amendment, "digest_amendment.amend", STR_NONE));
}

/* ---- on the page ---- */

bool digest_read_amendments(struct act *act, struct digest_view *view)
{
	return weekly_store_amendments(act, view->digest->id, &view->amended, &view->amended_count);
}

void digest_amended_mark(struct html h, const struct digest_view *view)
{
	if (view->amended_count == 0)
		return;
	html(h, "<p>");
	page_state(h, LOOK_SOON, STR("更正"));
	html(h, " 呈报后更正 ", view->amended_count, " 处，<a href=\"#amendments\">见文末</a>。</p>\n");
}

void digest_amendments(struct act *act, struct html h, const struct digest_view *view)
{
	if (view->amended_count == 0)
		return;
	html(h, "<h2 id=\"amendments\">更正</h2><p>正文为呈报时的原样；呈报后经批准的更正如下。</p><ul>");
	for (size_t i = 0; i < view->amended_count; i++) {
		const struct digest_amendment *row = &view->amended[i];
		Str unit = STR_NONE;

		if (!record_title_of(act, &unit_record, row->unit_id.v, &unit))
			return;
		html(h, "<li>", instant_words(act->arena, row->amended_at), " ", unit, "：<a href=\"/correction/", row->correction_id.v, "\">",
		     row->figures, "</a></li>");
	}
	html(h, "</ul>\n");
}

bool digest_amendment_place(struct act *act, struct call *call)
{
	const struct digest_amendment *row = call->row;

	call->to = str_format(act->arena, "/weekly/digest/%lld#amendments", (long long)row->digest_id.v);
	return true;
}

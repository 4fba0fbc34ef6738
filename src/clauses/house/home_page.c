/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* home_page.c - the first page after logging in, and the inbox.
 * Home answers one question: what waits, the overdue first. Administrators owe no duties and go to their work. */
#include "clauses/house/house.h"

enum { HOME_ROWS = 7 };

static bool duties_in_state(struct act *act, enum duty_state state, struct scope scope, struct list *out)
{
	struct list_ask ask = {
		.record = &duty_record, .scope = scope, .sort = "due_at", .most = HOME_ROWS,
		.only = { { "state", .text = str_of(duty_state_words.at[state].word), .is_text = true } },
	};

	return record_list(act, &ask, out);
}

/* What waits, in two lines each, the overdue first. */
static void waiting(struct act *act, struct html h, const struct list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct duty *d = list_row(list, &duty_record, i);
		const struct word *state = &duty_state_words.at[d->state];
		Str unit = STR_NONE;

		if (!record_title_of(act, &unit_record, d->unit_id.v, &unit))
			return;
		html(h, "<li><a href=\"/duty/", d->id.v, "\">", d->title, "</a><div>");
		page_state(h, state->look, str_of(state->label));
		html(h, "<span>", unit, "</span>");
		page_countdown(act, h, d->due_at);
		html(h, "</div></li>");
	}
}

static void waiting_card(struct act *act, struct html h, const struct list *late, const struct list *open, bool zone)
{
	html(h, "<section class=\"card\"><div class=\"jb-cardhead\"><h2>", zone ? STR("全区职责，先逾期") : STR("等着办，先逾期"),
	     "</h2><a class=\"jb-more\" href=\"", zone ? URL("/duty?whose=all&state=breached") : URL("/duty?whose=unit"), "\">全部</a></div>");
	if (late->count + open->count == 0)
		page_empty(h, STR("眼下没有要办的。"));
	html(h, "<ul class=\"jb-wait\">");
	waiting(act, h, late);
	waiting(act, h, open);
	html(h, "</ul></section>\n");
}

static bool show_home(struct act *act, struct call *call, struct scope scope)
{
	struct page page = { .title = STR("首页"), .sub = instant_words(act->arena, act->now) };
	struct list late = { 0 }, open = { 0 };
	struct html h;

	if (!duties_in_state(act, DUTY_BREACHED, scope, &late) || !duties_in_state(act, DUTY_OPEN, scope, &open))
		return false;
	h = page_open(act, call, &page);
	page_body(h);
	html(h, "<div class=\"jb-grid jb-leader\"><div class=\"jb-grid jb-stack\">");
	for (const struct clause *const *clause = act->house->clauses; *clause; clause++)
		if ((*clause)->home && !(*clause)->home(act, call, h))
			return false;
	html(h, "</div><aside class=\"jb-grid\" aria-label=\"等着办\">");
	waiting_card(act, h, &late, &open, scope.kind == SCOPE_ALL);
	html(h, "</aside></div>\n");
	return page_close(act, call);
}

bool home_page(struct act *act, struct call *call)
{
	struct scope scope = caller_scope(act->who, &CAN_READ_DUTY);

	if (scope.kind != SCOPE_NONE)
		return show_home(act, call, scope);
	if (caller_has(act->who, ROLE_SYSADMIN) || caller_has(act->who, ROLE_SECADMIN))
		call->to = STR("/admin/account");
	else if (caller_has(act->who, ROLE_AUDITOR))
		call->to = STR("/ledger");
	else
		call->to = STR("/inbox");
	return true;
}

/* ---- inbox ---- */

static void notice_row(struct html h, const struct call *call, const struct notice *n)
{
	bool unread = !instant_is_set(n->read_at);

	html(h, "<tr><td>");
	html_if(h, unread, "<b>");
	html(h, "<a href=\"", url_local(h.out->arena, n->path), "\">", n->title, "</a>");
	html_if(h, unread, "</b>");
	html(h, "</td><td class=\"jb-nowrap\">", n->told_at, "</td><td>");
	if (unread) {
		page_form_open(h, call, url_number(h.out->arena, "/inbox/", n->id.v, "/read"));
		html(h, "<button class=\"btn\" type=\"submit\" aria-label=\"已读 ", n->title, "\">已读</button>");
		page_form_close(h);
	}
	html(h, "</td></tr>");
}

bool inbox_page(struct act *act, struct call *call)
{
	struct page page = { .title = STR("收件箱") };
	struct list_ask ask = { .record = &notice_record, .query = &call->exchange->request.query,
	                        .scope = { SCOPE_OWN, act->who->account_id, act->who->unit_id } };
	struct list list;
	struct html h;

	if (!record_list(act, &ask, &list))
		return false;
	h = page_open(act, call, &page);
	page_actions(h);
	page_form_open(h, call, URL("/inbox/read"));
	page_submit(h, NULL, STR("全部已读"), NULL, NULL, false);
	page_form_close(h);
	page_actions_end(h);
	page_body(h);
	page_card_open(h, NULL);
	if (list.count == 0)
		page_empty(h, STR("没有消息。"));
	else
		html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"消息\"><table class=\"jb-table\"><thead><tr><th scope=\"col\">消息</th>"
		     "<th scope=\"col\">时间</th><th scope=\"col\"></th></tr></thead><tbody>");
	for (size_t i = 0; i < list.count; i++)
		notice_row(h, call, list_row(&list, &notice_record, i));
	html_if(h, list.count != 0, "</tbody></table></div>");
	page_card_close(h);
	page_pager(h, call, &list);
	return page_close(act, call);
}

bool inbox_read(struct act *act, struct call *call)
{
	call->to = STR("/inbox");
	return notify_read(act, (NoticeId){ call->id });
}

bool inbox_read_all(struct act *act, struct call *call)
{
	call->to = STR("/inbox");
	return notify_read_all(act);
}

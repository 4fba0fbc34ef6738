/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* session_page.c - who is logged in, where and since when; and ending it: one's own, or anybody's by the security
 * administrator. Owns that page, its API and the clause they stand in. What a session is: people/. */
#include "api/api.h"
#include "base/limits.h"
#include "clauses/house/house.h"

static const struct permission CAN_READ_SESSION = { .name = "session.read", .everybody = true,
                                                    .by_role = { [ROLE_SECADMIN] = SCOPE_ALL } };

const struct holding session_holding = { &session_record, NULL, &CAN_READ_SESSION, .hand_made = true };

/* ---- page ---- */

static bool is_this(const struct call *call, const struct open_session *s)
{
	return call->session && str_equal(s->csrf, call->session->csrf);
}

static void end_button(struct html h, const struct call *call, const struct open_session *s, Str whose)
{
	if (is_this(call, s)) {
		html(h, "<span class=\"jb-mute\">本次登录</span>");
		return;
	}
	page_form_open(h, call, url_number(h.out->arena, "/session/", s->id.v, "/end"));
	page_version(h, s->version);
	html(h, "<button class=\"btn\" type=\"submit\" aria-label=\"退出 ", whose, " ", s->agent, "\">退出</button>");
	page_form_close(h);
}

static bool session_row(struct act *act, struct html h, const struct call *call, const struct open_session *s, bool names)
{
	Str name = STR_NONE;

	if (!record_title_of(act, &account_record, s->account_id.v, &name))
		return false;
	html(h, "<tr>");
	html_if(h, names, "<td><a href=\"", url_number(act->arena, "/admin/account/", s->account_id.v, ""), "\">", name, "</a></td>");
	html(h, "<td>", s->agent, "</td><td>", s->address, "</td><td class=\"jb-nowrap\">", s->created_real_s,
	     "</td><td class=\"jb-nowrap\">", s->seen_real_s, "</td><td>");
	end_button(h, call, s, names ? name : STR_NONE);
	html(h, "</td></tr>");
	return true;
}

static bool session_table(struct act *act, struct html h, const struct call *call, const struct list *list, bool names)
{
	page_card_open(h, names ? "所有人的登录" : "我的登录");
	html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"", names ? STR("所有人的登录") : STR("我的登录"),
	     "\"><table class=\"jb-table\"><thead><tr>");
	html_if(h, names, "<th scope=\"col\">谁</th>");
	html(h, "<th scope=\"col\">设备</th><th scope=\"col\">地址</th><th scope=\"col\">登录时间</th><th scope=\"col\">最近活动</th>"
	     "<th scope=\"col\"></th></tr></thead><tbody>");
	for (size_t i = 0; i < list->count; i++)
		if (!session_row(act, h, call, list_row(list, &session_record, i), names))
			return false;
	html(h, "</tbody></table></div>");
	page_card_close(h);
	return true;
}

static bool session_page(struct act *act, struct call *call)
{
	struct page page = { .title = STR("登录情况"), .sub = STR("最近活动每分钟记一次") };
	struct list_ask own = { .record = &session_record, .most = LIMIT_SESSIONS_PER_ACCOUNT + 1,
	                        .scope = { SCOPE_OWN, act->who->account_id, act->who->unit_id } };
	struct list_ask all = { .record = &session_record, .query = &call->exchange->request.query, .scope = call->scope };
	bool sees_all = call->scope.kind == SCOPE_ALL;
	struct list mine = { 0 }, everybody = { 0 };
	struct html h;

	if (!record_list(act, &own, &mine) || (sees_all && !record_list(act, &all, &everybody)))
		return false;
	h = page_open(act, call, &page);
	page_actions(h);
	page_form_open(h, call, URL("/session/end_others"));
	page_submit(h, NULL, STR("退出我的其他登录"), NULL, NULL, false);
	page_form_close(h);
	page_button_link(h, NULL, STR("修改口令"), URL("/password"), false);
	page_actions_end(h);
	page_body(h);
	if (!session_table(act, h, call, &mine, false))
		return false;
	if (sees_all) {
		if (!session_table(act, h, call, &everybody, true))
			return false;
		page_pager(h, call, &everybody);
	}
	return page_close(act, call);
}

/* ---- ending ---- */

static bool done(struct call *call)
{
	struct reply *reply = &call->exchange->reply;

	call->to = STR("/session");
	if (api_path(call->exchange->request.path)) {
		reply->status = 200;
		reply->type = STR("application/json");
		buf_text(&reply->body, "{}");
	}
	return true;
}

static bool session_end_do(struct act *act, struct call *call)
{
	const struct open_session *s = call->row;

	if (input_int(call->input, "version", s->version) != s->version)
		return refuse(act, REFUSED_STALE, "people.session", "这处登录刚变过，请刷新页面再看");
	return session_end_one(act, s) && done(call);
}

static bool session_end_others_do(struct act *act, struct call *call)
{
	return sessions_end_others(act) && done(call);
}

static const struct route routes[] = {
	{ HTTP_GET, "/session", &CAN_READ_SESSION, SCOPED_LIST, .handler = session_page, .title = "登录情况" },
	{ HTTP_POST, "/session/:id/end", &CAN_READ_SESSION, SCOPED_ROW, &session_record, .handler = session_end_do, .writes = true, .title = "退出这处登录" },
	{ HTTP_POST, "/session/end_others", &CAN_BE_HERE, SCOPED_SELF, .handler = session_end_others_do, .writes = true, .title = "退出其他登录" },
	{ HTTP_POST, "/api/v1/session/:id/end", &CAN_READ_SESSION, SCOPED_ROW, &session_record, .handler = session_end_do, .writes = true, .title = "退出这处登录" },
	{ HTTP_POST, "/api/v1/session/end_others", &CAN_BE_HERE, SCOPED_SELF, .handler = session_end_others_do, .writes = true, .title = "退出其他登录" },
	ROUTES_END
};

static const struct menu_item menu[] = {
	{ "管理", "登录情况", "/session", "lock", &CAN_READ_SESSION },
	{ .path = NULL }
};

static const struct holding *const holdings[] = { &session_holding, NULL };

const struct clause access_clause = {
	.name = "access", .label = "登录", .holdings = holdings, .routes = routes, .menu = menu, .settings = people_settings,
};

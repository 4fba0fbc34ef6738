/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* shell.c - what stands around every page: brand, the person's next due minute, inbox, menu, head.
 *
 * Owns: the frame and the menu's order. Does not own: what the menu holds (each clause's table). */
#include "page/page.h"

#include <string.h>

#include "base/limits.h"
#include "store/kept.h"

enum { USUAL_PAGE_BYTES = 32 * 1024 };

/* The sections in the order of the work: find, report, urge, judge, manage. */
static const char *const sections[] = { NULL, "发现", "报告", "督促", "考评", "管理" };

static struct html html_of(struct call *call)
{
	struct strbuf *out = &call->exchange->reply.body;

	if (!out->arena)
		out->arena = call->exchange->request.arena;
	if (!out->room)
		buf_reserve(out, USUAL_PAGE_BYTES);
	return (struct html){ out };
}

/* ---- document head ---- */

static void document_head(struct html h, Str title)
{
	html(h, "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<title>", title, " · 决不</title>\n<link rel=\"icon\" type=\"image/svg+xml\" href=\"/favicon.svg\">\n"
		"<link rel=\"stylesheet\" href=\"", asset_path("juebu.css"), "\">\n"
		"<script type=\"module\" src=\"", asset_path("juebu.js"), "\"></script>\n</head>\n");
}

static void hatch(struct html h)
{
	html(h, "<svg class=\"jb-defs\" aria-hidden=\"true\"><defs><pattern id=\"hatch-late\" width=\"6\" height=\"6\""
		" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
		"<line class=\"c-hatch\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\"/></pattern></defs></svg>\n");
}

/* ---- what is said of a person: read once per snapshot ---- */

/* Of rows alone; how long still is computed for each page. */
struct standing {
	int64_t unread;
	bool owes;
	struct duty next;               /* what the bars show of it: id, title, due_at, provisional */
};

/* What it depends on beside the rows: an account may have got other roles since it was recognised. */
struct standing_key {
	const void *what;
	int64_t account_id, unit_id, roles;
};

static struct standing_key key_of(const struct caller *who, const void *what)
{
	return (struct standing_key){ what, who->account_id, who->unit_id, who->roles };
}

static Str key_bytes(const struct standing_key *key)
{
	return (Str){ (const char *)key, sizeof *key };
}

static bool standing_read(struct act *act, struct standing *out)
{
	return duty_next_of(act, act->who, &out->owes, &out->next)
	    && notify_unread(act, (AccountId){ act->who->account_id }, &out->unread);
}

static void standing_keep(struct act *act, Str key, const struct standing *standing)
{
	struct arena *arena = kept_arena(act);
	const struct duty *next = &standing->next;
	struct standing *kept;

	if (!arena)
		return;
	kept = ARENA_NEW(arena, struct standing);
	*kept = (struct standing){ standing->unread, standing->owes, { .id = next->id, .title = arena_copy(arena, next->title),
	                           .due_at = next->due_at, .provisional = next->provisional } };
	kept_put(act, key, kept);
}

/* If the reading fails, the act has refused and this page will not be sent. */
static struct standing standing_of(struct act *act)
{
	static const char what[] = "standing";
	struct standing_key key = key_of(act->who, what);
	const struct standing *kept = kept_find(act, key_bytes(&key));
	struct standing standing = { 0 };

	if (kept)
		return *kept;
	if (!standing_read(act, &standing))
		return (struct standing){ 0 };
	standing_keep(act, key_bytes(&key), &standing);
	return standing;
}

/* ---- top bar ---- */

/* The menus know who may go where. */
static bool menu_leads_to(const struct act *act, const char *path)
{
	for (const struct clause *const *clause = act->house->clauses; *clause; clause++)
		for (const struct menu_item *item = (*clause)->menu; item && item->path; item++)
			if (str_is(str_of(item->path), path))
				return caller_scope(act->who, item->may).kind != SCOPE_NONE;
	return false;
}

static void next_duty(struct act *act, struct html h, const struct standing *standing)
{
	const struct duty *duty = &standing->next;

	if (!standing->owes && !menu_leads_to(act, "/duty"))
		return;                         /* an administrator owes none */
	if (!standing->owes) {
		html(h, "<a class=\"jb-clock\" href=\"/duty\">");
		page_icon(h, "clock-hour-4");
		html(h, "<span>眼下没有未到期的时限</span></a>\n");
		return;
	}
	html(h, "<a class=\"jb-clock\" href=\"/duty/", duty->id.v, "\">");
	page_icon(h, "clock-hour-4");
	html(h, "<span>下一时限</span><strong>", duty->title, "</strong><span>",
	     page_due_words(act, duty), " 截止</span>");
	page_countdown(act, h, duty->due_at);
	html(h, "</a>\n");
}

static void brand(struct act *act, struct html h)
{
	html(h, "<a class=\"jb-brand\" href=\"/\"><span class=\"jb-mark\">决</span><b>决不</b>");
	html_if(h, act->house->is_demo, "<span class=\"jb-demo\">演示</span>");
	html(h, "</a>\n");
}

static void top_bar(struct act *act, struct html h, const struct standing *standing)
{
	html(h, "<header class=\"jb-top\">\n");
	next_duty(act, h, standing);
	html(h, "<a class=\"jb-inbox\" href=\"/inbox\">");
	page_icon(h, "inbox");
	html(h, "收件箱 <b>", standing->unread, "</b></a>\n"
		"<a class=\"jb-me\" href=\"/password\"><span>", act->who->unit_name, "</span>", act->who->name, "</a>\n"
		"<a class=\"jb-menu\" href=\"#nav\" aria-label=\"菜单\">");
	page_icon(h, "menu-2");
	html(h, "</a>\n</header>\n");
}

static void phone_bar(struct act *act, struct html h, const struct standing *standing)
{
	const struct duty *duty = &standing->next;

	if (!standing->owes)
		return;
	html(h, "<a class=\"jb-phonebar\" href=\"/duty/", duty->id.v, "\">");
	page_icon(h, "hourglass-low");
	html(h, page_due_words(act, duty), " 截止，");
	page_countdown(act, h, duty->due_at);
	html(h, "</a>\n");
}

/* ---- menu ---- */

static void menu_count(struct html h, const struct menu_item *item, const struct duty_burden *burden)
{
	struct duty_counts counts;

	if (!item->counts)
		return;
	counts = duty_counts_among(burden, item->counts);
	if (counts.overdue)
		html(h, "<i class=\"is-late\">逾期 ", counts.overdue, "</i>");
	else if (counts.waiting)
		html(h, "<i>", counts.waiting, "</i>");
}

static void menu_item(struct html h, const struct menu_item *item, const struct duty_burden *burden, bool current)
{
	html(h, "<li><a href=\"", str_of(item->path), "\"");
	html_if(h, current, " aria-current=\"page\"");
	html(h, ">");
	page_icon(h, item->icon);
	html(h, str_of(item->label));
	menu_count(h, item, burden);
	html(h, "</a></li>");
}

static bool in_section(const struct menu_item *item, const char *section)
{
	return section && item->section ? str_equal(str_of(item->section), str_of(section)) : !section && !item->section;
}

/* The items of one section over all clauses that this person may open; the heading only if there is one. */
static void menu_section(struct act *act, struct html h, const char *section, const struct menu_item *current,
                         const struct duty_burden *burden)
{
	bool begun = false;

	for (const struct clause *const *clause = act->house->clauses; *clause; clause++)
		for (const struct menu_item *item = (*clause)->menu; item && item->path; item++) {
			if (!in_section(item, section) || caller_scope(act->who, item->may).kind == SCOPE_NONE)
				continue;
			if (!begun && section)
				html(h, "<h2>", str_of(section), "</h2>");
			html_if(h, !begun, "<ul>");
			begun = true;
			menu_item(h, item, burden, item == current);
		}
	html_if(h, begun, "</ul>\n");
}

static bool lies_under(Str path, const char *above)
{
	size_t len = strlen(above);

	return str_starts_with(path, above) && (path.len == len || path.at[len] == '/');
}

/* The item that stands for where one is: of those this person may open, the nearest above the path. */
static const struct menu_item *menu_current(struct act *act, Str path)
{
	const struct menu_item *nearest = NULL;

	for (const struct clause *const *clause = act->house->clauses; *clause; clause++)
		for (const struct menu_item *item = (*clause)->menu; item && item->path; item++)
			if (lies_under(path, item->path) && caller_scope(act->who, item->may).kind != SCOPE_NONE
			    && (!nearest || strlen(item->path) > strlen(nearest->path)))
				nearest = item;
	return nearest;
}

static bool menu_write(struct act *act, struct html h, const struct menu_item *current)
{
	struct duty_burden burden;

	if (!duty_burden_of(act, act->who, &burden))
		return false;
	for (size_t i = 0; i < COUNT_OF(sections); i++)
		menu_section(act, h, sections[i], current, &burden);
	return true;
}

/* The sections with their counts, kept for each place one can stand at. */
static void menu_sections(struct act *act, struct html h, const struct menu_item *current)
{
	static const struct menu_item nowhere;
	struct standing_key key = key_of(act->who, current ? current : &nowhere);
	const Str *kept = kept_find(act, key_bytes(&key));
	size_t from = h.out->len;
	struct arena *arena;
	Str *written;

	if (kept) {
		buf_add(h.out, *kept);
		return;
	}
	if (!menu_write(act, h, current) || !(arena = kept_arena(act)))
		return;
	written = ARENA_NEW(arena, Str);
	*written = arena_copy(arena, (Str){ h.out->at + from, h.out->len - from });
	kept_put(act, key_bytes(&key), written);
}

static void menu(struct act *act, struct html h, const struct call *call)
{
	html(h, "<nav class=\"jb-side\" id=\"nav\" aria-label=\"主导航\">");
	menu_sections(act, h, menu_current(act, call->exchange->request.path));
	html(h, "<form class=\"jb-logout\" method=\"post\" action=\"/logout\">");
	html(h, "<input type=\"hidden\" name=\"_csrf\" value=\"", call->session ? call->session->csrf : STR_NONE,
	     "\"><button class=\"btn\" type=\"submit\">退出登录</button></form></nav>\n");
}

/* ---- the page ---- */

/* Whoever can mend it, or must know, is told on every page; others see it where something is missing. */
static bool is_warned(const struct act *act)
{
	return !act->house->vault && (caller_has(act->who, ROLE_SYSADMIN) || caller_has(act->who, ROLE_SECADMIN)
	                              || caller_has(act->who, ROLE_AUDITOR));
}

static void key_warning(struct html h, const struct house *house)
{
	html(h, "<div class=\"jb-errors\" role=\"alert\"><h2>");
	page_icon(h, "key");
	html(h, house->vault_is_wrong ? STR("密钥不对") : STR("密钥不在"), "</h2><p>",
	     house->vault_is_wrong ? STR("放着的密钥文件不是这个数据库的。") : STR("没有找到这个数据库的密钥文件。"),
	     "个人信息现在看不到、存不了、查不了，其他照常。<a href=\"/rule/personal.no_key\">怎么办</a></p></div>\n");
}

static void page_head(struct html h, const struct page *page)
{
	html(h, "<div class=\"jb-head\"><h1>", page->title, "</h1>");
	if (!str_is_empty(page->sub))
		html(h, "<span class=\"jb-two\">", page->sub, "</span>");
	if (page->state)
		page_state(h, page->look, str_of(page->state));
	if (page->basis)
		page_basis(h, page->basis);
	html(h, "\n");
}

static bool has_shell(const struct act *act, const struct call *call, const struct page *page)
{
	return !page->plain && call->session && act->connection;
}

/* In real time, as all that is about logging in. */
static void password_warning(struct html h, const struct caller *who, int64_t now_real_s)
{
	int64_t left_s = who->password_until_real_s - now_real_s;

	if (who->password_until_real_s != 0 && left_s <= PASSWORD_WARNING_DAYS * 86400)
		html(h, "<p class=\"jb-note\" role=\"status\">口令再过 ", (left_s + 86399) / 86400, " 天就用满期限，请先<a href=\"/password\">换一个</a>。</p>\n");
}

struct html page_open(struct act *act, struct call *call, const struct page *page)
{
	struct html h = html_of(call);

	document_head(h, page->title);
	html(h, "<body data-now=\"", act->now.sec, "\">\n<a class=\"jb-skip\" href=\"#main\">跳到正文</a>");
	hatch(h);
	if (!has_shell(act, call, page)) {
		html(h, "<div class=\"jb-plainshell\">\n");
		brand(act, h);
	} else {
		struct standing standing = standing_of(act);

		html(h, "<div class=\"jb-shell\">\n");
		brand(act, h);
		top_bar(act, h, &standing);
		menu(act, h, call);
		phone_bar(act, h, &standing);
	}
	html(h, "<main class=\"jb-main\" id=\"main\">\n");
	if (has_shell(act, call, page))
		password_warning(h, act->who, call->exchange->request.arrived_real_s);
	if (has_shell(act, call, page) && is_warned(act))
		key_warning(h, act->house);
	page_head(h, page);
	return h;
}

void page_actions(struct html h)
{
	html(h, "<div class=\"jb-actions\">");
}

void page_actions_end(struct html h)
{
	html(h, "</div>");
}

void page_body(struct html h)
{
	html(h, "</div>\n");
}

bool page_close(struct act *act, struct call *call)
{
	struct reply *reply = &call->exchange->reply;

	html(html_of(call), "</main>\n</div>\n</body>\n</html>\n");
	if (reply->status == 0)
		reply->status = call->refused ? refusal_status(call->refused->kind) : 200;
	reply->type = STR("text/html; charset=utf-8");
	return act->refusal.kind == REFUSED_NOT;
}

/* ---- errors ---- */

static Str error_title(enum refusal_kind kind)
{
	static const char *const titles[REFUSAL_KINDS] = {
		[REFUSED_MALFORMED] = "读不懂这个请求", [REFUSED_NOT_LOGGED_IN] = "请先登录",
		[REFUSED_FORBIDDEN] = "这件事不归您办", [REFUSED_NOT_FOUND] = "没有这一页",
		[REFUSED_STALE] = "刚被别人改过", [REFUSED_CONFLICT] = "现在不能这样做",
		[REFUSED_TOO_LARGE] = "内容太多", [REFUSED_BAD_INPUT] = "还不能保存",
		[REFUSED_TOO_MANY] = "太频繁了", [REFUSED_BROKEN] = "没有保存，请重试",
	};

	return str_of(titles[kind]);
}

void page_error(struct act *act, struct call *call, const struct refusal *refusal)
{
	struct reply *reply = &call->exchange->reply;
	struct html h;

	reply->body.len = 0;
	h = page_open(act, call, &(struct page){ .title = error_title(refusal->kind) });
	page_body(h);
	html(h, "<section class=\"card\"><div class=\"jb-note\">");
	if (refusal->faults)
		page_errors(h, refusal, "要改的地方");
	else
		html(h, "<p role=\"alert\">", refusal->message, "</p>");
	html(h, "<p class=\"jb-small jb-mute\">没有改动任何内容。");
	if (!str_is_empty(refusal->rule))
		html(h, "规则：<a href=\"", url_join(act->arena, "/rule/", refusal->rule), "\">", refusal->rule, "</a>");
	html(h, "</p><p><a class=\"btn\" href=\"/\">回首页</a></p></div></section>\n");
	(void)page_close(act, call);
	reply->status = refusal_status(refusal->kind);
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ledger_page.c - the ledger as a list: who did what to which row when. Values are shown on the row's own page,
 * to whom that page may be shown. */
#include "clauses/house/house.h"

#include "base/limits.h"
#include "clause/export.h"
#include "page/record_pages.h"

/* What one may ask by address; a unit's head never gets beyond the own unit. */
static bool ask_of(struct act *act, const struct call *call, bool personal, struct ledger_ask *out)
{
	const struct input *q = call->input;
	struct ledger_ask ask = {
		.subject = input_text(q, "subject"), .subject_id = input_int(q, "subject_id", 0),
		.event_prefix = input_text(q, "event"), .actor_id = input_int(q, "actor_id", 0),
		.unit_id = input_int(q, "unit_id", 0), .before_id = input_int(q, "before", 0),
		.event_end = personal ? STR("_personal") : STR_NONE,
	};
	Str from = input_text(q, "from"), to = input_text(q, "to");

	if (from.len && !date_parse(from, &ask.from_on))
		return refuse(act, REFUSED_BAD_INPUT, "ledger.day", "起始日期要写成 2026-11-24");
	if (to.len && !date_parse(to, &ask.to_on))
		return refuse(act, REFUSED_BAD_INPUT, "ledger.day", "截止日期要写成 2026-11-24");
	if (call->scope.kind != SCOPE_ALL)
		ask.unit_id = call->scope.unit_id ? call->scope.unit_id : LEDGER_SYSTEM;
	*out = ask;
	return true;
}

static void box(struct html h, Str name, Str label, Str type, Str value)
{
	html(h, "<label>", label, "<input class=\"form-control\" type=\"", type, "\" name=\"", name, "\" value=\"", value,
	     "\"></label>");
}

/* The records that have a ledger, by their Chinese names. */
static void subject_box(struct act *act, struct html h, Str chosen)
{
	html(h, "<label>对象<select class=\"form-select\" name=\"subject\"><option value=\"\">全部</option>");
	for (const struct clause *const *c = act->house->clauses; *c; c++)
		for (const struct holding *const *k = (*c)->holdings; k && *k; k++) {
			Str name = str_of((*k)->record->name);

			if ((*k)->record->unledgered)
				continue;
			html(h, "<option value=\"", name, "\"");
			html_if(h, str_equal(name, chosen), " selected");
			html(h, ">", str_of((*k)->record->label), "</option>");
		}
	html(h, "</select></label>");
}

static void filter(struct act *act, struct html h, const struct call *call)
{
	html(h, "<form class=\"card jb-filter\" method=\"get\" action=\"", call->exchange->request.path, "\">");
	subject_box(act, h, input_text(call->input, "subject"));
	box(h, STR("from"), STR("自"), STR("date"), input_text(call->input, "from"));
	box(h, STR("to"), STR("至"), STR("date"), input_text(call->input, "to"));
	page_submit(h, NULL, STR("筛选"), NULL, NULL, false);
	html(h, "</form>");
}

/* What an auditor looks at first. */
static void quick_choices(struct html h)
{
	html(h, "<p class=\"jb-quick\"><a class=\"btn\" href=\"/ledger?event=account.lo\">登录、输错、锁定、退出</a> "
	     "<a class=\"btn\" href=\"/ledger?subject=account\">账号和授权</a> "
	     "<a class=\"btn\" href=\"/ledger/personal\">个人信息查看记录</a></p>");
}

/* An entry about coming and going names the account, not a row of sessions. */
static bool is_of_session(const struct ledger_entry *e)
{
	return str_is(e->subject, "session") || (e->subject.len == 0 && str_starts_with(e->event, "account.lo"));
}

static Url subject_place(struct act *act, const struct ledger_entry *e)
{
	const struct holding *holding = holding_named(act->house, is_of_session(e) ? STR("account") : e->subject);

	if (!holding || !e->subject_id || caller_scope(act->who, holding->read).kind == SCOPE_NONE)
		return URL_NONE;
	if (holding == &setting_holding)        /* its rows stand on one page */
		return URL("/setting");
	return (Url){ str_format(act->arena, "%s/%lld", holding->record->path, (long long)e->subject_id) };
}

/* Grounds may hold what only who may see the subject should read; why somebody looked is written for the auditor. */
static bool sees_notes(const struct act *act, bool personal)
{
	return personal || caller_has(act->who, ROLE_LEADER) || caller_has(act->who, ROLE_LEGAL_BUREAU)
	    || caller_has(act->who, ROLE_SUPERVISOR) || caller_has(act->who, ROLE_HEAD);
}

static Str via_label(Str via)
{
	static const struct { const char *word, *label; } labels[] = {
		{ "page", "网页" }, { "api", "接口" }, { "command", "命令" }, { "tick", "时钟" }, { "demo", "演示" },
	};

	for (size_t i = 0; i < COUNT_OF(labels); i++)
		if (str_is(via, labels[i].word))
			return str_of(labels[i].label);
	return via;
}

/* Gapless numbers are for who sees all: to a unit's head the gaps would count what other units do. */
static void entry_row(struct act *act, struct html h, const struct ledger_entry *e, const struct call *call, bool personal)
{
	Url place = subject_place(act, e);
	const struct holding *holding = holding_named(act->house, is_of_session(e) ? STR("account") : e->subject);
	Str subject = holding ? str_of(holding->record->label) : e->subject;

	html(h, "<tr>");
	if (call->scope.kind == SCOPE_ALL)
		html(h, "<td class=\"jb-num\">", e->no, "</td>");
	html(h, "<td class=\"jb-nowrap\">", e->written_at, "</td><td>", e->actor_name,
	     "</td><td>", via_label(e->via), "</td><td title=\"", e->event, "\">", event_label(act->house, e->event), "</td><td>");
	if (place.text.len)
		html(h, "<a href=\"", place, "\">", subject, " ", e->subject_id, "</a>");
	else if (call->scope.kind == SCOPE_ALL && e->subject_id)
		html(h, subject, " ", e->subject_id);
	else
		html(h, subject);
	html(h, "</td><td>");
	html_if(h, sees_notes(act, personal) || is_of_session(e), e->note);
	if (e->no && place.text.len && !caller_has(act->who, ROLE_AUDITOR))
		html(h, " <a class=\"jb-small\" href=\"", url_number(act->arena, "/ledger/", e->no, "/proof"), "\">证明</a>");
	html(h, "</td>");
	if (!sees_notes(act, personal)) {
		Str hash = ledger_entry_hash(act->arena, e);

		html(h, "<td title=\"", hash, "\">", str_first(hash, 12), "</td>");
	}
	html(h, "</tr>");
}

static void entries(struct act *act, struct html h, const struct call *call, const struct ledger_page *found, bool personal)
{
	html(h, "<section class=\"card\"><div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"台账\"><table class=\"jb-table\"><thead><tr>");
	html_if(h, call->scope.kind == SCOPE_ALL, "<th scope=\"col\" class=\"jb-num\">号</th>");
	html(h, "<th scope=\"col\">时间</th><th scope=\"col\">谁</th><th scope=\"col\">途径</th><th scope=\"col\">事件</th>"
	     "<th scope=\"col\">对象</th><th scope=\"col\">理由</th>");
	/* Who may not read the words can still hold an entry against a proof. */
	html_if(h, !sees_notes(act, personal), "<th scope=\"col\">哈希值</th>");
	html(h, "</tr></thead><tbody>");
	for (size_t i = 0; i < found->count; i++)
		entry_row(act, h, &found->entries[i], call, personal);
	html(h, "</tbody></table></div>");
	html_if(h, found->count == 0, "<p class=\"jb-note jb-two\">没有这样的记载。</p>");
	page_card_close(h);
}

static bool show(struct act *act, struct call *call, const char *title, bool personal)
{
	struct page page = { .title = str_of(title) };
	struct ledger_page found;
	struct ledger_ask ask;
	struct html h;

	if (!ask_of(act, call, personal, &ask) || !ledger_list(act, &ask, &found))
		return false;
	page.sub = str_join(act->arena, STR("账首 "), str_first(ledger_head(act), 16));
	h = page_open(act, call, &page);
	page_body(h);
	if (!personal && !seal_line(act, h))
		return false;
	filter(act, h, call);
	if (!personal)
		quick_choices(h);
	entries(act, h, call, &found, personal);
	if (found.count && call->route->file)
		page_export(h, call);
	if (found.older) {
		Str before = str_format(act->arena, "%lld", (long long)found.older);
		Url older = url_with(act->arena, call->exchange->request.path, &call->exchange->request.query, "before", before);

		html(h, "<p><a class=\"btn\" href=\"", older, "\">更早的</a></p>");
	}
	return page_close(act, call);
}

bool ledger_page(struct act *act, struct call *call)
{
	return show(act, call, "台账", false);
}

/* Who looked at whose personal text, when and why; and who had it erased. */
bool ledger_personal_page(struct act *act, struct call *call)
{
	return show(act, call, "个人信息查看记录", true);
}

/* ---- as a file ---- */

static const struct sheet_column file_columns[] = {
	{ STR_INIT("号"), SHEET_NUMBER, 10 }, { STR_INIT("时间"), SHEET_MOMENT, 17 }, { STR_INIT("谁"), SHEET_TEXT, 14 },
	{ STR_INIT("途径"), SHEET_TEXT, 8 }, { STR_INIT("事件"), SHEET_TEXT, 20 }, { STR_INIT("对象"), SHEET_TEXT, 16 },
	{ STR_INIT("对象号"), SHEET_NUMBER, 10 }, { STR_INIT("理由"), SHEET_TEXT, 40 }, { STR_INIT("哈希值"), SHEET_TEXT, 20 },
};

struct file_ask { struct ledger_ask ask; bool personal; };

/* As on the page: the gapless number is for who sees all. */
static void put_entry(struct act *act, struct export *e, const struct ledger_entry *entry, bool personal)
{
	const struct holding *holding = holding_named(act->house, is_of_session(entry) ? STR("account") : entry->subject);

	if (e->scope.kind == SCOPE_ALL)
		sheet_int(e->sheet, entry->no);
	sheet_instant(e->sheet, entry->written_at);
	sheet_text(e->sheet, entry->actor_name);
	sheet_text(e->sheet, via_label(entry->via));
	sheet_text(e->sheet, event_label(act->house, entry->event));
	sheet_text(e->sheet, holding ? str_of(holding->record->label) : entry->subject);
	sheet_int(e->sheet, entry->subject_id);
	sheet_text(e->sheet, sees_notes(act, personal) || is_of_session(entry) ? entry->note : STR_NONE);
	sheet_text(e->sheet, ledger_entry_hash(act->arena, entry));
	sheet_row_end(e->sheet);
	e->written++;
}

static bool put_ledger(struct act *act, struct export *e)
{
	const struct file_ask *asked = e->ask;
	struct ledger_ask ask = asked->ask;
	struct arena *own = act->arena;
	bool done = true;

	do {
		struct ledger_page found = { 0 };

		act->arena = arena_open();
		ask.most = e->most - e->written < LIMIT_LIST_ROWS ? (size_t)(e->most - e->written) : LIMIT_LIST_ROWS;
		done = ledger_list(act, &ask, &found);
		for (size_t i = 0; i < found.count; i++)
			put_entry(act, e, &found.entries[i], asked->personal);
		ask.before_id = found.older;
		arena_close(act->arena);
		act->arena = own;
		if (!done)
			act->refusal = (struct refusal){ 0 };   /* its words went with the page */
	} while (done && ask.before_id && e->written < e->most);
	e->cut = ask.before_id != 0;
	return done || refuse(act, REFUSED_BROKEN, "export.write", "台账没有读完，请稍后重试");
}

static Str filter_words(struct act *act, const struct input *q)
{
	static const struct { const char *name, *label; } asked[] = {
		{ "subject", "对象" }, { "subject_id", "对象号" }, { "event", "事件" }, { "actor_id", "账号" }, { "unit_id", "单位" },
		{ "from", "自" }, { "to", "至" },
	};
	struct strbuf words = { .arena = act->arena };

	for (size_t i = 0; i < COUNT_OF(asked); i++) {
		Str value = input_text(q, asked[i].name);

		if (value.len)
			buf_format(&words, "%s%s：%.*s", words.len ? "；" : "", asked[i].label, STR_ARG(value));
	}
	return buf_str(&words);
}

static bool file_of(struct act *act, struct call *call, Str label, bool personal)
{
	bool all = call->scope.kind == SCOPE_ALL;
	struct export e = { .name = "ledger", .label = label, .columns = file_columns + !all,
	                    .count = COUNT_OF(file_columns) - !all, .rows = put_ledger, .scope = call->scope };
	struct file_ask asked = { .personal = personal };

	(void)export_is_asked(&call->exchange->request, &e.kind);
	if (!ask_of(act, call, personal, &asked.ask))
		return false;
	asked.ask.before_id = 0;                /* all pages, from the newest */
	e.ask = &asked;
	e.filters = filter_words(act, call->input);
	return export_answer(act, call, &e);
}

bool ledger_file(struct act *act, struct call *call)
{
	return file_of(act, call, STR("台账"), false);
}

bool ledger_personal_file(struct act *act, struct call *call)
{
	return file_of(act, call, STR("个人信息查看记录"), true);
}

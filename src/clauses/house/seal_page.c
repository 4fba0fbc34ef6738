/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* seal_page.c - what lets others check the ledger: the public page of seals, the proof of one entry, the export for the
 * auditor. Does not own: what is hashed (ledger/digest.h), the JSON (ledger_json.c). */
#include "clauses/house/house.h"
#include "clauses/house/ledger_json.h"

enum { ANCHORS_SHOWN = 31, PART_ENTRIES = 2000, PART_SEALS = 64, ANCHORS_MOST = 100000 };

/* ---- /public/seal ---- */

static void explain_seal(struct html h)
{
	html(h, "<section class=\"card jb-rule\"><p>本系统把每一件事（谁、何时、做了什么）记成一条台账，只能添加，不能改动。"
	     "台账用国家标准 SM3 算法一块接一块地封存：改动任何一条，后面的封印就全部对不上。"
	     "这一页每天公布最新的封印。<strong>请您把它抄下、拍照或者保存</strong>：以后台账若被删改或者截断，凭您手里的封印就能查出来。</p>"
	     "<h2>怎样核对</h2><ul><li>请管理单位运行 <code>juebu verify --anchor 号码:封印</code>，“号码:封印”就是下面的账首或者任一行的最后一条和封印。"
	     "相符，说明到那一条为止的台账没有变过。</li>"
	     "<li>您手里有“台账证明”的，用 <code>juebu verify --proof 证明文件 --anchor 锚点文件</code> 核对，不用连接本系统。</li>"
	     "<li>审计人员还可以用另一个独立的程序 tools/verify_ledger.py 核对导出的台账。</li></ul></section>");
}

static void anchor_table(struct html h, const struct anchors *anchors)
{
	page_card_open(h, "每天的锚点");
	html(h, "<div class=\"jb-table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"每天的锚点\">"
	     "<table class=\"jb-table\"><thead><tr><th scope=\"col\">日期</th><th scope=\"col\" class=\"jb-num\">最后一条</th>"
	     "<th scope=\"col\">封印</th><th scope=\"col\">封印树</th></tr></thead><tbody>");
	for (size_t i = 0; i < anchors->count; i++) {
		const struct anchor *a = &anchors->at[i];

		html(h, "<tr><td class=\"jb-nowrap\">", a->on, "</td><td class=\"jb-num\">", a->last_no,
		     "</td><td class=\"jb-hash\">", a->seal, "</td><td class=\"jb-hash\">", a->tree, "</td></tr>");
	}
	html(h, "</tbody></table></div>");
	html_if(h, anchors->count == 0, "<p class=\"jb-note jb-two\">还没有锚点。每天零时五分写一行。</p>");
	page_card_close(h);
}

bool seal_page(struct act *act, struct call *call)
{
	struct reply *reply = &call->exchange->reply;
	struct anchors anchors = { 0 };
	Str head = ledger_head_words(act), newest = STR_NONE;
	struct html h;

	if (!ledger_anchors_newest(act, ANCHORS_SHOWN, &anchors))
		return false;
	if (anchors.count)
		newest = anchors.at[0].tree;
	h = page_open(act, call, &(struct page){ .title = STR("台账封印"), .plain = true });
	page_body(h);
	explain_seal(h);
	page_card_open(h, "现在的账首");
	html(h, "<div class=\"jb-note jb-hash\">", head.len ? head : STR("台账还是空的"), "</div>");
	page_card_close(h);
	anchor_table(h, &anchors);
	reply->may_cache = true;
	reply->etag = str_format(act->arena, "\"%llx-%llx-%zu\"", (unsigned long long)str_hash(head),
	                         (unsigned long long)str_hash(newest), anchors.count);
	return page_close(act, call);
}

/* The line at the head of the ledger's page: does the end stand outside? */
bool seal_line(struct act *act, struct html h)
{
	struct anchors newest = { 0 };

	if (!ledger_anchors_newest(act, 1, &newest))
		return false;
	html(h, "<p class=\"jb-small jb-mute jb-note\">");
	if (newest.count == 0)
		html(h, "还没有锚点。");
	else if (newest.at[0].filed)
		html(h, "最近的锚点：", newest.at[0].on, "，到第 ", newest.at[0].last_no, " 条，已写到数据库之外。");
	else
		page_late(h, str_format(act->arena, "锚点还没有写到数据库之外（到第 %lld 条）：请系统管理员指定 --anchors 并查看日志",
		                        (long long)newest.at[0].last_no));
	html(h, " <a href=\"/public/seal\">封印公示</a>");
	html_if(h, caller_scope(act->who, &CAN_EXPORT_LEDGER).kind == SCOPE_ALL, " · <a href=\"/ledger/export\">导出台账</a>");
	html(h, "</p>");
	return true;
}

/* ---- one entry's proof ---- */

/* A proof shows all an entry holds, so it is for who may see what the entry is about. A row that is gone is judged by
 * its unit, as the ledger's own page does. */
static bool may_see_values(struct act *act, const struct call *call, const struct ledger_entry *e, bool *out)
{
	const struct holding *holding = holding_named(act->house, e->subject);
	bool in_scope = call->scope.kind == SCOPE_ALL || (e->unit_id != 0 && e->unit_id == call->scope.unit_id), there = false;
	struct scope scope;
	void *row;

	*out = false;
	if (!in_scope || caller_has(act->who, ROLE_AUDITOR))
		return true;
	*out = true;
	if (!holding)
		return true;
	scope = caller_scope(act->who, holding->read);
	*out = scope.kind != SCOPE_NONE;
	if (!*out || scope.kind == SCOPE_ALL)
		return true;
	if (!record_exists(act, holding->record, e->subject_id, &there) || !there)
		return act->refusal.kind == REFUSED_NOT;
	row = arena_take(act->arena, holding->record->size);
	if (!record_load(act, holding->record, e->subject_id, row))
		return false;
	*out = scope_holds(scope, holding->record, row);
	return true;
}

static bool prove(struct act *act, const struct call *call, struct proof *out)
{
	bool found = false, may = false;

	if (!ledger_prove(act, call->id, out, &found) || (found && !may_see_values(act, call, &out->entry, &may)))
		return false;
	return (found && may) || refuse_not_there(act);
}

static void fact(struct html h, const char *label, Str value)
{
	html(h, "<dt class=\"is-wide\">", str_of(label), "</dt><dd class=\"is-wide jb-hash\">", value.len ? value : STR("—"), "</dd>");
}

static void fact_number(struct act *act, struct html h, const char *label, int64_t value)
{
	fact(h, label, str_format(act->arena, "%lld", (long long)value));
}

static void entry_facts(struct act *act, struct html h, const struct ledger_entry *e)
{
	page_card_open(h, "这一条");
	html(h, "<div class=\"jb-note\"><dl class=\"jb-facts\">");
	fact_number(act, h, "号码", e->no);
	fact(h, "写入", instant_iso(act->arena, e->written_at));
	fact(h, "所指时间", instant_iso(act->arena, e->effective_at));
	fact(h, "谁", e->actor_name);
	fact(h, "事件", str_format(act->arena, "%.*s（%.*s %lld）", STR_ARG(e->event), STR_ARG(e->subject), (long long)e->subject_id));
	fact(h, "理由", e->note);
	fact(h, "改动前", e->before);
	fact(h, "全文", e->after);
	fact(h, "哈希值", ledger_entry_hash(act->arena, e));
	html(h, "</dl></div>");
	page_card_close(h);
}

static void proof_facts(struct act *act, struct html h, const struct proof *p)
{
	page_card_open(h, "它在哪里");
	html(h, "<div class=\"jb-note\"><dl class=\"jb-facts\">");
	fact_number(act, h, "封存块", p->block);
	fact(h, "块内条目", str_format(act->arena, "第 %lld 至 %lld 条，路径 %zu 步", (long long)p->first_no, (long long)p->last_no, p->path.count));
	fact(h, "封印", p->seal);
	if (p->anchor.blocks) {
		fact(h, "锚点", date_iso(act->arena, p->anchor.on));
		fact(h, "锚点的封印树", p->anchor.tree);
		fact(h, "到锚点", str_format(act->arena, "%zu 步", p->tree_path.count));
	}
	html(h, "</dl>");
	html_if(h, p->anchor.blocks == 0, "<p class=\"jb-note\">还没有锚点覆盖这一条：次日零时五分以后再取，才能离线核对。</p>");
	html(h, "<p>核对：下载证明，运行 <code>juebu verify --proof 证明文件 --anchor 锚点文件</code>，不用连接本系统。"
	     "锚点文件由管理单位保存在数据库之外，也可以对照<a href=\"/public/seal\">封印公示</a>。</p></div>");
	page_card_close(h);
}

bool proof_page(struct act *act, struct call *call)
{
	struct proof proof;
	struct html h;

	if (!prove(act, call, &proof))
		return false;
	h = page_open(act, call, &(struct page){ .title = STR("台账证明"),
		.sub = str_format(act->arena, "第 %lld 条", (long long)call->id) });
	page_actions(h);
	html(h, "<button class=\"btn jb-desk\" type=\"button\" data-print hidden>");
	page_icon(h, "printer");
	html(h, "打印</button>");
	page_button_link(h, "download", STR("下载证明"), url_number(act->arena, "/api/v1/ledger/", call->id, "/proof"), true);
	page_actions_end(h);
	page_body(h);
	entry_facts(act, h, &proof.entry);
	proof_facts(act, h, &proof);
	return page_close(act, call);
}

static void answer_file(struct act *act, struct call *call, const char *type, Str name)
{
	struct reply *reply = &call->exchange->reply;

	reply->status = 200;
	reply->type = str_of(type);
	reply->file_name = name;
	reply->body.arena = act->arena;
	reply->body.len = 0;
}

bool proof_file(struct act *act, struct call *call)
{
	struct proof proof;

	if (!prove(act, call, &proof))
		return false;
	answer_file(act, call, "application/json; charset=utf-8", str_format(act->arena, "ledger-%lld-proof.json", (long long)call->id));
	buf_add(&call->exchange->reply.body, proof_json(act->arena, &proof));
	return true;
}

/* ---- the export, in parts: hashes instead of values ---- */

static bool newest_no(struct act *act, int64_t *out)
{
	Str number, seal, head = ledger_head_words(act);

	*out = 0;
	return str_is_empty(head) || (str_cut(head, ':', &number, &seal) && str_to_int(number, out));
}

bool export_page(struct act *act, struct call *call)
{
	int64_t last;
	struct html h;

	if (!newest_no(act, &last))
		return false;
	h = page_open(act, call, &(struct page){ .title = STR("导出台账") });
	page_body(h);
	html(h, "<section class=\"card jb-rule\"><p>每行一个 JSON：封存块、条目、锚点。条目的内容用哈希值代替，内容只给能看到它的人；整条链照样可以核对："
	     "把各部分下载到一处，运行 <code>verify_ledger.py 各部分 --anchor 锚点文件</code>。</p><ul>");
	for (int64_t after = 0; after < last; after += PART_ENTRIES) {
		int64_t to = after + PART_ENTRIES < last ? after + PART_ENTRIES : last;

		html(h, "<li><a href=\"", url_number(act->arena, "/ledger/export/", after / PART_ENTRIES + 1, ""), "\">第 ", after + 1, " 至 ", to, " 条</a></li>");
	}
	html(h, "</ul></section>");
	return page_close(act, call);
}

static void add_line(struct strbuf *out, Str line)
{
	buf_add(out, line);
	buf_char(out, '\n');
}

/* The seals of these numbers; the first may have begun in the part before. */
static bool put_seals(struct act *act, struct strbuf *out, int64_t from, int64_t to)
{
	struct proof at;
	struct seals seals = { 0 };
	bool found = false;
	int64_t after;

	if (!ledger_prove(act, from, &at, &found) || !found)
		return act->refusal.kind == REFUSED_NOT;
	after = at.first_no - 1;
	do {
		if (!ledger_seals_after(act, after, PART_SEALS, &seals))
			return false;
		for (size_t i = 0; i < seals.count && seals.at[i].first_no <= to; i++)
			add_line(out, export_seal_line(act->arena, &seals.at[i]));
		if (seals.count)
			after = seals.at[seals.count - 1].first_no;
	} while (seals.count && after <= to);
	return true;
}

bool export_part(struct act *act, struct call *call)
{
	struct strbuf *out = &call->exchange->reply.body;
	int64_t after = (call->id < INT64_MAX / PART_ENTRIES ? call->id - 1 : INT64_MAX / PART_ENTRIES - 1) * PART_ENTRIES;
	struct entries entries = { 0 };
	struct anchors anchors = { 0 };

	if (!ledger_sealed_after(act, after, PART_ENTRIES, &entries))
		return false;
	if (entries.count == 0)
		return refuse_not_there(act);
	answer_file(act, call, "application/x-ndjson; charset=utf-8", str_format(act->arena, "ledger-%lld.jsonl", (long long)call->id));
	add_line(out, export_head_line(act->arena, act->now));
	if (!put_seals(act, out, after + 1, after + PART_ENTRIES) || !ledger_anchors_after(act, DATE_NONE, ANCHORS_MOST, &anchors))
		return false;
	for (size_t i = 0; i < entries.count; i++)
		if (entries.at[i].no <= after + PART_ENTRIES)
			add_line(out, export_entry_line(act->arena, &entries.at[i], false));
	for (size_t i = 0; i < anchors.count; i++)
		add_line(out, export_anchor_line(act->arena, &anchors.at[i]));
	return true;
}

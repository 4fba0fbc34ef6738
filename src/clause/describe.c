/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* describe.c - the tables as a person reads them: Markdown, and each record's states as a Graphviz graph.
 * Owns the wording of `juebu clauses`; judges nothing (tables.c does). */
#include "clause/inner.h"

static const char *const scope_words[] = {
	[SCOPE_NONE] = "—", [SCOPE_OWN] = "本人", [SCOPE_UNIT] = "本单位", [SCOPE_ALL] = "全部",
};

static const char *const kind_words[FIELD_KINDS] = {
	[FIELD_END_] = "", [FIELD_ID] = "编号", [FIELD_VERSION] = "版本", [FIELD_INT] = "数", [FIELD_BOOL] = "是否",
	[FIELD_TEXT] = "文字", [FIELD_DATE] = "日期", [FIELD_INSTANT] = "时刻", [FIELD_WORD] = "选项", [FIELD_REF] = "引用", [FIELD_PLACE] = "地点",
	[FIELD_PERSONAL] = "个人信息",
};

static void describe_permission(struct strbuf *out, const struct permission *p)
{
	const char *between = "";

	if (p->anybody || p->everybody)
		buf_format(out, "%s", p->anybody ? "任何人" : "登录的人");
	for (unsigned i = 0; i < ROLES; i++) {
		if (p->by_role[i] == SCOPE_NONE)
			continue;
		buf_format(out, "%s%s（%s）", between, role_words.at[i].label, scope_words[p->by_role[i]]);
		between = "、";
	}
}

static void describe_fields(struct strbuf *out, const struct record *r)
{
	buf_text(out, "\n| 字段 | 名称 | 种类 | 必填 |\n|---|---|---|---|\n");
	for (const struct field *f = r->fields; f->name; f++) {
		buf_format(out, "| %s | %s | %s", f->name, f->label ? f->label : "", kind_words[f->kind]);
		if (f->ref)
			buf_format(out, " %s", f->ref->name);
		for (unsigned i = 0; f->words && i < f->words->count; i++)
			if (f->words->at[i].word)
				buf_format(out, " %s", f->words->at[i].word);
		buf_format(out, " | %s |\n", f->required ? "是" : "");
	}
	for (const struct children *k = r->children; k && k->name; k++)
		buf_format(out, "| %s | %s | 若干 %s | |\n", k->name, k->label ? k->label : "", k->record->name);
}

static const char *state_word(const struct record *r, int state)
{
	const struct field *f = r->state ? record_field(r, r->state) : NULL;

	if (state == MOVE_NEW)
		return "新建";
	if (state == MOVE_ANY)
		return "任何";
	if (!f || state < 0)
		return "不变";
	return f->words->at[state].label;
}

static void describe_moves(struct strbuf *out, const struct holding *h)
{
	buf_text(out, "\n| 从 | 动词 | 到 | 谁 | 须写明 | 履行 | 产生 |\n|---|---|---|---|---|---|---|\n");
	for (const struct move *m = h->moves; m->verb; m++) {
		buf_format(out, "| %s | %s %s | %s | ", state_word(h->record, m->from), m->verb, m->label,
		           state_word(h->record, m->to));
		if (m->by_program)
			buf_text(out, "程序");
		else
			describe_permission(out, m->by);
		buf_format(out, " | %s | %s | %s |\n", m->needs ? m->needs : "", m->meets ? m->meets->name : "",
		           m->raises ? m->raises->name : "");
	}
}

static void describe_graph(struct strbuf *out, const struct holding *h)
{
	buf_format(out, "\n```dot\ndigraph %s {\n", h->record->name);
	for (const struct move *m = h->moves; m->verb; m++) {
		int to = m->to == MOVE_STAY ? m->from : m->to;

		buf_format(out, "\t\"%s\" -> \"%s\" [label=\"%s\"];\n", state_word(h->record, m->from),
		           state_word(h->record, to), m->label);
	}
	buf_text(out, "}\n```\n");
}

static void describe_duties(struct strbuf *out, const struct clause *c)
{
	if (!c->duties || !c->duties[0])
		return;
	buf_text(out, "\n### 时限\n\n| 名称 | 标签 | 依据 | 期限 | 失职 |\n|---|---|---|---|---|\n");
	for (const struct duty_rule *const *r = c->duties; *r; r++) {
		const char *misbehaviour = (*r)->misbehaviour ? misbehaviour_words.at[(*r)->misbehaviour].label : "";

		buf_format(out, "| %s | %s | %s | ", (*r)->name, (*r)->label, (*r)->clause);
		if ((*r)->periodic)
			buf_text(out, "每期");
		else
			buf_add(out, limit_words(out->arena, (*r)->within));
		buf_format(out, " | %s |\n", misbehaviour);
	}
}

static void describe_hears(struct strbuf *out, const struct clause *c)
{
	const char *between = "\n听：";

	for (const struct hearer *h = c->hears; h && h->event; h++) {
		buf_format(out, "%s%s", between, h->event);
		between = "、";
	}
	buf_text(out, "\n");
}

static void describe_routes(struct strbuf *out, const struct clause *c)
{
	static const char *const methods[HTTP_METHODS] = { "GET", "POST", "PATCH", "DELETE" };

	if (!c->routes)
		return;
	buf_text(out, "\n### 页面\n\n| 路径 | 名称 | 谁 |\n|---|---|---|\n");
	for (const struct route *r = c->routes; r->path; r++) {
		buf_format(out, "| %s %s | %s | ", methods[r->method], r->path, r->title);
		describe_permission(out, r->may);
		buf_text(out, " |\n");
	}
}

Str clauses_describe(struct arena *arena, const struct clause *const *clauses)
{
	struct strbuf out = { .arena = arena };

	for (const struct clause *const *c = clauses; *c; c++) {
		buf_format(&out, "# %s %s（%s）\n", (*c)->number ? (*c)->number : "", (*c)->label, (*c)->name);
		for (const struct holding *const *h = (*c)->holdings; h && *h; h++) {
			buf_format(&out, "\n## %s（%s）\n\n查看：", (*h)->record->label, (*h)->record->name);
			describe_permission(&out, (*h)->read);
			buf_text(&out, "\n");
			describe_fields(&out, (*h)->record);
			if ((*h)->moves) {
				describe_moves(&out, *h);
				describe_graph(&out, *h);
			}
		}
		describe_duties(&out, *c);
		describe_hears(&out, *c);
		describe_routes(&out, *c);
		buf_text(&out, "\n");
	}
	return buf_str(&out);
}

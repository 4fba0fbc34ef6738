/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* issue.c - 发文: the number a document gets when it is signed, the register of them, and each as it was signed. */
#include <string.h>

#include "document/document_store.h"
#include "document/reply.h"
#include "ledger/sm3.h"
#include "record/setting.h"

static const struct field issued_fields[] = {
	HEAD(struct issued, IssuedId),
	REF(struct issued, unit_id, UnitId, unit_record, .label = "发文机关", .required = true, .list = true, .filter = true),
	FIELD(struct issued, code, .label = "机关代字", .required = true, .most = 20, .filter = true),
	FIELD(struct issued, year, .label = "年份", .required = true, .filter = true),
	FIELD(struct issued, serial, .label = "顺序号", .required = true, .least = 1),
	FIELD(struct issued, number, .label = "发文字号", .required = true, .most = 60, .list = true, .filter = true),
	FIELD(struct issued, title, .label = "标题", .required = true, .most = 200, .list = true, .filter = true),
	FIELD(struct issued, issued_on, .label = "签发日期", .required = true, .list = true, .filter = true, .sort = true),
	FIELD(struct issued, subject, .label = "来自", .required = true, .most = 40, .quiet = true),
	FIELD(struct issued, subject_id, .label = "来自哪一行", .required = true, .quiet = true),
	FIELD(struct issued, content_sm3, .label = "全文 SM3", .required = true, .most = SM3_HEX),
	FIELDS_END,
};
const struct record issued_record = {
	.name = "issued_document", .label = "发文登记", .path = "/document", .size = sizeof(struct issued), .fields = issued_fields,
	.title = "number", .unit = "unit_id", .order = "-issued_on", .frozen = true,
};

/* Who may read every document of the program today; one that fewer may read will have to say so here. */
const struct permission CAN_READ_ISSUED = { .name = "issued_document.read", .by_role = {
	[ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL, [ROLE_LEADER] = SCOPE_ALL } };

/* GB/T 9704-1999 had 主题词, the standard of 2012 dropped it; the notice of 2010 has it. */
const struct setting_rule SETTING_SUBJECT_WORDS = {
	"document.subject_words", "公文是否标注主题词：0 不标，1 标注", 0, 0, 1, "", "GB/T 9704-2012 取消；2012年以前的公文有" };

/* ---- numbers ---- */

Str document_number_words(struct arena *arena, Str code, int64_t year, int64_t serial)
{
	return str_format(arena, "%.*s〔%lld〕%lld号", STR_ARG(code), (long long)year, (long long)serial);
}

/* RULE document.number: gapless per code and year. It is taken in the act that signs, so what is not stored took none. */
static bool take_number(struct act *act, struct issued *row)
{
	int64_t last;

	if (!document_store_last(act, row->code, row->year, &last))
		return false;
	row->serial = last + 1;
	row->number = document_number_words(act->arena, row->code, row->year, row->serial);
	return true;
}

bool document_issue(struct act *act, UnitId unit_id, const char *subject, int64_t subject_id, struct document *document)
{
	Date today = instant_date(act->effective);
	struct issued row = { .unit_id = unit_id, .year = date_year(today), .issued_on = today, .subject = str_of(subject),
	                      .subject_id = subject_id, .title = str_first_characters(document->title, 200) };
	struct unit unit;
	struct sm3_sum sum;
	Str content, head;

	if (!record_load(act, &unit_record, unit_id.v, &unit))
		return false;
	row.code = str_is_empty(unit.document_code) ? unit.short_name : unit.document_code;
	if (!take_number(act, &row))
		return false;
	head = ledger_head_words(act);
	document->draft = false;
	document->number = row.number;
	document->dated = document->printed_on = today;
	document->anchor = str_is_empty(head) ? STR_NONE : str_join(act->arena, STR("台账封签 "), head);
	content = document_freeze(act->arena, document);
	sum = sm3_of(content);
	row.content_sm3 = sm3_hex(act->arena, &sum);
	return record_insert(act, &issued_record, &row, "issued_document.issue", STR_NONE)
	    && document_store_keep(act, row.id, content);
}

/* RULE document.changed: what the register has must be what the ledger was told. */
bool document_of_issued(struct act *act, const struct issued *row, struct document *out)
{
	struct sm3_sum sum;
	Str content;

	if (!document_store_content(act, row->id, &content))
		return false;
	sum = sm3_of(content);
	if (!str_equal(sm3_hex(act->arena, &sum), row->content_sm3) || !document_thaw(act->arena, content, out))
		return refuse(act, REFUSED_CONFLICT, "document.changed",
		              "%.*s 的存稿与签发时记入台账的不一致，不能提供，请管理员用 juebu verify 查验", STR_ARG(row->number));
	return true;
}

bool document_issued(struct act *act, const char *subject, int64_t subject_id, bool *found, struct issued *row, struct document *out)
{
	int64_t id;

	if (!document_store_of(act, subject, subject_id, &id))
		return false;
	*found = id != 0;
	return id == 0 || (record_load(act, &issued_record, id, row) && document_of_issued(act, row, out));
}

/* ---- the file ---- */

/* A file is named as its number and title, without what file systems refuse. */
static Str file_name(struct arena *arena, const struct document *document, const char *ending)
{
	Str rest = str_format(arena, "%.*s%s%.*s", STR_ARG(document->number), document->number.len ? " " : "", STR_ARG(document->title));
	struct strbuf out = { .arena = arena };

	if (document->draft)
		buf_text(&out, "草稿 ");
	rest = str_first_characters(rest, 80);
	for (size_t i = 0; i < rest.len; i++)
		buf_char(&out, strchr("/\\:*?\"<>|", rest.at[i]) ? '_' : rest.at[i]);
	buf_add(&out, str_of(ending));
	return buf_str(&out);
}

bool document_reply(struct act *act, struct call *call, const struct document *document, enum document_kind kind)
{
	struct reply *reply = &call->exchange->reply;
	Str frozen = document_freeze(act->arena, document);
	struct sm3_sum sum = sm3_of(frozen);

	reply->body.arena = act->arena;
	if (kind == DOCUMENT_PDF ? !document_pdf(act, document, &reply->body) : !document_docx(act, document, &reply->body))
		return false;
	reply->status = 200;
	reply->type = kind == DOCUMENT_PDF ? STR("application/pdf")
	                                   : STR("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
	reply->file_name = file_name(act->arena, document, kind == DOCUMENT_PDF ? ".pdf" : ".docx");
	reply->etag = str_format(act->arena, "\"%.32s%s\"", sm3_hex(act->arena, &sum).at, kind == DOCUMENT_PDF ? "p" : "d");
	return true;
}

static bool give(struct act *act, struct call *call, enum document_kind kind)
{
	struct document document;

	return document_of_issued(act, call->row, &document) && document_reply(act, call, &document, kind);
}

static bool give_pdf(struct act *act, struct call *call)
{
	return give(act, call, DOCUMENT_PDF);
}

static bool give_docx(struct act *act, struct call *call)
{
	return give(act, call, DOCUMENT_DOCX);
}

/* ---- the clause ---- */

static const struct holding issued_holding = { .record = &issued_record, .read = &CAN_READ_ISSUED };
static const struct holding *const holdings[] = { &issued_holding, NULL };
static const struct route routes[] = {
	{ HTTP_GET, "/document/:id/pdf", &CAN_READ_ISSUED, SCOPED_ROW, &issued_record, give_pdf, .slow = true, .title = "公文 PDF" },
	{ HTTP_GET, "/document/:id/docx", &CAN_READ_ISSUED, SCOPED_ROW, &issued_record, give_docx, .slow = true, .title = "公文 DOCX" },
	{ HTTP_GET, "/api/v1/issued_document/:id/pdf", &CAN_READ_ISSUED, SCOPED_ROW, &issued_record, give_pdf, .slow = true, .title = "公文 PDF" },
	{ HTTP_GET, "/api/v1/issued_document/:id/docx", &CAN_READ_ISSUED, SCOPED_ROW, &issued_record, give_docx, .slow = true, .title = "公文 DOCX" },
	ROUTES_END,
};
static const struct menu_item menu[] = {
	{ "报告", "发文登记", "/document", "book-2", &CAN_READ_ISSUED, NULL },
	{ .path = NULL },
};
static const struct setting_rule *const settings[] = { &SETTING_SUBJECT_WORDS, NULL };
static const struct sql *const *const statements[] = { document_statements, NULL };

const struct clause document_clause = {
	.name = "document", .label = "公文", .page = "document.md", .holdings = holdings, .routes = routes, .menu = menu,
	.settings = settings, .statements = statements,
};

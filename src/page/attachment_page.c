/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* attachment_page.c - the attachments of a row: the card every page of a row may show, their own page (which is also
 * the form shown again), one that is opened, one that is taken away.
 *
 * Works without script; with it the card's form sends in the background (web/js/files.mjs). */
#include "base/limits.h"
#include "clause/attachment_form.h"
#include "page/record_pages.h"

static Str place_of(struct act *act, const struct record *record, int64_t id)
{
	return str_format(act->arena, "%s/%lld#attachments", record->path, (long long)id);
}

/* ---- the list ---- */

static void preview(struct html h, const struct attachment *a)
{
	const struct file_kind *kind = file_kind_of_type(a->media_type);

	if (!kind || !kind->picture)
		return;
	html(h, "<a class=\"jb-thumb\" href=\"/attachment/", a->id.v, "/content\"><img loading=\"lazy\" src=\"/attachment/", a->id.v,
	     "/content\" alt=\"", a->file_name, "\"></a>");
}

static void facts_of(struct act *act, struct html h, const struct attachment *a)
{
	const struct file_kind *kind = file_kind_of_type(a->media_type);
	Str by = STR_NONE;

	if (!record_title_of(act, &account_record, a->uploaded_by.v, &by))
		return;
	html(h, "<span class=\"jb-small jb-two\">", kind ? str_of(kind->label) : STR("文件"), " · ",
	     file_size_words(act->arena, a->bytes), " · <span title=\"SM3 ", a->sm3, "\">SM3 ", str_first(a->sm3, 8),
	     "…</span><br>", by, " · ", instant_words(act->arena, a->uploaded_at), "</span>");
}

static void one(struct act *act, struct html h, const struct attachment *a, bool may_take)
{
	bool stands = a->state == ATTACHMENT_STANDING;

	html(h, "<li");
	html_if(h, !stands, " class=\"is-gone\"");
	html(h, " id=\"attachment-", a->id.v, "\">");
	if (stands)
		preview(h, a);
	html(h, "<div><a class=\"jb-filename\" href=\"/attachment/", a->id.v, "/content\">", a->file_name, "</a>");
	if (!str_is_empty(a->label))
		html(h, "<span class=\"jb-filelabel\">", a->label, "</span>");
	facts_of(act, h, a);
	if (!stands) {
		page_state(h, LOOK_BACK, STR("已撤下"));
		html(h, "<span class=\"jb-small jb-two\"> ", instant_words(act->arena, a->taken_at), "：", a->ground, "</span>");
	} else if (may_take) {
		html(h, "<a class=\"jb-small jb-take\" href=\"/attachment/", a->id.v, "/remove\" aria-label=\"去掉 ", a->file_name, "\">去掉</a>");
	}
	html(h, "</div></li>\n");
}

static void list(struct act *act, struct html h, const struct attachments *there, const struct holding *holding, const void *row)
{
	bool may_take = !holding->files->copies && scope_holds(caller_scope(act->who, holding->files->add), holding->record, row);

	if (there->count == 0) {
		html(h, "<p class=\"jb-note jb-two\">还没有附件。</p>");
		return;
	}
	html(h, "<ul class=\"jb-files\">\n");
	for (size_t i = 0; i < there->count; i++)
		one(act, h, &there->at[i], may_take);
	html(h, "</ul>\n");
}

/* ---- the form ---- */

/* Sent already, by a form that was refused for something else: they need not be sent again. */
static void staged_files(struct act *act, struct html h, const struct call *call)
{
	struct staged *files;
	size_t count;

	if (!call->refused || !attachment_form_staged(act, call, &files, &count) || count == 0)
		return;
	html(h, "<fieldset class=\"jb-field jb-staged\"><legend class=\"jb-legendlike\">已经上传，提交时一并附上</legend>");
	for (size_t i = 0; i < count && i < LIMIT_FILES_PER_ACT; i++)
		html(h, "<label><input type=\"checkbox\" class=\"form-check-input\" name=\"staged.", i, "\" value=\"", files[i].sm3,
		     "\" checked> ", files[i].name, "（", file_size_words(act->arena, files[i].bytes), "）</label>");
	html(h, "</fieldset>");
}

static void form(struct act *act, struct html h, const struct call *call, const struct record *record, int64_t id)
{
	static const struct field label = { .label = "说明", .kind = FIELD_TEXT, .hint = "可不填，如：整改后现场" };
	const struct refusal *refused = call->route->files ? call->refused : NULL;
	Url action = { str_format(act->arena, "%s/%lld/attachment", record->path, (long long)id) };

	html(h, "<form class=\"jb-upload\" method=\"post\" enctype=\"multipart/form-data\" action=\"",
	     action, "\" data-upload novalidate>");
	page_form_secrets(h, call);
	staged_files(act, h, call);
	page_box_open(h, STR("file"), STR("添加附件"), str_format(act->arena, "每个不超过 %d MB，一次最多 %d 个", LIMIT_FILE_BYTES >> 20,
	                                                      LIMIT_FILES_PER_ACT), page_fault(refused, STR("file")));
	html(h, "<input class=\"form-control\" type=\"file\" id=\"i-file\" name=\"file\" multiple accept=\"", str_of(file_accept), "\"");
	html_if(h, !str_is_empty(page_fault(refused, STR("file"))), " aria-invalid=\"true\" aria-describedby=\"e-file\"");
	html(h, "><p class=\"jb-hint\">照片、PDF、OFD、Word、WPS、Excel、文本、录音、录像。</p>");
	page_box_close(h);
	page_field(act, h, &label, &(struct field_box){
		.name = STR("label"), .refused = refused, .typed = refused ? call->input : NULL });
	html(h, "<p class=\"jb-small\" data-upload-state role=\"status\"></p>");
	page_submit(h, "plus", STR("上传"), NULL, NULL, false);
	page_form_close(h);
}

/* ---- the card ---- */

void page_attachments(struct act *act, struct html h, const struct call *call, const struct holding *holding, const void *row)
{
	int64_t id = record_id(holding->record, row);
	struct attachments there;
	bool may;
	Str why;

	if (!holding->files || !attachments_of(act, holding->record, id, &there)
	    || !attachment_may_add(act, holding, row, &may, &why) || (!may && there.count == 0))
		return;
	html(h, "<div id=\"attachments\">");
	page_card_open(h, "附件");
	list(act, h, &there, holding, row);
	if (may)
		form(act, h, call, holding->record, id);
	else if (!str_is_empty(why))
		html(h, "<p class=\"jb-note jb-small jb-two\">", why, "。</p>");
	page_card_close(h);
	html(h, "</div>\n");
}

void page_attachment_links(struct act *act, struct html h, const struct record *record, int64_t id)
{
	struct attachments there;

	if (!attachments_of(act, record, id, &there) || there.count == 0)
		return;
	html(h, "<dt>附件</dt><dd class=\"is-wide\">");
	for (size_t i = 0; i < there.count; i++) {
		html_if(h, i > 0, "；");
		html(h, "<a class=\"jb-filename\" href=\"/attachment/", there.at[i].id.v, "/content\">", there.at[i].file_name, "</a>（",
		     file_size_words(act->arena, there.at[i].bytes), "）");
		html_if(h, there.at[i].state == ATTACHMENT_WITHDRAWN, "已撤下");
	}
	html(h, "</dd>");
}

static bool list_page(struct act *act, struct call *call)
{
	const struct record *record = call->holding->record;
	Url back = { str_format(act->arena, "%s/%lld", record->path, (long long)call->id) };
	struct html h = page_open(act, call, &(struct page){
		.title = STR("附件"), .sub = record_title(record, call->row), .basis = clause_of(act->house, record) });

	html(h, "<div class=\"jb-actions is-quiet\">");
	page_button_link(h, NULL, STR("返回"), back, false);
	page_actions_end(h);
	page_body(h);
	html(h, "<div class=\"jb-column\">");
	page_errors(h, call->refused, "附件没有加上");
	page_attachments(act, h, call, call->holding, call->row);
	html(h, "</div>");
	return page_close(act, call);
}

static bool add(struct act *act, struct call *call)
{
	call->to = place_of(act, call->holding->record, call->id);
	return attachment_form_take(act, call);
}

size_t page_file_routes_of(struct arena *arena, const struct holding *h, struct route *out, size_t room)
{
	const char *path = str_terminated(arena, str_format(arena, "%s/:id/attachment", h->record->path));

	if (!h->files)
		return 0;
	must(room >= 2);
	out[0] = (struct route){ HTTP_GET, path, h->read, SCOPED_ROW, h->record, .handler = list_page, .title = "附件" };
	out[1] = (struct route){ HTTP_POST, path, h->read, SCOPED_ROW, h->record, .handler = add, .writes = true, .files = true,
	                         .again = list_page, .title = "添加附件" };
	return 2;
}

/* ---- one of them ---- */

bool page_attachment(struct act *act, struct call *call)
{
	struct attached at;

	if (!attachment_open(act, call->id, &at))
		return false;
	call->to = place_of(act, at.holding->record, at.attachment.subject_id);
	return true;
}

bool page_attachment_content(struct act *act, struct call *call)
{
	struct attached at;

	if (!attachment_open(act, call->id, &at))
		return false;
	attachment_send(act, call, &at.attachment);
	return true;
}

static void take_form(struct act *act, struct html h, const struct call *call, const struct attached *at, bool submitted)
{
	static const struct field ground = { .label = "撤下理由", .kind = FIELD_TEXT, .lines = true, .required = true };
	const struct record *record = at->holding->record;

	page_form_open(h, call, url_number(act->arena, "/attachment/", at->attachment.id.v, "/remove"));
	page_version(h, at->attachment.version);
	html(h, "<p class=\"jb-strong\">", at->attachment.file_name, "</p>");
	if (submitted) {
		html(h, "<p>这个附件已经报送过，不能删除。撤下后仍留在原处，注明理由。</p>");
		page_field(act, h, &ground, &(struct field_box){
			.name = STR("ground"), .refused = call->refused, .typed = call->refused ? call->input : NULL });
	} else {
		html(h, "<p>还没有报送，删除后不再保留内容。</p>");
	}
	page_actions(h);
	page_button_link(h, NULL, STR("取消"), (Url){ place_of(act, record, at->attachment.subject_id) }, false);
	page_submit(h, NULL, submitted ? STR("撤下") : STR("删除"), NULL, NULL, true);
	page_actions_end(h);
	page_form_close(h);
}

bool page_attachment_remove(struct act *act, struct call *call)
{
	struct attached at;
	bool submitted;
	struct html h;

	if (!attachment_open(act, call->id, &at))
		return false;
	if (!attachment_may_take(act, &at))
		return refuse_not_there(act);
	if (!attachment_was_submitted(act, &at, &submitted))
		return false;
	h = page_open(act, call, &(struct page){ .title = submitted ? STR("撤下附件") : STR("删除附件"),
	                                         .sub = record_title(at.holding->record, at.row) });
	page_body(h);
	html(h, "<div class=\"jb-column\">");
	page_errors(h, call->refused, "还没有撤下");
	page_card_open(h, NULL);
	html(h, "<div class=\"jb-itembody\">");
	take_form(act, h, call, &at, submitted);
	html(h, "</div>");
	page_card_close(h);
	html(h, "</div>");
	return page_close(act, call);
}

bool page_attachment_take(struct act *act, struct call *call)
{
	struct attached at;

	if (!attachment_open(act, call->id, &at))
		return false;
	call->to = place_of(act, at.holding->record, at.attachment.subject_id);
	return attachment_form_remove(act, &at, call->input);
}

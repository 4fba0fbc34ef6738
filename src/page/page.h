/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* page.h - the shell around every page, and the pieces pages are made of (look.md).
 *
 * A page function reads, chooses, writes: page_open … regions … page_close. Widgets write into struct html.
 * Nothing here knows a clause; menus, buttons, lists and forms come from the tables. */
#ifndef JUEBU_PAGE_PAGE_H
#define JUEBU_PAGE_PAGE_H

#include "clause/clause.h"
#include "http/html.h"
#include "record/personal.h"

struct page {
	Str title;                      /* h1 and <title> */
	Str sub;                        /* 第 47 周 · 劳动监察大队 */
	const char *state; enum look look;          /* chip beside the title; NULL none */
	const struct clause *basis;     /* 依据 badge, links to the rule page; NULL none */
	bool plain;                     /* without shell: login, public */
};
/* Opens the document up to and into the page head; then write the head's actions (page_action…), then page_body. */
struct html page_open(struct act *, struct call *, const struct page *);
void page_actions(struct html);                  /* opens the head's buttons; page_actions_end closes them */
void page_actions_end(struct html);
void page_body(struct html);                     /* closes the head */
bool page_close(struct act *, struct call *);    /* closes all, sets status and type; false if a reading failed meanwhile */

/* ---- pieces ---- */
void page_icon(struct html, const char *name);   /* <svg class="icon" …><use href="…#name">; only names listed in web/icons.txt */
void page_state(struct html, enum look, Str word);
void page_basis(struct html, const struct clause *);
void page_late(struct html, Str words);          /* red chip: 漏列, 未果 126 日 */
void page_button_link(struct html, const char *icon, Str label, Url to, bool primary);
void page_submit(struct html, const char *icon, Str label, const char *name, const char *value, bool primary);
void page_form_open(struct html, const struct call *, Url action);              /* POST; writes CSRF token and once-key */
void page_form_secrets(struct html, const struct call *);       /* the hidden fields alone, for a <form> of one's own */
void page_form_close(struct html);
void page_version(struct html, int64_t version);
void page_errors(struct html, const struct refusal *, const char *heading);      /* the summary: role=alert, links to fields; nothing if not refused */
Str page_fault(const struct refusal *, Str field);               /* the message at a field; empty: none */
void page_countdown(struct act *, struct html, Instant due);     /* <span data-due=…>还剩…</span> in its colour */
Str page_due_words(struct act *, const struct duty *);           /* 11月24日（周二）12:00; with its year if not this one; （暂定） */
/* The card beside what is owed: state, due minute, how long still, why there, remark. */
void page_duty_card(struct act *, struct html, const char *heading, const struct duty *, Str remark);
void page_number_link(struct html, int64_t n, Url to, bool late);/* zero is a grey link too */
void page_card_open(struct html, const char *heading);           /* <section class="card"> with its head; NULL: no head */
void page_card_close(struct html);
void page_pager(struct html, const struct call *, const struct list *);
void page_export(struct html, const struct call *);              /* 导出 CSV / XLSX of the list on show */
/* The list on show with another choice, from its beginning: the place it stood at belongs to the old order. */
Url page_list_url(const struct call *, const char *name, Str value);
void page_empty(struct html, Str sentence);
/* A map of the GeoJSON at that address (web/js/map/base.mjs); what it shows stands in a table beside it. */
void page_map(struct html, Url source, Str label);
void page_map_script(struct html);               /* what makes maps of fields that are drawn in */
void page_lines(struct html, Str text);          /* a text of several lines, escaped, with <br> */

/* Fields of a form, from the field table. .name is the input path ("items.0.work_done"); what was typed and refused
 * wins over .value. The label, hint, fault and control are tied to each other for readers. */
struct field_box {
	Str name;
	Str id;                         /* where several forms of a page ask for the same name; empty: the name */
	Str value;                      /* as the input would say it: word, date, digits, text */
	const char *label;              /* instead of the table's */
	const char *hint;
	const struct refusal *refused;
	const struct input *typed;      /* NULL, or the refused input */
	unsigned rows;                  /* of a text of several lines; 0: 3 */
	const char *map;                /* of a shape: what stands there already; NULL: nothing is drawn beneath */
	bool needed;                    /* required by the move, if not by the table */
	bool only_mine;                 /* references: rows of the caller's unit alone */
};
void page_field(struct act *, struct html, const struct field *, const struct field_box *);
/* The value of a row's field in that form; of a personal one, what anybody may see. */
Str page_field_value(struct act *, const struct field *, const void *row);
/* The parts, for hand-made forms: opens <div class="jb-field"> with label, hint and fault; ends with page_box_close. */
void page_box_open(struct html, Str name, Str label, Str hint, Str fault);
void page_box_close(struct html);
Str page_typed(const struct field_box *);        /* what stands in the box */
/* <select> over the units that exist, with "请选择" first. */
void page_select_unit(struct act *, struct html, const struct field_box *);
void page_select_words(struct html, const struct words *, const struct field_box *);

/* One subject's history out of the ledger: newest first, actor and minute. */
void page_timeline(struct act *, struct html, const char *subject, int64_t id);

/* The card of a row's attachments, with the form to add one where the caller may now. Writes nothing where the holding
 * takes no files, or has none here and none may be added. The call's route belongs to the page it stands on. */
void page_attachments(struct act *, struct html, const struct call *, const struct holding *, const void *row);
/* Their names alone, as links, for a row shown among others: <dt> and <dd>; nothing where there are none. */
void page_attachment_links(struct act *, struct html, const struct record *, int64_t id);
/* The card of a row's corrections, with the way to ask for one where the caller may. */
void page_corrections(struct act *, struct html, const struct holding *, const void *row);
/* GET and POST path/:id/correct of a holding with a correct_rule, hand_made or not; 2 or 0. */
size_t page_correct_routes_of(struct arena *, const struct holding *, struct route *out);
/* GET and POST path/:id/attachment of a holding that takes files, hand_made or not; at most 2. */
size_t page_file_routes_of(struct arena *, const struct holding *, struct route *out, size_t room);
/* /attachment/:id (to the row it is at), /content, GET and POST /remove. */
RouteHandler page_attachment, page_attachment_content, page_attachment_remove, page_attachment_take;

/* ---- whole pages out of the tables ---- */
/* GET path, path/new, path/:id, path/:id/:word (the form of a move); POST path (create), path/:id/:word. */
RouteHandler page_record_list, page_record_new, page_record_detail, page_record_form, page_record_create, page_record_move,
	page_personal_view;
/* A whole page with words, status and a way on. act may be without a connection (act->connection NULL): then the shell
 * is plain. Never refuses. */
void page_error(struct act *, struct call *, const struct refusal *);
/* Generated routes of a holding that is not hand_made; room for 8. Their paths live in the arena. */
size_t page_routes_of(struct arena *, const struct holding *, struct route *out, size_t room);
/* POST path/:id/personal of a holding whose personal text somebody may ask for, hand_made or not; 0 or 1. */
size_t page_personal_route(struct arena *, const struct holding *, struct route *out);

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* house.h - the house's own clause: logging in, home, inbox, duties, ledger, rules, settings, people.
 *
 * Owns: these pages and who may open them. Does not own: what a duty, an account or an entry is. */
#ifndef JUEBU_CLAUSES_HOUSE_HOUSE_H
#define JUEBU_CLAUSES_HOUSE_HOUSE_H

#include "page/page.h"

extern const struct clause house_clause, access_clause;

/* ---- who ---- */
extern const struct permission CAN_KNOCK;        /* before any login */
extern const struct permission CAN_BE_HERE;      /* whoever is logged in, own things */
extern const struct permission CAN_READ_DUTY, CAN_STEER_DUTY, CAN_READ_LEDGER, CAN_EXPORT_LEDGER, CAN_READ_SETTING, CAN_SET;
extern const struct permission CAN_SET_BUSINESS, CAN_SET_SECURITY;
extern const struct permission CAN_READ_UNIT, CAN_KEEP_UNIT, CAN_READ_OFFICER, CAN_KEEP_OFFICER;
extern const struct permission CAN_KEEP_CERTIFICATE, CAN_READ_ACCOUNT, CAN_KEEP_ACCOUNT, CAN_GRANT;
extern const struct permission CAN_READ_NOTICE, CAN_READ_PHONE, CAN_ERASE, CAN_READ_KEYS;

/* ---- what (people_tables.c, duty_page.c, setting_page.c) ---- */
extern const struct holding unit_holding, officer_holding, certificate_holding, account_holding, personal_key_holding;
extern const struct holding session_holding;    /* session_page.c */
extern const struct holding duty_holding, notice_holding, setting_holding, holiday_holding;

/* ---- settings (setting_rules.c) ---- */
const struct setting_rule *setting_rule_named(const struct house *, Str name);  /* NULL: no clause has it */
bool setting_may_set(const struct act *, const struct setting_rule *);           /* the caller: business or security; rule NULL: of a clause that is gone */

/* Binds a change and judges it as the move will, storing nothing. */
bool setting_judge(struct act *, struct input *, struct setting *out) MUST_USE;

/* ---- pages ---- */
RouteHandler login_page, login_do, logout_do, home_page, inbox_page, inbox_read, inbox_read_all;
RouteHandler password_page, password_do, rule_page, ledger_page, ledger_personal_page, setting_page, setting_do, setting_preview_api, setting_withdraw_do;
RouteHandler ledger_file, ledger_personal_file, duty_list_file;
RouteHandler seal_page, proof_page, proof_file, export_page, export_part;
bool seal_line(struct act *, struct html);       /* on the ledger's page: whether its end stands outside */
RouteHandler duty_list_page, duty_page, duty_pause_do, duty_resume_do, duty_extend_do, duty_waive_do;

/* Rows of duties as a table, for home and the duty pages. */
void duty_table(struct act *, struct html, const struct list *, Str none);

/* A small Markdown: headings, paragraphs, lists, tables, `code`, **strong**, [text](address). */
void markdown_html(struct html, Str text);
Str markdown_anchor(Str line);                   /* of a heading that begins with `name`; empty: none */

#endif

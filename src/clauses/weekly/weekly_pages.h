/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* weekly_pages.h - the hand-made pages of the weekly report, for weekly_routes.c. */
#ifndef JUEBU_CLAUSES_WEEKLY_WEEKLY_PAGES_H
#define JUEBU_CLAUSES_WEEKLY_WEEKLY_PAGES_H

#include "clauses/weekly/weekly.h"
#include "page/page.h"

/* board_page.c: the Tuesday board, and its reminders by hand. */
RouteHandler board_page, board_file, board_urge;
/* report_page.c: one report, as form or as received, and what is done with it. item_page.c: a matter week by week. */
RouteHandler report_list, report_mine, report_page, report_save, report_submit, report_withdraw, report_return, item_page;
/* digest_page.c, digest_form.c: the Bureau's digest of a week, as document and as the form it is written in. */
RouteHandler digest_of_week, digest_page, digest_pdf, digest_docx, digest_save, digest_sign_off, digest_mark_read, digest_instruct, digest_entry_place,
	digest_amendment_place;
/* instruction_page.c: an instruction and what became of it. */
RouteHandler instruction_list, instruction_page, instruction_move;

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* weekly_routes.c - the hand-made pages of the weekly report: which address, with which permission and scope. */
#include "clause/export.h"
#include "clauses/weekly/weekly_pages.h"
#include "clauses/weekly/weekly_verbs.h"

const struct route weekly_routes[] = {
	/* the Tuesday board */
	{ HTTP_GET, "/weekly", &CAN_READ_REPORT, SCOPED_LIST, NULL, board_page, .file = board_file, .title = "周二看板" },
	{ HTTP_POST, "/weekly/urge", &CAN_DIGEST, SCOPED_LIST, NULL, board_urge, .writes = true, .title = "催报" },

	/* the report */
	{ HTTP_GET, "/weekly/report", &CAN_READ_REPORT, SCOPED_LIST, &report_record, report_list, .file = export_list, .title = "未果事项周报" },
	{ HTTP_GET, "/weekly/mine", &CAN_READ_REPORT, SCOPED_LIST, NULL, report_mine, .title = "本单位周报" },
	{ HTTP_GET, "/weekly/report/:id", &CAN_READ_REPORT, SCOPED_ROW, &report_record, report_page, .title = "未果事项周报" },
	{ HTTP_POST, "/weekly/report/:id/save", &CAN_READ_REPORT, SCOPED_ROW, &report_record, report_save, .writes = true,
	  .again = report_page, .title = "周报存稿" },
	{ HTTP_POST, "/weekly/report/:id/submit", &CAN_READ_REPORT, SCOPED_ROW, &report_record, report_submit, .writes = true,
	  .again = report_page, .title = "报送周报" },
	{ HTTP_POST, "/weekly/report/:id/withdraw", &CAN_READ_REPORT, SCOPED_ROW, &report_record, report_withdraw, .writes = true,
	  .again = report_page, .title = "撤回周报" },
	{ HTTP_POST, "/weekly/report/:id/return", &CAN_READ_REPORT, SCOPED_ROW, &report_record, report_return, .writes = true,
	  .again = report_page, .title = "退回周报" },
	{ HTTP_GET, "/weekly/item/:id", &CAN_READ_REPORT, SCOPED_ROW, &item_record, item_page, .title = "逐周对照" },

	/* the digest */
	{ HTTP_GET, "/weekly/digest", &CAN_READ_DIGEST, SCOPED_LIST, &digest_record, digest_of_week, .file = export_list, .title = "未果事项专报" },
	{ HTTP_GET, "/weekly/digest/:id", &CAN_READ_DIGEST, SCOPED_ROW, &digest_record, digest_page, .title = "未果事项专报" },
	{ HTTP_GET, "/weekly/digest/:id/pdf", &CAN_READ_DIGEST, SCOPED_ROW, &digest_record, digest_pdf, .slow = true, .title = "专报 PDF" },
	{ HTTP_GET, "/weekly/digest/:id/docx", &CAN_READ_DIGEST, SCOPED_ROW, &digest_record, digest_docx, .slow = true, .title = "专报 DOCX" },
	{ HTTP_GET, "/api/v1/digest/:id/pdf", &CAN_READ_DIGEST, SCOPED_ROW, &digest_record, digest_pdf, .slow = true, .title = "专报 PDF" },
	{ HTTP_GET, "/api/v1/digest/:id/docx", &CAN_READ_DIGEST, SCOPED_ROW, &digest_record, digest_docx, .slow = true, .title = "专报 DOCX" },
	{ HTTP_GET, "/weekly/digest/entry/:id", &CAN_READ_DIGEST, SCOPED_ROW, &digest_entry_record, digest_entry_place,
	  .title = "专报条目" },
	{ HTTP_GET, "/weekly/digest/amendment/:id", &CAN_READ_DIGEST, SCOPED_ROW, &amendment_record, digest_amendment_place,
	  .title = "专报的更正" },
	{ HTTP_POST, "/weekly/digest/:id/save", &CAN_DIGEST, SCOPED_ROW, &digest_record, digest_save, .writes = true,
	  .again = digest_page, .title = "专报存稿" },
	{ HTTP_POST, "/weekly/digest/:id/sign", &CAN_SIGN, SCOPED_ROW, &digest_record, digest_sign_off, .writes = true,
	  .again = digest_page, .title = "签发呈报" },
	{ HTTP_POST, "/weekly/digest/:id/read", &CAN_INSTRUCT, SCOPED_ROW, &digest_record, digest_mark_read, .writes = true,
	  .again = digest_page, .title = "圈阅" },
	{ HTTP_POST, "/weekly/digest/:id/instruct", &CAN_INSTRUCT, SCOPED_ROW, &digest_record, digest_instruct, .writes = true,
	  .again = digest_page, .title = "批示" },

	/* instructions */
	{ HTTP_GET, "/weekly/instruction", &CAN_READ_INSTRUCTION, SCOPED_LIST, &instruction_record, instruction_list, .file = export_list, .title = "批示与提醒" },
	{ HTTP_GET, "/weekly/instruction/:id", &CAN_READ_INSTRUCTION, SCOPED_ROW, &instruction_record, instruction_page, .title = "批示" },
	{ HTTP_POST, "/weekly/instruction/:id/:word", &CAN_READ_INSTRUCTION, SCOPED_ROW, &instruction_record, instruction_move,
	  .writes = true, .again = instruction_page, .title = "办理批示" },
	ROUTES_END,
};

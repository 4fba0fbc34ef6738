/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* patrol_routes.c - the hand-made pages of the patrol clause, part by part: which address, with which permission and scope. */
#include "clauses/patrol/area_pages.h"
#include "clauses/patrol/coverage_pages.h"
#include "clauses/patrol/device.h"
#include "clauses/patrol/patrol_tables.h"
#include "clauses/patrol/plan_verbs.h"
#include "clauses/patrol/recorder.h"

const struct route patrol_routes[] = {
	/* areas and roads (area_tables.c) */
	{ HTTP_GET, "/patrol/map", &CAN_READ_AREA, SCOPED_LIST, NULL, patrol_map, .title = "巡查地图的数据" },
	{ HTTP_GET, "/patrol/area/overlap", &CAN_READ_AREA, SCOPED_LIST, NULL, area_overlap, .slow = true, .title = "重叠和空白" },
	{ HTTP_GET, "/patrol/area/overlap/map", &CAN_READ_AREA, SCOPED_LIST, NULL, area_overlap_map, .slow = true, .title = "重叠和空白的地图数据" },
	{ HTTP_POST, "/patrol/area/:id/revise", &CAN_READ_AREA, SCOPED_ROW, &area_record, area_revise, .writes = true,
	  .title = "修订片域" },
	{ HTTP_POST, "/patrol/road/:id/revise", &CAN_READ_AREA, SCOPED_ROW, &road_record, road_revise, .writes = true,
	  .title = "修订道路" },
	{ HTTP_GET, "/patrol/plan", &CAN_READ_PLAN, SCOPED_LIST, NULL, plan_list_page, .title = "巡查计划" },
	{ HTTP_GET, "/patrol/plan/:id", &CAN_READ_PLAN, SCOPED_ROW, &plan_record, plan_page, .title = "巡查计划" },
	{ HTTP_POST, "/patrol/plan/:id/save", &CAN_READ_PLAN, SCOPED_ROW, &plan_record, plan_do_save, .writes = true, .again = plan_page,
	  .title = "修改巡查计划" },
	{ HTTP_POST, "/patrol/plan/:id/release", &CAN_READ_PLAN, SCOPED_ROW, &plan_record, plan_do_release, .writes = true, .again = plan_page,
	  .title = "发布巡查计划" },
	{ HTTP_POST, "/patrol/plan/:id/regenerate", &CAN_READ_PLAN, SCOPED_ROW, &plan_record, plan_do_regenerate, .writes = true,
	  .again = plan_page, .title = "重新生成巡查计划" },
	/* coverage of a week (coverage_page.c) */
	{ HTTP_GET, "/patrol", &CAN_READ_COVERAGE, SCOPED_LIST, NULL, coverage_page, .slow = true, .title = "巡查覆盖" },
	{ HTTP_GET, "/patrol/coverage", &CAN_READ_COVERAGE, SCOPED_LIST, NULL, coverage_page, .slow = true, .title = "巡查覆盖" },
	{ HTTP_GET, "/patrol/coverage/map.json", &CAN_READ_COVERAGE, SCOPED_LIST, NULL, coverage_map, .slow = true, .title = "覆盖图的数据" },
	{ HTTP_GET, "/patrol/coverage/missed", &CAN_READ_COVERAGE, SCOPED_LIST, NULL, coverage_missed, .slow = true,
	  .file = coverage_missed_file, .title = "未巡清单" },
	/* the browser's recorder (recorder.h) */
	{ HTTP_GET, "/patrol/record", &CAN_OPEN_RECORDER, SCOPED_OPEN, NULL, recorder_page, .title = "现场记录" },
	{ HTTP_GET, "/api/v1/recorder/state", &CAN_SYNC, SCOPED_SELF, NULL, recorder_state, .title = "现场记录：我是谁" },
	{ HTTP_POST, "/api/v1/recorder/begin", &CAN_SYNC, SCOPED_SELF, NULL, sync_begin, .writes = true, .title = "现场记录：开始巡查" },
	{ HTTP_POST, "/api/v1/recorder/points", &CAN_SYNC, SCOPED_SELF, NULL, sync_points, .writes = true, .title = "现场记录：轨迹" },
	{ HTTP_POST, "/api/v1/recorder/finding", &CAN_SYNC, SCOPED_SELF, NULL, sync_finding, .writes = true, .title = "现场记录：发现" },
	{ HTTP_POST, "/api/v1/recorder/end", &CAN_SYNC, SCOPED_SELF, NULL, sync_end, .writes = true, .title = "现场记录：结束巡查" },
	{ HTTP_GET, "/patrol/finding/:id/hand", &CAN_READ_FINDING, SCOPED_ROW, &finding_record, finding_hand_form, .title = "移交巡查发现" },
	{ HTTP_POST, "/patrol/finding/:id/hand", &CAN_READ_FINDING, SCOPED_ROW, &finding_record, finding_hand_over, .writes = true,
	  .again = finding_hand_form, .title = "移交巡查发现" },
	{ HTTP_POST, "/patrol/coverage/track", &CAN_READ_TRACK, SCOPED_LIST, NULL, coverage_play, .slow = true, .title = "播放轨迹" },
	/* look-back (lookback_page.c) */
	{ HTTP_GET, "/patrol/lookback/sums", &CAN_READ_LOOKBACK, SCOPED_LIST, NULL, lookback_sums_page, .title = "责任倒查统计" },
	{ HTTP_GET, "/patrol/lookback/:id", &CAN_READ_LOOKBACK, SCOPED_ROW, &lookback_record, lookback_page, .title = "责任倒查" },
	{ HTTP_GET, "/patrol/lookback/:id/map.json", &CAN_READ_LOOKBACK, SCOPED_ROW, &lookback_record, lookback_map, .slow = true,
	  .title = "责任倒查的图" },
	ROUTES_END,
};

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* clauses.c - the clauses of this program. A new one: a folder, a schema file, and its line here. */
#include "app/clauses.h"
#include "clause/correction.h"
#include "clauses/accountability/accountability.h"
#include "clauses/house/house.h"
#include "clauses/patrol/device.h"
#include "clauses/patrol/patrol.h"
#include "clauses/weekly/weekly.h"
#include "document/document.h"
#include "matter/matter.h"
#include "regime/regime.h"

const struct clause *const clauses[] = {
	&house_clause,
	&access_clause,                 /* who is logged in, and for how long a password is good */
	&patrol_clause,                 /* 二（一）巡查 */
	&device_clause,                 /* 二（一）巡查的设备与轨迹 */
	&weekly_clause,                 /* 二（四）未果事项周报 */
	&accountability_clause,         /* 二（十一）责任追究 */
	&correction_clause,             /* 更正 */
	&matter_clause,                 /* 执法事项 */
	&regime_clause,                 /* 制度, of every institution */
	&document_clause,               /* 公文, 发文登记 */
	NULL
};

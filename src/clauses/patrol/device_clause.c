/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* device_clause.c - the register of devices: permissions, moves, settings. Its pages and API come from these tables. */
#include "clauses/patrol/device.h"

const struct permission CAN_READ_DEVICE = { .name = "device.read", .by_role = {
	[ROLE_LEADER] = SCOPE_ALL, [ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL,
	[ROLE_HEAD] = SCOPE_UNIT, [ROLE_OFFICER] = SCOPE_UNIT } };
const struct permission CAN_KEEP_DEVICE = { .name = "device.keep", .by_role = {
	[ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_HEAD] = SCOPE_UNIT } };
/* Where people went is sensitive (个保法 28): none of the administrators. */
const struct permission CAN_READ_TRACK = { .name = "track.read", .by_role = {
	[ROLE_LEGAL_BUREAU] = SCOPE_ALL, [ROLE_SUPERVISOR] = SCOPE_ALL, [ROLE_HEAD] = SCOPE_UNIT } };

/* ---- rules ---- */

/* RULE device.taken */
static bool number_is_free(struct act *act, const struct device *d)
{
	struct device other;
	bool found = false;

	if (!device_find(act, d->number, &found, &other))
		return false;
	if (found && other.id.v != d->id.v)
		fault_at(act, STR("number"), "device.taken", "这个设备号已经登记过");
	return act_sound(act);
}

static bool device_sound(struct act *act, const void *before __attribute__((unused)), void *row, struct input *input __attribute__((unused)))
{
	struct device *d = row;

	d->number = device_number(d->number);
	return device_check(act, d) && number_is_free(act, d);
}

/* RULE device.key */
static bool takes_a_key(struct act *act, const void *before, void *row __attribute__((unused)), struct input *input __attribute__((unused)))
{
	const struct device *d = before;

	return d->protocol == DEVICE_OSMAND
	    || refuse(act, REFUSED_CONFLICT, "device.key", "只有 OsmAnd/Traccar 设备用密钥；JT/T 808 终端注册时自动取得鉴权码");
}

static bool give_key(struct act *act, const void *before __attribute__((unused)), void *row, struct input *input __attribute__((unused)))
{
	device_give_key(act, row);
	return true;
}

/* ---- moves ---- */

static const struct move device_moves[] = {
	{ MOVE_NEW, "create", DEVICE_ACTIVE, "登记设备", &CAN_KEEP_DEVICE, .takes = "unit_id number name kind protocol since_on until_on",
	  .check = device_sound, .primary = true },
	{ MOVE_NEW, "own", DEVICE_ACTIVE, "本机登记", .by_program = true },
	{ MOVE_ANY, "edit", MOVE_STAY, "修改", &CAN_KEEP_DEVICE, .takes = "unit_id name kind since_on until_on", .check = device_sound },
	{ DEVICE_ACTIVE, "give_key", MOVE_STAY, "发密钥", &CAN_KEEP_DEVICE, .check = takes_a_key, .run = give_key,
	  .asks = "原密钥随即作废，新密钥只显示一次。确认发放？" },
	{ DEVICE_ACTIVE, "stop", DEVICE_STOPPED, "停用", &CAN_KEEP_DEVICE, .needs = "reason", .danger = true },
	{ DEVICE_STOPPED, "resume", DEVICE_ACTIVE, "恢复使用", &CAN_KEEP_DEVICE, .needs = "reason" },
	{ DEVICE_ACTIVE, "retire", DEVICE_RETIRED, "注销", &CAN_KEEP_DEVICE, .needs = "reason", .danger = true },
	{ DEVICE_STOPPED, "retire", DEVICE_RETIRED, "注销", &CAN_KEEP_DEVICE, .needs = "reason", .danger = true },
	MOVES_END
};

const struct holding device_holding = { &device_record, device_moves, &CAN_READ_DEVICE };
const struct holding track_block_holding = { &track_block_record, NULL, &CAN_READ_TRACK, .hand_made = true, .own_api = true };

static const struct holding *const holdings[] = { &device_holding, &track_block_holding, NULL };

static const struct menu_item menu[] = {
	{ "发现", "巡查设备", "/patrol/device", "map-pin", &CAN_READ_DEVICE, NULL },
	{ .path = NULL },
};

static const struct sql *const *const statements[] = { track_statements, NULL };

const struct clause device_clause = {
	.name = "device", .label = "设备与轨迹", .number = "二（一）", .page = "2.01-device.md",
	.holdings = holdings, .routes = device_routes, .menu = menu, .settings = track_settings, .statements = statements,
};

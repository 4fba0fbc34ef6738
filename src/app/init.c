/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* init.c - juebu init: the schema and the three administrators, whose one-time passwords are shown once. */
#include <stdio.h>

#include "app/command.h"

static const struct administrator { const char *login, *name, *roles; } administrators[] = {
	{ "sysadmin", "系统管理员", "sysadmin" },
	{ "secadmin", "安全管理员", "secadmin" },
	{ "auditor", "安全审计员", "auditor" },
};

struct made { Str passwords[COUNT_OF(administrators)]; };

static bool nobody_yet(struct act *act)
{
	struct list_ask ask = { .record = &account_record, .scope = { .kind = SCOPE_ALL } };
	int64_t count;

	if (!record_count(act, &ask, 1, &count))
		return false;
	return count == 0 || refuse(act, REFUSED_CONFLICT, "init.again", "这个数据库已经初始化过，账号都在");
}

/* Every account belongs to a unit; its name is data and may be changed afterwards. */
static bool make_committee(struct act *act, UnitId *out)
{
	struct unit unit = { .name = STR("管理委员会"), .short_name = STR("管委会"), .kind = UNIT_COMMITTEE };

	if (!record_insert(act, &unit_record, &unit, "unit.create", STR_NONE))
		return false;
	*out = unit.id;
	return true;
}

static bool make(struct act *act, void *input)
{
	struct made *made = input;
	UnitId unit;

	if (!nobody_yet(act) || !make_committee(act, &unit))
		return false;
	for (size_t i = 0; i < COUNT_OF(administrators); i++) {
		const struct administrator *a = &administrators[i];
		struct account account = { .login = str_of(a->login), .name = str_of(a->name), .unit_id = unit,
		                           .roles = str_of(a->roles), .must_change = true };

		if (!account_create(act, &account, made->passwords[i]))
			return false;
	}
	return true;
}

int init_command(struct arena *arena, int argc, char **argv)
{
	Str db = STR_NONE;
	const struct flag flags[] = { { "--db", &db, NULL } };
	struct house house;
	struct refusal refusal = { 0 };
	struct act_seed seed;
	struct made made;
	Str key;
	bool done;

	if (!flags_read(argc, argv, flags, COUNT_OF(flags), NULL))
		return EXIT_USAGE;
	if (!house_open(arena, &house, database_named(db), true))
		return EXIT_REFUSED;
	if (!house_make_key(arena, &house, database_named(db))) {
		house_close(&house);
		return EXIT_REFUSED;
	}
	for (size_t i = 0; i < COUNT_OF(administrators); i++)
		made.passwords[i] = password_random(arena);
	key = key_named(arena, database_named(db));
	seed = command_seed(&house, arena);
	done = act_write(&seed, make, &made, &refusal);
	house_close(&house);
	if (!done)
		return say_refused(refusal);
	printf("已建库。下面的口令只显示这一次，首次登录须修改：\n");
	for (size_t i = 0; i < COUNT_OF(administrators); i++)
		printf("  %-9s %.*s  %s\n", administrators[i].login, STR_ARG(made.passwords[i]), administrators[i].name);
	printf("个人信息的密钥在 %.*s：只有属主能读，不进备份。请另存一份离线保管，丢了就再也打不开\n",
	       STR_ARG(key));
	return EXIT_DONE;
}

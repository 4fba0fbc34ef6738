/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* user.c - juebu user: accounts from the command line, while no serve runs. */
#include <stdio.h>

#include "app/command.h"

struct user_ask { Str login, name, unit, roles, password; };

static bool find_unit(struct act *act, Str words, UnitId *out)
{
	struct list_ask ask = { .record = &unit_record, .scope = { .kind = SCOPE_ALL }, .most = 200 };
	struct list units;

	if (!record_list(act, &ask, &units))
		return false;
	for (size_t i = 0; i < units.count; i++) {
		const struct unit *unit = list_row(&units, &unit_record, i);

		if (str_equal(words, unit->name) || str_equal(words, unit->short_name)) {
			*out = unit->id;
			return true;
		}
	}
	return refuse(act, REFUSED_NOT_FOUND, "user.unit", "没有单位“%.*s”", STR_ARG(words));
}

static bool add(struct act *act, void *input)
{
	const struct user_ask *ask = input;
	struct account account = { .login = ask->login, .name = ask->name, .roles = ask->roles, .must_change = true };

	return find_unit(act, ask->unit, &account.unit_id) && account_create(act, &account, ask->password);
}

static bool new_password(struct act *act, void *input)
{
	const struct user_ask *ask = input;

	return account_set_password(act, ask->login, ask->password);
}

static bool disable(struct act *act, void *input)
{
	return account_set_disabled(act, ((const struct user_ask *)input)->login, true);
}

static bool enable(struct act *act, void *input)
{
	return account_set_disabled(act, ((const struct user_ask *)input)->login, false);
}

static bool list(struct act *act, void *input __attribute__((unused)))
{
	Str after = STR_NONE;

	do {
		struct input query = { .arena = act->arena };
		struct list_ask ask = { .record = &account_record, .scope = { .kind = SCOPE_ALL }, .query = &query };
		struct list found;

		if (after.len && !input_add(&query, STR("after"), after, INPUT_TEXT))
			return false;
		if (!record_list(act, &ask, &found))
			return false;
		for (size_t i = 0; i < found.count; i++) {
			const struct account *a = list_row(&found, &account_record, i);

			printf("%.*s\t%.*s\t%.*s%s\n", STR_ARG(a->login), STR_ARG(a->name), STR_ARG(a->roles),
			       a->disabled ? "\t已停用" : "");
		}
		after = found.after;
	} while (after.len);
	return true;
}

static const struct verb { const char *name; ActBody *body; bool writes, shows_password, needs_login; } verbs[] = {
	{ "list", list, false, false, false },
	{ "add", add, true, true, true },
	{ "password", new_password, true, true, true },
	{ "disable", disable, true, false, true },
	{ "enable", enable, true, false, true },
};

static int run(struct arena *arena, const struct verb *verb, Str db, struct user_ask *ask)
{
	struct refusal refusal = { 0 };
	struct act_seed seed;
	struct house house;
	bool done;

	if (!house_open(arena, &house, database_named(db), verb->writes))
		return EXIT_REFUSED;
	ask->password = password_random(arena);
	seed = command_seed(&house, arena);
	done = verb->writes ? act_write(&seed, verb->body, ask, &refusal) : act_read(&seed, verb->body, ask, &refusal);
	house_close(&house);
	if (!done)
		return say_refused(refusal);
	if (verb->shows_password)
		printf("%.*s 的口令只显示这一次，首次登录须修改：%.*s\n", STR_ARG(ask->login), STR_ARG(ask->password));
	return EXIT_DONE;
}

int user_command(struct arena *arena, int argc, char **argv)
{
	struct user_ask ask = { 0 };
	Str db = STR_NONE;
	const struct flag flags[] = { { "--db", &db, NULL }, { "--name", &ask.name, NULL },
	                              { "--unit", &ask.unit, NULL }, { "--roles", &ask.roles, NULL } };
	struct words_given words = { 0 };

	if (!flags_read(argc, argv, flags, COUNT_OF(flags), &words))
		return EXIT_USAGE;
	for (size_t i = 0; i < COUNT_OF(verbs); i++) {
		if (words.count == 0 || !str_is(words.at[0], verbs[i].name))
			continue;
		if (words.count != (verbs[i].needs_login ? 2u : 1u))
			break;
		ask.login = words.count > 1 ? words.at[1] : STR_NONE;
		return run(arena, &verbs[i], db, &ask);
	}
	(void)fprintf(stderr, "juebu: 用法：juebu user list | add 登录名 --name 姓名 --unit 单位 --roles 角色 | password 登录名 | "
	        "disable 登录名 | enable 登录名\n");
	return EXIT_USAGE;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* main.c - juebu: which command, and nothing else. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/command.h"

static const struct command { const char *name; Command *run; const char *usage, *does; } commands[] = {
	{ "serve", serve_command, "[--db 数据库] [--key 密钥文件] [--listen 地址:端口] [--gateway 地址:端口] [--tls-cert 证书 --tls-key 私钥] [--proxy 地址[,地址]] [--access-log 文件] [--metrics-token 文件] [--clock 时间] [--anchors 文件]", "提供服务" },
	{ "init", init_command, "[--db 数据库] [--key 密钥文件]", "建库，开设三个管理员账号并显示一次性口令" },
	{ "demo", demo_command, "[--db 数据库] [--weeks 周数] [--seed 数] [--until 时间]", "建一个演示区：十二周的执法事项、周报、专报和批示" },
	{ "tick", tick_command, "[--db 数据库] [--at 时间] [--anchors 文件]", "把时钟该做的事做一遍" },
	{ "verify", verify_command, "[--db 数据库] [--anchor 文件|号码:封印] [--proof 文件]", "核对台账和每一条记录；或不用数据库，核对一份证明" },
	{ "proof", proof_command, "号码 [--db 数据库]", "输出台账一条的证明，可离线核对" },
	{ "export", export_command, "ledger | 记录 [--format csv|xlsx|json] [--db 数据库]", "输出整本台账（每行一个 JSON），或一种记录的全部" },
	{ "backup", backup_command, "文件 [--db 数据库]", "备份整个数据库到一个新文件；服务不必停" },
	{ "restore", restore_command, "文件 [--db 数据库]", "核对备份，相符才恢复成一个新数据库" },
	{ "clauses", clauses_command, "", "检查并列出各条规则的表" },
	{ "import", import_command, "holidays 文件 [--source 文号] [--db 数据库]", "导入新公布年度的节假日安排" },
	{ "user", user_command, "list | add 登录名 --name 姓名 --unit 单位 --roles 角色 | password 登录名 | disable 登录名 | enable 登录名 [--db 数据库]", "管理账号" },
	{ "coverage", coverage_command, "--roads 道路.geojson --areas 责任区.geojson --points 轨迹.csv [--week 周] [--radius 米] [--gap 秒]", "只凭三个文件算巡查覆盖，输出 JSON；不用数据库" },
	{ "version", version_command, "", "版本" },
	{ "gateway", gateway_command, NULL, NULL },             /* serve starts it, nobody else */
};

static int usage(void)
{
	(void)fprintf(stderr, "用法：\n");
	for (size_t i = 0; i < COUNT_OF(commands) && commands[i].usage; i++)
		(void)fprintf(stderr, "  juebu %s %s\n      %s\n", commands[i].name, commands[i].usage, commands[i].does);
	return EXIT_USAGE;
}

/* --key FILE goes with every command that opens a database; it is kept where key.c looks for it. */
static bool take_key(int *argc, char **argv)
{
	for (int i = 2; i < *argc; i++) {
		if (strcmp(argv[i], "--key") != 0)
			continue;
		if (i + 1 == *argc) {
			(void)fprintf(stderr, "juebu: --key 后面要写密钥文件\n");
			return false;
		}
		must(setenv("JUEBU_KEY", argv[i + 1], 1) == 0);         /* NOLINT(concurrency-mt-unsafe) */
		for (int k = i + 2; k <= *argc; k++)
			argv[k - 2] = argv[k];
		*argc -= 2;
		return true;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct arena *arena;
	int code;

	if (argc < 2)
		return usage();
	must(sodium_init() >= 0);
	if (!take_key(&argc, argv))
		return EXIT_USAGE;
	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		if (strcmp(commands[i].name, argv[1]) != 0)
			continue;
		arena = arena_open();
		code = commands[i].run(arena, argc - 2, argv + 2);
		arena_close(arena);
		return code;
	}
	(void)fprintf(stderr, "juebu: 没有这个命令：%s\n", argv[1]);
	return usage();
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tables_routes.c - do routes and menus make sense: nobody forgets permission or scope. */
#include <string.h>

#include "clause/inner.h"

static bool path_has(const char *path, const char *part)
{
	return strstr(path, part) != NULL;
}

static void check_scope(struct checking *c, const struct route *r)
{
	if (r->scope == SCOPE_UNSET)
		check_fault(c, "路径 %s 没有写明范围", r->path);
	if (r->scope == SCOPED_ROW && (!r->record || !path_has(r->path, ":id")))
		check_fault(c, "路径 %s 要写明 :id 是哪种记录", r->path);
	if (!r->may) {
		check_fault(c, "路径 %s 没有写明谁可以", r->path);
		return;
	}
	if (!permission_is_somebodys(r->may))
		check_fault(c, "路径 %s 的权限 %s 不属于任何人", r->path, r->may->name);
	if ((r->scope == SCOPED_OPEN) != r->may->anybody)
		check_fault(c, "路径 %s 的范围与权限 %s 说的不一样：要不要登录？", r->path, r->may->name);
}

static void check_manner(struct checking *c, const struct route *r)
{
	if (!r->handler || !r->title)
		check_fault(c, "路径 %s 没有处理函数或标题", r->path);
	if (r->method == HTTP_GET && r->writes && !r->beacon)
		check_fault(c, "路径 %s 是 GET，不能写", r->path);
	if (r->method != HTTP_GET && !r->writes && !r->slow)
		check_fault(c, "路径 %s 不是 GET，又不写", r->path);
	if (r->beacon && (!r->writes || r->scope != SCOPED_OPEN))
		check_fault(c, "路径 %s 由机器上报，要写，不要登录", r->path);
	if (r->writes && r->slow)
		check_fault(c, "路径 %s 不能又慢又写", r->path);
	if (r->slow && r->scope == SCOPED_ROW && r->method != HTTP_GET)
		check_fault(c, "路径 %s 慢，没有数据库连接，不能先取 :id 那一行", r->path);
	if (r->files && (!r->writes || r->scope != SCOPED_ROW))
		check_fault(c, "路径 %s 接收文件，要写，也要写明 :id 是哪种记录", r->path);
	if (r->method == HTTP_GET && r->again)
		check_fault(c, "路径 %s 是 GET，没有再填一次", r->path);
}

static size_t routes_like(const struct checking *c, const struct route *r)
{
	size_t count = 0;

	for (const struct clause *const *o = c->clauses; *o; o++)
		for (const struct route *s = (*o)->routes; s && s->path; s++)
			count += s->method == r->method && strcmp(s->path, r->path) == 0;
	return count;
}

void check_routes(struct checking *c)
{
	for (const struct route *r = c->clause->routes; r && r->path; r++) {
		if (r->path[0] != '/')
			check_fault(c, "路径 %s 要以 / 开头", r->path);
		if (routes_like(c, r) != 1)
			check_fault(c, "路径 %s 写了不止一次", r->path);
		check_scope(c, r);
		check_manner(c, r);
	}
}

static bool path_is_a_page(const struct checking *c, const char *path)
{
	for (const struct clause *const *o = c->clauses; *o; o++) {
		for (const struct route *r = (*o)->routes; r && r->path; r++)
			if (r->method == HTTP_GET && strcmp(r->path, path) == 0)
				return true;
		for (const struct holding *const *h = (*o)->holdings; h && *h; h++)
			if (!(*h)->hand_made && strcmp((*h)->record->path, path) == 0)
				return true;
	}
	return false;
}

void check_menu(struct checking *c)
{
	for (const struct menu_item *m = c->clause->menu; m && m->path; m++) {
		if (!path_is_a_page(c, m->path))
			check_fault(c, "菜单 %s 指向没有的页面 %s", m->label, m->path);
		if (!m->label || !m->icon)
			check_fault(c, "菜单 %s 没有名称或图标", m->path);
		if (!m->may || !permission_is_somebodys(m->may))
			check_fault(c, "菜单 %s 的权限不属于任何人", m->path);
		for (const struct duty_rule *const *r = m->counts; r && *r; r++)
			if (!checked_rule_is_listed(c, *r))
				check_fault(c, "菜单 %s 数没有登记的时限 %s", m->path, (*r)->name);
	}
}

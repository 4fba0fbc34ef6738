/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* device.c - the words by which somebody recognises a device: "Windows · Edge 120".
 * Out of what a browser says of itself, so it is a hint and proves nothing. */
#include "people/people.h"

#include <string.h>

struct sign { const char *mark, *label; };

/* The first that is there wins: a phone's system names Linux too, nearly every browser names Chrome and Safari. */
static const struct sign systems[] = {
	{ "HarmonyOS", "鸿蒙" }, { "OpenHarmony", "鸿蒙" }, { "Android", "安卓" }, { "iPhone", "iPhone" }, { "iPad", "iPad" },
	{ "UOS", "统信" }, { "Kylin", "麒麟" }, { "Windows", "Windows" }, { "Mac OS X", "Mac" }, { "Linux", "Linux" },
};
static const struct sign browsers[] = {
	{ "MicroMessenger/", "微信" }, { "DingTalk/", "钉钉" }, { "QIHU", "360 浏览器" }, { "360SE", "360 浏览器" }, { "QQBrowser/", "QQ 浏览器" },
	{ "Edg/", "Edge" }, { "Firefox/", "Firefox" }, { "Chrome/", "Chrome" }, { "Safari/", "Safari" },
};

static const struct sign *sign_in(const struct sign *signs, size_t count, Str agent)
{
	for (size_t i = 0; i < count; i++)
		if (str_contains(agent, str_of(signs[i].mark)))
			return &signs[i];
	return NULL;
}

/* The digits behind "Chrome/". */
static Str version_in(Str agent, const char *mark)
{
	size_t len = strlen(mark), end;

	for (size_t i = 0; i + len < agent.len; i++) {
		if (memcmp(agent.at + i, mark, len) != 0)
			continue;
		for (end = i + len; end < agent.len && agent.at[end] >= '0' && agent.at[end] <= '9';)
			end++;
		return (Str){ agent.at + i + len, end - i - len };
	}
	return STR_NONE;
}

Str device_words(struct arena *arena, Str agent)
{
	const struct sign *system = sign_in(systems, COUNT_OF(systems), agent);
	const struct sign *browser = sign_in(browsers, COUNT_OF(browsers), agent);
	Str program = agent, rest = STR_NONE, version;

	if (str_is_empty(agent))
		return STR("没有说明");
	if (!system && !browser) {               /* curl/8.5.0: a program, its first word names it */
		(void)str_cut(agent, ' ', &program, &rest);
		program = str_first_characters(program, 40);
		return str_format(arena, "程序 %.*s", STR_ARG(program));
	}
	version = browser && strchr(browser->mark, '/') ? version_in(agent, browser->mark) : STR_NONE;
	return str_trim(str_format(arena, "%s · %s %.*s", system ? system->label : "其他系统", browser ? browser->label : "其他浏览器",
	                           STR_ARG(version)));
}

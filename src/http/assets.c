/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* assets.c - finding one of the files of web/ that are embedded in the program.
 *
 * Does not own: the table (generated at build), how an asset is sent (reply.c).
 * The table has a few dozen rows; walking it costs less than a tenth of sending the smallest of them. */
#include <string.h>

#include "base/must.h"
#include "http/live.h"

const struct asset *asset_find_in(const struct asset *table, Str path)
{
	for (const struct asset *asset = table; asset->path; asset++)
		if (str_is(path, asset->path))
			return asset;
	return NULL;
}

Str asset_path_in(const struct asset *table, const char *name)
{
	for (const struct asset *asset = table; asset->path; asset++)
		if (strcmp(asset->name, name) == 0)
			return str_of(asset->path);
	return STR_NONE;
}

const struct asset *asset_find(Str path)
{
	return asset_find_in(assets, path);
}

Str asset_path(const char *name)
{
	Str path = asset_path_in(assets, name);

	must(!str_is_empty(path));       /* a page names a file that was not built */
	return path;
}

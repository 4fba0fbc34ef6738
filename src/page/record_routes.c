/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_routes.c - the pages a holding gets from its tables alone. */
#include "clause/export.h"
#include "page/record_pages.h"

size_t page_routes_of(struct arena *arena, const struct holding *holding, struct route *out, size_t room)
{
	const struct record *record = holding->record;
	const struct move *first = move_first_new(holding), *make = first && !first->hidden ? first : NULL;
	const char *path = record->path;
	const char *new_path = str_terminated(arena, str_format(arena, "%s/new", path));
	const char *row_path = str_terminated(arena, str_format(arena, "%s/:id", path));
	const char *move_path = str_terminated(arena, str_format(arena, "%s/:id/:word", path));
	const struct route routes[] = {
		{ HTTP_GET, path, holding->read, SCOPED_LIST, NULL, page_record_list,
		  .file = export_list, .title = record->label },
		{ HTTP_GET, row_path, holding->read, SCOPED_ROW, record, page_record_detail, .title = record->label },
		{ HTTP_GET, move_path, holding->read, SCOPED_ROW, record, page_record_form, .title = record->label },
		{ HTTP_POST, move_path, holding->read, SCOPED_ROW, record, page_record_move, .writes = true,
		  .again = page_record_form, .title = record->label },
		{ HTTP_GET, new_path, make ? make->by : NULL, SCOPED_LIST, NULL, page_record_new, .title = record->label },
		{ HTTP_POST, path, make ? make->by : NULL, SCOPED_LIST, NULL, page_record_create, .writes = true,
		  .again = page_record_new, .title = record->label },
	};
	size_t count = make ? COUNT_OF(routes) : COUNT_OF(routes) - 2;

	must(count <= room);
	for (size_t i = 0; i < count; i++)
		out[i] = routes[i];
	return count;
}

/* Open to whoever is logged in: the handler answers 404 to all who may not ask, so that nobody learns what there is. */
size_t page_personal_route(struct arena *arena, const struct holding *holding, struct route *out)
{
	static const struct permission can_try = { .name = "personal.ask", .everybody = true };

	if (!holding->personal || !record_has_personal(holding->record))
		return 0;
	*out = (struct route){ HTTP_POST, str_terminated(arena, str_format(arena, "%s/:id/personal", holding->record->path)), &can_try,
	                       SCOPED_SELF, .handler = page_personal_view, .writes = true, .title = "查看个人信息" };
	return 1;
}

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* routes.c - collects hand-made and generated routes and finds the one a path takes.
 *
 * A hand-made route wins over a generated one with the same path. Looked up by a hash of the path's first
 * segment (behind /api/v1 the third), so that a request does not walk all the program's paths. */
#include <string.h>

#include "api/api.h"
#include "app/routes.h"
#include "page/page.h"

enum { PAGE_ROUTES_MOST = 9, FILE_ROUTES_MOST = 2, CORRECT_ROUTES_MOST = 2,
       ROUTES_MOST = PAGE_ROUTES_MOST + CORRECT_ROUTES_MOST + FILE_ROUTES_MOST + API_ROUTES_MOST };

static Str first_segment(Str path)
{
	Str rest = str_starts_with(path, "/api/v1/") ? str_after(path, 7) : path;
	Str segment, after;

	if (rest.len == 0)
		return rest;
	rest = str_after(rest, 1);
	return str_cut(rest, '/', &segment, &after) ? segment : rest;
}

static size_t bucket_of(Str path)
{
	return (size_t)(str_hash(first_segment(path)) % PASSAGE_BUCKETS);
}

static size_t holdings_count(const struct house *house, size_t *routes_out)
{
	size_t holdings = 0, routes = 0;

	for (const struct clause *const *c = house->clauses; *c; c++) {
		for (const struct route *r = (*c)->routes; r && r->path; r++)
			routes++;
		for (const struct holding *const *h = (*c)->holdings; h && *h; h++)
			holdings++;
	}
	*routes_out = routes;
	return holdings;
}

static bool is_there(const struct passages *p, const struct route *route)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->at[i].route.method == route->method && strcmp(p->at[i].route.path, route->path) == 0)
			return true;
	return false;
}

static void add(struct passages *p, const struct route *route, const struct holding *holding)
{
	if (!is_there(p, route))
		p->at[p->count++] = (struct passage){ .route = *route, .holding = holding };
}

static void add_generated(struct arena *arena, struct passages *p, const struct holding *h)
{
	struct route routes[ROUTES_MOST];
	size_t count = 0;

	if (!h->hand_made)
		count = page_routes_of(arena, h, routes, PAGE_ROUTES_MOST);
	count += page_personal_route(arena, h, routes + count);
	count += page_correct_routes_of(arena, h, routes + count);
	count += page_file_routes_of(arena, h, routes + count, FILE_ROUTES_MOST);
	count += api_routes_of(arena, h, routes + count, API_ROUTES_MOST);
	for (size_t i = 0; i < count; i++)
		add(p, &routes[i], h);
}

/* Chains are built back to front, those with ":word" first, so that literals stand before them. */
static void build_buckets(struct passages *p)
{
	for (int words = 1; words >= 0; words--) {
		for (size_t i = p->count; i-- > 0;) {
			struct passage *one = &p->at[i];
			bool has_word = strstr(one->route.path, ":word") != NULL;
			size_t bucket = bucket_of(str_of(one->route.path));

			if (has_word != (words == 1))
				continue;
			one->next = p->buckets[bucket];
			p->buckets[bucket] = one;
		}
	}
}

void passages_collect(struct arena *arena, const struct house *house, struct passages *out)
{
	size_t hand_made, holdings = holdings_count(house, &hand_made), fixed = 0;

	while (api_routes[fixed].path)
		fixed++;
	*out = (struct passages){ 0 };
	out->at = ARENA_ARRAY(arena, struct passage,
	                      hand_made + fixed + holdings * ROUTES_MOST);
	for (const struct clause *const *c = house->clauses; *c; c++)
		for (const struct route *r = (*c)->routes; r && r->path; r++)
			add(out, r, NULL);
	for (size_t i = 0; i < fixed; i++)
		add(out, &api_routes[i], NULL);
	for (const struct clause *const *c = house->clauses; *c; c++)
		for (const struct holding *const *h = (*c)->holdings; h && *h; h++)
			add_generated(arena, out, *h);
	build_buckets(out);
}

const struct passage *passage_find(const struct passages *p, enum http_method method, Str path, int64_t *id_out,
                                   Str *word_out)
{
	for (const struct passage *one = p->buckets[bucket_of(path)]; one; one = one->next)
		if (one->route.method == method && route_matches(&one->route, path, id_out, word_out))
			return one;
	return NULL;
}

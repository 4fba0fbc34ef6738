/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* coverage.c - bench-coverage ROADS AREAS POINTS ROUNDS [PROBLEMS]: the steps of `juebu coverage` one by one on a week that is in memory already, and
 * look-back over it. For bench/coverage.py. PROBLEMS: lines "lon,lat,from,to"; passes within 50 m go to standard output.
 *
 * Prints "week MS" and "lookback MS" for each round; what was read, sorted and indexed before is not in them, as it is not for the peer. */
#include <time.h>

#include "../src/app/coverage.c"        /* its steps, which are nobody else's */
#include "geo/pass.h"

enum { SIGHT_METRES = 50, MOST_PROBLEMS = 100000 };

static double now_ms(void)
{
	struct timespec t;

	must(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void time_week(struct coverage_run *run, int rounds)
{
	for (int i = 0; i < rounds; i++) {
		struct coverage_run one = *run;
		double began = now_ms();
		size_t passed = 0;

		one.arena = arena_open();
		drive_all(&one);
		for (size_t unit = 0; unit < one.dept_count; unit++)
			passed += coverage_sum(one.coverage, unit, NULL).passed;
		printf("week %.3f %zu\n", now_ms() - began, passed);
		arena_close(one.arena);
	}
}

/* ---- look-back ---- */

static size_t read_problems(struct arena *arena, const char *name, struct pass_ask *out)
{
	Str rest, line, lon, lat, from;
	size_t count = 0;

	must(read_file(arena, str_of(name), &rest));
	while (str_cut(rest, '\n', &line, &rest)) {
		struct pass_ask *ask = &out[count++];

		must(count < MOST_PROBLEMS && str_cut(line, ',', &lon, &line) && str_cut(line, ',', &lat, &line) && str_cut(line, ',', &from, &line));
		*ask = (struct pass_ask){ .within = SIGHT_METRES, .gap = COVERAGE_GAP_SECONDS };
		must(degrees_parse(lon, &ask->at.lon) && degrees_parse(lat, &ask->at.lat) && str_to_int(from, &ask->from) && str_to_int(line, &ask->to));
	}
	return count;
}

static struct track *tracks_of(struct coverage_run *run, size_t *count)
{
	struct points *points = &run->points;
	struct fix *fixes = ARENA_ARRAY(run->arena, struct fix, points->count);
	struct track *tracks = ARENA_ARRAY(run->arena, struct track, points->vehicle_count);

	points_sort(points);
	for (size_t i = 0; i < points->count; i++) {
		struct track *track = &tracks[points->at[i].vehicle];

		fixes[i] = points->at[i].fix;
		if (track->count++ == 0)
			track->at = &fixes[i];
	}
	*count = points->vehicle_count;
	return tracks;
}

static void time_lookback(struct coverage_run *run, const struct pass_ask *asks, size_t count, int rounds)
{
	size_t track_count = 0;
	struct track *tracks = tracks_of(run, &track_count);
	struct pass_index *index = pass_index_build(run->arena, tracks, track_count);

	for (int i = 0; i < rounds; i++) {
		struct arena *arena = arena_open();
		double began = now_ms();
		size_t found = 0;

		for (size_t k = 0; k < count; k++) {
			struct pass *passes = NULL;
			size_t here = pass_index_find(index, arena, &asks[k], &passes);

			found += here;
			for (size_t n = 0; i == 0 && n < here; n++) {
				Str vehicle = run->points.vehicles[passes[n].track];

				printf("pass %zu %.*s %.3f\n", k, STR_ARG(vehicle), passes[n].metres);
			}
		}
		if (i > 0)                              /* the first prints */
			printf("lookback %.3f %zu\n", now_ms() - began, found);
		arena_close(arena);
	}
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_open();
	struct coverage_run run = { .arena = arena, .radius = COVERAGE_RADIUS_METRES, .gap = COVERAGE_GAP_SECONDS, .week.whose = true };
	struct pass_ask *asks = ARENA_ARRAY(arena, struct pass_ask, MOST_PROBLEMS);
	int64_t rounds = 0;

	must(argc >= 5 && str_to_int(str_of(argv[4]), &rounds));
	must(read_features(arena, str_of(argv[1]), &run.roads) && cut_roads(&run, str_of(argv[1])) && give_out(&run, str_of(argv[2]))
	     && read_points(&run, str_of(argv[3])));
	time_week(&run, (int)rounds);
	if (argc > 5)
		time_lookback(&run, asks, read_problems(arena, argv[5], asks), (int)rounds + 1);
	arena_close(arena);
	return 0;
}

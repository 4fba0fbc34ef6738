/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* coverage.c - juebu coverage: which pieces of road which unit passed, out of three files; no database.
 *
 * Owns: the files, the two threads, the answer. Does not own: the rule of cutting and of passing (geo/). */
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/command.h"
#include "base/limits.h"
#include "geo/geojson.h"
#include "geo/points_csv.h"

enum { THREADS = 2, WORTH_A_THREAD_POINTS = 50000, PIECE_ID_ROOM = 100 };

struct asked {
	Str roads, areas, points, week, radius, gap;
};

/* A department and what it has to pass. */
struct dept {
	int64_t number;
	struct piece_set pieces;
};

struct coverage_run {
	struct arena *arena;
	int64_t radius, gap;
	struct points_ask week;
	struct features roads;
	struct pieces pieces;
	struct dept *depts;
	size_t dept_count;
	struct piece_set *sets;         /* of each dept, as the engine takes them */
	struct points points;
	struct coverage *coverage;
};

static bool trouble(Str file, Str why)
{
	(void)fprintf(stderr, "juebu: %.*s：%.*s\n", STR_ARG(file), STR_ARG(why));
	return false;
}

/* ---- files ---- */

struct mapped { void *at; size_t bytes; };

static void unmap(void *thing)
{
	struct mapped *mapped = thing;

	(void)munmap(mapped->at, mapped->bytes);
}

/* The whole file, for as long as the arena. */
static bool read_file(struct arena *arena, Str name, Str *out)
{
	int fd = open(str_terminated(arena, name), O_RDONLY | O_CLOEXEC);
	struct mapped *mapped = ARENA_NEW(arena, struct mapped);
	struct stat about;
	bool whole = fd >= 0 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode);

	*out = STR("");
	if (whole && about.st_size > 0) {
		mapped->bytes = (size_t)about.st_size;
		mapped->at = mmap(NULL, mapped->bytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
		whole = mapped->at != MAP_FAILED;
		if (whole) {
			arena_on_close(arena, unmap, mapped);
			*out = (Str){ mapped->at, mapped->bytes };
		}
	}
	if (fd >= 0)
		(void)close(fd);
	return whole || trouble(name, STR("打不开这个文件"));
}

static bool read_features(struct arena *arena, Str name, struct features *out)
{
	Str bytes, why = STR_NONE;

	if (!read_file(arena, name, &bytes))
		return false;
	if (!geojson_read(arena, bytes, out, &why))
		return trouble(name, why);
	return out->count > 0 || trouble(name, STR("里面一个图形也没有"));
}

/* ---- roads and areas ---- */

static bool feature_number(struct arena *arena, Str file, const struct feature *feature, const char *name, int64_t *out)
{
	if (feature_int(feature, name, out))
		return true;
	return trouble(file, str_format(arena, "%.*s%sproperties.%s：要写整数", STR_ARG(feature->path), feature->path.len ? "." : "", name));
}

struct numbered { int64_t number; size_t index; };

static int by_number(const void *a, const void *b)
{
	const struct numbered *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

/* A number twice would give two pieces the same name. Beyond a hundred pieces a road's names run into the next number's: as the rule
 * stands that is so, and is said. */
static bool roads_differ(struct coverage_run *run, Str file, const struct numbered *roads)
{
	struct numbered *sorted = ARENA_ARRAY(run->arena, struct numbered, run->roads.count);

	memcpy(sorted, roads, run->roads.count * sizeof *sorted);
	qsort(sorted, run->roads.count, sizeof *sorted, by_number);
	for (size_t i = 1; i < run->roads.count; i++)
		if (sorted[i].number == sorted[i - 1].number)
			return trouble(file, str_format(run->arena, "seg %" PRId64 " 写了两次", sorted[i].number));
	for (size_t i = 0; i < run->pieces.count; i++)
		if (run->pieces.at[i].k == PIECE_ID_ROOM)
			(void)fprintf(stderr, "juebu: 提醒：seg %" PRId64 " 超过 %d 段，编号 seg*100+k 会与后面的 seg 相混\n", run->pieces.at[i].road, PIECE_ID_ROOM);
	return true;
}

static bool cut_roads(struct coverage_run *run, Str file)
{
	struct numbered *roads = ARENA_ARRAY(run->arena, struct numbered, run->roads.count);
	struct box box = { 0 };

	for (size_t i = 0; i < run->roads.count; i++)
		box = box_join(box, shape_box(&run->roads.at[i].shape));
	run->pieces = pieces_new(run->arena, plane_at(box_middle(&box)));
	for (size_t i = 0; i < run->roads.count; i++) {
		const struct feature *road = &run->roads.at[i];

		if (!feature_number(run->arena, file, road, "seg", &roads[i].number))
			return false;
		if (road->shape.line_count == 0)
			return trouble(file, str_format(run->arena, "%.*s.geometry：道路要画成线", STR_ARG(road->path)));
		if (llabs(roads[i].number) > INT64_MAX / PIECE_ID_ROOM - LIMIT_PIECES || !pieces_add_road(&run->pieces, roads[i].number, &road->shape))
			return trouble(file, str_format(run->arena, "%.*s：道路太长或编号太大", STR_ARG(road->path)));
	}
	return roads_differ(run, file, roads);
}

static struct dept *dept_numbered(struct coverage_run *run, int64_t number)
{
	for (size_t i = 0; i < run->dept_count; i++)
		if (run->depts[i].number == number)
			return &run->depts[i];
	return NULL;
}

static int by_dept(const void *a, const void *b)
{
	const struct dept *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static bool give_out(struct coverage_run *run, Str file)
{
	struct features areas;

	if (!read_features(run->arena, file, &areas))
		return false;
	run->depts = ARENA_ARRAY(run->arena, struct dept, areas.count);
	for (size_t i = 0; i < areas.count; i++) {
		const struct feature *area = &areas.at[i];
		struct dept *dept;
		int64_t number;

		if (!feature_number(run->arena, file, area, "dept", &number))
			return false;
		if (!shape_is_area(&area->shape))
			return trouble(file, str_format(run->arena, "%.*s.geometry：责任区要画成面", STR_ARG(area->path)));
		dept = dept_numbered(run, number);
		if (!dept) {
			dept = &run->depts[run->dept_count++];
			*dept = (struct dept){ number, piece_set_new(run->arena, &run->pieces) };
		}
		piece_set_add_within(&dept->pieces, &run->pieces, &area->shape);
	}
	qsort(run->depts, run->dept_count, sizeof *run->depts, by_dept);
	run->sets = ARENA_ARRAY(run->arena, struct piece_set, run->dept_count);
	for (size_t i = 0; i < run->dept_count; i++)
		run->sets[i] = run->depts[i].pieces;
	return true;
}

/* ---- points ---- */

static bool read_points(struct coverage_run *run, Str file)
{
	Str bytes, why = STR_NONE;

	if (!read_file(run->arena, file, &bytes))
		return false;
	if (!points_csv_read(run->arena, bytes, &run->week, &run->points, &why))
		return trouble(file, why);
	for (size_t i = 0; i < run->points.fault_count && i < LIMIT_ROW_FAULTS; i++)
		(void)trouble(file, str_format(run->arena, "第 %zu 行：%.*s", run->points.faults[i].line, STR_ARG(run->points.faults[i].why)));
	if (run->points.fault_count > LIMIT_ROW_FAULTS)
		(void)fprintf(stderr, "juebu: 还有 %zu 行有错\n", run->points.fault_count - LIMIT_ROW_FAULTS);
	if (run->points.fault_count > 0)
		return false;
	if (!run->points.in_order)
		points_sort(&run->points);
	return true;
}

/* ---- the engine, one thread for each half of the vehicles ---- */

struct share {
	const struct coverage_run *run;
	const size_t *unit_of;          /* of each dept in the points; COVERAGE_NOBODY: it has no area */
	size_t first, step;             /* the vehicles first, first + step, …; step is one or two */
	struct arena *arena;
	struct coverage *coverage;
};

static void *drive(void *thing)
{
	struct share *share = thing;
	const struct coverage_run *run = share->run;
	struct coverage_ask ask = { &run->pieces, run->sets, run->dept_count, (double)run->radius, run->gap, false };

	share->coverage = coverage_begin(share->arena, &ask);
	for (size_t i = 0; i < run->points.count; i++) {
		const struct point_row *row = &run->points.at[i];

		if ((row->vehicle & (share->step - 1)) == share->first)
			coverage_point(share->coverage, share->unit_of[row->dept], row->vehicle, row->fix);
	}
	return NULL;
}

static void drive_all(struct coverage_run *run)
{
	size_t *unit_of = ARENA_ARRAY(run->arena, size_t, run->points.dept_count + 1);
	size_t step = run->points.count >= WORTH_A_THREAD_POINTS ? THREADS : 1;
	struct share mine = { run, unit_of, 0, step, run->arena, NULL }, other = { run, unit_of, 1, step, arena_open(), NULL };
	pthread_t thread = 0;
	bool beside;

	for (size_t i = 0; i < run->points.dept_count; i++) {
		struct dept *dept = dept_numbered(run, run->points.depts[i]);

		unit_of[i] = dept ? (size_t)(dept - run->depts) : COVERAGE_NOBODY;
	}
	beside = step > 1 && pthread_create(&thread, NULL, drive, &other) == 0;
	drive(&mine);
	if (beside)
		must(pthread_join(thread, NULL) == 0);
	else if (step > 1)
		drive(&other);
	if (step > 1)
		coverage_merge(mine.coverage, other.coverage);
	arena_close(other.arena);
	run->coverage = mine.coverage;
}

/* ---- the answer ---- */

static int by_value(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool put_missed(const struct coverage_run *run, size_t unit, bool first)
{
	int64_t *ids = ARENA_ARRAY(run->arena, int64_t, run->pieces.count + 1);
	size_t count = 0;

	for (size_t i = 0; i < run->pieces.count; i++)
		if (piece_set_has(&run->sets[unit], i) && !coverage_passed(run->coverage, unit, i))
			ids[count++] = run->pieces.at[i].road * PIECE_ID_ROOM + run->pieces.at[i].k;
	qsort(ids, count, sizeof *ids, by_value);
	for (size_t i = 0; i < count; i++, first = false)
		(void)printf("%s\n{\"dept\":%" PRId64 ",\"piece\":%" PRId64 "}", first ? "" : ",", run->depts[unit].number, ids[i]);
	return first;
}

static int put_answer(const struct coverage_run *run)
{
	bool first = true;

	(void)printf("{\"units\":[");
	for (size_t i = 0; i < run->dept_count; i++) {
		struct coverage_sum sum = coverage_sum(run->coverage, i, NULL);

		(void)printf("%s\n{\"dept\":%" PRId64 ",\"pieces\":%zu,\"passed\":%zu,\"metres\":%.3f,\"metres_passed\":%.3f}", i ? "," : "",
		             run->depts[i].number, sum.pieces, sum.passed, sum.metres, sum.metres_passed);
	}
	(void)printf("],\n\"missed\":[");
	for (size_t i = 0; i < run->dept_count; i++)
		first = put_missed(run, i, first);
	(void)printf("]}\n");
	return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_DONE : say_trouble(STR("写不出去：磁盘满了，或接收方已关闭"));
}

/* ---- the command ---- */

static bool read_number(Str text, const char *name, int64_t least, int64_t most, int64_t *out)
{
	if (text.len == 0 || (str_to_int(text, out) && *out >= least && *out <= most))
		return true;
	(void)fprintf(stderr, "juebu: %s 要写 %lld 到 %lld 的整数\n", name, (long long)least, (long long)most);
	return false;
}

static bool read_week(Str text, struct points_ask *out)
{
	Period week;

	out->whose = true;
	if (text.len == 0)
		return true;
	if (!period_parse(text, &week) || week.kind != WEEK) {
		(void)fprintf(stderr, "juebu: --week 要写成 2026-W47\n");
		return false;
	}
	out->from = instant_at(period_first(week), 0, 0).sec;
	out->until = instant_at(period_last(week), 24, 0).sec;
	return true;
}

int coverage_command(struct arena *arena, int argc, char **argv)
{
	struct asked asked = { 0 };
	const struct flag flags[] = {
		{ "--roads", &asked.roads, NULL }, { "--areas", &asked.areas, NULL }, { "--points", &asked.points, NULL },
		{ "--week", &asked.week, NULL }, { "--radius", &asked.radius, NULL }, { "--gap", &asked.gap, NULL },
	};
	struct words_given words = { 0 };
	struct coverage_run run = { .arena = arena, .radius = COVERAGE_RADIUS_METRES, .gap = COVERAGE_GAP_SECONDS };

	if (!flags_read(argc, argv, flags, COUNT_OF(flags), &words) || !read_week(asked.week, &run.week)
	    || !read_number(asked.radius, "--radius", 1, LIMIT_RADIUS_METRES, &run.radius) || !read_number(asked.gap, "--gap", 0, 86400, &run.gap))
		return EXIT_USAGE;
	if (words.count > 0 || !asked.roads.len || !asked.areas.len || !asked.points.len) {
		say_trouble(STR("要写：juebu coverage --roads 道路.geojson --areas 责任区.geojson --points 轨迹.csv"));
		return EXIT_USAGE;
	}
	if (!read_features(arena, asked.roads, &run.roads) || !cut_roads(&run, asked.roads) || !give_out(&run, asked.areas)
	    || !read_points(&run, asked.points))
		return EXIT_REFUSED;
	drive_all(&run);
	return put_answer(&run);
}

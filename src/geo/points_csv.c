/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* points_csv.c - reads a table of positions at the speed of memory: each byte is looked at once, nothing is copied.
 *
 * The file is cut at a line end into parts, each read by a thread with an arena and names of its own; then the names are
 * brought together. A vehicle's row mostly follows another of the same vehicle or of one seen before: names are hashed. */
#include "geo/points_csv.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/limits.h"

enum { PARTS = 2, WORTH_A_THREAD_BYTES = 1 << 20, MOST_COLUMNS = 64, FIRST_NAMES = 64 };
enum column { COLUMN_OTHER, COLUMN_T, COLUMN_LON, COLUMN_LAT, COLUMN_VEHICLE, COLUMN_DEPT, COLUMNS };

static const char *const column_names[COLUMNS] = { "", "t", "lon", "lat", "vehicle", "dept" };

struct head {
	enum column columns[MOST_COLUMNS];
	size_t count;                   /* up to the last that is read */
	size_t lines;                   /* before the first row */
	struct points_ask ask;
};

/* Different texts, numbered as they came. */
struct names {
	struct arena *arena;
	Str *at;
	uint64_t *keys;                 /* of each, so that hardly ever two texts are compared */
	int64_t *last_t;                /* of the vehicle, to see whether it goes back */
	int64_t *first_t;
	uint32_t *slots;                /* number + 1; 0: free */
	size_t count, room;             /* slots are twice the room, a power of two */
};

struct part {
	const struct head *head;
	Str bytes;
	struct arena *arena;
	struct point_row *rows;         /* in the one array of all parts */
	size_t room, count, lines;
	struct names vehicles, depts;
	uint32_t last_dept;
	bool in_order, too_many;
	struct row_fault *faults;
	size_t fault_count;
};

/* ---- names ---- */

enum { SHORT_BYTES = 7, LONG_KEY = 255 };

/* A short name is its key, its length in the last byte; a long one's is a hash, and the texts decide. */
static uint64_t key_of(Str name)
{
	uint64_t key = 0;

	if (name.len > SHORT_BYTES)
		return str_hash(name) << 8 | LONG_KEY;
	for (size_t i = 0; i < name.len; i++)
		key = key << 8 | (unsigned char)name.at[i];
	return key << 8 | name.len;
}

static bool is_named(const struct names *names, uint32_t number, Str name, uint64_t key)
{
	return names->keys[number] == key && (name.len <= SHORT_BYTES || str_equal(names->at[number], name));
}

static uint32_t *slot_of(const struct names *names, Str name, uint64_t key)
{
	size_t mask = 2 * names->room - 1, i = (key * 0x9e3779b97f4a7c15u) >> 32 & mask;

	while (names->slots[i] && !is_named(names, names->slots[i] - 1, name, key))
		i = (i + 1) & mask;
	return &names->slots[i];
}

static void names_grow(struct names *names)
{
	struct names old = *names;

	names->room = old.room ? 2 * old.room : FIRST_NAMES;
	names->at = ARENA_ARRAY(names->arena, Str, names->room);
	names->keys = ARENA_ARRAY(names->arena, uint64_t, names->room);
	names->last_t = ARENA_ARRAY(names->arena, int64_t, names->room);
	names->first_t = ARENA_ARRAY(names->arena, int64_t, names->room);
	names->slots = ARENA_ARRAY(names->arena, uint32_t, 2 * names->room);
	for (uint32_t i = 0; i < old.count; i++) {
		names->at[i] = old.at[i];
		names->keys[i] = old.keys[i];
		names->last_t[i] = old.last_t[i];
		names->first_t[i] = old.first_t[i];
		*slot_of(names, names->at[i], names->keys[i]) = i + 1;
	}
}

static uint32_t name_number(struct names *names, Str name)
{
	uint64_t key = key_of(name);
	uint32_t *slot;

	if (names->count == names->room)
		names_grow(names);
	slot = slot_of(names, name, key);
	if (*slot == 0) {
		names->at[names->count] = name;
		names->keys[names->count] = key;
		names->first_t[names->count] = INT64_MAX;
		names->last_t[names->count] = INT64_MIN;
		*slot = (uint32_t)++names->count;
	}
	return *slot - 1;
}

/* ---- one field ---- */

/* Whole seconds; what stands behind a point is left out. */
static bool read_seconds(Str text, int64_t *out)
{
	int64_t value = 0;
	size_t i = 0;

	for (; i < text.len && text.at[i] >= '0' && text.at[i] <= '9' && i < 12; i++)
		value = value * 10 + (text.at[i] - '0');
	if (i == 0 || (i < text.len && text.at[i] != '.'))
		return false;
	for (size_t k = i + 1; k < text.len; k++)
		if (text.at[k] < '0' || text.at[k] > '9')
			return false;
	*out = value;
	return true;
}

static const char *const wants[COLUMNS] = {
	[COLUMN_T] = "t 要写 1970 年以来的秒数", [COLUMN_LON] = "lon 要写经度，如 113.5612345", [COLUMN_LAT] = "lat 要写纬度，如 34.8012345",
	[COLUMN_VEHICLE] = "vehicle 不能为空", [COLUMN_DEPT] = "dept 要写整数",
};

struct row {
	struct fix fix;
	Str vehicle, dept;
};

static bool read_field(struct row *row, enum column column, Str text)
{
	switch (column) {
	case COLUMN_T:
		return read_seconds(text, &row->fix.t);
	case COLUMN_LON:
		return degrees_parse(text, &row->fix.at.lon);
	case COLUMN_LAT:
		return degrees_parse(text, &row->fix.at.lat) && abs(row->fix.at.lat) <= 90 * PLACE_ONE_DEGREE;
	case COLUMN_VEHICLE:
		row->vehicle = text;
		return text.len > 0;
	case COLUMN_DEPT:
		row->dept = text;
		return text.len > 0;
	case COLUMN_OTHER:
	case COLUMNS:
		break;
	}
	return true;
}

/* The next field of a line; a quoted one without its quotes. Blanks around it do not count. */
static Str take_field(Str *line)
{
	size_t end = 0;
	bool quoted;
	Str field;

	while (line->len > 0 && line->at[0] == ' ')
		*line = str_after(*line, 1);
	quoted = line->len > 0 && line->at[0] == '"';
	if (quoted)
		for (end = 1; end < line->len && line->at[end] != '"'; end++)
			continue;
	while (end < line->len && line->at[end] != ',')
		end++;
	field = str_first(*line, end);
	*line = str_after(*line, end < line->len ? end + 1 : end);
	while (field.len > 0 && field.at[field.len - 1] == ' ')
		field.len--;
	if (quoted && field.len >= 2 && field.at[field.len - 1] == '"')
		field = (Str){ field.at + 1, field.len - 2 };
	return field;
}

/* ---- rows ---- */

static void add_fault(struct part *part, Str field, const char *words)
{
	static const Str nothing = STR_INIT("（空）");
	Str shown = field.len == 0 ? nothing : str_first(field, field.len > 40 ? 40 : field.len);

	part->fault_count++;
	if (part->fault_count > LIMIT_ROW_FAULTS)
		return;
	if (!part->faults)
		part->faults = ARENA_ARRAY(part->arena, struct row_fault, LIMIT_ROW_FAULTS);
	part->faults[part->fault_count - 1] = (struct row_fault){ part->lines,
		str_is_utf8(shown) ? str_format(part->arena, "%s：%.*s", words, STR_ARG(shown)) : str_of(words) };
}

static bool is_wanted(const struct points_ask *ask, int64_t t)
{
	return (ask->from == 0 && ask->until == 0) || (t >= ask->from && t < ask->until);
}

static void add_row(struct part *part, const struct row *row, uint32_t dept)
{
	struct point_row *out = &part->rows[part->count];
	struct names *vehicles = &part->vehicles;

	if (part->count == part->room) {
		part->too_many = true;
		return;
	}
	*out = (struct point_row){ row->fix, name_number(vehicles, row->vehicle), dept };
	if (row->fix.t < vehicles->last_t[out->vehicle])
		part->in_order = false;
	if (vehicles->first_t[out->vehicle] == INT64_MAX)
		vehicles->first_t[out->vehicle] = row->fix.t;
	vehicles->last_t[out->vehicle] = row->fix.t;
	part->count++;
}

/* A department that was met before is known to be a number. */
static bool dept_number(struct part *part, Str text, uint32_t *out)
{
	size_t before = part->depts.count;
	int64_t number;

	if (before > 0 && is_named(&part->depts, part->last_dept, text, key_of(text))) {
		*out = part->last_dept;
		return true;
	}
	if (!str_to_int(text, &number))
		return false;
	*out = part->last_dept = name_number(&part->depts, text);
	return true;
}

/* Digits, a point, at most seven digits, as nearly every file has them. false, nothing taken: the slow way looks again. */
static bool quick_degrees(Str *line, int32_t most, int32_t *out)
{
	const char *at = line->at, *end = at + line->len, *point;
	int32_t value = 0;

	for (; at < end && at - line->at < 3 && *at >= '0' && *at <= '9'; at++)
		value = value * 10 + (*at - '0');
	if (at == line->at || at == end || *at != '.' || value >= most)
		return false;
	for (point = at++; at < end && at - point <= 7 && *at >= '0' && *at <= '9'; at++)
		value = value * 10 + (*at - '0');
	if (at - point < 2 || (at < end && *at != ','))
		return false;
	for (ptrdiff_t i = at - point; i <= 7; i++)
		value *= 10;
	*out = value;
	*line = str_after(*line, (size_t)(at - line->at) + (at < end));
	return true;
}

static bool read_quickly(struct row *row, enum column column, Str *line)
{
	if (column == COLUMN_LON)
		return quick_degrees(line, 180, &row->fix.at.lon);
	return column == COLUMN_LAT && quick_degrees(line, 90, &row->fix.at.lat);
}

static void read_line(struct part *part, Str line)
{
	struct row row = { .vehicle = STR("0"), .dept = STR("0") };
	uint32_t dept;

	for (size_t i = 0; i < part->head->count; i++) {
		enum column column = part->head->columns[i];
		Str field;

		if (read_quickly(&row, column, &line))
			continue;
		field = take_field(&line);
		if (!read_field(&row, column, field)) {
			add_fault(part, field, wants[column]);
			return;
		}
	}
	if (!is_wanted(&part->head->ask, row.fix.t))
		return;
	if (!dept_number(part, row.dept, &dept)) {
		add_fault(part, row.dept, wants[COLUMN_DEPT]);
		return;
	}
	add_row(part, &row, dept);
}

static Str take_line(Str *rest)
{
	const char *end = rest->len ? memchr(rest->at, '\n', rest->len) : NULL;
	size_t len = end ? (size_t)(end - rest->at) : rest->len;
	Str line = str_first(*rest, len);

	*rest = str_after(*rest, end ? len + 1 : len);
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

static size_t lines_of(Str bytes)
{
	size_t count = 1;

	for (const char *at = bytes.at, *end = bytes.at + bytes.len; at < end && (at = memchr(at, '\n', (size_t)(end - at))); at++)
		count++;
	return count;
}

static void *read_part(void *thing)
{
	struct part *part = thing;
	Str rest = part->bytes;

	part->vehicles.arena = part->depts.arena = part->arena;
	part->in_order = true;
	while (rest.len > 0 && !part->too_many) {
		Str line = take_line(&rest);

		part->lines++;
		if (line.len > 0)
			read_line(part, line);
	}
	return NULL;
}

/* ---- the head ---- */

static bool head_is_whole(struct arena *arena, const struct head *head, Str *why)
{
	enum column last = head->ask.whose ? COLUMN_DEPT : COLUMN_LAT;

	for (enum column column = COLUMN_T; column <= last; column++) {
		size_t found = 0;

		for (size_t i = 0; i < head->count; i++)
			found += head->columns[i] == column;
		if (found == 1)
			continue;
		*why = str_format(arena, found ? "第 1 行：%s 这一列有两个" : "第 1 行：没有 %s 这一列", column_names[column]);
		return false;
	}
	return true;
}

static bool read_head(struct arena *arena, Str *rest, struct head *head, Str *why)
{
	Str line = take_line(rest);
	size_t columns = 0;

	if (str_starts_with(line, "\xef\xbb\xbf"))
		line = str_after(line, 3);
	while (line.len > 0) {
		Str name = take_field(&line);

		if (columns == MOST_COLUMNS) {
			*why = str_format(arena, "第 1 行：最多 %d 列", MOST_COLUMNS);
			return false;
		}
		for (enum column column = COLUMN_T; column <= (head->ask.whose ? COLUMN_DEPT : COLUMN_LAT); column++)
			if (str_is(name, column_names[column]))
				head->columns[columns] = column;
		columns++;
		if (head->columns[columns - 1] != COLUMN_OTHER)
			head->count = columns;
	}
	head->lines = 1;
	return head_is_whole(arena, head, why);
}

/* ---- parts brought together ---- */

/* The number of each of a part's names among all. */
static uint32_t *renumber(struct arena *arena, const struct names *of, struct names *all)
{
	uint32_t *to = ARENA_ARRAY(arena, uint32_t, of->count + 1);

	for (size_t i = 0; i < of->count; i++)
		to[i] = name_number(all, of->at[i]);
	return to;
}

/* Vehicles of this part begin after they ended in those before. */
static bool follows(const struct names *of, const uint32_t *to, struct names *all)
{
	bool in_order = true;

	for (size_t i = 0; i < of->count; i++) {
		if (of->first_t[i] < all->last_t[to[i]])
			in_order = false;
		all->last_t[to[i]] = of->last_t[i];
	}
	return in_order;
}

static void join_faults(struct arena *arena, struct points *out, const struct part *part, size_t lines_before)
{
	if (!out->faults)
		out->faults = ARENA_ARRAY(arena, struct row_fault, LIMIT_ROW_FAULTS);
	for (size_t i = 0; i < part->fault_count && i < LIMIT_ROW_FAULTS; i++, out->fault_count++) {
		if (out->fault_count >= LIMIT_ROW_FAULTS)
			continue;
		out->faults[out->fault_count] = (struct row_fault){ part->faults[i].line + lines_before, arena_copy(arena, part->faults[i].why) };
	}
	if (part->fault_count > LIMIT_ROW_FAULTS)
		out->fault_count += part->fault_count - LIMIT_ROW_FAULTS;
}

/* The rows stand in their array already; they close up and take the numbers of all. */
static void join_rows(struct points *out, const struct part *part, const uint32_t *vehicles, const uint32_t *depts)
{
	struct point_row *to = &out->at[out->count];

	if (to != part->rows)
		memmove(to, part->rows, part->count * sizeof *to);
	for (size_t i = 0; out->count > 0 && i < part->count; i++) {    /* the first part's numbers are those of all */
		to[i].vehicle = vehicles[to[i].vehicle];
		to[i].dept = depts[to[i].dept];
	}
	out->count += part->count;
}

static void join_names(struct arena *arena, struct points *out, const struct names *vehicles, const struct names *depts)
{
	out->vehicles = vehicles->at;
	out->vehicle_count = vehicles->count;
	out->depts = ARENA_ARRAY(arena, int64_t, depts->count + 1);
	out->dept_count = depts->count;
	for (size_t i = 0; i < depts->count; i++)
		must(str_to_int(depts->at[i], &out->depts[i]));
}

static struct points join(struct arena *arena, struct part *parts, size_t count, size_t lines)
{
	struct names vehicles = { .arena = arena }, depts = { .arena = arena };
	struct points out = { .at = parts[0].rows, .in_order = true };

	for (size_t i = 0; i < count; i++) {
		uint32_t *vehicle_to = renumber(arena, &parts[i].vehicles, &vehicles);
		uint32_t *dept_to = renumber(arena, &parts[i].depts, &depts);

		out.in_order = follows(&parts[i].vehicles, vehicle_to, &vehicles) && parts[i].in_order && out.in_order;
		join_rows(&out, &parts[i], vehicle_to, dept_to);
		join_faults(arena, &out, &parts[i], lines);
		lines += parts[i].lines;
	}
	join_names(arena, &out, &vehicles, &depts);
	return out;
}

/* ---- the whole ---- */

/* Cut behind a line end near the middle of what is left. */
static size_t cut(Str bytes, struct part *parts)
{
	const char *end = bytes.len >= WORTH_A_THREAD_BYTES ? memchr(bytes.at + bytes.len / PARTS, '\n', bytes.len - bytes.len / PARTS) : NULL;

	if (!end) {
		parts[0].bytes = bytes;
		return 1;
	}
	parts[0].bytes = str_first(bytes, (size_t)(end - bytes.at) + 1);
	parts[1].bytes = str_after(bytes, parts[0].bytes.len);
	return PARTS;
}

/* One array for all; not touched before it is written, so rows that are left out cost no memory. */
static void give_room(struct arena *arena, struct part *parts, size_t count)
{
	size_t lines[PARTS] = { 0 }, sum = 0;
	struct point_row *rows;

	for (size_t i = 0; i < count; i++) {
		lines[i] = lines_of(parts[i].bytes);
		sum += lines[i] = lines[i] < LIMIT_POINTS ? lines[i] : LIMIT_POINTS;
	}
	rows = arena_take_unset(arena, sum * sizeof *rows);
	for (size_t i = 0; i < count; i++) {
		parts[i].rows = rows;
		parts[i].room = lines[i];
		rows += lines[i];
	}
}

static void read_parts(struct part *parts, size_t count)
{
	pthread_t thread = 0;
	bool beside = count > 1 && pthread_create(&thread, NULL, read_part, &parts[1]) == 0;

	read_part(&parts[0]);
	if (beside)
		must(pthread_join(thread, NULL) == 0);
	else if (count > 1)
		read_part(&parts[1]);
}

bool points_csv_read(struct arena *arena, Str bytes, const struct points_ask *ask, struct points *out, Str *why)
{
	struct head head = { .ask = *ask };
	struct part parts[PARTS] = { 0 };
	bool too_many = false;
	size_t count, rows = 0;

	if (!read_head(arena, &bytes, &head, why))
		return false;
	count = cut(bytes, parts);
	for (size_t i = 0; i < count; i++) {
		parts[i].head = &head;
		parts[i].arena = arena_open();
	}
	give_room(arena, parts, count);
	read_parts(parts, count);
	for (size_t i = 0; i < count; i++) {
		rows += parts[i].count;
		too_many |= parts[i].too_many;
	}
	too_many |= rows > LIMIT_POINTS;
	if (too_many)
		*why = str_format(arena, "一次最多 %d 行，请按周分成几个文件", LIMIT_POINTS);
	else
		*out = join(arena, parts, count, head.lines);
	for (size_t i = 0; i < count; i++)
		arena_close(parts[i].arena);
	return !too_many;
}

static int by_vehicle_and_time(const void *a, const void *b)
{
	const struct point_row *x = a, *y = b;

	if (x->vehicle != y->vehicle)
		return x->vehicle < y->vehicle ? -1 : 1;
	return (x->fix.t > y->fix.t) - (x->fix.t < y->fix.t);
}

/* A merge sort of our own: qsort promises nothing about equal rows. */
static void merge(struct point_row *at, size_t half, size_t count, struct point_row *room)
{
	size_t left = 0, right = half;

	for (size_t i = 0; i < count; i++)
		room[i] = right == count || (left < half && by_vehicle_and_time(&at[left], &at[right]) <= 0) ? at[left++] : at[right++];
	memcpy(at, room, count * sizeof *at);
}

static void sort_rows(struct point_row *at, size_t count, struct point_row *room)
{
	if (count < 2)
		return;
	sort_rows(at, count / 2, room);
	sort_rows(at + count / 2, count - count / 2, room);
	if (by_vehicle_and_time(&at[count / 2 - 1], &at[count / 2]) > 0)
		merge(at, count / 2, count, room);
}

void points_sort(struct points *points)
{
	struct arena *arena = arena_open();

	sort_rows(points->at, points->count, arena_take_unset(arena, (points->count + 1) * sizeof *points->at));
	points->in_order = true;
	arena_close(arena);
}

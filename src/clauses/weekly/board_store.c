/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* board_store.c - what the Tuesday board reads: one statement a region, none of them longer with the years. */
#include "clauses/weekly/weekly_store.h"

#include "base/limits.h"

enum { MOST_UNITS = 200, MOST_WEEKS = 60, DAY_S = 86400 };

static const struct sql BOARD = {
	"SELECT u.id, u.name, r.id AS report_id, r.state, r.content, r.saved_at, r.arrived_at, r.submitted_at, r.urged,"
	"       d.state AS duty, d.due_at, a.name AS contact,"
	"       (SELECT max(x.id) FROM correction x"
	"         WHERE x.subject = 'weekly_report' AND x.subject_id = r.id AND x.state = 'approved') AS correction,"
	"       (SELECT count(*) FROM weekly_item i WHERE i.report_id = r.id AND i.listing = 'listed') AS listed,"
	"       (SELECT count(*) FROM weekly_item i WHERE i.report_id = r.id AND i.listing = 'left_out') AS left_out,"
	"       (SELECT count(*) FROM weekly_item i WHERE i.report_id = b.id AND i.listing = 'listed') AS listed_before,"
	"       (SELECT min(m.registered_at) FROM weekly_item i JOIN matter m ON m.id = i.matter_id"
	"         WHERE i.report_id = r.id AND i.listing = 'listed') AS oldest,"
	"       (SELECT count(*) FROM matter m"
	"         WHERE m.unit_id = u.id AND m.state <> 'closed'"
	"           AND (m.state = 'blocked' OR m.registered_at <= :old_since)"
	"           AND NOT EXISTS (SELECT 1 FROM weekly_item i WHERE i.report_id = r.id AND i.matter_id = m.id)) AS omitted"
	"  FROM unit u"
	"  LEFT JOIN weekly_report r ON r.unit_id = u.id AND r.period = :period"
	"  LEFT JOIN weekly_report b ON b.unit_id = u.id AND b.period = :before"
	"  LEFT JOIN duty d ON d.rule = 'weekly.report' AND d.unit_id = u.id AND d.period = :period"
	"  LEFT JOIN report_contact c ON c.unit_id = u.id AND c.state = 'filed'"
	"  LEFT JOIN account a ON a.id = c.account_id"
	" WHERE u.reports = 1"
	" ORDER BY u.id"
	" LIMIT :most" };

static unsigned word_or(const struct words *words, Str word, unsigned otherwise)
{
	unsigned value;

	return word_parse(words, word, &value) ? value : otherwise;
}

static void read_board_row(struct act *act, struct query *q, struct board_row *row)
{
	Instant oldest = query_instant(q, "oldest");

	row->unit_id.v = query_int(q, "id");
	row->unit_name = query_str(q, "name");
	row->contact_name = query_str(q, "contact");
	row->any_contact = !query_is_null(q, "contact");
	row->report_id = query_int(q, "report_id");
	row->state = word_or(&report_state_words, query_str(q, "state"), REPORT_OPEN);
	row->content = word_or(&content_words, query_str(q, "content"), CONTENT_UNSAID);
	row->duty = word_or(&duty_state_words, query_str(q, "duty"), DUTY_STATES);
	row->saved_at = query_instant(q, "saved_at");
	row->arrived_at = query_instant(q, "arrived_at");
	row->submitted_at = query_instant(q, "submitted_at");
	row->due_at = query_instant(q, "due_at");
	row->correction_id = query_int(q, "correction");
	row->urged = query_int(q, "urged");
	row->listed = query_int(q, "listed");
	row->left_out = query_int(q, "left_out");
	row->listed_before = query_int(q, "listed_before");
	row->omitted = row->report_id ? query_int(q, "omitted") : 0;
	row->oldest_days = instant_is_set(oldest) ? date_days_between(instant_date(oldest), instant_date(act->now)) : 0;
}

static int64_t old_since(const struct act *act, int64_t old_days)
{
	return instant_at(date_plus(instant_date(act->now), -(int)old_days), 0, 0).sec - 1;
}

bool weekly_store_board(struct act *act, Str period, Str period_before, struct board *out)
{
	struct query *q = store_query(act, &BOARD);
	struct board board = { ARENA_ARRAY(act->arena, struct board_row, MOST_UNITS), 0 };

	query_bind_str(q, ":period", period);
	query_bind_str(q, ":before", period_before);
	query_bind_int(q, ":old_since", old_since(act, setting_now(act, &SETTING_OLD_DAYS)));
	query_bind_int(q, ":most", MOST_UNITS);
	while (query_next(q))
		read_board_row(act, q, &board.at[board.count++]);
	if (!query_done(q))
		return false;
	*out = board;
	return true;
}

static const struct sql MARKS = {
	"SELECT r.unit_id, r.period, r.state, r.content, d.state AS duty,"
	"       (SELECT count(*) FROM correction x"
	"         WHERE x.subject = 'weekly_report' AND x.subject_id = r.id AND x.state = 'approved') AS corrections"
	"  FROM weekly_report r"
	"  LEFT JOIN duty d ON d.rule = 'weekly.report' AND d.unit_id = r.unit_id AND d.period = r.period"
	" WHERE r.period BETWEEN :first AND :last AND (:unit = 0 OR r.unit_id = :unit)"
	" ORDER BY r.unit_id, r.period"
	" LIMIT :most" };

bool weekly_store_marks(struct act *act, Str first_period, Str last_period, int64_t unit_id, struct week_mark **out,
                        size_t *count_out)
{
	struct query *q = store_query(act, &MARKS);
	struct week_mark *marks = ARENA_ARRAY(act->arena, struct week_mark, MOST_UNITS * MOST_WEEKS);
	size_t count = 0;

	query_bind_str(q, ":first", first_period);
	query_bind_str(q, ":last", last_period);
	query_bind_int(q, ":unit", unit_id);
	query_bind_int(q, ":most", MOST_UNITS * MOST_WEEKS);
	while (query_next(q)) {
		struct week_mark *mark = &marks[count++];

		mark->unit_id.v = query_int(q, "unit_id");
		mark->period = query_str(q, "period");
		mark->state = word_or(&report_state_words, query_str(q, "state"), REPORT_OPEN);
		mark->content = word_or(&content_words, query_str(q, "content"), CONTENT_UNSAID);
		mark->is_corrected = query_int(q, "corrections") > 0;
		mark->duty = word_or(&duty_state_words, query_str(q, "duty"), DUTY_STATES);
	}
	if (!query_done(q))
		return false;
	*out = marks;
	*count_out = count;
	return true;
}

/* The age a matter had when the report arrived; a report still being written counts to now. */
static const struct sql AGEING = {
	"SELECT x.period,"
	"       count(*) FILTER (WHERE x.age <= :week) AS week,"
	"       count(*) FILTER (WHERE x.age > :week AND x.age <= :month) AS month,"
	"       count(*) FILTER (WHERE x.age > :month AND x.age <= :quarter) AS quarter,"
	"       count(*) FILTER (WHERE x.age > :quarter) AS older"
	"  FROM (SELECT r.period, coalesce(r.arrived_at, :now) - coalesce(m.registered_at, r.opened_at) AS age"
	"          FROM weekly_report r"
	"          JOIN weekly_item i ON i.report_id = r.id AND i.listing = 'listed'"
	"          LEFT JOIN matter m ON m.id = i.matter_id"
	"         WHERE r.period BETWEEN :first AND :last) x"
	" GROUP BY x.period"
	" ORDER BY x.period"
	" LIMIT :most" };

bool weekly_store_ageing(struct act *act, Str first_period, Str last_period, struct ageing **out, size_t *count_out)
{
	struct query *q = store_query(act, &AGEING);
	struct ageing *rows = ARENA_ARRAY(act->arena, struct ageing, MOST_WEEKS);
	size_t count = 0;

	query_bind_int(q, ":week", 7 * DAY_S);
	query_bind_int(q, ":month", 30 * DAY_S);
	query_bind_int(q, ":quarter", 90 * DAY_S);
	query_bind_instant(q, ":now", act->now);
	query_bind_str(q, ":first", first_period);
	query_bind_str(q, ":last", last_period);
	query_bind_int(q, ":most", MOST_WEEKS);
	while (query_next(q)) {
		struct ageing *row = &rows[count++];

		row->period = query_str(q, "period");
		row->by_age[0] = query_int(q, "week");
		row->by_age[1] = query_int(q, "month");
		row->by_age[2] = query_int(q, "quarter");
		row->by_age[3] = query_int(q, "older");
	}
	if (!query_done(q))
		return false;
	*out = rows;
	*count_out = count;
	return true;
}

/* Candidates for "left out in silence": the unit's opened report of the week does not speak of them. */
static const struct sql OMITTED = {
	"SELECT m.id, m.title, m.unit_id, m.registered_at, u.name AS unit_name"
	"  FROM matter m"
	"  JOIN unit u ON u.id = m.unit_id"
	"  JOIN weekly_report r ON r.unit_id = m.unit_id AND r.period = :period"
	" WHERE m.state <> 'closed' AND (m.state = 'blocked' OR m.registered_at <= :old_since)"
	"   AND NOT EXISTS (SELECT 1 FROM weekly_item i WHERE i.report_id = r.id AND i.matter_id = m.id)"
	" ORDER BY m.registered_at, m.id"
	" LIMIT :most" };

bool weekly_store_omitted(struct act *act, Str period, int64_t old_days, size_t most, struct omitted_row **out,
                          size_t *count_out)
{
	struct query *q = store_query(act, &OMITTED);
	struct omitted_row *rows = ARENA_ARRAY(act->arena, struct omitted_row, most);
	size_t count = 0;

	query_bind_str(q, ":period", period);
	query_bind_int(q, ":old_since", old_since(act, old_days));
	query_bind_int(q, ":most", (int64_t)most);
	while (query_next(q)) {
		struct omitted_row *row = &rows[count++];

		row->matter_id = query_int(q, "id");
		row->title = query_str(q, "title");
		row->unit_id.v = query_int(q, "unit_id");
		row->registered_at = query_instant(q, "registered_at");
		row->unit_name = query_str(q, "unit_name");
	}
	if (!query_done(q))
		return false;
	*out = rows;
	*count_out = count;
	return true;
}

const struct sql *const weekly_board_statements[] = { &BOARD, &MARKS, &AGEING, &OMITTED, NULL };

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* demo_inner.h - what the files of demo/ share: the zone, its people, what is still to happen.
 *
 * Whatever is decided by chance is decided before an act, never within it: a writing body may run twice. */
#ifndef JUEBU_APP_DEMO_DEMO_INNER_H
#define JUEBU_APP_DEMO_DEMO_INNER_H

#include "app/demo/demo.h"
#include "clauses/weekly/weekly.h"

enum { DEMO_UNITS = 14, DEMO_OFFICERS_MOST = 9, DEMO_FACTS_MOST = 40 };

struct demo;
struct demo_matter;

/* ---- people (demo_people.c) ---- */

struct demo_person { struct caller who; };

enum habit_day { ON_OPENING_DAY, ON_LAST_DAY_BEFORE, ON_DUE_DAY };

/* How a unit is and behaves. weeks: a letter a week, the first for the newest, then backwards and again from the
 * start; so that the week at the end shows what it shall show: see demo_report.c. */
struct unit_plan {
	const char *name, *short_name;
	enum unit_kind kind;
	const char *head, *contact;
	int officers;
	int level;                      /* how many unresolved matters it holds at the end */
	int quick;                      /* matters in ten weeks that are done before anybody must report them */
	enum habit_day day;
	int from_minute, to_minute;     /* when the report is sent; of the day of the due minute: before it */
	int draft_from, draft_to;       /* of the last day before: a draft is saved; 0: none */
	const char *weeks;
};
extern const struct unit_plan demo_unit_plans[DEMO_UNITS];

struct demo_unit {
	const struct unit_plan *plan;
	size_t number;                  /* 1…: contact1, head1, officer1 */
	UnitId id;
	struct demo_person head, contact, officers[DEMO_OFFICERS_MOST];
	size_t fit[DEMO_OFFICERS_MOST], fit_count;      /* who may be put on a matter */
	struct demo_person *speaker;    /* who reports: the filed contact, else the head */
	struct demo_matter *matters;
};

bool demo_people_make(struct demo *) MUST_USE;
struct demo_unit *demo_unit_named(struct demo *, Str name);      /* or by its short name; NULL */
struct demo_unit *demo_unit_with(struct demo *, UnitId);
Str demo_unit_name(const struct demo_unit *);

bool demo_ground_make(struct demo *) MUST_USE;                   /* demo_ground.c: roads and areas, from data/zone.txt */

/* ---- words (demo_words.c) ---- */

struct demo_list { Str name; Str *at; size_t count; };
struct demo_words { struct demo_list *at; size_t count; };

/* What was once said of a thing and holds ever after. */
struct demo_facts {
	Str name[DEMO_FACTS_MOST], value[DEMO_FACTS_MOST];
	size_t count;
	int64_t amount, paid;           /* in thousands of yuan */
};

struct demo_words demo_words_read(struct arena *, Str text);
const struct demo_list *demo_list_named(const struct demo *, Str name);  /* ends the program if there is none */
const struct demo_list *demo_list_maybe(const struct demo *, Str name);  /* NULL */
Str demo_line(struct demo *, const struct demo_list *);          /* one of its lines */
Str demo_part(Str line, size_t n);                               /* the n-th of "a | b | c"; empty: it has none */
void demo_fact(struct demo *, struct demo_facts *, const char *name, Str value);
Str demo_say(struct demo *, struct demo_facts *, Str line);      /* lives as long as the demo */
Str demo_say_one(struct demo *, struct demo_facts *, const char *list);
/* "wage.work"; of a narrow track, "site.dust", its own or that of "site". Ends the program if there is none. */
const struct demo_list *demo_list_of(struct demo *, Str track, const char *kind);

/* ---- what is still to happen (demo_time.c) ---- */

typedef bool DemoDeed(struct demo *, void *about);
struct demo_event { Instant at; uint64_t order; DemoDeed *deed; void *about; };

void demo_at(struct demo *, Instant, DemoDeed *, void *about);
bool demo_next(struct demo *, struct demo_event *out);           /* takes the earliest; false: nothing more */

uint64_t demo_random(struct demo *);
int demo_between(struct demo *, int least, int most);            /* both inclusive */
bool demo_chance(struct demo *, int percent);

Date demo_today(const struct demo *);
Date demo_worked(const struct demo *, Date);                     /* that day, or the next that is worked */
Date demo_worked_before(const struct demo *, Date);
Date demo_worked_later(const struct demo *, Date, int days);
Instant demo_time(struct demo *, Date, int from_minute, int to_minute);
Instant demo_some_days_later(struct demo *, int least, int most);        /* in working hours, worked days from today */
#define CLOCK(hour, minute) ((hour) * 60 + (minute))

/* ---- acts (demo_act.c) ---- */

struct demo_move {
	const struct holding *holding;
	int64_t id;                     /* 0: a new row */
	const char *verb;
	struct input input;
	void *row_out;
	bool reads_inbox;               /* whoever does this looks through their inbox too */
};
struct demo_move demo_move(struct demo *, const struct holding *, int64_t id, const char *verb);
void demo_give(struct demo_move *, Str path, Str value);
void demo_give_text(struct demo_move *, const char *path, Str value);
void demo_give_id(struct demo_move *, const char *path, int64_t);
/* who NULL: the system. A refusal ends the demo. */
bool demo_do(struct demo *, const struct demo_person *who, struct demo_move *) MUST_USE;
/* The same where a refusal is part of the story: told in refused_out. false: the world failed. */
bool demo_try(struct demo *, const struct demo_person *who, struct demo_move *, bool *refused_out) MUST_USE;
bool demo_write(struct demo *, const struct demo_person *who, ActBody *, void *input) MUST_USE;
bool demo_read(struct demo *, ActBody *, void *input) MUST_USE;

/* ---- the zone ---- */

struct demo {
	struct house *house;
	struct arena *arena;            /* ends with the demo */
	struct arena *moment;           /* ends with the deed */
	const struct duty_rule *const *rules;
	struct demo_ask ask;
	struct demo_words words;
	Instant begin, now, ticked;
	Period first, last;
	uint64_t random;
	struct demo_event *events;      /* a heap by time, then by order of asking */
	size_t event_count, event_room;
	uint64_t event_order;
	struct demo_unit units[DEMO_UNITS];
	struct demo_rounds *rounds;     /* one a unit */
	struct demo_person leader, legal;
	struct refusal refusal;
	struct demo_told told;
};

/* ---- matters (demo_matter.c) ---- */

enum fate { FATE_QUICK, FATE_ORDINARY, FATE_STANDING };

struct demo_matter {
	struct demo_matter *next;       /* of its unit */
	struct demo_unit *unit;
	int64_t id;
	Str track, title, source, place, party;
	Str kind_title;                 /* without the count of those like it */
	struct demo_facts facts;
	enum matter_state state;
	enum fate fate;
	const struct demo_person *lead, *second;
	Str base, latest;               /* what was found; the newest step */
	Str reported;                   /* what the last report said */
	Str obstacle, obstacle_words;   /* what stands in the way, or would */
	struct demo_unit *partner;      /* who would have to help */
	Str ask;
	size_t steps;
	Instant registered_at, close_at, block_at, instructed_at;
};

void demo_matters_plan(struct demo *);                           /* from the beginning to the end */
struct demo_matter *demo_matter_with(struct demo_unit *, MatterId);
DemoDeed demo_matter_close;

/* ---- weeks (demo_report.c, demo_bureau.c, demo_leader.c) ---- */

struct demo_report {
	struct demo_unit *unit;
	struct demo_week *week;
	int64_t id;
	char habit;
	int tries;
	bool in, late, vague, returned;
};
struct demo_week {
	Period period;
	int back;
	Instant opens_at, due_at, digest_due_at;
	struct demo_report reports[DEMO_UNITS];
	int64_t digest_id;
	size_t listed;                  /* by the digest */
	struct demo_week *before;
};
DemoDeed demo_report_begin, demo_report_supplement, demo_bureau_review, demo_leader_reads;
void demo_bureau_plan(struct demo *, struct demo_week *);
void demo_contacts_plan(struct demo *, const struct demo_week *first);

/* ---- rules (demo_regime.c) ---- */
void demo_regimes_plan(struct demo *);

/* ---- patrols (demo_patrol.c) ---- */

enum { DEMO_PATROL_WEEKS = 5 };     /* the last of them is the one that runs */
int demo_patrol_weeks(const struct demo *);
bool demo_patrols_make(struct demo *) MUST_USE;
/* A place the unit answers for; false: it has not driven yet. */
bool demo_somewhere(struct demo *, const struct demo_unit *, struct place *out);
/* What others found: the Bureau decides a few days later. */
void demo_lookback_plan(struct demo *, int64_t matter);

/* What was signed or answered, as the readers of a digest see it. */
struct demo_entry { struct digest_entry entry; struct weekly_item item; struct demo_matter *matter; };
struct demo_digest { Str period; struct digest digest; struct demo_entry *at; size_t count; };
bool demo_digest_load(struct demo *, struct demo_digest *) MUST_USE;     /* period is set */

#endif

/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* clause.h - a clause of the notice is a folder, and a folder is five tables and a few verbs.
 *
 * fields (record/), moves, duties (duty/), hears, routes: all that the program may know of a clause. Routing,
 * permission matrix, buttons, forms, API, OpenAPI, menu, the clock's work, the statement test are derived
 * from app/clauses.c alone. Owns: the tables' shapes, the one mover between states, the telling of events. */
#ifndef JUEBU_CLAUSE_CLAUSE_H
#define JUEBU_CLAUSE_CLAUSE_H

#include "duty/duty.h"
#include "http/html.h"
#include "http/http.h"

/* ---- moves: who may do what next ---- */

enum { MOVE_NEW = -1 /* there is no row yet */, MOVE_ANY = -2, MOVE_STAY = -3 /* .to: as it was */ };

/* Looks before and may change the row about to be stored; refuses or notes faults. before is NULL for MOVE_NEW. */
typedef bool MoveStep(struct act *, const void *before, void *row, struct input *);

enum tell { TELL_NOBODY = 0, TELL_UNIT = 1 /* the row's unit: its contact, else its head */, TELL_HEAD = 2,
            TELL_LEGAL_BUREAU = 4, TELL_LEADER = 8, TELL_OFFICERS = 16 /* those the row names */ };

struct move {
	int from;                       /* a state of the record, MOVE_NEW or MOVE_ANY */
	const char *verb;               /* "submit": URL, API, event "weekly_report.submit" */
	int to;                         /* a state, or MOVE_STAY */
	const char *label;              /* 报送: the button */
	const struct permission *by;    /* who, and within which scope */
	const char *takes;              /* fields the input may set (record_bind) */
	const char *needs;              /* of these, which must not be empty */
	MoveStep *check;                /* the rule: may it? Refusals only. */
	MoveStep *run;                  /* what else happens before the row is stored */
	MoveStep *then;                 /* and after it was stored (row has its id) */
	const struct duty_rule *meets, *raises;     /* of this row: its unit, and its period if the rule is periodic, else the row as subject */
	unsigned tells;
	const char *tell_words;         /* "%s" once: the row's title; NULL: label + title */
	const char *asks;               /* a sentence to confirm before: 确认作废？ NULL: none */
	bool primary, danger;           /* how the button looks */
	bool hidden;                    /* no generated button (a hand-made page has it) */
	bool by_program;                /* made in the steps of other moves; listed so that the tables tell all, nobody may ask for it */
};
#define MOVES_END { .verb = NULL }

/* Rows of a holding take files (attachment.h); who may read the row reads them. */
struct files_rule {
	const struct permission *add;   /* who adds and takes away, and within which scope */
	unsigned states;                /* 1u << state: in these files may be added, and taken away without a ground; 0: always */
	const char *of;                 /* "report_id": the reference to the row whose state decides; NULL: the row's own */
	bool copies;                    /* nobody adds or takes away: what stands there was copied from another row; no .add */
};

/* What may be corrected of a row after it was submitted, with ground and approval (correction.h). */
struct correct_rule {
	const char *takes;              /* fields the proposal may set (record_bind); none of them personal */
	const char *form;               /* of these, what the form draws: "content items.title" */
	unsigned states;                /* 1u << state: in these it may be asked for */
	const struct permission *ask, *approve;     /* never the same person */
	MoveStep *check;                /* what held when it was submitted holds again; may be NULL */
};

/* A further page about the rows of a holding, as a button over their list. */
struct page_link { const char *label, *icon, *path; const struct permission *may; };

/* A record a clause owns, with what may be done to it. */
struct holding {
	const struct record *record;
	const struct move *moves;       /* MOVES_END; NULL: only the program writes it */
	const struct permission *read;
	const struct permission *personal;          /* who may ask for personal fields in clear; NULL: nobody */
	bool hand_made;                 /* pages are the clause's own; the API is generated all the same */
	bool own_api;                   /* nor is the API generated */
	const struct files_rule *files; /* NULL: its rows take no files */
	const struct correct_rule *correct;         /* NULL: nothing of it is corrected */
	const struct page_link *links;  /* .path NULL ends; may be NULL */
};

/* Performs the move: permission and scope, state, version ("version" in the input must match if present; pages
 * and API always send it), bind, needs, check, run, store + ledger, duties, then, notices. id 0 for MOVE_NEW.
 * row_out (of record->size, may be NULL) gets the row as stored. */
bool move_run(struct act *, const struct holding *, int64_t id, Str verb, struct input *, void *row_out) MUST_USE;

/* ---- personal text (personal.c; what it is: record/personal.h) ---- */
struct scope personal_scope(const struct act *, const struct holding *);        /* within which the caller may ask */
bool personal_may_ask(const struct act *, const struct holding *, const void *row);
/* Whoever may ask gets the row with the right to write its personal text out, once; the ledger gets "<record>.view_personal"
 * with who, when, which row, and the ground if one was given. A writing act. Everybody else: not there. */
bool personal_view(struct act *, const struct holding *, int64_t id, struct input *, void *row_out) MUST_USE;
/* The step of a move of personal_key_record that destroys a key, and the one that tells the ledger of whose. */
MoveStep personal_key_destroy, personal_key_tell;

/* May the caller name this row in a field: it lies within what they may read; where they may read none of its kind, as
 * accounts, it must be of their unit. house->may_name. */
bool clauses_may_name(struct act *, const struct record *, int64_t id, bool *out) MUST_USE;

/* Ends the act with the one answer for "not there" and "not for you": nobody learns which (REFUSED_NOT_FOUND). */
bool refuse_not_there(struct act *);
/* The first move that makes a row, or NULL; the move of that verb from that state (MOVE_NEW too), or NULL. */
const struct move *move_first_new(const struct holding *);
const struct move *move_from(const struct holding *, int state, Str verb);

/* The moves open to the caller for this row, for buttons; hidden ones too, with their flag. why_not: empty if it may
 * be made now, else in words (shown dashed). The checks are asked with an empty input. */
struct allowed_move { const struct move *move; Str why_not; };
size_t moves_allowed(struct act *, const struct holding *, const void *row, struct allowed_move *out, size_t room);

/* ---- hears: what a clause does when others act ---- */
struct hearer {
	const char *event;              /* "matter.close", "duty.raise" */
	bool (*hear)(struct act *, const struct event *);   /* in the same act: may write and raise, may not refuse; failing fails the act */
};
bool clauses_hear(struct act *, const struct event *);          /* house->hear */

/* ---- routes: which page, with which permission and scope ---- */

struct staged;                      /* file/file.h */
struct call {                       /* one request on its way through a route */
	struct exchange *exchange;
	struct act *act;
	const struct route *route;
	const struct holding *holding;  /* generated routes */
	const struct session *session;
	struct scope scope;             /* of the caller for this route's permission */
	int64_t id;                     /* ":id" */
	void *row;                      /* SCOPED_ROW: the row as the door loaded it, with children */
	Str word;                       /* ":word", decoded */
	struct input *input;            /* the form or the JSON body */
	struct staged *staged;          /* a route that takes files: those of this request that were sound */
	size_t staged_count;
	const struct refusal *refused;  /* when a writing route's page is shown again */
	Str to;                         /* where a writing page goes after success (303) */
};

typedef bool RouteHandler(struct act *, struct call *);

enum route_scope {
	SCOPE_UNSET,                    /* refused by the table check: nobody can forget the column */
	SCOPED_OPEN,                    /* anybody: no login needed */
	SCOPED_SELF,                    /* one's own things */
	SCOPED_LIST,                    /* the handler asks with call->scope */
	SCOPED_ROW,                     /* :id is a row of .record and must lie within the scope, else 404 */
};

struct route {
	enum http_method method;
	const char *path;               /* "/weekly/report/:id/submit"; ":id" digits, ":word" any segment */
	const struct permission *may;
	enum route_scope scope;
	const struct record *record;    /* for SCOPED_ROW */
	RouteHandler *handler;
	bool writes;                    /* in a writing act; CSRF is checked for pages */
	bool beacon;                    /* a machine reports with a key of its own: its GET may write, what it is told is plain text */
	bool files;                     /* files are staged before the handler's act; needs .writes and SCOPED_ROW */
	bool slow;                      /* on a worker. GET: in a reading act there (PDF); else the act has no connection and
	                                   runs acts of its own (login) */
	RouteHandler *file;             /* instead of .handler, and slow, if a file is asked for (clause/export.h); NULL: no such */
	RouteHandler *again;            /* reading: shows the form again, with call->refused and what was typed */
	const char *title;              /* for the matrix page and the tests */
};
#define ROUTES_END { .path = NULL }

/* Does the decoded path fit the route's? ":id" takes 1–18 digits, ":word" one segment that is not empty. */
bool route_matches(const struct route *, Str path, int64_t *id_out, Str *word_out);

struct menu_item {
	const char *section;            /* 报告; NULL: above all sections */
	const char *label, *path, *icon;
	const struct permission *may;
	const struct duty_rule *const *counts;      /* open duties of these rules, NULL-ended: the number beside it */
};

struct clause {
	const char *name;               /* "weekly" */
	const char *label;              /* 未果事项周报 */
	const char *number;             /* "二（四）"; NULL for the house's own (people, duty) */
	const char *page;               /* docs/clauses/2.04-weekly-report.md: shown at /rule/2.04-weekly-report */
	const struct holding *const *holdings;      /* NULL-ended; may be NULL */
	const struct duty_rule *const *duties;      /* NULL-ended; may be NULL */
	const struct duty_rule *const *met_by_verbs;        /* of these, which no move .meets because a step does; may be NULL */
	const struct hearer *hears;                 /* .event NULL ends; may be NULL */
	const struct route *routes;                 /* may be NULL */
	const struct menu_item *menu;               /* .path NULL ends; may be NULL */
	/* What this clause puts on the caller's first page; writes nothing where it has nothing to say to them. May be NULL. */
	bool (*home)(struct act *, const struct call *, struct html);
	const struct setting_rule *const *settings; /* NULL-ended; may be NULL */
	const struct sql *const *const *statements; /* NULL-ended list of lists */
};

/* ---- over all clauses ---- */
const struct holding *holding_named(const struct house *, Str record_name);
const struct duty_rule *clauses_duty_rule(const struct house *, Str name);      /* house->find_duty_rule */
const struct duty_rule *const *clauses_duty_rules(struct arena *, const struct house *);
const struct record *const *clauses_records(struct arena *, const struct house *);
/* Tables make sense: names known, states reachable and leavable, every duty can be met, every route has permission and
 * scope, every permission is somebody's. The tests and `juebu clauses` call it; error_out lists all faults. */
bool clauses_check(struct arena *, const struct clause *const *, Str *error_out);
Str clauses_describe(struct arena *, const struct clause *const *);             /* Markdown and Graphviz */

#endif

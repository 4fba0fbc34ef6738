-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who owes what by which minute. Every time limit of the program is a row here.
CREATE TABLE duty (
    id           {id},
    version      {int} NOT NULL DEFAULT 1,
    rule         {text} NOT NULL,                        -- name of the duty rule, "weekly.report"
    title        {text} NOT NULL,
    unit_id      {int} NOT NULL REFERENCES unit (id),    -- who owes
    account_id   {int} REFERENCES account (id),          -- a person who owes; NULL: the unit as such
    subject      {text},                                 -- record the duty is about, NULL: none
    subject_id   {int} NOT NULL,                         -- and its row, 0: none
    period       {text},                                 -- "2026-W47"; NULL: raised by an event
    state        {text} NOT NULL CHECK (state IN ('open','paused','met','breached','late','waived')),
    stage        {text} CHECK (stage IN ('blue','orange','red')),  -- how long overdue; NULL: not
    misbehaviour {text} CHECK (misbehaviour IN ('inaction','slow_action','improper_action','abuse','laxity')),
    raised_at    {int} NOT NULL,                         -- UTC seconds, as all moments here
    due_at       {int} NOT NULL,                         -- on time means received before this second
    met_at       {int},
    breached_at  {int},                                  -- the due minute that passed; stays when it is met late or waived
    paused_at    {int},
    waived_at    {int},
    rolled       {int} NOT NULL CHECK (rolled IN (0, 1)),
    provisional  {int} NOT NULL CHECK (provisional IN (0, 1)),  -- depends on a year whose holidays are not announced
    due_why      {text},                                 -- why the due minute is where it is
    ground       {text},                                 -- of the last pause, extension or waiver
    limit_number {int} NOT NULL,                         -- the limit it was raised with; 0: a period or an exact minute
    limit_unit   {text} CHECK (limit_unit IN ('hours','calendar_days','working_days','months')),
    next_at      {int},                                  -- the clock's next business with this row; NULL: none
    reminded     {int} NOT NULL,
    CHECK ((state IN ('met','late')) = (met_at IS NOT NULL)),
    CHECK ((state = 'paused') = (paused_at IS NOT NULL)),
    CHECK ((state = 'waived') = (waived_at IS NOT NULL)),
    CHECK (state NOT IN ('breached','late') OR breached_at IS NOT NULL)
){strict};
-- Raised once. A period is owed once for ever; an event's duty may come again when the first is settled.
-- COALESCE because NULLs are distinct in a unique index.
CREATE UNIQUE INDEX duty_once_a_period ON duty (rule, unit_id, period, COALESCE(subject, ''), subject_id)
    WHERE period IS NOT NULL;
CREATE UNIQUE INDEX duty_once_unsettled ON duty (rule, unit_id, COALESCE(subject, ''), subject_id)
    WHERE period IS NULL AND state IN ('open','paused','breached');
CREATE INDEX duty_key ON duty (rule, unit_id, COALESCE(subject, ''), subject_id);
CREATE INDEX duty_next ON duty (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX duty_owed ON duty (unit_id, due_at) WHERE state IN ('open','paused','breached');
CREATE INDEX duty_person ON duty (account_id, due_at) WHERE account_id IS NOT NULL;
CREATE INDEX duty_due ON duty (due_at, id);
CREATE INDEX duty_subject ON duty (subject, subject_id);

-- When the clock last went. One row.
CREATE TABLE clock (
    id           {int} PRIMARY KEY CHECK (id = 1),
    ticked_at    {int} NOT NULL,                         -- older than a few minutes at the next tick: stood still
    raised_until {int} NOT NULL                          -- every period opened by then has been raised
){strict};

-- When the program stood still. A due minute inside moves to until_at + 2 h, with this as its ground.
CREATE TABLE outage (
    id           {id},
    from_at      {int} NOT NULL UNIQUE,                  -- the last tick before
    until_at     {int} NOT NULL,                         -- the first tick after
    noted_at     {int} NOT NULL
){strict};

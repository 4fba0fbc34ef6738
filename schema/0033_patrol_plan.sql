-- SPDX-License-Identifier: AGPL-3.0-or-later
-- 二（一）巡查: the weekly plan. Owner: src/clauses/patrol/. (Areas and roads come with 0034, so nothing here refers to them
-- by the database; the program checks that they are there.)

-- What one unit means to patrol in one ISO week.
CREATE TABLE patrol_plan (
    id            {id},
    version       {int} NOT NULL,
    unit_id       {int} NOT NULL REFERENCES unit (id),
    period        {text} NOT NULL CHECK (length(period) = 8),          -- 2026-W47
    state         {text} NOT NULL CHECK (state IN ('draft','released','forced')),  -- forced: its week began unreleased
    regime_id     {int} REFERENCES regime (id),                        -- the rule it was generated from; NULL: none stood
    generated_at  {int} NOT NULL,
    released_at   {int},
    released_by   {int} REFERENCES account (id),
    forced_at     {int},                                               -- the Monday 00:00 at which the draft took force
    words         {text},
    UNIQUE (unit_id, period),
    CHECK ((state = 'released') = (released_at IS NOT NULL)),
    CHECK (state <> 'forced' OR forced_at IS NOT NULL)
){strict};
CREATE INDEX patrol_plan_by_period ON patrol_plan (period, unit_id);
CREATE INDEX patrol_plan_of_state ON patrol_plan (state, period, id);

-- One place of the plan and how often it is patrolled on each day of the week.
CREATE TABLE plan_round (
    id         {id},
    version    {int} NOT NULL,
    plan_id    {int} NOT NULL REFERENCES patrol_plan (id),
    unit_id    {int} NOT NULL REFERENCES unit (id),
    area_id    {int},                                                  -- one of the two
    road_id    {int},
    must_days  {text} NOT NULL CHECK (length(must_days) = 7),          -- Monday to Sunday: 1 where it must be patrolled, 0 elsewhere
    mon        {int} NOT NULL CHECK (mon BETWEEN 0 AND 9),
    tue        {int} NOT NULL CHECK (tue BETWEEN 0 AND 9),
    wed        {int} NOT NULL CHECK (wed BETWEEN 0 AND 9),
    thu        {int} NOT NULL CHECK (thu BETWEEN 0 AND 9),
    fri        {int} NOT NULL CHECK (fri BETWEEN 0 AND 9),
    sat        {int} NOT NULL CHECK (sat BETWEEN 0 AND 9),
    sun        {int} NOT NULL CHECK (sun BETWEEN 0 AND 9),
    words      {text},
    CHECK ((area_id IS NULL) <> (road_id IS NULL))
){strict};
CREATE INDEX plan_round_of_plan ON plan_round (plan_id, id);
CREATE UNIQUE INDEX plan_round_area ON plan_round (plan_id, area_id) WHERE area_id IS NOT NULL;
CREATE UNIQUE INDEX plan_round_road ON plan_round (plan_id, road_id) WHERE road_id IS NOT NULL;

-- SPDX-License-Identifier: AGPL-3.0-or-later
-- 制度: the rules each unit drafts and files with the Legal Bureau, version by version. Owner: src/regime/.

CREATE TABLE regime (
    id               {id},
    version          {int} NOT NULL,
    unit_id          {int} NOT NULL REFERENCES unit (id),
    kind             {text} NOT NULL CHECK (kind IN ('patrol','complaint','joint','weekly','filing','meeting','training','visit',
                     'inspection','assessment','accountability')),     -- which institution of the notice it is a rule of
    issue            {int} NOT NULL CHECK (issue >= 1),                -- 第 n 版 of this unit's rule of this kind
    title            {text} NOT NULL,
    words            {text},                                           -- what the rule says; empty while it is drafted
    key_days         {text} CHECK (key_days IN ('calendar','working')),-- 巡查: on which days the key areas are due; NULL: it is silent
    from_on          {text} CHECK (length(from_on) = 10),              -- from when the unit wants it to hold
    state            {text} NOT NULL CHECK (state IN ('draft','filed','returned','standing','replaced')),
    filed_at         {int},                                            -- when it was last filed
    filed_by         {int} REFERENCES account (id),
    return_reason    {text},
    acknowledged_at  {int},
    acknowledged_by  {int} REFERENCES account (id),
    stands_on        {text} CHECK (length(stands_on) = 10),            -- the first day it holds: never before it was acknowledged
    until_on         {text} CHECK (length(until_on) = 10),             -- the last day it held; NULL: it holds on
    CHECK (kind = 'patrol' OR key_days IS NULL),
    CHECK ((state IN ('standing','replaced')) = (stands_on IS NOT NULL)),
    CHECK ((state = 'replaced') = (until_on IS NOT NULL)),
    CHECK (state IN ('draft','returned') OR (words IS NOT NULL AND from_on IS NOT NULL AND filed_at IS NOT NULL)),
    UNIQUE (unit_id, kind, issue)
){strict};
-- One version is in the works at a time, and one stands.
CREATE UNIQUE INDEX regime_in_work ON regime (unit_id, kind) WHERE state IN ('draft','filed','returned');
CREATE UNIQUE INDEX regime_stands ON regime (unit_id, kind) WHERE state = 'standing';
-- The matrix reads what is there now, not what was replaced years ago.
CREATE INDEX regime_now ON regime (unit_id, kind, issue) WHERE state IN ('draft','filed','returned','standing');
CREATE INDEX regime_of_state ON regime (state, unit_id, id);

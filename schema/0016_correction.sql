-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Correction (更正) of what was submitted by mistake: asked with a ground, decided by another, both versions kept.
-- Owner: src/clause/correction.c (correction, correction_change), src/clauses/weekly/ (digest_amendment).

CREATE TABLE correction (
    id            {id},
    version       {int} NOT NULL,
    subject       {text} NOT NULL,                         -- record name: weekly_report, matter
    subject_id    {int} NOT NULL,
    subject_version {int} NOT NULL,                        -- the version it was asked on: on no other it is approved
    unit_id       {int} REFERENCES unit (id),              -- whose row it is
    title         {text} NOT NULL,
    ground        {text} NOT NULL,
    state         {text} NOT NULL CHECK (state IN ('asked','approved','refused','withdrawn')),
    asked_by      {int} NOT NULL REFERENCES account (id),
    asked_at      {int} NOT NULL,                          -- UTC seconds
    decided_by    {int} REFERENCES account (id),
    decided_at    {int},
    words         {text},                                  -- of who decided
    CHECK ((state IN ('approved','refused')) = (decided_at IS NOT NULL)),
    CHECK (decided_by IS NULL OR decided_by <> asked_by)
){strict};
CREATE INDEX correction_of ON correction (subject, subject_id, id);
-- One question at a time on a row: two would be answered on different versions.
CREATE UNIQUE INDEX correction_asked ON correction (subject, subject_id) WHERE state = 'asked';

-- One field that is to change: as a person reads it before and after, and as it is bound when approved.
CREATE TABLE correction_change (
    id             {id},
    version        {int} NOT NULL,
    correction_id  {int} NOT NULL REFERENCES correction (id),
    path           {text} NOT NULL,                        -- "content", "items.0.work_done"
    value          {text},                                 -- as an input says it; NULL: taken away
    label          {text},                                 -- NULL: it only says which row is meant
    was            {text},
    becomes        {text}
){strict};
CREATE INDEX correction_change_of ON correction_change (correction_id, id);

-- What a correction changes in the figures of a digest that was signed: the digest itself stays as it was signed.
CREATE TABLE digest_amendment (
    id             {id},
    version        {int} NOT NULL,
    digest_id      {int} NOT NULL REFERENCES digest (id),
    correction_id  {int} NOT NULL REFERENCES correction (id),
    unit_id        {int} NOT NULL REFERENCES unit (id),
    figures        {text} NOT NULL,                        -- 零报告 2 → 1 家；…
    amended_at     {int} NOT NULL,
    UNIQUE (digest_id, correction_id)
){strict};

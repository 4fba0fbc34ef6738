-- 二（十一）责任追究: the cases. Owner: src/clauses/accountability/.

CREATE TABLE accountability_case (
    id            {id},
    version       {int} NOT NULL,
    title         {text} NOT NULL,
    unit_id       {int} NOT NULL REFERENCES unit (id),
    misbehaviour  {text},
    state         {text} NOT NULL CHECK (state IN ('opened','settled')),
    opened_at     {int} NOT NULL,
    ground        {text},
    subject       {text} NOT NULL,                         -- record and id of what was found
    subject_id    {int} NOT NULL,
    outcome       {text},
    settled_at    {int}
){strict};
CREATE INDEX accountability_by_unit ON accountability_case (unit_id, opened_at, id);
CREATE INDEX accountability_by_time ON accountability_case (opened_at, id);
-- One case for what was found once.
CREATE UNIQUE INDEX accountability_of ON accountability_case (subject, subject_id);

-- 二（一）What a week's patrol, and a day's at the key places, came to when it was judged. Owner: src/clauses/patrol/.

CREATE TABLE coverage (
    id              {id},
    version         {int} NOT NULL,
    period          {text} NOT NULL,                       -- 2026-W47, or 2026-11-18
    unit_id         {int} NOT NULL REFERENCES unit (id),
    state           {text} NOT NULL CHECK (state IN ('met','short')),
    share_permille  {int} NOT NULL CHECK (share_permille BETWEEN 0 AND 1000),
    metres          {int} NOT NULL,
    metres_passed   {int} NOT NULL,
    pieces          {int} NOT NULL,
    pieces_passed   {int} NOT NULL,
    key_pieces      {int} NOT NULL,
    key_passed      {int} NOT NULL,
    words           {text},
    judged_at       {int} NOT NULL,                        -- UTC seconds: the due minute; what was received by then counts
    missed          {text},                                -- road:k-k,…
    UNIQUE (unit_id, period)
){strict};
CREATE INDEX coverage_by_period ON coverage (period, id);
CREATE INDEX coverage_by_unit ON coverage (unit_id, period, id);

-- 二（一）责任倒查: a problem somebody else found, looked back upon. Owner: src/clauses/patrol/.

CREATE TABLE lookback (
    id            {id},
    version       {int} NOT NULL,
    title         {text} NOT NULL,
    unit_id       {int} NOT NULL REFERENCES unit (id),     -- whose place it was
    verdict       {text} NOT NULL CHECK (verdict IN ('no_place','no_owner','not_visible','not_due','missed','passed','reported')),
    state         {text} NOT NULL CHECK (state IN ('computed','confirmed','rejected')),
    source        {text} NOT NULL,
    matter_id     {int} NOT NULL REFERENCES matter (id),
    spot          {text},
    from_at       {int} NOT NULL,
    until_at      {int} NOT NULL,
    due_rounds    {int} NOT NULL,
    due_words     {text},
    pass_count    {int} NOT NULL,
    computed_at   {int} NOT NULL,
    ground        {text},
    decided_by    {int} REFERENCES account (id),
    decided_at    {int},
    CHECK ((state = 'computed') = (decided_at IS NULL))
){strict};
CREATE INDEX lookback_by_unit ON lookback (unit_id, until_at, id);
CREATE INDEX lookback_by_time ON lookback (until_at, id);
CREATE INDEX lookback_of_matter ON lookback (matter_id);

-- Who passed within sight in that time.
CREATE TABLE lookback_pass (
    id           {id},
    version      {int} NOT NULL,
    lookback_id  {int} NOT NULL REFERENCES lookback (id),
    unit_id      {int} NOT NULL REFERENCES unit (id),
    device_id    {int} NOT NULL REFERENCES device (id),
    patrol_id    {int} REFERENCES patrol (id),
    entered_at   {int} NOT NULL,
    nearest_at   {int} NOT NULL,
    left_at      {int} NOT NULL,
    metres       {int} NOT NULL
){strict};
CREATE INDEX lookback_pass_of ON lookback_pass (lookback_id, nearest_at);

-- 二（一）巡查 as it was done: patrols, what they found, what was handed to another unit. Owner: src/clauses/patrol/.

-- One patrol from setting out to its end. It ties positions to people; outside of it they are nobody's.
CREATE TABLE patrol (
    id          {id},
    version     {int} NOT NULL,
    title       {text} NOT NULL,                           -- 执法 03 车 11月18日 09:12
    unit_id     {int} NOT NULL REFERENCES unit (id),
    device_id   {int} NOT NULL REFERENCES device (id),
    lead_id     {int} NOT NULL REFERENCES officer (id),
    second_id   {int} REFERENCES officer (id),
    state       {text} NOT NULL CHECK (state IN ('running','ended')),
    began_at    {int} NOT NULL,                            -- UTC seconds, by who set out
    ended_at    {int},
    ended_how   {text} CHECK (ended_how IN ('officer','clock')),
    words       {text},
    key         {text} UNIQUE,                             -- the recorder's own; sent again it is the same patrol
    batch       {int} NOT NULL,                            -- last batch of positions taken from it
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CHECK (ended_at IS NULL OR ended_at >= began_at),
    CHECK (lead_id <> second_id)
){strict};
-- Nobody and no device is out twice: who was out last before a minute?
CREATE INDEX patrol_by_device ON patrol (device_id, began_at);
CREATE INDEX patrol_by_lead ON patrol (lead_id, began_at);
CREATE INDEX patrol_by_second ON patrol (second_id, began_at) WHERE second_id IS NOT NULL;
CREATE INDEX patrol_by_unit ON patrol (unit_id, began_at, id);
CREATE INDEX patrol_by_time ON patrol (began_at, id);

-- What was seen. It stays its unit's, whatever becomes of it.
CREATE TABLE finding (
    id             {id},
    version        {int} NOT NULL,
    title          {text} NOT NULL,
    unit_id        {int} NOT NULL REFERENCES unit (id),
    state          {text} NOT NULL CHECK (state IN ('noted','settled','matter','handed','taken','returned')),
    category       {text} NOT NULL,
    found_at       {int} NOT NULL,
    place          {text},
    spot           {text},                                 -- WGS-84, longitude first
    patrol_id      {int} REFERENCES patrol (id),
    words          {text},
    settled_words  {text},
    to_unit_id     {int} REFERENCES unit (id),
    matter_id      {int} REFERENCES matter (id),
    return_reason  {text},
    key            {text} UNIQUE
){strict};
CREATE INDEX finding_by_unit ON finding (unit_id, found_at, id);
CREATE INDEX finding_by_time ON finding (found_at, id);
CREATE INDEX finding_by_patrol ON finding (patrol_id) WHERE patrol_id IS NOT NULL;

-- A finding offered to the unit whose it is: its own row, with what it needs to know.
CREATE TABLE handover (
    id             {id},
    version        {int} NOT NULL,
    title          {text} NOT NULL,
    unit_id        {int} NOT NULL REFERENCES unit (id),    -- who gets it
    from_unit_id   {int} NOT NULL REFERENCES unit (id),
    state          {text} NOT NULL CHECK (state IN ('offered','taken','returned')),
    category       {text} NOT NULL,
    handed_at      {int} NOT NULL,
    found_at       {int} NOT NULL,
    place          {text},
    spot           {text},
    words          {text},
    finding_id     {int} NOT NULL REFERENCES finding (id),
    matter_id      {int} REFERENCES matter (id),
    return_reason  {text}
){strict};
CREATE INDEX handover_by_unit ON handover (unit_id, handed_at, id);
CREATE INDEX handover_by_time ON handover (handed_at, id);
CREATE INDEX handover_of_finding ON handover (finding_id, id);

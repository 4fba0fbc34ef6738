-- SPDX-License-Identifier: AGPL-3.0-or-later
-- 二（一）巡查: what has to be seen. Owner: src/clauses/patrol/.

-- A responsibility area or a key area of a unit. Once it stands it never changes but its end; another follows it.
CREATE TABLE area (
    id           {id},
    version      {int} NOT NULL,
    unit_id      {int} NOT NULL REFERENCES unit (id),
    name         {text} NOT NULL,
    kind         {text} NOT NULL CHECK (kind IN ('responsibility','key')),
    shape        {text} NOT NULL,                          -- GeoJSON, polygons, WGS-84
    from_on      {text} NOT NULL CHECK (length(from_on) = 10),
    until_on     {text} CHECK (length(until_on) = 10),     -- the last day; NULL: still
    state        {text} NOT NULL CHECK (state IN ('draft','standing','ended','dropped')),
    previous_id  {int} REFERENCES area (id),               -- which it follows
    words        {text},
    released_at  {int},                                    -- UTC seconds
    CHECK ((state IN ('standing','ended')) = (released_at IS NOT NULL)),
    CHECK (state <> 'ended' OR until_on IS NOT NULL)
){strict};
CREATE INDEX area_of_unit ON area (unit_id, state, from_on, id);
CREATE INDEX area_by_state ON area (state, from_on, id);
-- An area is followed once, and a second draft would follow what the first has ended.
CREATE UNIQUE INDEX area_followed ON area (previous_id) WHERE previous_id IS NOT NULL AND state <> 'dropped';

-- A road, or a key section of one. The zone's common roads are the Legal Bureau's; whose its pieces are say the areas.
CREATE TABLE road (
    id           {id},
    version      {int} NOT NULL,
    unit_id      {int} NOT NULL REFERENCES unit (id),
    name         {text} NOT NULL,
    kind         {text} NOT NULL CHECK (kind IN ('road','key_section')),
    shape        {text} NOT NULL,                          -- GeoJSON, lines, WGS-84
    from_on      {text} NOT NULL CHECK (length(from_on) = 10),
    until_on     {text} CHECK (length(until_on) = 10),
    state        {text} NOT NULL CHECK (state IN ('draft','standing','ended','dropped')),
    previous_id  {int} REFERENCES road (id),
    words        {text},
    released_at  {int},
    CHECK ((state IN ('standing','ended')) = (released_at IS NOT NULL)),
    CHECK (state <> 'ended' OR until_on IS NOT NULL)
){strict};
CREATE INDEX road_of_unit ON road (unit_id, state, from_on, id);
CREATE INDEX road_by_state ON road (state, from_on, id);
CREATE UNIQUE INDEX road_followed ON road (previous_id) WHERE previous_id IS NOT NULL AND state <> 'dropped';

-- What cannot be driven for a while: asked by the unit, decided by the Legal Bureau. Approved, it is not due.
CREATE TABLE impassable (
    id          {id},
    version     {int} NOT NULL,
    unit_id     {int} NOT NULL REFERENCES unit (id),
    road_id     {int} REFERENCES road (id),
    area_id     {int} REFERENCES area (id),
    shape       {text},                                    -- the part of it; NULL: the whole
    from_on     {text} NOT NULL CHECK (length(from_on) = 10),
    until_on    {text} NOT NULL CHECK (length(until_on) = 10),
    ground      {text} NOT NULL,
    state       {text} NOT NULL CHECK (state IN ('asked','approved','refused','withdrawn')),
    asked_at    {int} NOT NULL,
    decided_at  {int},
    decision    {text},                                    -- why it was refused
    CHECK ((road_id IS NULL) <> (area_id IS NULL)),
    CHECK (from_on <= until_on),
    CHECK ((state IN ('approved','refused')) = (decided_at IS NOT NULL))
){strict};
CREATE INDEX impassable_by_state ON impassable (state, until_on, id);
CREATE INDEX impassable_of_unit ON impassable (unit_id, until_on, id);
CREATE INDEX impassable_of_road ON impassable (road_id);
CREATE INDEX impassable_of_area ON impassable (area_id);

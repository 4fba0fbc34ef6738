-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Devices and the positions they send: a raw tail, then packed blocks by device and hour. Owner: src/track/.

-- What sends positions: a terminal in a vehicle, a phone, a recorder. The register: what is not in it is refused.
CREATE TABLE device (
    id            {id},
    version       {int} NOT NULL,
    unit_id       {int} NOT NULL REFERENCES unit (id),
    number        {text} NOT NULL UNIQUE,                -- 终端号 without leading zeros, or the phone's id
    name          {text} NOT NULL,                       -- plate, or what people call it
    kind          {text} NOT NULL CHECK (kind IN ('terminal','phone','recorder')),
    protocol      {text} NOT NULL CHECK (protocol IN ('jt808','osmand','upload')),
    state         {text} NOT NULL CHECK (state IN ('active','stopped','retired')),
    since_on      {text} CHECK (length(since_on) = 10),  -- in use from
    until_on      {text} CHECK (length(until_on) = 10),  -- last day in use; NULL: still
    registered_at {int},                                 -- JT/T 808: when the terminal registered last; the key it got then holds
    key_hash      {text} CHECK (length(key_hash) = 64),  -- SM3 of its authentication code or key; NULL: none was given yet
    CHECK (until_on IS NULL OR since_on IS NULL OR until_on >= since_on)
){strict};
CREATE INDEX device_unit ON device (unit_id);

-- What came in and is not in a block yet: one row for all points of one device and hour that one act took.
CREATE TABLE track_tail (
    id           {id},
    device_id    {int} NOT NULL REFERENCES device (id),
    hour         {int} NOT NULL,                         -- of the points' own time: UTC seconds / 3600
    received_at  {int} NOT NULL,                         -- by the house, UTC seconds
    points       {blob} NOT NULL                         -- as src/track/pack.h writes them, in the order they came
){strict};
CREATE INDEX track_tail_of ON track_tail (device_id, hour, id);

-- What one device sent about one hour, closed: what stands in track_packed under its id. A record, so that its entry in
-- the ledger holds the SM3. What arrives after the hour was closed makes a further block, marked late.
CREATE TABLE track_block (
    id           {id},
    version      {int} NOT NULL,
    device_id    {int} NOT NULL REFERENCES device (id),
    unit_id      {int} NOT NULL REFERENCES unit (id),    -- whose the device was when it was closed
    hour         {int} NOT NULL,                         -- UTC seconds / 3600
    points       {int} NOT NULL CHECK (points > 0),      -- how many
    first_s      {int} NOT NULL,                         -- UTC seconds of the first and the last point
    last_s       {int} NOT NULL,
    west         {int} NOT NULL,                         -- their bounding box, 1e-7 degree, WGS-84
    south        {int} NOT NULL,
    east         {int} NOT NULL,
    north        {int} NOT NULL,
    late         {int} NOT NULL CHECK (late IN (0, 1)),
    received_s   {int} NOT NULL,                         -- when the last of them was received
    sm3          {text} NOT NULL CHECK (length(sm3) = 64)
){strict};
CREATE INDEX track_block_of ON track_block (device_id, hour, id);
CREATE INDEX track_block_hour ON track_block (hour, device_id, id);

-- Their bytes. Apart, so that a search by place and time does not read them.
CREATE TABLE track_packed (
    block_id     {int} PRIMARY KEY REFERENCES track_block (id),
    bytes        {blob} NOT NULL
){strict};

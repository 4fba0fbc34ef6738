-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Settings (设置): numbers the notice leaves open, each from a day on. A number that has no row, or none yet on
-- that day, has the default that stands in its clause's table. Rows stay: what was decided under an old number
-- is judged by it.
CREATE TABLE setting (
    id       {id},
    version  {int} NOT NULL DEFAULT 1,
    name     {text} NOT NULL,                            -- weekly.old_days: declared in a clause's table
    value    {int} NOT NULL,                             -- in the unit declared there
    from_on  {text} NOT NULL CHECK (length(from_on) = 10),       -- in force from this day
    source   {text} NOT NULL,                            -- by whose decision, which document
    UNIQUE (name, from_on)
){strict};

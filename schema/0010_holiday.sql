-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Announced holidays of years the program did not bring along. Owner: src/record/holiday.c.

-- One notice of the State Council's General Office as imported. Never changed; a later one on the same year replaces
-- what it says.
CREATE TABLE holiday (
    id           {id},
    version      {int} NOT NULL,
    year         {int} NOT NULL CHECK (year BETWEEN 2007 AND 2199),
    notice       {text} NOT NULL,                          -- "2027 元旦 off 01-01..01-03 work …", as in data/holidays.txt
    source       {text} NOT NULL,                          -- number of the document
    imported_at  {int} NOT NULL                            -- UTC seconds
){strict};

-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Units, officers with their certificates, accounts and their sessions.

-- A body of the zone. Names are data; what a unit is called today may change, its row stays.
CREATE TABLE unit (
    id           {id},
    version      {int} NOT NULL DEFAULT 1,
    name         {text} NOT NULL UNIQUE,                 -- 行政执法分局
    short_name   {text} NOT NULL,                        -- 执法分局: document numbers, narrow tables
    kind         {text} NOT NULL CHECK (kind IN ('committee','legal_bureau','department','subdistrict','supervision')),
    reports      {int} NOT NULL CHECK (reports IN (0, 1)),  -- owes the weekly report and the other periodic duties
    since_on     {text} CHECK (length(since_on) = 10),   -- first day it existed; NULL: before the program
    until_on     {text} CHECK (length(until_on) = 10)    -- last day it existed; NULL: still
){strict};

-- A person who enforces. Off post: cannot be put on a matter (clause 2 (7)).
CREATE TABLE officer (
    id           {id},
    version      {int} NOT NULL DEFAULT 1,
    unit_id      {int} NOT NULL REFERENCES unit (id),
    name         {text} NOT NULL,
    state        {text} NOT NULL CHECK (state IN ('in_post','off_post','left')),
    post         {text}                                  -- 科员, 副队长
){strict};
CREATE INDEX officer_unit ON officer (unit_id);

-- The enforcement certificate (执法证) of an officer; renewed ones are further rows.
CREATE TABLE certificate (
    id           {id},
    version      {int} NOT NULL DEFAULT 1,
    officer_id   {int} NOT NULL REFERENCES officer (id),
    unit_id      {int} NOT NULL REFERENCES unit (id),    -- the officer's unit when it was issued: whose row it is
    number       {text} NOT NULL UNIQUE,
    issued_on    {text} NOT NULL CHECK (length(issued_on) = 10),
    expires_on   {text} NOT NULL CHECK (length(expires_on) = 10),  -- last valid day
    withdrawn    {int} NOT NULL CHECK (withdrawn IN (0, 1))
){strict};
CREATE INDEX certificate_officer ON certificate (officer_id);

-- Who may log in. Never deleted: the ledger names them.
CREATE TABLE account (
    id           {id},
    version      {int} NOT NULL DEFAULT 1,
    unit_id      {int} NOT NULL REFERENCES unit (id),
    officer_id   {int} REFERENCES officer (id),          -- NULL: a clerk, leader or administrator
    login        {text} NOT NULL UNIQUE,
    name         {text} NOT NULL,
    phone        {text},                                 -- personal data
    password_hash {text},                                -- Argon2id; NULL: cannot log in
    roles        {text},                                 -- words, blank-separated: "contact head"
    disabled     {int} NOT NULL CHECK (disabled IN (0, 1)),
    must_change  {int} NOT NULL CHECK (must_change IN (0, 1))  -- the first password must be changed
){strict};
CREATE INDEX account_unit ON account (unit_id);

-- Wrong passwords in a row, by login typed, known or not: both behave the same. Rows older than the lock go.
-- Keyed by hash because people type their password into the wrong field. Real time, not the program's clock.
CREATE TABLE login_failure (
    login_hash   {text} PRIMARY KEY,                     -- SHA-256 of the login as typed
    failures     {int} NOT NULL,                         -- in a row
    failed_real_s {int} NOT NULL,                        -- the last one
    locked_until_real_s {int} NOT NULL                   -- 0: not locked
){strict};

-- Who is logged in. The token itself is only with the person. Real time, not the program's clock.
CREATE TABLE session (
    id           {id},
    token_hash   {text} NOT NULL UNIQUE,                 -- SHA-256 of the token
    account_id   {int} NOT NULL REFERENCES account (id),
    csrf         {text} NOT NULL,                        -- stands in each of this session's forms
    created_real_s {int} NOT NULL,
    seen_real_s  {int} NOT NULL                          -- written down once a minute; memory knows better
){strict};
CREATE INDEX session_account ON session (account_id);

-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What 等保2.0 asks of logging in: passwords not used again and not for ever, sessions one can look at and end.

-- The passwords somebody chose, the newest five: none is taken again, and the newest says since when it is used.
-- Not in the ledger: a hash proves nothing to anybody and would stand there for ever.
CREATE TABLE password_used (
    id           {id},
    account_id   {int} NOT NULL REFERENCES account (id),
    password_hash {text} NOT NULL,                       -- Argon2id
    since_real_s {int} NOT NULL                          -- real time, as sessions and lock-out
){strict};
CREATE INDEX password_used_account ON password_used (account_id, since_real_s);

-- Logins typed that nobody has, by hour: the ledger names the first ones, and says of the rest how many they were,
-- so that a flood does not grow it without end. The hour that is over goes when that is said.
CREATE TABLE login_stray (
    hour_real_s  {int} PRIMARY KEY,                      -- its first second
    attempts     {int} NOT NULL
){strict};

-- So that one recognises one's own sessions, and a stranger's.
ALTER TABLE session ADD COLUMN version {int} NOT NULL DEFAULT 1;
ALTER TABLE session ADD COLUMN agent {text};             -- Windows · Edge 120, in words; the header itself is not kept
ALTER TABLE session ADD COLUMN address {text};

-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The inbox: what somebody was told, once per key.
CREATE TABLE notice (
    id           {id},
    version      {int} NOT NULL DEFAULT 1,
    account_id   {int} NOT NULL REFERENCES account (id),
    told_at      {int} NOT NULL,                         -- UTC seconds
    title        {text} NOT NULL,
    path         {text},                                 -- the page where it is done
    read_at      {int},                                  -- NULL: unread
    key          {text} NOT NULL,                        -- what it is about: told once per account
    UNIQUE (account_id, key)
){strict};
CREATE INDEX notice_unread ON notice (account_id) WHERE read_at IS NULL;

-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What is known of the house itself, and which forms were already answered.

-- Facts about this database, one row each: 'demo' = 'yes' where everything is simulated.
CREATE TABLE house_fact (
    name         {text} PRIMARY KEY,
    value        {text} NOT NULL
){strict};

-- One row per answered form or request that brought a key: sent again (a double click, a lost answer), it gets
-- the first answer's place instead of being done twice. Dropped after seven days.
CREATE TABLE once_key (
    key          {text} NOT NULL,                        -- method, path and the random word of the form
    account_id   {int} NOT NULL,                         -- who sent it; 0: nobody was logged in
    location     {text} NOT NULL,                        -- where the first answer led
    at           {int} NOT NULL,                         -- UTC seconds
    PRIMARY KEY (key, account_id)
){strict};
CREATE INDEX once_key_at ON once_key (at);

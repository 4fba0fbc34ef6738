-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Keys of personal data. Columns that hold personal text hold it sealed, "sm4:<generation>:<hex>" (src/vault/vault.h), and
-- so does the ledger; what opens it stands only here, wrapped by the house's key, which is in no table at all.

-- One row per row that holds personal text, of whichever table. Erasing empties the key: then nothing opens what it
-- sealed, neither here nor in the ledger. Not in the ledger itself: an entry that kept the key would keep it for ever.
CREATE TABLE personal_key (
    id           {id},
    version      {int} NOT NULL DEFAULT 1,
    record       {text} NOT NULL,                        -- table of the row: account
    row_id       {int} NOT NULL,
    about        {text} NOT NULL,                        -- for people: 账号 7
    generation   {int} NOT NULL CHECK (generation > 0),  -- one more each time a key is made anew after an erasure
    wrapped      {text},                                 -- 48 bytes: SM4 and HMAC-SM3 key, sealed by the house's; NULL: erased
    made_at      {int} NOT NULL,
    erased_at    {int},                                  -- NULL: not erased
    ground       {text},                                 -- why it was erased
    UNIQUE (record, row_id),
    CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
){strict};

-- To find a personal text by the whole of it: HMAC-SM3 under a key derived from the house's. Goes with the key; the
-- ledger never has it, because who holds the house's key could try all telephone numbers against it.
CREATE TABLE personal_token (
    id           {id},
    record       {text} NOT NULL,
    row_id       {int} NOT NULL,
    field        {text} NOT NULL,
    token        {text} NOT NULL CHECK (length(token) = 64),
    UNIQUE (record, row_id, field)
){strict};
CREATE INDEX personal_token_found ON personal_token (record, field, token);

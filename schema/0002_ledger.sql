-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The ledger (台账): what was done, by whom, when. Append-only: no statement of the program deletes here, and
-- the only UPDATE gives an entry its number. How an entry is hashed and a block sealed: src/ledger/digest.h.
-- No REFERENCES: the ledger lies below every other table and must stand whatever becomes of them.

-- One entry: one thing that happened, written in the transaction in which it happened.
CREATE TABLE ledger (
    id            {id},                                  -- order of writing
    no            {int} UNIQUE CHECK (no > 0),           -- gapless number; NULL until sealed
    written_at    {int} NOT NULL,                        -- UTC seconds
    effective_at  {int} NOT NULL,                        -- which minute it is about; differs when the clock catches up
    actor_id      {int},                                 -- account; NULL: the system itself
    actor_name    {text} NOT NULL,                       -- the name as it was then
    via           {text} NOT NULL,                       -- door: page, api, command, tick, ...
    event         {text} NOT NULL,                       -- record and verb: weekly_report.submit
    subject       {text},                                -- record name; NULL: about no row
    subject_id    {int},                                 -- its row
    unit_id       {int},                                 -- whose it is; NULL: nobody's
    before        {text},                                -- canonical JSON of the changed fields as they were
    after         {text},                                -- canonical JSON of the whole row; NULL with before set: it is gone
    note          {text},                                -- ground or remark in words
    CHECK ((subject IS NULL) = (subject_id IS NULL))
){strict};

CREATE INDEX ledger_unsealed ON ledger (id) WHERE no IS NULL;
CREATE INDEX ledger_subject ON ledger (subject, subject_id, id);
CREATE INDEX ledger_unit ON ledger (unit_id, id);
CREATE INDEX ledger_actor ON ledger (actor_id, id);

-- One block of entries, sealed: it proves what every entry said and that none is missing before it.
CREATE TABLE ledger_seal (
    id         {id},
    first_no   {int} NOT NULL UNIQUE,                    -- the number after the previous block's last
    last_no    {int} NOT NULL UNIQUE CHECK (last_no >= first_no),
    leaves     {blob} NOT NULL,                          -- the entries' hashes in order, 32 bytes each: names the one that was changed
    root       {text} NOT NULL CHECK (length(root) = 64),        -- Merkle root of the leaves, hex
    previous   {text} NOT NULL CHECK (length(previous) = 64),    -- seal of the block before; zeros for the first
    seal       {text} NOT NULL UNIQUE CHECK (length(seal) = 64), -- SM3 over previous, first, last, root, sealed_at
    sealed_at  {int} NOT NULL                            -- UTC seconds
){strict};

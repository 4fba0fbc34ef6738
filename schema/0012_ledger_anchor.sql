-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Anchors (锚点): once a day the head of the ledger is written down outside this database, so that a cut-off end is
-- found too; and the tree over all seals, so that the way from one entry to an anchor is short however long the chain.

-- The block's number from 1 on, without a gap: its place in the tree over all seals (src/ledger/digest.h).
ALTER TABLE ledger_seal ADD COLUMN block {int};
UPDATE ledger_seal SET block = counted.block
  FROM (SELECT id, row_number() OVER (ORDER BY first_no) AS block FROM ledger_seal) AS counted
 WHERE ledger_seal.id = counted.id;
CREATE UNIQUE INDEX ledger_seal_block ON ledger_seal (block);

-- A bough of that tree that grows no more: the node over 256 seals (storey 1), over 256 of those (storey 2), ... One row
-- for 256 blocks, so a proof reads some hundred rows and not the whole chain. Can be made anew from the seals.
CREATE TABLE ledger_bough (
    id      {id},
    storey  {int} NOT NULL CHECK (storey > 0),
    place   {int} NOT NULL CHECK (place >= 0),           -- from the left, from 0 on
    hash    {text} NOT NULL CHECK (length(hash) = 64),   -- hex
    UNIQUE (storey, place)
){strict};

-- One day's anchor: the line that was written outside, kept so that proofs can lead to it and pages can show it.
CREATE TABLE ledger_anchor (
    id           {id},
    anchored_on  {text} NOT NULL UNIQUE CHECK (length(anchored_on) = 10),   -- day in Asia/Shanghai
    last_no      {int} NOT NULL CHECK (last_no > 0),             -- the last entry it vouches for
    blocks       {int} NOT NULL CHECK (blocks > 0),              -- and the blocks
    seal         {text} NOT NULL CHECK (length(seal) = 64),      -- of the last block
    tree         {text} NOT NULL CHECK (length(tree) = 64),      -- over the seals of all blocks
    previous     {text} NOT NULL CHECK (length(previous) = 64),  -- SM3 of the anchor's line before; zeros for the first
    filed        {int} NOT NULL DEFAULT 0 CHECK (filed IN (0, 1)) -- 1: it stands in the file outside, synced
){strict};

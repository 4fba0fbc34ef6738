-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Official documents: their numbers, and each as it was signed. Owner: src/document/.

-- 机关代字: what a unit's document numbers begin with; empty: its short name.
ALTER TABLE unit ADD COLUMN document_code {text};
CREATE UNIQUE INDEX unit_document_code ON unit (document_code);

-- 发文登记: one row per document issued, added in the act that signs it and never changed.
CREATE TABLE issued_document (
    id           {id},
    version      {int} NOT NULL,
    unit_id      {int} NOT NULL REFERENCES unit (id),  -- who issues
    code         {text} NOT NULL,                      -- 机关代字 as it was on that day
    year         {int} NOT NULL,
    serial       {int} NOT NULL CHECK (serial > 0),    -- 1, 2, 3 … per code and year, without gaps
    number       {text} NOT NULL UNIQUE,               -- 郑开管〔2026〕76号
    title        {text} NOT NULL,
    issued_on    {text} NOT NULL CHECK (length(issued_on) = 10),
    subject      {text} NOT NULL,                      -- the record it was made of
    subject_id   {int} NOT NULL,                       -- and its row
    content_sm3  {text} NOT NULL CHECK (length(content_sm3) = 64),    -- of the text below; the ledger has it with this row
    UNIQUE (code, year, serial),
    UNIQUE (subject, subject_id)
){strict};
CREATE INDEX issued_document_of_unit ON issued_document (unit_id, id);

-- The whole document as text (document_freeze): every PDF and DOCX of it is made from this.
CREATE TABLE issued_content (
    id           {int} PRIMARY KEY REFERENCES issued_document (id),
    content      {text} NOT NULL
){strict};

-- The number a digest was signed under; it never changes.
ALTER TABLE digest ADD COLUMN number {text};
CREATE UNIQUE INDEX digest_number ON digest (number);

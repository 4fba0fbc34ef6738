-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Files: their bytes, who sent them, and what they are attached to. Owners: src/file/ (blob, blob_piece, blob_upload)
-- and src/clause/attachment.c (attachment).

-- One content, named by its SM3: the same file sent twice stands once. Written before the act that attaches it.
CREATE TABLE blob (
    sm3       {text} PRIMARY KEY CHECK (length(sm3) = 64),
    bytes     {int} NOT NULL CHECK (bytes > 0),
    uses      {int} NOT NULL CHECK (uses >= 0),            -- attachments that show it
    whole_at  {int},                                       -- all pieces are there since; NULL: nobody may see it yet
    loose_at  {int} NOT NULL                               -- nobody used it since, if uses is 0; then it is swept
){strict};
CREATE INDEX blob_loose ON blob (loose_at) WHERE uses = 0;

-- Its bytes in rows of at most 256 KiB, each but the last full.
CREATE TABLE blob_piece (
    sm3    {text} NOT NULL REFERENCES blob (sm3),
    no     {int} NOT NULL CHECK (no >= 0),
    bytes  {blob} NOT NULL CHECK (length(bytes) BETWEEN 1 AND 262144),
    PRIMARY KEY (sm3, no)
){strict};

-- Who sent which content lately: it may be attached by them alone, and counts against what an account may send a day.
CREATE TABLE blob_upload (
    account_id  {int} NOT NULL,
    sm3         {text} NOT NULL REFERENCES blob (sm3),
    file_name   {text} NOT NULL,                           -- cleaned
    media_type  {text} NOT NULL,                           -- by its content
    bytes       {int} NOT NULL,
    staged_at   {int} NOT NULL,
    PRIMARY KEY (account_id, sm3)
){strict};
CREATE INDEX blob_upload_at ON blob_upload (staged_at);
CREATE INDEX blob_upload_sm3 ON blob_upload (sm3);

-- A file at a row of any record that takes files. Never deleted: taken away before the row was submitted its bytes go,
-- afterwards only the mark is set, with its ground, and the bytes stay.
CREATE TABLE attachment (
    id           {id},
    version      {int} NOT NULL,
    subject      {text} NOT NULL,                          -- record name: weekly_report, matter
    subject_id   {int} NOT NULL,
    unit_id      {int} REFERENCES unit (id),               -- whose row it is
    label        {text},                                   -- what it shows, in words
    file_name    {text} NOT NULL,
    media_type   {text} NOT NULL,
    bytes        {int} NOT NULL,
    sm3          {text} NOT NULL CHECK (length(sm3) = 64), -- of blob; its bytes may be gone if state is removed
    state        {text} NOT NULL CHECK (state IN ('standing','removed','withdrawn')),
    uploaded_by  {int} NOT NULL REFERENCES account (id),
    uploaded_at  {int} NOT NULL,                           -- UTC seconds
    ground       {text},                                   -- of a withdrawal
    taken_at     {int},                                    -- removed or withdrawn
    CHECK (state <> 'withdrawn' OR ground IS NOT NULL),
    CHECK ((state = 'standing') = (taken_at IS NULL))
){strict};
CREATE INDEX attachment_of ON attachment (subject, subject_id, id);

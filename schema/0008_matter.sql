-- The enforcement matter (执法事项), shared by all clauses. Owner: src/matter/.

-- One matter from registration to close. Never deleted; a wrong one is closed as dropped, with words.
CREATE TABLE matter (
    id                {id},
    version           {int} NOT NULL,
    number            {text} NOT NULL UNIQUE,              -- 劳监〔2026〕041 号: unit, year, serial; never reused
    unit_id           {int} NOT NULL REFERENCES unit (id), -- who handles it
    title             {text} NOT NULL,
    source            {text} NOT NULL CHECK (source IN ('patrol','complaint','inspection','superior','transfer','media','other')),
    place             {text},
    party             {text},                              -- 当事人, as the file names it
    state             {text} NOT NULL CHECK (state IN ('registered','assigned','blocked','closed')),
    lead_id           {int} REFERENCES officer (id),       -- two certified officers (处罚法 42)
    second_id         {int} REFERENCES officer (id),
    registered_at     {int} NOT NULL,                      -- UTC seconds; the age is counted from here
    progress          {text},                              -- the latest step in words
    progress_at       {int},
    obstacle          {text} CHECK (obstacle IN ('refusal','jurisdiction','other_unit','evidence','law','means','history','other')),
    blocked_reason    {text},
    blocked_at        {int},
    extended_to_on    {text} CHECK (length(extended_to_on) = 10),
    extension_ground  {text},
    outcome           {text} CHECK (outcome IN ('corrected','penalised','transferred','dropped')),
    closing_words     {text},
    closed_at         {int},
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK (state <> 'blocked' OR obstacle IS NOT NULL),
    CHECK (lead_id IS NULL OR lead_id <> second_id)
){strict};

-- The unclosed of one unit, oldest first: the weekly report asks for these.
CREATE INDEX matter_unclosed ON matter (unit_id, registered_at) WHERE state <> 'closed';
CREATE INDEX matter_by_unit ON matter (unit_id, registered_at, id);
CREATE INDEX matter_by_age ON matter (registered_at, id);

-- One line of what was done on a matter; written with the move, never changed.
CREATE TABLE matter_step (
    id          {id},
    version     {int} NOT NULL,
    matter_id   {int} NOT NULL REFERENCES matter (id),
    unit_id     {int} NOT NULL REFERENCES unit (id),       -- the matter's unit at that time
    kind        {text} NOT NULL CHECK (kind IN ('registered','assigned','progress','blocked','resumed','extended','closed')),
    words       {text} NOT NULL,
    taken_at    {int} NOT NULL,
    account_id  {int} REFERENCES account (id)              -- empty: the program
){strict};
CREATE INDEX matter_step_of ON matter_step (matter_id, taken_at);

-- The last serial used for a unit's matters in a year; numbers are never reused.
CREATE TABLE matter_serial (
    unit_id  {int} NOT NULL REFERENCES unit (id),
    year     {int} NOT NULL,
    last     {int} NOT NULL,
    PRIMARY KEY (unit_id, year)
){strict};

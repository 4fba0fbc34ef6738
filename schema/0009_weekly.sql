-- 二（四）未果事项周报. Owner: src/clauses/weekly/.

-- Who speaks for a unit and how it gathers what it reports; a change is filed again, the old one stays as replaced.
CREATE TABLE report_contact (
    id          {id},
    version     {int} NOT NULL,
    unit_id     {int} NOT NULL REFERENCES unit (id),
    account_id  {int} NOT NULL REFERENCES account (id),
    phone       {text} NOT NULL,
    mechanism   {text} NOT NULL,                           -- 周报工作机制 in words
    state       {text} NOT NULL CHECK (state IN ('filed','replaced')),
    filed_at    {int} NOT NULL
){strict};
-- One contact stands for a unit at a time.
CREATE UNIQUE INDEX report_contact_standing ON report_contact (unit_id) WHERE state = 'filed';

-- One unit's report for one ISO week. Keyed by period: two may fall due in the same minute.
CREATE TABLE weekly_report (
    id             {id},
    version        {int} NOT NULL,
    unit_id        {int} NOT NULL REFERENCES unit (id),
    period         {text} NOT NULL CHECK (length(period) = 8),    -- 2026-W47
    state          {text} NOT NULL CHECK (state IN ('open','draft','submitted','returned')),
    content        {text} CHECK (content IN ('items','nil','left_out')),
    opened_at      {int} NOT NULL,
    saved_at       {int},
    submitted_at   {int},                                  -- first arrival: on time or late for ever
    arrived_at     {int},                                  -- arrival of what stands now
    submitted_by   {int} REFERENCES account (id),
    saves          {int} NOT NULL,
    urged          {int} NOT NULL,                         -- reminders sent by hand
    return_reason  {text},
    UNIQUE (unit_id, period),
    CHECK (state <> 'submitted' OR (content IS NOT NULL AND arrived_at IS NOT NULL))
){strict};
CREATE INDEX weekly_report_by_period ON weekly_report (period, unit_id);

-- One unresolved matter in one report: six blocks, or the ground why it is left out.
CREATE TABLE weekly_item (
    id                 {id},
    version            {int} NOT NULL,
    report_id          {int} NOT NULL REFERENCES weekly_report (id),
    unit_id            {int} NOT NULL REFERENCES unit (id),       -- 2 responsible unit
    matter_id          {int} REFERENCES matter (id),              -- empty: not in the register
    title              {text} NOT NULL,                           -- 1 name
    listing            {text} NOT NULL CHECK (listing IN ('listed','left_out')),
    left_out_ground    {text},
    work_done          {text},                                    -- 3 work done and its effect
    obstacle           {text} CHECK (obstacle IN ('refusal','jurisdiction','other_unit','evidence','law','means','history','other')),
    obstacle_detail    {text},                                    -- 4
    ask_committee      {text},                                    -- 5 what the committee must coordinate
    cooperation        {text} CHECK (cooperation IN ('not_needed','needed')),
    cooperate_unit_id  {int} REFERENCES unit (id),                -- 5 who must cooperate
    remind             {text},                                    -- 6 whom to remind or warn, and of what
    remind_unit_id     {int} REFERENCES unit (id),
    previous_id        {int} REFERENCES weekly_item (id),         -- the same matter in the unit's last report
    weeks              {int} NOT NULL CHECK (weeks >= 1),         -- reported for the n-th week
    same_percent       {int} NOT NULL CHECK (same_percent BETWEEN 0 AND 100)
){strict};
CREATE UNIQUE INDEX weekly_item_matter ON weekly_item (report_id, matter_id) WHERE matter_id IS NOT NULL;
CREATE INDEX weekly_item_of_matter ON weekly_item (matter_id, id);
CREATE INDEX weekly_item_of_report ON weekly_item (report_id, id);
CREATE INDEX weekly_item_previous ON weekly_item (previous_id);

-- The Bureau's digest of one week.
CREATE TABLE digest (
    id         {id},
    version    {int} NOT NULL,
    period     {text} NOT NULL UNIQUE CHECK (length(period) = 8),
    state      {text} NOT NULL CHECK (state IN ('drafting','signed','read')),
    arrivals   {text},                                     -- who had reported when it was signed, in a sentence
    analysis   {text},
    signed_by  {int} REFERENCES account (id),
    opened_at  {int} NOT NULL,
    signed_at  {int},
    read_at    {int},
    CHECK ((state = 'drafting') = (signed_at IS NULL))
){strict};

-- The Bureau's word on one reported item.
CREATE TABLE digest_entry (
    id                {id},
    version           {int} NOT NULL,
    digest_id         {int} NOT NULL REFERENCES digest (id),
    item_id           {int} NOT NULL REFERENCES weekly_item (id),
    unit_id           {int} NOT NULL REFERENCES unit (id),        -- whose item it is
    analysis          {text},
    proposal          {text} CHECK (proposal IN ('watch','coordinate','joint','remind','warn')),
    proposal_unit_id  {int} REFERENCES unit (id),                 -- who is to cooperate, or is reminded or warned
    proposal_words    {text},
    UNIQUE (digest_id, item_id)
){strict};
CREATE INDEX digest_entry_of_item ON digest_entry (item_id);

-- The leader's word to a unit (批示), or a reminder or warning, and what became of it.
CREATE TABLE instruction (
    id             {id},
    version        {int} NOT NULL,
    digest_id      {int} NOT NULL REFERENCES digest (id),
    item_id        {int} REFERENCES weekly_item (id),             -- empty: about the week as a whole
    unit_id        {int} NOT NULL REFERENCES unit (id),           -- addressee
    kind           {text} NOT NULL CHECK (kind IN ('instruct','remind','warn')),
    urgency        {text} NOT NULL CHECK (urgency IN ('normal','urgent','difficult')),
    words          {text} NOT NULL,
    state          {text} NOT NULL CHECK (state IN ('issued','answered','done')),
    issued_by      {int} NOT NULL REFERENCES account (id),
    issued_at      {int} NOT NULL,
    feedback       {text},
    answered_by    {int} REFERENCES account (id),
    answered_at    {int},
    return_reason  {text},
    done_at        {int},
    CHECK ((state = 'done') = (done_at IS NOT NULL)),
    CHECK (state <> 'answered' OR feedback IS NOT NULL)
){strict};
CREATE INDEX instruction_of_digest ON instruction (digest_id, id);
CREATE INDEX instruction_of_unit ON instruction (unit_id, issued_at);
CREATE INDEX instruction_by_answer ON instruction (answered_at);

-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The newest duty of an event is the last of its key in this index: without the id PostgreSQL goes through all duties from the
-- newest backwards, and longest where there is none.
DROP INDEX duty_key;
CREATE INDEX duty_key ON duty (rule, unit_id, COALESCE(subject, ''), subject_id, id);

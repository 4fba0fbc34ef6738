-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What one's unit or person owes stands on every page: asked for without looking through what was done years ago.
DROP INDEX duty_owed;
DROP INDEX duty_person;
CREATE INDEX duty_of_unit ON duty (unit_id, state, due_at, id);
CREATE INDEX duty_of_person ON duty (account_id, state, due_at, id) WHERE account_id IS NOT NULL;
-- The menu's numbers are counted in this index alone.
CREATE INDEX duty_owed_by_unit ON duty (unit_id, rule, account_id, state) WHERE state IN ('open','paused','breached');
-- A list of one state is as long as its page, however rare the state is.
CREATE INDEX duty_of_state ON duty (state, due_at, id);
CREATE INDEX matter_of_state ON matter (state, registered_at, id);
CREATE INDEX matter_of_unit_state ON matter (unit_id, state, registered_at, id);

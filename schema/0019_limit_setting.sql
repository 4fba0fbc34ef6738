-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Which setting gave an event's duty its limit, so that whoever is about to change the setting sees what hangs on it.
ALTER TABLE duty ADD COLUMN limit_setting {text};        -- NULL: a period, an exact minute, or a number no setting gave

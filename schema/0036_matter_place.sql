-- Where a matter is and since when it could be seen: look-back (责任倒查) asks both. Owner: src/matter/.

-- WGS-84, longitude first: 113.5501000,34.8088000. Empty: the words of `place` alone.
ALTER TABLE matter ADD COLUMN spot {text};
-- Since when the problem is known to have been there, UTC seconds. Empty: nobody knows.
ALTER TABLE matter ADD COLUMN known_since {int};
-- Not to be seen from the road: indoors, behind walls, only at night.
ALTER TABLE matter ADD COLUMN hidden {int} NOT NULL DEFAULT 0;

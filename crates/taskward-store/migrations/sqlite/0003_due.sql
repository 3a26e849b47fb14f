-- A day (`2026-12-24`), or a local time (`2026-12-24T09:00`) with the name of its zone; texts that sort as they follow each other.
ALTER TABLE tasks ADD COLUMN due TEXT;
ALTER TABLE tasks ADD COLUMN due_zone TEXT;
ALTER TABLE tasks ADD COLUMN start_date TEXT;

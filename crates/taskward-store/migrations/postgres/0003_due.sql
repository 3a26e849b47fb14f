-- A day (`2026-12-24`), or a local time (`2026-12-24T09:00`) with the name of its zone; texts that sort as they follow each other.
ALTER TABLE taskward.tasks
    ADD COLUMN due text COLLATE "C",
    ADD COLUMN due_zone text COLLATE "C",
    ADD COLUMN start_date text COLLATE "C";
GRANT UPDATE (due, due_zone, start_date) ON taskward.tasks TO taskward_app;

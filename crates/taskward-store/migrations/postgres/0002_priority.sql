-- 1 is the highest priority, and 4 is none. What was there before has the default, so nothing needs to be read again.
ALTER TABLE taskward.tasks
    ADD COLUMN priority smallint NOT NULL DEFAULT 4,
    ADD CONSTRAINT tasks_priority_check CHECK (priority BETWEEN 1 AND 4) NOT VALID;
GRANT UPDATE (priority) ON taskward.tasks TO taskward_app;

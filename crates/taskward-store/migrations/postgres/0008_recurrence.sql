-- How a task comes back: an RRULE (RFC 5545), and whether the next occurrence is counted from `due` or from `completion`.
ALTER TABLE taskward.tasks
    ADD COLUMN recurrence text COLLATE "C",
    ADD COLUMN recurrence_base text COLLATE "C";
GRANT UPDATE (recurrence, recurrence_base) ON taskward.tasks TO taskward_app;

-- Occurrences of recurring tasks that were completed, each under the revision of its completion, with what the task was
-- before. They go when the last of their task goes.
CREATE TABLE taskward.completions (
    user_id         text   COLLATE "C" NOT NULL,
    task_id         uuid   NOT NULL,
    revision        bigint NOT NULL,
    completed_at    bigint NOT NULL,
    due             text   COLLATE "C" NOT NULL,
    due_zone        text   COLLATE "C",
    start_date      text   COLLATE "C",
    recurrence      text   COLLATE "C" NOT NULL,
    recurrence_base text   COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, task_id, revision),
    FOREIGN KEY (user_id, task_id) REFERENCES taskward.tasks (user_id, id) ON DELETE CASCADE
);

ALTER TABLE taskward.completions ENABLE ROW LEVEL SECURITY;
ALTER TABLE taskward.completions FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON taskward.completions
    USING (user_id = current_setting('taskward.user_id', true))
    WITH CHECK (user_id = current_setting('taskward.user_id', true));

GRANT SELECT, INSERT, DELETE ON taskward.completions TO taskward_app;
GRANT SELECT ON taskward.completions TO taskward_copy;
CREATE POLICY everybodys_rows ON taskward.completions FOR SELECT TO taskward_copy USING (true);

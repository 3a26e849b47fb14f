-- How a task comes back: an RRULE (RFC 5545), and whether the next occurrence is counted from `due` or from `completion`.
ALTER TABLE tasks ADD COLUMN recurrence TEXT;
ALTER TABLE tasks ADD COLUMN recurrence_base TEXT;

-- Occurrences of recurring tasks that were completed, each under the revision of its completion, with what the task was
-- before. They go when the last of their task goes.
CREATE TABLE completions (
    user_id         TEXT    NOT NULL,
    task_id         BLOB    NOT NULL CHECK (length(task_id) = 16),
    revision        INTEGER NOT NULL,
    completed_at    INTEGER NOT NULL,
    due             TEXT    NOT NULL,
    due_zone        TEXT,
    start_date      TEXT,
    recurrence      TEXT    NOT NULL,
    recurrence_base TEXT    NOT NULL,
    PRIMARY KEY (user_id, task_id, revision),
    FOREIGN KEY (user_id, task_id) REFERENCES tasks (user_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

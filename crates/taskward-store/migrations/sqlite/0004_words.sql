-- The words of tasks, for searches. Nothing refers to tasks: whatever is written here follows from a task's text, and a
-- search compares it with the task before it answers.
CREATE TABLE task_words (
    user_id  TEXT    NOT NULL,
    word     TEXT    NOT NULL,
    task_id  BLOB    NOT NULL CHECK (length(task_id) = 16),
    in_title INTEGER NOT NULL CHECK (in_title IN (0, 1)),
    PRIMARY KEY (user_id, word, task_id)
) STRICT, WITHOUT ROWID;

-- Up to which revision they are written down. A search reads the tasks that were changed later.
CREATE TABLE words_written (
    user_id  TEXT    PRIMARY KEY,
    revision INTEGER NOT NULL CHECK (revision > 0),
    FOREIGN KEY (user_id) REFERENCES owners (user_id)
) STRICT, WITHOUT ROWID;

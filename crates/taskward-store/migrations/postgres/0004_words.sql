-- The words of tasks, for searches. Nothing refers to tasks: whatever is written here follows from a task's text, and a
-- search compares it with the task before it answers.
CREATE TABLE taskward.task_words (
    user_id  text    COLLATE "C" NOT NULL,
    word     text    COLLATE "C" NOT NULL,
    task_id  uuid    NOT NULL,
    in_title boolean NOT NULL,
    PRIMARY KEY (user_id, word, task_id) INCLUDE (in_title)
);

-- Up to which revision they are written down. A search reads the tasks that were changed later.
CREATE TABLE taskward.words_written (
    user_id  text   COLLATE "C" PRIMARY KEY REFERENCES taskward.owners (user_id),
    revision bigint NOT NULL CHECK (revision > 0)
);

ALTER TABLE taskward.task_words ENABLE ROW LEVEL SECURITY;
ALTER TABLE taskward.task_words FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON taskward.task_words
    USING (user_id = current_setting('taskward.user_id', true))
    WITH CHECK (user_id = current_setting('taskward.user_id', true));

ALTER TABLE taskward.words_written ENABLE ROW LEVEL SECURITY;
ALTER TABLE taskward.words_written FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON taskward.words_written
    USING (user_id = current_setting('taskward.user_id', true))
    WITH CHECK (user_id = current_setting('taskward.user_id', true));

-- A copy brings none of them: they are written anew where they are searched.
GRANT SELECT, INSERT, DELETE ON taskward.task_words TO taskward_app;
GRANT SELECT, INSERT, DELETE, UPDATE (revision) ON taskward.words_written TO taskward_app;

-- Names that tasks carry. Two of an owner's never have the same key, which is the name without case and diacritics.
CREATE TABLE taskward.labels (
    user_id    text   COLLATE "C" NOT NULL REFERENCES taskward.owners (user_id),
    id         uuid   NOT NULL,
    revision   bigint NOT NULL,
    name       text   NOT NULL,
    name_key   text   COLLATE "C" NOT NULL,
    colour     text   NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (user_id, id),
    UNIQUE (user_id, name_key)
);

CREATE UNIQUE INDEX labels_by_revision ON taskward.labels (user_id, revision);

-- The ids of a task's labels one behind the other, in the order in which they were put; null where there are none, so that
-- a task without labels is read and written as before.
ALTER TABLE taskward.tasks ADD COLUMN labels bytea;

-- The same the other way round, for filters and for what is done to a label. Deleted tasks are in here until they are
-- purged.
CREATE TABLE taskward.task_labels (
    user_id  text COLLATE "C" NOT NULL,
    label_id uuid NOT NULL,
    task_id  uuid NOT NULL,
    PRIMARY KEY (user_id, label_id, task_id),
    CONSTRAINT task_labels_label_id_fkey FOREIGN KEY (user_id, label_id) REFERENCES taskward.labels (user_id, id),
    CONSTRAINT task_labels_task_id_fkey FOREIGN KEY (user_id, task_id) REFERENCES taskward.tasks (user_id, id)
        ON DELETE CASCADE
);

CREATE INDEX task_labels_by_task ON taskward.task_labels (user_id, task_id);

-- Labels that were deleted. Not with those of lists: servers of before tell nothing to whoever has a kind that they do not know.
CREATE TABLE taskward.label_tombstones (
    user_id  text   COLLATE "C" NOT NULL REFERENCES taskward.owners (user_id),
    revision bigint NOT NULL,
    id       uuid   NOT NULL,
    PRIMARY KEY (user_id, revision),
    UNIQUE (user_id, id)
);

ALTER TABLE taskward.labels ENABLE ROW LEVEL SECURITY;
ALTER TABLE taskward.labels FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON taskward.labels
    USING (user_id = current_setting('taskward.user_id', true))
    WITH CHECK (user_id = current_setting('taskward.user_id', true));

ALTER TABLE taskward.task_labels ENABLE ROW LEVEL SECURITY;
ALTER TABLE taskward.task_labels FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON taskward.task_labels
    USING (user_id = current_setting('taskward.user_id', true))
    WITH CHECK (user_id = current_setting('taskward.user_id', true));

ALTER TABLE taskward.label_tombstones ENABLE ROW LEVEL SECURITY;
ALTER TABLE taskward.label_tombstones FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON taskward.label_tombstones
    USING (user_id = current_setting('taskward.user_id', true))
    WITH CHECK (user_id = current_setting('taskward.user_id', true));

-- What a copy brings. Which tasks have a label it takes from the tasks.
GRANT SELECT ON taskward.labels, taskward.label_tombstones TO taskward_copy;
CREATE POLICY everybodys_rows ON taskward.labels FOR SELECT TO taskward_copy USING (true);
CREATE POLICY everybodys_rows ON taskward.label_tombstones FOR SELECT TO taskward_copy USING (true);

GRANT SELECT, INSERT, DELETE, UPDATE (revision, name, name_key, colour, updated_at) ON taskward.labels TO taskward_app;
GRANT SELECT, INSERT, DELETE ON taskward.task_labels, taskward.label_tombstones TO taskward_app;
GRANT UPDATE (labels) ON taskward.tasks TO taskward_app;

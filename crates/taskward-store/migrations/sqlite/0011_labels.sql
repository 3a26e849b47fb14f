-- Names that tasks carry. Two of an owner's never have the same key, which is the name without case and diacritics.
CREATE TABLE labels (
    user_id    TEXT    NOT NULL,
    id         BLOB    NOT NULL CHECK (length(id) = 16),
    revision   INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    name_key   TEXT    NOT NULL,
    colour     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, id),
    UNIQUE (user_id, name_key),
    FOREIGN KEY (user_id) REFERENCES owners (user_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX labels_by_revision ON labels (user_id, revision);

-- The ids of a task's labels one behind the other, in the order in which they were put; null where there are none, so that
-- a task without labels is read and written as before.
ALTER TABLE tasks ADD COLUMN labels BLOB CHECK (length(labels) > 0 AND length(labels) % 16 = 0);

-- The same the other way round, for filters and for what is done to a label. Deleted tasks are in here until they are
-- purged.
CREATE TABLE task_labels (
    user_id  TEXT NOT NULL,
    label_id BLOB NOT NULL,
    task_id  BLOB NOT NULL,
    PRIMARY KEY (user_id, label_id, task_id),
    FOREIGN KEY (user_id, label_id) REFERENCES labels (user_id, id),
    FOREIGN KEY (user_id, task_id) REFERENCES tasks (user_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX task_labels_by_task ON task_labels (user_id, task_id);

-- Labels that were deleted. Not with those of lists: servers of before tell nothing to whoever has a kind that they do not know.
CREATE TABLE label_tombstones (
    user_id  TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    id       BLOB    NOT NULL CHECK (length(id) = 16),
    PRIMARY KEY (user_id, revision),
    UNIQUE (user_id, id),
    FOREIGN KEY (user_id) REFERENCES owners (user_id)
) STRICT, WITHOUT ROWID;

-- What tasks are sorted into. A task without a list is in the Inbox, which has no row.
CREATE TABLE lists (
    user_id    TEXT    NOT NULL,
    id         BLOB    NOT NULL CHECK (length(id) = 16),
    revision   INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    colour     TEXT    NOT NULL,
    position   TEXT    NOT NULL,
    archived   INTEGER NOT NULL CHECK (archived IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, id),
    FOREIGN KEY (user_id) REFERENCES owners (user_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX lists_by_revision ON lists (user_id, revision);

-- What was deleted, by kind. Tasks are not in here: they are their own tombstones.
CREATE TABLE tombstones (
    user_id  TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    kind     TEXT    NOT NULL,
    id       BLOB    NOT NULL CHECK (length(id) = 16),
    PRIMARY KEY (user_id, revision),
    UNIQUE (user_id, kind, id),
    FOREIGN KEY (user_id) REFERENCES owners (user_id)
) STRICT, WITHOUT ROWID;

-- A list that is there, or none: a column that is added cannot be part of a foreign key of two, so the store looks.
ALTER TABLE tasks ADD COLUMN list_id BLOB CHECK (length(list_id) = 16);

-- What the database remembers about the deployment, such as the issuer it belongs to.
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row an owner. The revision counts the owner's changes, without gaps.
CREATE TABLE owners (
    user_id  TEXT PRIMARY KEY,
    revision INTEGER NOT NULL CHECK (revision > 0)
) STRICT, WITHOUT ROWID;

-- Live tasks, and deleted ones as their own tombstones. Times are Unix milliseconds. With row ids,
-- since a page that reads its rows by them is faster than one that reads them by user and id.
CREATE TABLE tasks (
    user_id      TEXT    NOT NULL,
    id           BLOB    NOT NULL CHECK (length(id) = 16),
    revision     INTEGER NOT NULL,
    title        TEXT    NOT NULL,
    title_key    TEXT    NOT NULL,
    description  TEXT,
    completed_at INTEGER,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    deleted_at   INTEGER,
    PRIMARY KEY (user_id, id),
    FOREIGN KEY (user_id) REFERENCES owners (user_id)
) STRICT;

-- "What changed since N" is one range of this index, tombstones included.
CREATE UNIQUE INDEX tasks_by_revision ON tasks (user_id, revision);

-- One for each order of a list. Live tasks only: however many were deleted, a page reads a page.
CREATE INDEX tasks_by_updated ON tasks (user_id, revision) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_created ON tasks (user_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_title ON tasks (user_id, title_key, id) WHERE deleted_at IS NULL;

-- Deleted tasks whose text is still there to be restored, oldest first.
CREATE INDEX tasks_by_deletion ON tasks (user_id, deleted_at)
    WHERE deleted_at IS NOT NULL AND title <> '';

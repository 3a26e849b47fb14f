-- What the database remembers about the deployment, such as the issuer it belongs to.
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row an owner. The revision counts the owner's changes, without gaps. Tombstones up to the purged revision are
-- gone, and with them the answer to "what changed since" anything before.
CREATE TABLE owners (
    user_id         TEXT PRIMARY KEY,
    revision        INTEGER NOT NULL CHECK (revision > 0),
    purged_revision INTEGER NOT NULL DEFAULT 0 CHECK (purged_revision BETWEEN 0 AND revision)
) STRICT, WITHOUT ROWID;

-- Live tasks, and deleted ones as their own tombstones. Times are Unix milliseconds. The rows lie as the
-- default list shows them, an owner's live tasks side by side by creation: a page is one range of the table.
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
    is_deleted   INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted = (deleted_at IS NOT NULL)),
    PRIMARY KEY (user_id, is_deleted, created_at, id),
    UNIQUE (user_id, id),
    FOREIGN KEY (user_id) REFERENCES owners (user_id)
) STRICT, WITHOUT ROWID;

-- "What changed since N" is one range of each of these: live tasks, and tombstones. However many were deleted,
-- a page of live tasks reads a page.
CREATE UNIQUE INDEX tasks_by_revision ON tasks (user_id, revision) WHERE is_deleted = 0;
CREATE UNIQUE INDEX tombstones_by_revision ON tasks (user_id, revision) WHERE is_deleted = 1;

CREATE INDEX tasks_by_title ON tasks (user_id, title_key, id) WHERE is_deleted = 0;

-- Deleted tasks whose text is still there to be restored, oldest first.
CREATE INDEX tombstones_by_deletion ON tasks (user_id, deleted_at) WHERE is_deleted = 1 AND title <> '';

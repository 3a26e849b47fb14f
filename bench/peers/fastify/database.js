/** Tasks in one SQLite file, with commits on disk. */
import Database from "better-sqlite3";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tasks (
    id           TEXT PRIMARY KEY,
    user_id      TEXT NOT NULL,
    title        TEXT NOT NULL,
    description  TEXT,
    completed    INTEGER NOT NULL,
    completed_at TEXT,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL,
    revision     INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS tasks_by_creation ON tasks (user_id, created_at, id);
`;

export function open(path) {
  const database = new Database(path, { timeout: 5000 });
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec(SCHEMA);
  return database;
}

/** The statements of the API, prepared once. Every one is for one user. */
export function statements(database) {
  const newest = "ORDER BY created_at DESC, id DESC LIMIT ?";
  return {
    read: database.prepare("SELECT * FROM tasks WHERE id = ? AND user_id = ?"),
    first: database.prepare(`SELECT * FROM tasks WHERE user_id = ? ${newest}`),
    next: database.prepare(
      `SELECT * FROM tasks WHERE user_id = ? AND (created_at, id) < (?, ?) ${newest}`,
    ),
    insert: database.prepare(
      `INSERT INTO tasks VALUES (@id, @user_id, @title, @description, @completed, @completed_at,
                                 @created_at, @updated_at, @revision)`,
    ),
  };
}

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
    revision     INTEGER NOT NULL,
    priority     INTEGER NOT NULL,
    due          TEXT,
    start        TEXT,
    list_id      TEXT,
    labels       TEXT,
    recurrence   TEXT,
    position     TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS tasks_by_creation ON tasks (user_id, created_at, id);
`;

function connect() {
  const database = new Database(process.env.DATABASE, { timeout: 5000 });
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  return database;
}

export function makeSchema() {
  connect().exec(SCHEMA).close();
}

/** The statements of the API, prepared once. Every one is for one user. */
export function open() {
  const database = connect();
  const newest = "ORDER BY created_at DESC, id DESC LIMIT ?";
  const read = database.prepare("SELECT * FROM tasks WHERE id = ? AND user_id = ?");
  const first = database.prepare(`SELECT * FROM tasks WHERE user_id = ? ${newest}`);
  const next = database.prepare(
    `SELECT * FROM tasks WHERE user_id = ? AND (created_at, id) < (?, ?) ${newest}`,
  );
  const word = "(title LIKE ? ESCAPE '\\' OR description LIKE ? ESCAPE '\\')";
  const insert = database.prepare(
    `INSERT INTO tasks VALUES (@id, @user_id, @title, @description, @completed, @completed_at,
                               @created_at, @updated_at, @revision, @priority, @due, @start, @list_id, @labels,
                               @recurrence, @position)`,
  );
  const update = database.prepare(
    `UPDATE tasks SET title = @title, description = @description, completed = @completed,
            completed_at = @completed_at, updated_at = @updated_at, revision = @revision,
            priority = @priority
     WHERE id = @id AND user_id = @user_id`,
  );
  const stored = (task) => ({ ...task, completed: Number(task.completed) });
  const shown = (row) => row && { ...row, completed: row.completed === 1 };
  // The write lock is taken first, so that nobody changes the task in between.
  const change = database.transaction((id, user, edit) => {
    const task = shown(read.get(id, user));
    const changed = task && { ...task, ...edit(task) };
    if (changed) {
      update.run(stored(changed));
    }
    return changed;
  }).immediate;
  return {
    read: (id, user) => shown(read.get(id, user)),
    first: (user, limit) => first.all(user, limit).map(shown),
    next: (user, time, id, limit) => next.all(user, time, id, limit).map(shown),
    search: (user, patterns, limit) =>
      database
        .prepare(
          `SELECT * FROM tasks WHERE user_id = ? AND ${patterns.map(() => word).join(" AND ")} ${newest}`,
        )
        .all(user, ...patterns.flatMap((pattern) => [pattern, pattern]), limit)
        .map(shown),
    insert: (task) => insert.run(stored(task)),
    change,
  };
}

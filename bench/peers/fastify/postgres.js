/** Tasks in PostgreSQL, with prepared statements on pooled connections. */
import pg from "pg";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tasks (
    id           uuid PRIMARY KEY,
    user_id      text NOT NULL,
    title        text NOT NULL,
    description  text,
    completed    boolean NOT NULL,
    completed_at timestamptz,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    revision     integer NOT NULL,
    priority     smallint NOT NULL,
    due          text,
    start        text,
    list_id      uuid,
    labels       text,
    recurrence   text,
    position     text NOT NULL
  );
  CREATE INDEX IF NOT EXISTS tasks_by_creation ON tasks (user_id, created_at, id);
`;
const NEWEST = "ORDER BY created_at DESC, id DESC LIMIT $2";

function pool(max) {
  return new pg.Pool({ connectionString: process.env.DATABASE, max });
}

export async function makeSchema() {
  const one = pool(1);
  await one.query(SCHEMA);
  await one.end();
}

/** The statements of the API. Every one is for one user. */
export function open() {
  const connections = pool(8);
  const query = (name, text, values, client = connections) =>
    client.query({ name, text, values }).then(({ rows }) => rows.map(shown));
  const read = "SELECT * FROM tasks WHERE id = $1 AND user_id = $2";
  return {
    read: (id, user) => query("read", read, [id, user]).then(([task]) => task),
    first: (user, limit) =>
      query("first", `SELECT * FROM tasks WHERE user_id = $1 ${NEWEST}`, [user, limit]),
    next: (user, time, id, limit) =>
      query(
        "next",
        `SELECT * FROM tasks WHERE user_id = $1 AND (created_at, id) < ($3, $4) ${NEWEST}`,
        [user, limit, time, id],
      ),
    search: (user, patterns, limit) =>
      query(
        "search",
        `SELECT * FROM tasks WHERE user_id = $1
           AND NOT EXISTS (SELECT FROM unnest($3::text[]) word
                           WHERE NOT (title ILIKE word OR coalesce(description, '') ILIKE word)) ${NEWEST}`,
        [user, limit, patterns],
      ),
    insert: (task) =>
      query(
        "insert",
        "INSERT INTO tasks VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        [
          task.id,
          task.user_id,
          task.title,
          task.description,
          task.completed,
          task.completed_at,
          task.created_at,
          task.updated_at,
          task.revision,
          task.priority,
          task.due,
          task.start,
          task.list_id,
          task.labels,
          task.recurrence,
          task.position,
        ],
      ),
    change: async (id, user, edit) => {
      const client = await connections.connect();
      try {
        await client.query("BEGIN");
        const [task] = await query("lock", `${read} FOR UPDATE`, [id, user], client);
        const changed = task && { ...task, ...edit(task) };
        if (changed) {
          await query(
            "update",
            `UPDATE tasks SET title = $3, description = $4, completed = $5, completed_at = $6,
                    updated_at = $7, revision = $8, priority = $9 WHERE id = $1 AND user_id = $2`,
            [
              id,
              user,
              changed.title,
              changed.description,
              changed.completed,
              changed.completed_at,
              changed.updated_at,
              changed.revision,
              changed.priority,
            ],
            client,
          );
        }
        await client.query("COMMIT");
        return changed;
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
    },
  };
}

function shown(row) {
  const { completed_at, created_at, updated_at } = row;
  return {
    ...row,
    completed_at: completed_at?.toISOString() ?? null,
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  };
}

\set revision :revision + 1
\set done 1 - :done
WITH caller AS MATERIALIZED (SELECT set_config('taskward.user_id', :owner, true) WHERE
NOT EXISTS (SELECT 1 FROM schema_versions WHERE serves_from > current_setting('taskward.known_schema')::bigint)
)
SELECT found.* FROM caller LEFT JOIN LATERAL (
SELECT id, title, description, completed_at, created_at, updated_at, revision, priority, due, due_zone, start_date, list_id, recurrence, recurrence_base, position, labels, deleted_at, title <> '', (SELECT owners.revision FROM owners WHERE owners.user_id = :owner) FROM tasks WHERE user_id = :owner AND id = :task
) found ON true;
\if :done
WITH caller AS MATERIALIZED (SELECT set_config('taskward.user_id', :owner, true) WHERE
NOT EXISTS (SELECT 1 FROM schema_versions WHERE serves_from > current_setting('taskward.known_schema')::bigint)
),
raised AS ( INSERT INTO owners (user_id, revision) SELECT :owner, :revision FROM caller ON CONFLICT (user_id) DO UPDATE SET revision = excluded.revision WHERE owners.revision = excluded.revision - 1 RETURNING revision), updated AS (
INSERT INTO tasks (user_id, id, title, title_key, description, completed_at, created_at, updated_at, priority, due, due_zone, start_date, list_id, recurrence, recurrence_base, position, labels, revision) SELECT :owner, :task, :title, :title_key, :description, :now, :now, :now, :priority, :due, :zone, :start, NULL, NULL, NULL, NULL, NULL, revision FROM raised
ON CONFLICT (user_id, id) DO UPDATE SET title = excluded.title, title_key = excluded.title_key, description = excluded.description, completed_at = excluded.completed_at, updated_at = excluded.updated_at, revision = excluded.revision, priority = excluded.priority, due = excluded.due, due_zone = excluded.due_zone, start_date = excluded.start_date, list_id = excluded.list_id, recurrence = excluded.recurrence, recurrence_base = excluded.recurrence_base, position = excluded.position, labels = excluded.labels RETURNING id)
SELECT id FROM updated;
\else
WITH caller AS MATERIALIZED (SELECT set_config('taskward.user_id', :owner, true) WHERE
NOT EXISTS (SELECT 1 FROM schema_versions WHERE serves_from > current_setting('taskward.known_schema')::bigint)
),
raised AS ( INSERT INTO owners (user_id, revision) SELECT :owner, :revision FROM caller ON CONFLICT (user_id) DO UPDATE SET revision = excluded.revision WHERE owners.revision = excluded.revision - 1 RETURNING revision), updated AS (
INSERT INTO tasks (user_id, id, title, title_key, description, completed_at, created_at, updated_at, priority, due, due_zone, start_date, list_id, recurrence, recurrence_base, position, labels, revision) SELECT :owner, :task, :title, :title_key, :description, NULL, :now, :now, :priority, :due, :zone, :start, NULL, NULL, NULL, NULL, NULL, revision FROM raised
ON CONFLICT (user_id, id) DO UPDATE SET title = excluded.title, title_key = excluded.title_key, description = excluded.description, completed_at = excluded.completed_at, updated_at = excluded.updated_at, revision = excluded.revision, priority = excluded.priority, due = excluded.due, due_zone = excluded.due_zone, start_date = excluded.start_date, list_id = excluded.list_id, recurrence = excluded.recurrence, recurrence_base = excluded.recurrence_base, position = excluded.position, labels = excluded.labels RETURNING id)
, taken_back AS (DELETE FROM completions USING updated WHERE completions.user_id = :owner AND completions.task_id = updated.id AND
completions.completed_at = :now)
SELECT id FROM updated;
\endif

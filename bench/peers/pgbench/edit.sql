\set revision :revision + 1
\startpipeline
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('taskward.user_id', :owner, true) WHERE NOT EXISTS (SELECT 1 FROM schema_versions WHERE serves_from > current_setting('taskward.known_schema')::bigint);
SELECT revision FROM owners WHERE user_id = :owner FOR UPDATE;
SELECT id, title, description, completed_at, created_at, updated_at, revision, priority, due, due_zone, start_date, list_id, recurrence, recurrence_base, position, deleted_at, title <> '' FROM tasks WHERE user_id = :owner AND id = :task;
\endpipeline
\startpipeline
UPDATE owners SET revision = :revision WHERE user_id = :owner;
UPDATE tasks SET title = :title, title_key = :title_key, description = :description, completed_at = :now, updated_at = :now, revision = :revision, priority = :priority, due = :due, due_zone = :zone, start_date = :start, list_id = NULL, recurrence = NULL, recurrence_base = NULL, position = NULL WHERE user_id = :owner AND id = :task;
COMMIT;
\endpipeline

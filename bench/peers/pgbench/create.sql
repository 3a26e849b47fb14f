\set number :number + 1024
\startpipeline
BEGIN ISOLATION LEVEL READ COMMITTED;
SELECT set_config('taskward.user_id', :owner, true) WHERE NOT EXISTS (SELECT 1 FROM schema_versions WHERE serves_from > current_setting('taskward.known_schema')::bigint);
INSERT INTO owners (user_id, revision) VALUES (:owner, 1) ON CONFLICT (user_id) DO UPDATE SET revision = owners.revision + 1 RETURNING revision;
INSERT INTO tasks (user_id, id, revision, title, title_key, description, completed_at, created_at, updated_at, priority, due, due_zone, start_date, list_id, recurrence, recurrence_base, position) VALUES (:owner, CAST(lpad(to_hex(CAST(:number AS bigint)), 32, '0') AS uuid), (SELECT revision FROM owners WHERE user_id = :owner), :title, :title_key, :description, NULL, :now, :now, :priority, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
COMMIT;
\endpipeline

\set number :number + 1024
WITH caller AS MATERIALIZED (SELECT set_config('taskward.user_id', :owner, true) WHERE
NOT EXISTS (SELECT 1 FROM schema_versions WHERE serves_from > current_setting('taskward.known_schema')::bigint)
),
raised AS ( INSERT INTO owners (user_id, revision) SELECT :owner, 1 FROM caller ON CONFLICT (user_id) DO UPDATE SET revision = owners.revision + 1 RETURNING revision)
INSERT INTO tasks (user_id, id, title, title_key, description, completed_at, created_at, updated_at, priority, due, due_zone, start_date, list_id, recurrence, recurrence_base, position, labels, revision) SELECT :owner, CAST(lpad(to_hex(CAST(:number AS bigint)), 32, '0') AS uuid), :title, :title_key, :description, NULL, :now, :now, :priority, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, revision FROM raised
RETURNING revision;

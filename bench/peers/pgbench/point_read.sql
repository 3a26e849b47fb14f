WITH caller AS MATERIALIZED (SELECT set_config('taskward.user_id', :owner, true) WHERE
NOT EXISTS (SELECT 1 FROM schema_versions WHERE serves_from > current_setting('taskward.known_schema')::bigint)
)
SELECT found.* FROM caller LEFT JOIN LATERAL (
SELECT id, title, description, completed_at, created_at, updated_at, revision, priority, due, due_zone, start_date, list_id, recurrence, recurrence_base, position, labels FROM tasks WHERE user_id = :owner AND id = :task AND deleted_at IS NULL
) found ON true;

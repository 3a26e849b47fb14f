\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT set_config('taskward.user_id', :owner, true) WHERE
NOT EXISTS (SELECT 1 FROM schema_versions WHERE serves_from > current_setting('taskward.known_schema')::bigint);
SELECT revision, purged_revision FROM owners WHERE user_id = :owner;
SELECT id, title, description, completed_at, created_at, updated_at, revision, priority, due, due_zone, start_date, list_id, recurrence, recurrence_base, position, labels FROM tasks WHERE user_id = :owner AND deleted_at IS NULL AND revision > :since ORDER BY revision LIMIT :one_more;
SELECT id, revision, name, colour, position, archived, created_at, updated_at FROM lists WHERE user_id = :owner AND revision > :since ORDER BY revision LIMIT :one_more;
SELECT id, revision, name, colour, created_at, updated_at FROM labels WHERE user_id = :owner AND revision > :since ORDER BY revision LIMIT :one_more;
SELECT id, revision FROM tasks WHERE user_id = :owner AND deleted_at IS NOT NULL AND revision > :since ORDER BY revision LIMIT :one_more;
(SELECT kind, id, revision FROM tombstones WHERE user_id = :owner AND revision > :since ORDER BY revision LIMIT :one_more) UNION ALL (SELECT 'label', id, revision FROM label_tombstones WHERE user_id = :owner AND revision > :since ORDER BY revision LIMIT :one_more);
COMMIT;
\endpipeline

\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT set_config('taskward.user_id', :deep_owner, true);
SELECT id, title, description, completed_at, created_at, updated_at, revision, priority, due, due_zone, start_date, list_id FROM tasks WHERE user_id = :deep_owner AND deleted_at IS NULL AND (created_at, id) < (:deep_at, :deep_task) ORDER BY created_at DESC, id DESC LIMIT :one_more;
COMMIT;
\endpipeline

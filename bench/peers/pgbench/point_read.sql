\startpipeline
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT set_config('taskward.user_id', :owner, true);
SELECT id, title, description, completed_at, created_at, updated_at, revision, priority, due, due_zone, start_date, list_id FROM tasks WHERE user_id = :owner AND id = :task AND deleted_at IS NULL;
COMMIT;
\endpipeline

DROP INDEX CONCURRENTLY IF EXISTS taskward.tasks_by_hand;
-- A task that is in the Inbox and was put nowhere costs nothing here.
CREATE INDEX CONCURRENTLY tasks_by_hand ON taskward.tasks (user_id, list_id, position, id)
    WHERE deleted_at IS NULL AND (list_id IS NOT NULL OR position IS NOT NULL);

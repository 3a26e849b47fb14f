DROP INDEX CONCURRENTLY IF EXISTS taskward.tasks_by_list;
-- Tasks without a list cost nothing here.
CREATE INDEX CONCURRENTLY tasks_by_list ON taskward.tasks (user_id, list_id, created_at, id) WHERE list_id IS NOT NULL;

DROP INDEX CONCURRENTLY IF EXISTS taskward.tasks_by_due;
-- Tasks that are not due, and those without a priority, cost nothing here.
CREATE INDEX CONCURRENTLY tasks_by_due ON taskward.tasks (user_id, due, id) WHERE deleted_at IS NULL AND due IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS taskward.tasks_by_priority;
CREATE INDEX CONCURRENTLY tasks_by_priority ON taskward.tasks (user_id, priority, id) WHERE deleted_at IS NULL AND priority < 4;

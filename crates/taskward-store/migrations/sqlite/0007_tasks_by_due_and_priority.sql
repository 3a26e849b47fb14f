-- Tasks that are not due, and those without a priority, cost nothing here.
CREATE INDEX tasks_by_due ON tasks (user_id, due, id) WHERE is_deleted = 0 AND due IS NOT NULL;
CREATE INDEX tasks_by_priority ON tasks (user_id, priority, id) WHERE is_deleted = 0 AND priority < 4;

-- Tasks without a list cost nothing here.
CREATE INDEX tasks_by_list ON tasks (user_id, list_id, is_deleted, created_at, id) WHERE list_id IS NOT NULL;

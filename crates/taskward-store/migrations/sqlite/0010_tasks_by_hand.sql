-- A task that is in the Inbox and was put nowhere costs nothing here.
CREATE INDEX tasks_by_hand ON tasks (user_id, list_id, position, id)
    WHERE is_deleted = 0 AND (list_id IS NOT NULL OR position IS NOT NULL);

-- 1 is the highest priority, and 4 is none.
ALTER TABLE tasks ADD COLUMN priority INTEGER NOT NULL DEFAULT 4 CHECK (priority BETWEEN 1 AND 4);

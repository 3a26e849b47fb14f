-- What tasks are sorted into. A task without a list is in the Inbox, which has no row.
CREATE TABLE taskward.lists (
    user_id    text    COLLATE "C" NOT NULL REFERENCES taskward.owners (user_id),
    id         uuid    NOT NULL,
    revision   bigint  NOT NULL,
    name       text    NOT NULL,
    colour     text    NOT NULL,
    position   text    COLLATE "C" NOT NULL,
    archived   boolean NOT NULL,
    created_at bigint  NOT NULL,
    updated_at bigint  NOT NULL,
    PRIMARY KEY (user_id, id)
);

CREATE UNIQUE INDEX lists_by_revision ON taskward.lists (user_id, revision);

-- What was deleted, by kind. Tasks are not in here: they are their own tombstones.
CREATE TABLE taskward.tombstones (
    user_id  text   COLLATE "C" NOT NULL REFERENCES taskward.owners (user_id),
    revision bigint NOT NULL,
    kind     text   COLLATE "C" NOT NULL,
    id       uuid   NOT NULL,
    PRIMARY KEY (user_id, revision),
    UNIQUE (user_id, kind, id)
);

-- What was there before has none, so nothing needs to be read again.
ALTER TABLE taskward.tasks
    ADD COLUMN list_id uuid,
    ADD CONSTRAINT tasks_list_id_fkey FOREIGN KEY (user_id, list_id) REFERENCES taskward.lists (user_id, id) NOT VALID;

ALTER TABLE taskward.lists ENABLE ROW LEVEL SECURITY;
ALTER TABLE taskward.lists FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON taskward.lists
    USING (user_id = current_setting('taskward.user_id', true))
    WITH CHECK (user_id = current_setting('taskward.user_id', true));

ALTER TABLE taskward.tombstones ENABLE ROW LEVEL SECURITY;
ALTER TABLE taskward.tombstones FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON taskward.tombstones
    USING (user_id = current_setting('taskward.user_id', true))
    WITH CHECK (user_id = current_setting('taskward.user_id', true));

GRANT SELECT ON taskward.lists, taskward.tombstones TO taskward_copy;
CREATE POLICY everybodys_rows ON taskward.lists FOR SELECT TO taskward_copy USING (true);
CREATE POLICY everybodys_rows ON taskward.tombstones FOR SELECT TO taskward_copy USING (true);

GRANT SELECT, INSERT, DELETE, UPDATE (revision, name, colour, position, archived, updated_at)
    ON taskward.lists TO taskward_app;
GRANT SELECT, INSERT, DELETE ON taskward.tombstones TO taskward_app;
GRANT UPDATE (list_id) ON taskward.tasks TO taskward_app;

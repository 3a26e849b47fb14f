-- `taskward_app` is who the service works as: it owns nothing, and policies bind it. `taskward_copy` is who `taskward copy`
-- reads everybody's rows as, and it can do nothing else. Nobody is a member of that one, so that an operator says so when it
-- is wanted; the service refuses to work as one who is. Roles belong to the whole cluster, so another database's migration
-- may have made them, or make them at this moment.
DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['taskward_app', 'taskward_copy'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', role);
            END IF;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END LOOP;
END
$$;

-- With one URL the login role becomes it on each connection. A superuser may anyhow. A role that may not grant this
-- may have been given it by hand; if not, opening says what to do.
DO $$
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT taskward_app TO %I', current_user);
    END IF;
EXCEPTION
    WHEN insufficient_privilege OR unique_violation THEN NULL;
END
$$;

GRANT USAGE ON SCHEMA taskward TO taskward_app;
GRANT SELECT ON taskward.schema_versions TO taskward_app;

-- What the database remembers about the deployment, such as the issuer it belongs to.
CREATE TABLE taskward.settings (
    name  text PRIMARY KEY,
    value text NOT NULL
);

-- One row an owner. The revision counts the owner's changes, without gaps. Tombstones up to the purged revision are
-- gone, and with them the answer to "what changed since" anything before. Every change updates a row, so pages keep
-- room to do that in place.
CREATE TABLE taskward.owners (
    user_id         text   COLLATE "C" PRIMARY KEY CHECK (user_id <> ''),
    revision        bigint NOT NULL CHECK (revision > 0),
    purged_revision bigint NOT NULL DEFAULT 0 CHECK (purged_revision BETWEEN 0 AND revision)
) WITH (fillfactor = 50);

-- Live tasks, and deleted ones as their own tombstones. Times are Unix milliseconds.
CREATE TABLE taskward.tasks (
    user_id      text   COLLATE "C" NOT NULL REFERENCES taskward.owners (user_id),
    id           uuid   NOT NULL,
    revision     bigint NOT NULL,
    title        text   NOT NULL,
    title_key    text   COLLATE "C" NOT NULL,
    description  text,
    completed_at bigint,
    created_at   bigint NOT NULL,
    updated_at   bigint NOT NULL,
    deleted_at   bigint,
    PRIMARY KEY (user_id, id)
);

-- A page of live tasks in each order is one range of one of these.
CREATE INDEX tasks_by_creation ON taskward.tasks (user_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_title ON taskward.tasks (user_id, title_key, id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX tasks_by_revision ON taskward.tasks (user_id, revision) WHERE deleted_at IS NULL;

-- "What changed since N" is one range of the index above and one of this.
CREATE UNIQUE INDEX tombstones_by_revision ON taskward.tasks (user_id, revision) WHERE deleted_at IS NOT NULL;

-- Deleted tasks whose text is still there to be restored, oldest first.
CREATE INDEX tombstones_by_deletion ON taskward.tasks (user_id, deleted_at)
    WHERE deleted_at IS NOT NULL AND title <> '';

-- Whoever asks sees and writes the rows of the owner that the transaction was opened for. Without one the setting is
-- missing or empty and equals nobody's. FORCE binds the tables' own owner as well.
ALTER TABLE taskward.owners ENABLE ROW LEVEL SECURITY;
ALTER TABLE taskward.owners FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON taskward.owners
    USING (user_id = current_setting('taskward.user_id', true))
    WITH CHECK (user_id = current_setting('taskward.user_id', true));

ALTER TABLE taskward.tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE taskward.tasks FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON taskward.tasks
    USING (user_id = current_setting('taskward.user_id', true))
    WITH CHECK (user_id = current_setting('taskward.user_id', true));

GRANT USAGE ON SCHEMA taskward TO taskward_copy;
GRANT SELECT ON taskward.schema_versions, taskward.settings, taskward.owners, taskward.tasks TO taskward_copy;
CREATE POLICY everybodys_rows ON taskward.owners FOR SELECT TO taskward_copy USING (true);
CREATE POLICY everybodys_rows ON taskward.tasks FOR SELECT TO taskward_copy USING (true);

-- No more than is needed: no owner is deleted, and no row changes hands.
GRANT SELECT, INSERT, UPDATE (value) ON taskward.settings TO taskward_app;
GRANT SELECT, INSERT, UPDATE (revision, purged_revision) ON taskward.owners TO taskward_app;
GRANT SELECT, INSERT, DELETE, UPDATE (revision, title, title_key, description, completed_at, updated_at, deleted_at)
    ON taskward.tasks TO taskward_app;

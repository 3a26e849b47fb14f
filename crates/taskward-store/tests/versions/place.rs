//! Databases, and the programs of different versions that open them.

use std::{path::PathBuf, sync::Arc};

use taskward_store::{
    Database, DatabaseUrl, OpenError, PostgresStore, SqliteStore, Store,
    test_support::{Migration, postgres_migrations, sqlite_migrations},
};
use tempfile::TempDir;

use crate::{
    database::{TestDatabase, url},
    support::{alice, new_task},
};

/// A database of its own for each test.
pub enum Place {
    Sqlite(TempDir),
    Postgres(TestDatabase),
}

/// What the next version's step does.
#[derive(Clone, Copy)]
pub enum Next {
    /// Adds a column, which servers of this version do not know.
    Expand,
    /// The same, and ends the service of this version.
    Contract,
    /// Fails after it has begun.
    Broken,
}

impl Place {
    pub fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    pub async fn postgres() -> Self {
        Self::Postgres(TestDatabase::new().await)
    }

    fn file(folder: &TempDir) -> PathBuf {
        folder.path().join("tasks.db")
    }

    pub fn database(&self) -> Database {
        let url = match self {
            Self::Sqlite(folder) => format!("sqlite://{}", Self::file(folder).display()),
            Self::Postgres(database) => database.url.clone(),
        };
        Database::from(url.parse::<DatabaseUrl>().unwrap())
    }

    fn steps(&self) -> Vec<Migration> {
        match self {
            Self::Sqlite(_) => sqlite_migrations(),
            Self::Postgres(_) => postgres_migrations(),
        }
    }

    /// The version of this program.
    pub fn known(&self) -> i64 {
        i64::try_from(self.steps().len()).unwrap()
    }

    /// As a server of this version does.
    pub async fn open(&self) -> Result<Arc<dyn Store>, OpenError> {
        self.open_as(&self.steps()).await
    }

    /// As a server of the next version does.
    pub async fn open_next(&self, next: Next) -> Result<Arc<dyn Store>, OpenError> {
        let mut steps = self.steps();
        let before = steps.last().unwrap().serves_from;
        let (sql, serves_from) = match (self, next) {
            (Self::Sqlite(_), Next::Expand) => ("ALTER TABLE tasks ADD COLUMN note TEXT;", before),
            (Self::Sqlite(_), Next::Contract) => {
                ("ALTER TABLE tasks ADD COLUMN note TEXT;", self.known() + 1)
            }
            (Self::Sqlite(_), Next::Broken) => (
                "ALTER TABLE tasks ADD COLUMN note TEXT; DROP TABLE nothing;",
                before,
            ),
            (Self::Postgres(_), Next::Expand) => {
                ("ALTER TABLE taskward.tasks ADD COLUMN note text", before)
            }
            (Self::Postgres(_), Next::Contract) => (
                "ALTER TABLE taskward.tasks ADD COLUMN note text",
                self.known() + 1,
            ),
            (Self::Postgres(_), Next::Broken) => (
                "ALTER TABLE taskward.tasks ADD COLUMN note text; DROP TABLE taskward.nothing",
                before,
            ),
        };
        steps.push(Migration {
            name: "next",
            sql,
            serves_from,
            concurrently: false,
        });
        self.open_as(&steps).await
    }

    pub async fn open_as(&self, steps: &[Migration]) -> Result<Arc<dyn Store>, OpenError> {
        Ok(match self {
            Self::Sqlite(folder) => Arc::new(SqliteStore::open_as(&Self::file(folder), steps)?),
            Self::Postgres(database) => {
                let address = url(&database.url);
                Arc::new(PostgresStore::open_as(&address, None, 4, steps).await?)
            }
        })
    }

    /// The first version's schema with an open, a completed and a deleted task of alice's.
    pub async fn make_first_version(&self) {
        let steps = self.steps();
        let first = self.open_as(steps.get(..1).unwrap()).await.unwrap();
        first.close().await;
        let [open, completed, deleted] = [1, 2, 3].map(|number| {
            new_task(&alice(), number, "x")
                .id
                .to_string()
                .replace('-', "")
        });
        match self {
            Self::Sqlite(folder) => {
                let sql = format!(
                    "INSERT INTO owners (user_id, revision) VALUES ('alice', 5);
                     INSERT INTO tasks (user_id, id, revision, title, title_key, completed_at,
                                        created_at, updated_at, deleted_at, is_deleted) VALUES
                         ('alice', x'{open}', 1, 'open', 'open', NULL, 1, 1, NULL, 0),
                         ('alice', x'{completed}', 4, 'completed', 'completed', 5, 2, 5, NULL, 0),
                         ('alice', x'{deleted}', 5, 'deleted', 'deleted', NULL, 3, 3, 6, 1);"
                );
                let connection = rusqlite::Connection::open(Self::file(folder)).unwrap();
                connection.execute_batch(&sql).unwrap();
            }
            Self::Postgres(database) => {
                let sql = format!(
                    "INSERT INTO taskward.owners (user_id, revision) VALUES ('alice', 5);
                     INSERT INTO taskward.tasks (user_id, id, revision, title, title_key, completed_at,
                                                 created_at, updated_at, deleted_at) VALUES
                         ('alice', '{open}', 1, 'open', 'open', NULL, 1, 1, NULL),
                         ('alice', '{completed}', 4, 'completed', 'completed', 5, 2, 5, NULL),
                         ('alice', '{deleted}', 5, 'deleted', 'deleted', NULL, 3, 3, 6);"
                );
                let client = database.connect().await;
                client.batch_execute(&sql).await.unwrap();
            }
        }
    }
}

//! What tests look at: the statements that a database really ran.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{
    Connection,
    trace::{TraceEvent, TraceEventCodes},
};

/// The steps of the schema, to make a program of another version of: with one more, or with fewer.
pub use crate::schema::Migration;

/// Those on `SQLite`.
#[must_use]
pub fn sqlite_migrations() -> Vec<Migration> {
    crate::sqlite::STEPS.to_vec()
}

/// Those on PostgreSQL.
#[must_use]
pub fn postgres_migrations() -> Vec<Migration> {
    crate::postgres::STEPS.to_vec()
}

type Log = Arc<Mutex<Vec<Statement>>>;

static OBSERVED: Mutex<BTreeMap<String, Log>> = Mutex::new(BTreeMap::new());

/// A statement that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// As it was written, with placeholders.
    pub sql: String,
    /// With the values that were bound to them.
    pub expanded: String,
}

/// Watches a database. Begin before it is opened: connections opened earlier are not watched.
pub struct Observer {
    database: String,
    log: Log,
}

impl Observer {
    /// Watches the `SQLite` file at this path, as the store will be given it.
    #[must_use]
    pub fn of_file(path: &Path) -> Self {
        let database = path.display().to_string();
        let log = Log::default();
        lock(&OBSERVED).insert(database.clone(), Arc::clone(&log));
        Self { database, log }
    }

    /// What was run since this was last asked, in order.
    #[must_use]
    pub fn take(&self) -> Vec<Statement> {
        std::mem::take(&mut *lock(&self.log))
    }
}

impl Drop for Observer {
    fn drop(&mut self) {
        lock(&OBSERVED).remove(&self.database);
    }
}

/// Has a connection report what it runs, if its file is watched.
pub(crate) fn observed(mut connection: Connection, path: &Path) -> rusqlite::Result<Connection> {
    if let Some(log) = lock(&OBSERVED).get(&path.display().to_string()).cloned() {
        let note = move |event: TraceEvent<'_>| {
            if let TraceEvent::Stmt(statement, _) = event {
                let sql = statement.sql().into_owned();
                let expanded = statement.expanded_sql().unwrap_or_default();
                lock(&log).push(Statement { sql, expanded });
            }
        };
        connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(note))?;
    }
    Ok(connection)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

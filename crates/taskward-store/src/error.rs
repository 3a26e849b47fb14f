//! What can go wrong in a store, by what the caller can do about it.

use std::{error::Error, fmt, path::PathBuf, sync::Arc};

use taskward_core::{Gone, ScheduleError};

use crate::RoleFault;

/// The store could not do its work. Nothing was changed, unless it is [`StoreError::Uncertain`].
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the database.
    #[error("the database is locked by another process")]
    Locked,
    /// The file or its file system does not take writes.
    #[error("the database is read-only")]
    ReadOnly,
    /// No space is left.
    #[error("the disk is full")]
    Full,
    /// The database has more to do than it can, or others hold what is needed. Ask again later.
    #[error("the database is busy: {}", Causes(&**_0))]
    Busy(#[source] Arc<dyn Error + Send + Sync>),
    /// The database's server cannot be reached, or ended the connection.
    #[error("the database cannot be reached: {}", Causes(&**_0))]
    Unreachable(#[source] Arc<dyn Error + Send + Sync>),
    /// The connection was lost while the change was committed. It was made whole or not at all, and only
    /// reading tells which.
    #[error("the database was lost before it acknowledged the change: {}", Causes(&**_0))]
    Uncertain(#[source] Arc<dyn Error + Send + Sync>),
    /// A newer program has migrated the database beyond what this one understands.
    #[error(
        "the database's schema no longer serves this version of Taskward; replace this server by a newer one"
    )]
    Outdated,
    /// The store is shutting down, or its writer has ended.
    #[error("the store is closed")]
    Closed,
    /// A row that this program cannot have written.
    #[error("a row does not read back: {0}")]
    Corrupt(&'static str),
    /// Anything else the database said.
    #[error("the database failed: {}", Causes(&**_0))]
    Failed(#[source] Arc<dyn Error + Send + Sync>),
}

/// An error, what caused it, what caused that, and so on.
pub(crate) fn causes<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// An error with what caused it. Many a library says "db error" and leaves the reason to its source. Of each the
/// first line: what PostgreSQL adds in others may quote a row.
struct Causes<'a>(&'a (dyn Error + 'static));

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = String::new();
        for cause in causes(self.0) {
            let text = cause.to_string();
            let line = text.lines().next().unwrap_or_default();
            if said.is_empty() {
                line.clone_into(&mut said);
            } else if !said.contains(line) {
                said = format!("{said}: {line}");
            }
        }
        f.write_str(&said)
    }
}

impl StoreError {
    /// Whatever the database said, kept for the log.
    pub(crate) fn failed(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Failed(Arc::new(error))
    }
}

/// Why a task was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// Its id was created and deleted by this owner before.
    #[error("a task of this id was deleted")]
    Deleted,
    /// The owner has no list of the id it is to be in.
    #[error("there is no such list")]
    NoSuchList,
    /// The owner has no label of an id it is to have.
    #[error("there is no such label")]
    NoSuchLabel,
    /// The store's own failure.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a list was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateListError {
    /// Its id was created and deleted by this owner before.
    #[error("a list of this id was deleted")]
    Deleted,
    /// The owner has [`List::MAX_COUNT`](taskward_core::List::MAX_COUNT) lists.
    #[error("there are too many lists")]
    TooMany,
    /// The store's own failure.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a list was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteListError {
    /// The owner has no such list.
    #[error("there is no such list")]
    NotFound,
    /// It is not as the precondition says.
    #[error("the list was changed in the meantime")]
    PreconditionFailed,
    /// It has tasks, and it was not said what becomes of them.
    #[error("there are tasks in the list")]
    HasTasks,
    /// The store's own failure.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a task, list or label was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The owner has no such task, list or label.
    #[error("there is nothing of this id")]
    NotFound,
    /// It is not as the precondition says.
    #[error("it was changed in the meantime")]
    PreconditionFailed,
    /// The owner has no list of the id that a task is to be in.
    #[error("there is no such list")]
    NoSuchList,
    /// The owner has no label of an id that a task is to have.
    #[error("there is no such label")]
    NoSuchLabel,
    /// It could not recur as the change has it.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// The store's own failure.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a completion was not undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// Nothing of it is completed.
    #[error("nothing of the task is completed")]
    NothingToUndo,
    /// As with any change.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl From<StoreError> for UndoError {
    fn from(error: StoreError) -> Self {
        Self::Change(error.into())
    }
}

/// Why a label was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateLabelError {
    /// Its id was created and deleted by this owner before.
    #[error("a label of this id was deleted")]
    Deleted,
    /// The owner has a label of this name.
    #[error("there is a label of this name")]
    NameTaken,
    /// The owner has [`Label::MAX_COUNT`](taskward_core::Label::MAX_COUNT) labels.
    #[error("there are too many labels")]
    TooMany,
    /// The store's own failure.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a label was not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditLabelError {
    /// The owner has another label of this name.
    #[error("there is another label of this name")]
    NameTaken,
    /// As with any change.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl From<StoreError> for EditLabelError {
    fn from(error: StoreError) -> Self {
        Self::Change(error.into())
    }
}

/// Why a label was not merged into another one.
#[derive(Debug, thiserror::Error)]
pub enum MergeLabelError {
    /// The owner has no such label to merge into, or it is the one that is to be merged.
    #[error("there is no such label to merge into")]
    NoSuchTarget,
    /// As with any change.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl From<StoreError> for MergeLabelError {
    fn from(error: StoreError) -> Self {
        Self::Change(error.into())
    }
}

/// Why changes were not told.
#[derive(Debug, thiserror::Error)]
pub enum ChangesError {
    /// A tombstone that the reader needs was purged, or the reader has seen a revision that is not there.
    #[error(transparent)]
    Gone(#[from] Gone),
    /// The store's own failure.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a task was not restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The owner has no such task, or its tombstone no longer holds it.
    #[error("there is no such task")]
    NotFound,
    /// The store's own failure.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a database could not be opened. The messages are for the person who starts the server.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder of the file cannot be made.
    #[error("cannot create the folder {path}: {source}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file cannot be made.
    #[error("cannot create {path}: {source}; give the server's user the right to write there")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A `SQLite` file of some other program.
    #[error(
        "{path} is a SQLite database of another program; set DATABASE_URL to a file of its own"
    )]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// Not a `SQLite` file, or a damaged one.
    #[error(
        "{path} is not a SQLite database, or is damaged; restore it from a backup or set DATABASE_URL"
    )]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// Migrated by a newer version of this program to where this one could do harm.
    #[error(
        "{database} was written by a newer Taskward (schema {found}, this one knows {known}); upgrade the \
         program, or restore the backup made before the upgrade"
    )]
    Newer {
        /// The file, or the server's URL without its password.
        database: String,
        /// The schema version that is there.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// Others did not let go of what a step of its schema needs.
    #[error(
        "{database} could not be migrated: the step {step} did not get its locks from other transactions \
         ({source}); see in pg_stat_activity which are open for long, and start again when they have ended"
    )]
    Blocked {
        /// The server's URL, without its password.
        database: String,
        /// The step.
        step: &'static str,
        /// What the database said last.
        source: StoreError,
    },
    /// Another process has not finished migrating it.
    #[error(
        "another server has been migrating {database} for half an hour; see what it waits for, or end it"
    )]
    Migrating {
        /// The server's URL, without its password.
        database: String,
    },
    /// The database could not be used at all.
    #[error("cannot open {path}: {source}; {hint}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the database said.
        source: StoreError,
        /// What to do.
        hint: &'static str,
    },
    /// A PostgreSQL server that could not be used.
    #[error("cannot open {database}: {source}; {hint}")]
    Server {
        /// Its URL, without its password.
        database: String,
        /// What was wrong.
        source: StoreError,
        /// What to do.
        hint: &'static str,
    },
    /// A PostgreSQL database with a schema `taskward` of some other program.
    #[error(
        "{database} has a schema named taskward that Taskward did not make; set DATABASE_URL to another database"
    )]
    SchemaNotOurs {
        /// The server's URL, without its password.
        database: String,
    },
    /// A role that row-level security would not bind, or that lacks its rights.
    #[error("Taskward does not work as the role {role} in {database}: {fault}")]
    Role {
        /// The server's URL, without its password.
        database: String,
        /// The role.
        role: String,
        /// What is wrong with it, and what to do.
        fault: RoleFault,
    },
}

//! From a URL to a store.

use std::{fmt, path::PathBuf, str::FromStr, sync::Arc};

use crate::{OpenError, SqliteStore, Store, sqlite};

/// Which database to use: `sqlite://` and a path, relative (`sqlite://data/tasks.db`) or absolute
/// (`sqlite:///var/lib/taskward/tasks.db`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// An embedded database in a file.
    Sqlite(PathBuf),
}

impl FromStr for DatabaseUrl {
    type Err = DatabaseUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Err(DatabaseUrlError::NoPostgres);
        }
        match text.strip_prefix("sqlite://") {
            Some(path) if is_plain_path(path) => Ok(Self::Sqlite(path.into())),
            _ => Err(DatabaseUrlError::Unknown),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
        }
    }
}

/// Neither a database in memory, of which every connection would have one of its own, nor what `SQLite`
/// reads as a URI with settings.
fn is_plain_path(path: &str) -> bool {
    !path.is_empty() && path != ":memory:" && !path.starts_with("file:") && !path.contains('?')
}

/// Why a text names no database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseUrlError {
    /// `postgres://`.
    #[error("this version has no PostgreSQL adapter yet; use sqlite:// and a path")]
    NoPostgres,
    /// Anything else.
    #[error("must be sqlite:// and a path, such as sqlite://data/tasks.db")]
    Unknown,
}

/// Opens the database, makes it if there is none, and brings its schema up to date.
///
/// # Errors
/// A database that cannot be used, with what to do about it.
pub fn open(url: &DatabaseUrl) -> Result<Arc<dyn Store>, OpenError> {
    match url {
        DatabaseUrl::Sqlite(path) => Ok(Arc::new(SqliteStore::open(path)?)),
    }
}

/// What a database is like before it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// The issuer it belongs to, if one was recorded.
    pub issuer: Option<String>,
    /// Whether its schema is the newest one; if not, opening it migrates it.
    pub up_to_date: bool,
}

/// Looks at a database that is there, without changing it.
///
/// # Errors
/// A database that could not be opened, either.
pub fn inspect(url: &DatabaseUrl) -> Result<Inspection, OpenError> {
    match url {
        DatabaseUrl::Sqlite(path) => sqlite::inspect(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_name_files() {
        let path = |text: &str| {
            text.parse::<DatabaseUrl>()
                .map(|DatabaseUrl::Sqlite(path)| path)
        };
        assert_eq!(path("sqlite://data/tasks.db"), Ok("data/tasks.db".into()));
        assert_eq!(path("sqlite:///var/tasks.db"), Ok("/var/tasks.db".into()));
        assert_eq!(
            path("postgres://db/tasks"),
            Err(DatabaseUrlError::NoPostgres)
        );
        for text in [
            "",
            "tasks.db",
            "sqlite://",
            "sqlite://:memory:",
            "sqlite://file::memory:",
            "sqlite://tasks.db?mode=ro",
            "mysql://db",
        ] {
            assert_eq!(path(text), Err(DatabaseUrlError::Unknown), "{text}");
        }
    }
}

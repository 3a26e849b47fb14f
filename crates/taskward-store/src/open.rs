//! From a URL to a store.

use std::{fmt, path::PathBuf, str::FromStr, sync::Arc};

use crate::{
    OpenError, PostgresStore, PostgresUrl, SchemaAge, SqliteStore, Store, postgres, sqlite,
};

/// Which database to use: `sqlite://` and a path, relative (`sqlite://data/tasks.db`) or absolute
/// (`sqlite:///var/lib/taskward/tasks.db`), or `postgres://`.
///
/// Shown without a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// An embedded database in a file.
    Sqlite(PathBuf),
    /// A database on a server.
    Postgres(PostgresUrl),
}

impl FromStr for DatabaseUrl {
    type Err = DatabaseUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return text.parse().map(Self::Postgres);
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
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

/// Neither a database in memory, of which every connection would have one of its own, nor what `SQLite`
/// reads as a URI with settings.
fn is_plain_path(path: &str) -> bool {
    !path.is_empty() && path != ":memory:" && !path.starts_with("file:") && !path.contains('?')
}

/// Why a text names no database. The messages never quote it: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatabaseUrlError {
    /// `postgres://` and something that cannot be read.
    #[error(
        "must be like postgres://user:password@host:5432/database, with other characters than letters and \
         digits of the password percent-encoded and with PostgreSQL's own parameters (sslmode: disable, \
         prefer, require or verify-full)"
    )]
    Postgres,
    /// Anything else.
    #[error("must be sqlite:// and a path, such as sqlite://data/tasks.db, or postgres://…")]
    Unknown,
}

/// A database and how it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Database {
    /// Where it is.
    pub url: DatabaseUrl,
    /// On PostgreSQL, the same database with the role that owns the schema, if that is not the one in `url`.
    pub owner_url: Option<PostgresUrl>,
    /// On PostgreSQL, how many connections the service has open at most.
    pub connections: usize,
}

impl Database {
    /// What holds where nothing is said: enough to keep a server of a few cores busy, and few enough that several
    /// processes fit into PostgreSQL's default of 100.
    pub const CONNECTIONS: usize = 16;
}

impl From<DatabaseUrl> for Database {
    fn from(url: DatabaseUrl) -> Self {
        Self {
            url,
            owner_url: None,
            connections: Self::CONNECTIONS,
        }
    }
}

/// As its URL.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.url.fmt(f)
    }
}

/// Opens the database, makes it if there is none, and brings its schema up to date. A PostgreSQL database has
/// to be there; its tables are made.
///
/// # Errors
/// A database that cannot be used, with what to do about it.
pub async fn open(database: &Database) -> Result<Arc<dyn Store>, OpenError> {
    Ok(match &database.url {
        DatabaseUrl::Sqlite(path) => Arc::new(SqliteStore::open(path)?),
        DatabaseUrl::Postgres(url) => {
            let (owner_url, connections) = (database.owner_url.as_ref(), database.connections);
            Arc::new(PostgresStore::open(url, owner_url, connections).await?)
        }
    })
}

/// What a database is like before it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// The issuer it belongs to, if one was recorded.
    pub issuer: Option<String>,
    /// How its schema looks to this program.
    pub schema: SchemaAge,
}

/// Looks at a database that is there, without changing it.
///
/// # Errors
/// A database that could not be opened, either.
pub async fn inspect(database: &Database) -> Result<Inspection, OpenError> {
    match &database.url {
        DatabaseUrl::Sqlite(path) => sqlite::inspect(path),
        DatabaseUrl::Postgres(url) => postgres::inspect(url, database.owner_url.as_ref()).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_name_files() {
        let path = |text: &str| match text.parse() {
            Ok(DatabaseUrl::Sqlite(path)) => Ok(path),
            Ok(DatabaseUrl::Postgres(url)) => panic!("{url}"),
            Err(error) => Err(error),
        };
        assert_eq!(path("sqlite://data/tasks.db"), Ok("data/tasks.db".into()));
        assert_eq!(path("sqlite:///var/tasks.db"), Ok("/var/tasks.db".into()));
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

    #[test]
    fn urls_name_servers() {
        for text in [
            "postgres://ada:secret@db/tasks",
            "postgresql://ada:secret@db/tasks",
        ] {
            let url: DatabaseUrl = text.parse().unwrap();
            assert_eq!(url.to_string(), "postgres://ada@db/tasks");
        }
        let refused = "postgres://db:port/tasks".parse::<DatabaseUrl>();
        assert_eq!(refused, Err(DatabaseUrlError::Postgres));
    }
}

//! Opening connections, all with the same promises.

use std::{
    fs::{DirBuilder, OpenOptions},
    io::ErrorKind,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};

use super::{failure, migrations};
use crate::{
    OpenError, StoreError,
    schema::{self, Migration, SchemaVersion},
};

/// How long a writer waits for another process that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// After how many pages in the log they are written into the file. Pages that many changes touch are
/// then written once for all of them; the log takes about 16 MB.
const CHECKPOINT_PAGES: i64 = 4000;
/// Pages of 4 KiB that each connection keeps in memory at most: 16 MiB. With `SQLite`'s 2 MiB, changes and
/// reads of a hundred owners asked the system for their pages again and again.
const CACHE_PAGES: i64 = 4096;
/// Prepared statements a connection keeps: all that the API can make, with room.
const CACHED_STATEMENTS: usize = 128;

/// The one connection that writes. Makes the file and its folder and takes the steps of the schema that are missing.
pub(crate) fn open_for_writing(path: &Path, steps: &[Migration]) -> Result<Connection, OpenError> {
    make_private_file(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let failed = |error| explain(path, error);
    let mut connection = open(path, flags).map_err(failed)?;
    // Where a file cannot be written, SQLite opens it for reading.
    if connection.is_readonly(rusqlite::MAIN_DB).map_err(failed)? {
        return Err(unusable(path, StoreError::ReadOnly));
    }
    if migrations::is_of_another_program(&connection).map_err(failed)? {
        return Err(OpenError::NotOurs {
            path: path.to_owned(),
        });
    }
    connection
        .pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)
        .map_err(failed)?;
    // An acknowledged commit survives a power cut only with FULL.
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .map_err(failed)?;
    connection
        .pragma_update(None, "synchronous", "FULL")
        .map_err(failed)?;
    let found = migrations::run(&mut connection, steps).map_err(failed)?;
    refuse_newer(path, found, schema::newest(steps))?;
    sync_what_was_left(&connection).map_err(failed)?;
    Ok(connection)
}

/// Refuses a schema with which a server that knows this version may not work.
pub(super) fn refuse_newer(path: &Path, found: SchemaVersion, known: i64) -> Result<(), OpenError> {
    if found.serves(known) {
        schema::log_version(found, known);
        return Ok(());
    }
    Err(OpenError::Newer {
        database: path.display().to_string(),
        found: found.number,
        known,
    })
}

/// Puts on disk what is in the log already. A server that was killed may have left a commit there that it had
/// not synced; it is read like every other one from now on, and a power cut must not take it back.
fn sync_what_was_left(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint", [], |_| Ok(()))
}

/// Makes the file and its folder, if they are not there, for the server's own user alone. `SQLite`
/// gives the files beside it the same rights.
fn make_private_file(path: &Path) -> Result<(), OpenError> {
    if let Some(folder) = path.parent() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|source| OpenError::Folder {
                path: folder.to_owned(),
                source,
            })?;
    }
    match OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
    {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(OpenError::File {
            path: path.to_owned(),
            source: error,
        }),
        _ => Ok(()),
    }
}

/// A connection to a file that stays as it is.
pub(super) fn open_to_inspect(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = open(path, flags).map_err(|error| explain(path, error))?;
    if migrations::is_of_another_program(&connection).map_err(|error| explain(path, error))? {
        return Err(OpenError::NotOurs {
            path: path.to_owned(),
        });
    }
    Ok(connection)
}

/// A connection that cannot write, whatever is asked of it.
pub(crate) fn open_for_reading(path: &Path) -> rusqlite::Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn open(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    // One thread at a time uses a connection, so SQLite's own mutex is not needed.
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    #[cfg(feature = "test-support")]
    let connection = crate::test_support::observed(connection, path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    // Else a page's statement is compiled again for every value that is bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "cache_size", CACHE_PAGES)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    Ok(connection)
}

pub(crate) fn explain(path: &Path, error: rusqlite::Error) -> OpenError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => OpenError::NotADatabase {
            path: path.to_owned(),
        },
        _ => unusable(path, failure::store_error(error)),
    }
}

pub(super) fn unusable(path: &Path, source: StoreError) -> OpenError {
    let hint = match &source {
        StoreError::Locked => "stop the other process that uses this file, or wait for it",
        StoreError::ReadOnly => {
            "give the server's user the right to write to the file and its folder"
        }
        StoreError::Full => "free some space and start again; nothing is lost",
        _ => "check that the path is right and that the server's user may read and write there",
    };
    OpenError::Unusable {
        path: path.to_owned(),
        source,
        hint,
    }
}

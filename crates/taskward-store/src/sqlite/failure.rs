//! What `SQLite`'s errors mean to a caller.

use rusqlite::{Error, ErrorCode, ffi::SQLITE_IOERR_SHMSIZE};

use crate::StoreError;

pub(super) fn store_error(error: Error) -> StoreError {
    // The index beside the WAL cannot grow, as when a server starts on a full disk. SQLite calls that something else.
    let said = error.sqlite_error().map(|error| error.extended_code);
    if said == Some(SQLITE_IOERR_SHMSIZE) {
        return StoreError::Full;
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreError::ReadOnly,
        Some(ErrorCode::DiskFull) => StoreError::Full,
        _ => StoreError::failed(error),
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        store_error(error)
    }
}

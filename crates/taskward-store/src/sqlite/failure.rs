//! What `SQLite`'s errors mean to a caller.

use rusqlite::{Error, ErrorCode};

use crate::StoreError;

pub(super) fn store_error(error: Error) -> StoreError {
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

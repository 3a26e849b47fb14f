//! What went wrong, and whether something may have been changed all the same.

use std::sync::Arc;

use deadpool_postgres::PoolError;
use tokio_postgres::{
    Error,
    error::{Severity, SqlState},
};

use crate::StoreError;

/// Why a transaction has no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// The database or the way to it failed. Nothing was changed.
    Undone(Error),
    /// The connection was lost while a change was committed.
    Uncertain(Error),
    /// What was read makes no sense.
    Store(StoreError),
}

impl Failure {
    /// Of a statement that was sent together with its COMMIT. Only the server itself can say that it was refused.
    pub(super) fn with_commit(error: Error) -> Self {
        if is_lost(&error) {
            Self::Uncertain(error)
        } else {
            Self::Undone(error)
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Undone(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Whether the connection is of no more use: it broke, or the server ended it.
pub(super) fn is_lost(error: &Error) -> bool {
    let Some(said) = error.as_db_error() else {
        return true;
    };
    let ended = matches!(
        said.parsed_severity(),
        Some(Severity::Fatal | Severity::Panic)
    );
    ended
        || ["08", "57P"]
            .iter()
            .any(|class| said.code().code().starts_with(class))
}

/// Whether the same again may succeed: another transaction was in the way.
pub(super) fn is_conflict(error: &Error) -> bool {
    let codes = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
    ];
    error.code().is_some_and(|code| codes.contains(code))
}

/// Whether the database does not know what a statement names, or does not allow it (class 42).
pub(super) fn is_about_the_schema(error: &Error) -> bool {
    error
        .code()
        .is_some_and(|code| code.code().starts_with("42"))
}

/// Whether a lock was not to be had in time.
pub(super) fn is_locked_out(error: &Error) -> bool {
    error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE)
}

/// Whether the server is a standby, or became one: another one may take writes.
pub(super) fn is_read_only(error: &Error) -> bool {
    error.code() == Some(&SqlState::READ_ONLY_SQL_TRANSACTION)
}

/// What it means to a caller, if nothing was changed.
pub(crate) fn store_error(error: Error) -> StoreError {
    const BUSY: [SqlState; 8] = [
        SqlState::CONFIGURATION_LIMIT_EXCEEDED,
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::OUT_OF_MEMORY,
        SqlState::QUERY_CANCELED,
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::INSUFFICIENT_RESOURCES,
    ];
    if is_read_only(&error) {
        return StoreError::ReadOnly;
    }
    match error.code() {
        Some(&SqlState::DISK_FULL) => StoreError::Full,
        Some(code) if BUSY.contains(code) => StoreError::Busy(Arc::new(error)),
        _ if is_lost(&error) => StoreError::Unreachable(Arc::new(error)),
        _ => StoreError::failed(error),
    }
}

/// Why there was no connection to be had.
pub(super) fn of_pool(error: PoolError) -> StoreError {
    use deadpool_postgres::{HookError, TimeoutType};
    match error {
        PoolError::Closed => StoreError::Closed,
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
            store_error(error)
        }
        PoolError::Timeout(TimeoutType::Wait) => StoreError::Busy(Arc::new(error)),
        other => StoreError::Unreachable(Arc::new(other)),
    }
}

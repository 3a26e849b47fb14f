//! Where tasks are kept.
//!
//! One port, [`Store`], and an adapter for each database. The port is made so that a query without an
//! owner cannot be written: every method of [`TaskStore`] takes one, and a
//! [`TaskId`](taskward_core::TaskId) cannot be had without one.
//!
//! What an adapter acknowledges is on disk. A change raises its owner's revision in the same
//! transaction, so revisions are gap-free and in commit order.

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests make owners up")
)]

mod copy;
mod error;
mod narrowing;
mod open;
mod order;
mod port;
mod postgres;
mod schema;
mod sqlite;
#[cfg(feature = "test-support")]
pub mod test_support;
mod values;
mod watch;
mod words;

pub use copy::{CopyError, CopyProgress, CopyReport, CopyStage, copy};
pub use error::{
    ChangeError, ChangesError, CreateError, CreateLabelError, CreateListError, DeleteListError,
    EditLabelError, MergeLabelError, OpenError, RestoreError, StoreError, UndoError,
};
pub use open::{Database, DatabaseUrl, DatabaseUrlError, Inspection, inspect, open};
pub use port::{Created, Deployment, LabelStore, ListStore, Store, TaskStore, WriteCounts};
pub use postgres::{PostgresStore, PostgresUrl, RoleFault};
pub use schema::SchemaAge;
pub use sqlite::SqliteStore;
pub use watch::Watch;

/// How long a deleted task can be restored: 30 days.
pub const RESTORABLE_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;

/// How long a deleted task is told of at least: 180 days. A replica that was away for longer begins anew.
pub const TOMBSTONE_MILLIS: i64 = 180 * 24 * 60 * 60 * 1000;

/// How many tombstones one deletion purges at most, so that none takes long.
pub const PURGED_AT_ONCE: usize = 100;

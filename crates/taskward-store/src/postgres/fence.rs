//! Asking whether the schema still serves this server.

use deadpool_postgres::ClientWrapper;

use super::{
    failure::Failure,
    rows,
    work::{Done, Work},
};
use crate::StoreError;

/// Each connection of the service says with this setting which version it knows.
pub(super) fn known_schema(known: i64) -> String {
    format!("SET taskward.known_schema TO '{known}'")
}

/// Whether no step has ended the service of that version.
macro_rules! serves {
    () => {
        "NOT EXISTS (SELECT 1 FROM schema_versions \
                     WHERE serves_from > current_setting('taskward.known_schema')::bigint)"
    };
}
pub(super) use serves;

/// Succeeds if the database answers and serves this server.
pub(super) struct Served;

impl Work for Served {
    type Answer = ();
    const WRITES: bool = false;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<()>, Failure> {
        let select = client.prepare_cached(concat!("SELECT ", serves!())).await?;
        let row = client.query_one(&select, &[]).await?;
        if rows::column(&row, 0)? {
            Ok(Done::Committed(()))
        } else {
            Err(StoreError::Outdated.into())
        }
    }
}

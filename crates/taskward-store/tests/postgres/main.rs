//! The store suite on PostgreSQL, and what is true of PostgreSQL alone.
//!
//! `make test` sets `TEST_POSTGRES_URL`; by hand: `node scripts/postgres.mjs cargo test -p taskward-store --test postgres`.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that panics has failed, and says where; tests make owners up"
)]

mod copy;
mod database;
mod isolation;
mod plans;
mod recovery;
mod replicas;
mod schema;
#[path = "../suite/mod.rs"]
mod suite;
mod words;

use std::sync::Arc;

use database::TestDatabase;
use taskward_store::PostgresStore;

/// A store of its own for each test, in a database that goes with it.
struct Fixture {
    store: Arc<PostgresStore>,
    _database: TestDatabase,
}

impl Fixture {
    async fn new() -> Self {
        let database = TestDatabase::new().await;
        Self {
            store: Arc::new(database.open().await),
            _database: database,
        }
    }
}

store_suite!(Fixture::new);

//! What the server acknowledged outlives its end, however sudden.
//!
//! People write over several connections, the server ends at a random moment, starts again on the same database,
//! and every person's tasks are compared with what they were told. `make soak` does it for longer. So it is while the
//! server stays and its database goes away (`outages.rs`).
//!
//! | variable | meaning |
//! |---|---|
//! | `DURABILITY_ENDS` | how often each test ends the server (20 by default) |
//! | `DURABILITY_SEED` | begins with the choices of an earlier run, which says its seed when it fails |

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that panics has failed, and says where; it makes its owners up"
)]

mod audit;
mod balancer;
mod better_auth;
mod change;
mod client;
mod database;
mod full_disk;
mod life;
mod outages;
mod people;
#[path = "../support/postgres_server.rs"]
mod postgres_server;
#[cfg(target_os = "linux")]
mod power_cut;
mod server;
#[path = "../support/small_disk.rs"]
mod small_disk;
mod upgrades;
mod version;

use self::{
    database::{Postgres, Sqlite},
    life::Plan,
};

#[tokio::test]
async fn acknowledged_changes_survive_kills_on_sqlite() {
    let new = async || Sqlite::new();
    Plan::of_this_run().live("kills, SQLite", new).await;
}

#[tokio::test]
async fn acknowledged_changes_survive_kills_on_postgres() {
    Plan::of_this_run()
        .live("kills, PostgreSQL", Postgres::new)
        .await;
}

#[cfg(target_os = "linux")]
mod power_cuts {
    use super::{
        life::{self, Plan},
        power_cut::{Disk, PowerCuts},
    };

    #[tokio::test]
    async fn acknowledged_changes_survive_power_cuts_on_sqlite() {
        let new = async || PowerCuts::new(Disk::Honest);
        Plan::of_this_run().live("power cuts, SQLite", new).await;
    }

    /// Were it not, the test above would show nothing.
    #[tokio::test]
    async fn a_disk_that_says_it_synced_and_did_not_is_found_out() {
        let mut database = PowerCuts::new(Disk::Lying);
        let outcome = life::live_once(rand::random(), 20, &mut database).await;
        let (_, loss) = outcome.expect_err("what no disk has cannot be there");
        eprintln!("found out: {loss}");
    }
}

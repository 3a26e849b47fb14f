//! The limit of writing: the store's statements on the store's schema, without a server around them.
//!
//! With `--per-transaction 1` it commits each creation by itself, as a service without grouped commits
//! does: threads take turns on one connection, since SQLite has one writer at a time.

use std::{
    io::Write as _,
    path::PathBuf,
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::Context as _;
use clap::Parser;
use rusqlite::{Connection, OptionalExtension as _, named_params};

const SCHEMA: &str = include_str!("../../crates/taskward-store/migrations/sqlite/0001_tasks.sql");
const FIND: &str = "SELECT id, title, description, completed_at, created_at, updated_at, revision, \
                           deleted_at, title <> '' \
                    FROM tasks WHERE user_id = ?1 AND id = ?2";
const RAISE_REVISION: &str = "INSERT INTO owners (user_id, revision) VALUES (?1, 1) \
                              ON CONFLICT (user_id) DO UPDATE SET revision = revision + 1 \
                              RETURNING revision";
const INSERT: &str = "INSERT INTO tasks (user_id, id, revision, title, title_key, description, \
                                         completed_at, created_at, updated_at) \
                      VALUES (:user_id, :id, :revision, :title, :title_key, :description, \
                              :completed_at, :created_at, :updated_at)";

/// Creates tasks for a while, durably, and prints how many.
#[derive(Parser)]
struct Options {
    /// The database; made if there is none
    #[arg(long)]
    database: PathBuf,
    /// Creations in one transaction
    #[arg(long, default_value_t = 1)]
    per_transaction: u64,
    /// Threads that take turns
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// For how long
    #[arg(long)]
    seconds: f64,
    /// How many owners the tasks belong to, in turn
    #[arg(long, default_value_t = 100)]
    owners: u64,
    /// Every task's title
    #[arg(long)]
    title: String,
    /// Every task's description
    #[arg(long)]
    description: String,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let connection = open(&options)?;
    let turns = Mutex::new((connection, 0_u64));
    let start = Instant::now();
    let end = start + Duration::try_from_secs_f64(options.seconds)?;
    let write = || -> anyhow::Result<()> {
        while Instant::now() < end {
            let mut turn = turns.lock().unwrap_or_else(PoisonError::into_inner);
            let (connection, created) = &mut *turn;
            connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
            for number in *created..*created + options.per_transaction {
                create(connection, &options, number)?;
            }
            connection.prepare_cached("COMMIT")?.execute([])?;
            *created += options.per_transaction;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..options.threads).map(|_| scope.spawn(write)).collect();
        threads.into_iter().try_for_each(|thread| {
            thread
                .join()
                .map_err(|_| anyhow::anyhow!("a thread panicked"))?
        })
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let (_, created) = turns.into_inner().unwrap_or_else(PoisonError::into_inner);
    let report = serde_json::json!({ "created": created, "seconds": seconds });
    writeln!(std::io::stdout(), "{report}")?;
    Ok(())
}

/// Opens the database as the store opens the one it writes to.
fn open(options: &Options) -> anyhow::Result<Connection> {
    let mut connection = Connection::open(&options.database)
        .with_context(|| format!("cannot open {}", options.database.display()))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
    connection.pragma_update(None, "cache_size", -16 * 1024)?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        let transaction = connection.transaction()?;
        transaction.execute_batch(SCHEMA)?;
        transaction.commit()?;
    }
    Ok(connection)
}

fn create(connection: &Connection, options: &Options, number: u64) -> anyhow::Result<()> {
    let owner_number = number.wrapping_mul(2_654_435_761) % options.owners;
    let owner = format!(
        "{:032x}",
        u128::from(owner_number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
    );
    let millis = millis_now()?;
    let id = id(millis, owner_number, number);
    let find = connection
        .prepare_cached(FIND)?
        .query_row((&owner, id), |_| Ok(()))
        .optional()?;
    anyhow::ensure!(find.is_none(), "an id came twice");
    let revision: i64 = connection
        .prepare_cached(RAISE_REVISION)?
        .query_row([&owner], |row| row.get(0))?;
    connection.prepare_cached(INSERT)?.execute(named_params! {
        ":user_id": owner,
        ":id": id,
        ":revision": revision,
        ":title": options.title,
        ":title_key": options.title.to_lowercase(),
        ":description": options.description,
        ":completed_at": None::<i64>,
        ":created_at": millis,
        ":updated_at": millis,
    })?;
    Ok(())
}

/// Of the layout of the server's ids: milliseconds, what is the owner's, what is random. Here the
/// random bits are a count, spread by a multiplication.
fn id(millis: i64, owner: u64, number: u64) -> [u8; 16] {
    let high = millis.unsigned_abs() << 16 | 0x8000 | owner & 0xFFF;
    let low = 0x8000_0000_0000_0000 | number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 2;
    (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
}

#[expect(
    clippy::disallowed_methods,
    reason = "a program by itself, with nobody to pass a clock in"
)]
fn millis_now() -> anyhow::Result<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_millis())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statements_are_the_stores() {
        let sources = [
            include_str!("../../crates/taskward-store/src/sqlite/changes.rs"),
            include_str!("../../crates/taskward-store/src/sqlite/rows.rs"),
        ]
        .concat();
        // As the compiler reads it: a backslash at a line's end swallows the next line's indent.
        let plain = |text: &str| {
            let text = text.replace("\\\n", " ");
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let sources = plain(&sources);
        for statement in [FIND, RAISE_REVISION, INSERT] {
            // A task's columns may stand apart from what is selected besides, and from where.
            for part in statement
                .split("SELECT ")
                .flat_map(|text| text.split("revision, "))
                .flat_map(|text| text.split("FROM "))
            {
                assert!(sources.contains(&plain(part)), "{statement}: {part}");
            }
        }
    }

    #[test]
    fn it_stores_what_it_counts() {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            database: folder.path().join("tasks.db"),
            per_transaction: 1,
            threads: 1,
            seconds: 0.0,
            owners: 3,
            title: "Water the plants".into(),
            description: "All of them".into(),
        };
        let connection = open(&options).unwrap();
        for number in 0..10 {
            create(&connection, &options, number).unwrap();
        }
        let count: i64 = connection
            .query_row("SELECT count(*) FROM tasks", [], |row| row.get(0))
            .unwrap();
        assert_eq!(count, 10);
    }
}

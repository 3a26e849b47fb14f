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
use sha2::{Digest as _, Sha256};

const SCHEMA: [&str; 11] = [
    include_str!("../../crates/taskward-store/migrations/sqlite/0001_tasks.sql"),
    include_str!("../../crates/taskward-store/migrations/sqlite/0002_priority.sql"),
    include_str!("../../crates/taskward-store/migrations/sqlite/0003_due.sql"),
    include_str!("../../crates/taskward-store/migrations/sqlite/0004_words.sql"),
    include_str!("../../crates/taskward-store/migrations/sqlite/0005_lists.sql"),
    include_str!("../../crates/taskward-store/migrations/sqlite/0006_tasks_by_list.sql"),
    include_str!(
        "../../crates/taskward-store/migrations/sqlite/0007_tasks_by_due_and_priority.sql"
    ),
    include_str!("../../crates/taskward-store/migrations/sqlite/0008_recurrence.sql"),
    include_str!("../../crates/taskward-store/migrations/sqlite/0009_position.sql"),
    include_str!("../../crates/taskward-store/migrations/sqlite/0010_tasks_by_hand.sql"),
    include_str!("../../crates/taskward-store/migrations/sqlite/0011_labels.sql"),
];
const APPLICATION_ID: i64 = 0x544B_5744;
const FIND: &str = "SELECT id, title, description, completed_at, created_at, updated_at, revision, \
                           priority, due, due_zone, start_date, list_id, recurrence, recurrence_base, \
                           position, labels, deleted_at, title <> '' \
                    FROM tasks WHERE user_id = ?1 AND id = ?2";
const RAISE_REVISION: &str = "INSERT INTO owners (user_id, revision) VALUES (?1, 1) \
                              ON CONFLICT (user_id) DO UPDATE SET revision = revision + 1 \
                              RETURNING revision";
const INSERT: &str = "INSERT INTO tasks (user_id, id, revision, title, title_key, description, \
                                         completed_at, created_at, updated_at, priority, due, \
                                         due_zone, start_date, list_id, recurrence, recurrence_base, position, labels) \
                      VALUES (:user_id, :id, :revision, :title, :title_key, :description, \
                              :completed_at, :created_at, :updated_at, :priority, :due, \
                              :due_zone, :start_date, :list_id, :recurrence, :recurrence_base, :position, :labels)";

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
    /// For how long at most
    #[arg(long)]
    seconds: f64,
    /// How many at most
    #[arg(long, default_value_t = u64::MAX)]
    count: u64,
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
    let owners: Vec<_> = (0..options.owners).map(Owner::numbered).collect();
    let start = Instant::now();
    let end = start + Duration::try_from_secs_f64(options.seconds)?;
    let write = || -> anyhow::Result<()> {
        while Instant::now() < end {
            let mut turn = turns.lock().unwrap_or_else(PoisonError::into_inner);
            let (connection, created) = &mut *turn;
            if *created >= options.count {
                break;
            }
            connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
            for number in *created..*created + options.per_transaction {
                create(connection, &options, &owners, number)?;
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
        for step in SCHEMA {
            transaction.execute_batch(step)?;
        }
        // So that the server takes it for one of its own.
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", i64::try_from(SCHEMA.len())?)?;
        transaction.commit()?;
    }
    Ok(connection)
}

/// Somebody whose tasks they are.
struct Owner {
    subject: String,
    tag: u32,
}

impl Owner {
    /// The subject is that of the same person of the load's, and the tag the one that their ids carry.
    fn numbered(number: u64) -> Self {
        let spread = u128::from(number)
            .wrapping_add(1)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        let subject = format!("{spread:032x}");
        let digest = Sha256::digest(format!("taskward:owner:v1:{subject}"));
        let (tag, _) = digest.split_at(4);
        let tag = tag.iter().fold(0, |tag, byte| tag << 8 | u32::from(*byte));
        Self { subject, tag }
    }
}

fn create(
    connection: &Connection,
    options: &Options,
    owners: &[Owner],
    number: u64,
) -> anyhow::Result<()> {
    let turn = number.wrapping_mul(2_654_435_761) % options.owners;
    let owner = owners.get(usize::try_from(turn)?);
    let Owner {
        subject: owner,
        tag,
    } = owner.context("an owner for every task")?;
    let millis = millis_now()?;
    let id = id(millis, *tag, number);
    let find = connection
        .prepare_cached(FIND)?
        .query_row((owner, id), |_| Ok(()))
        .optional()?;
    anyhow::ensure!(find.is_none(), "an id came twice");
    let revision: i64 = connection
        .prepare_cached(RAISE_REVISION)?
        .query_row([owner], |row| row.get(0))?;
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
        ":priority": 4,
        ":due": None::<&str>,
        ":due_zone": None::<&str>,
        ":start_date": None::<&str>,
        ":list_id": None::<[u8; 16]>,
        ":recurrence": None::<&str>,
        ":recurrence_base": None::<&str>,
        ":position": None::<&str>,
        ":labels": None::<&[u8]>,
    })?;
    Ok(())
}

/// An id as the server makes them: 48 bits of milliseconds, the owner's tag, and 42 bits that are random there
/// and a count here, spread by a multiplication.
fn id(millis: i64, tag: u32, number: u64) -> [u8; 16] {
    const VERSION: u128 = 8 << 76;
    const VARIANT: u128 = 2 << 62;
    let count = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 22;
    let rest = u128::from(tag) << 42 | u128::from(count);
    let bits = u128::from(millis.unsigned_abs()) << 80
        | VERSION
        | rest >> 62 << 64
        | VARIANT
        | rest & ((1 << 62) - 1);
    bits.to_be_bytes()
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
                .flat_map(|text| text.split("labels, "))
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
            count: 10,
            owners: 3,
            title: "Water the plants".into(),
            description: "All of them".into(),
        };
        let connection = open(&options).unwrap();
        let owners: Vec<_> = (0..options.owners).map(Owner::numbered).collect();
        for number in 0..options.count {
            create(&connection, &options, &owners, number).unwrap();
        }
        let count: i64 = connection
            .query_row("SELECT count(*) FROM tasks", [], |row| row.get(0))
            .unwrap();
        assert_eq!(count, 10);
    }
}

//! The schema, step by step.

use rusqlite::{Connection, TransactionBehavior};

/// Marks a file as ours ("TKWD"), so that no other program's database is ever migrated.
const APPLICATION_ID: i64 = 0x544B_5744;

/// Step N brings a database from schema N − 1 to N. A step that has been released never changes.
const STEPS: &[&str] = &[include_str!("../../migrations/sqlite/0001_tasks.sql")];

pub(super) enum Outcome {
    UpToDate,
    Newer { found: i64 },
}

/// The newest schema this program knows.
pub(super) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Whether the file has content that this program did not make.
pub(super) fn is_of_another_program(connection: &Connection) -> rusqlite::Result<bool> {
    let id: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let objects: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(id != APPLICATION_ID && objects > 0)
}

/// The schema of a file; 0 is none.
pub(super) fn schema_of(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Takes the missing steps, all or none.
pub(super) fn run(connection: &mut Connection) -> rusqlite::Result<Outcome> {
    // Immediate: of two processes that start at once, the second finds the work done.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = schema_of(&transaction)?;
    if found > newest() {
        return Ok(Outcome::Newer { found });
    }
    let missing = STEPS
        .iter()
        .skip(usize::try_from(found).unwrap_or_default());
    for step in missing {
        transaction.execute_batch(step)?;
    }
    if found < newest() {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", newest())?;
    }
    transaction.commit()?;
    Ok(Outcome::UpToDate)
}

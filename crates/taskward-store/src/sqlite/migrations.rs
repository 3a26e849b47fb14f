//! The schema, step by step.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use crate::{
    StoreError,
    schema::{Fence, Migration, SchemaVersion, newest},
};

/// Marks a file as ours ("TKWD"), so that no other program's database is ever migrated.
const APPLICATION_ID: i64 = 0x544B_5744;

/// All steps. What may be in one, and that it never changes, is in migrations/README.md.
pub(crate) const STEPS: &[Migration] = &[
    Migration {
        name: "0001_tasks",
        sql: include_str!("../../migrations/sqlite/0001_tasks.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0002_priority",
        sql: include_str!("../../migrations/sqlite/0002_priority.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0003_due",
        sql: include_str!("../../migrations/sqlite/0003_due.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0004_words",
        sql: include_str!("../../migrations/sqlite/0004_words.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0005_lists",
        sql: include_str!("../../migrations/sqlite/0005_lists.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0006_tasks_by_list",
        sql: include_str!("../../migrations/sqlite/0006_tasks_by_list.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0007_tasks_by_due_and_priority",
        sql: include_str!("../../migrations/sqlite/0007_tasks_by_due_and_priority.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0008_recurrence",
        sql: include_str!("../../migrations/sqlite/0008_recurrence.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0009_position",
        sql: include_str!("../../migrations/sqlite/0009_position.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0010_tasks_by_hand",
        sql: include_str!("../../migrations/sqlite/0010_tasks_by_hand.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0011_labels",
        sql: include_str!("../../migrations/sqlite/0011_labels.sql"),
        serves_from: 1,
        concurrently: false,
    },
];

/// Whether the file has content that this program did not make.
pub(super) fn is_of_another_program(connection: &Connection) -> rusqlite::Result<bool> {
    let id: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let objects: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(id != APPLICATION_ID && objects > 0)
}

/// The schema of a file.
pub(super) fn schema_of(connection: &Connection) -> rusqlite::Result<SchemaVersion> {
    let number = number_of(connection)?;
    if number == 0 {
        return Ok(SchemaVersion::NONE);
    }
    let said: Option<String> = connection
        .query_row(
            "SELECT value FROM settings WHERE name = 'schema_serves_from'",
            [],
            |row| row.get(0),
        )
        .optional()?;
    // A file that does not say serves its own version alone.
    let serves_from = said.and_then(|text| text.parse().ok()).unwrap_or(number);
    Ok(SchemaVersion {
        number,
        serves_from,
    })
}

fn number_of(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("PRAGMA user_version")?
        .query_row([], |row| row.get(0))
}

/// Takes the missing steps, all or none. Gives the schema that the file has then, which may be a newer one.
pub(super) fn run(
    connection: &mut Connection,
    steps: &[Migration],
) -> rusqlite::Result<SchemaVersion> {
    // Immediate: of two processes that start at once, the second finds the work done.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = schema_of(&transaction)?;
    let taken = usize::try_from(found.number).unwrap_or_default();
    let missing = steps.get(taken..).unwrap_or_default();
    let Some(last) = missing.last() else {
        return Ok(found);
    };
    for step in missing {
        transaction.execute_batch(step.sql)?;
        tracing::info!(step = step.name, "the schema takes a step");
    }
    transaction.execute(
        "INSERT INTO settings (name, value) VALUES ('schema_serves_from', ?1) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [last.serves_from.to_string()],
    )?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", newest(steps))?;
    transaction.commit()?;
    Ok(SchemaVersion {
        number: newest(steps),
        serves_from: last.serves_from,
    })
}

/// Whether a server may go on: another one may have migrated the file since this one opened it.
///
/// # Errors
/// [`StoreError::Outdated`] if the file no longer serves it.
pub(super) fn pass(connection: &Connection, fence: &Fence) -> Result<(), StoreError> {
    fence.pass()?;
    if number_of(connection)? > fence.known() && !schema_of(connection)?.serves(fence.known()) {
        fence.shut();
    }
    fence.pass()
}

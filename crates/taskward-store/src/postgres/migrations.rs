//! The schema, step by step.
//!
//! Servers are at work while a step is taken. So each is taken by itself, waits for its locks no longer than a
//! request can wait behind it, and is tried again when they were not to be had.

use std::time::Duration;

use tokio::time::sleep;
use tokio_postgres::{Client, Error};

use super::{PostgresUrl, connect, failure, rows};
use crate::{
    OpenError, StoreError,
    schema::{self, Migration, SchemaVersion},
};

/// All steps. What may be in one, and that it never changes, is in migrations/README.md.
pub(crate) const STEPS: &[Migration] = &[
    Migration {
        name: "0001_tasks",
        sql: include_str!("../../migrations/postgres/0001_tasks.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0002_priority",
        sql: include_str!("../../migrations/postgres/0002_priority.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0003_due",
        sql: include_str!("../../migrations/postgres/0003_due.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0004_words",
        sql: include_str!("../../migrations/postgres/0004_words.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0005_lists",
        sql: include_str!("../../migrations/postgres/0005_lists.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0006_tasks_by_list",
        sql: include_str!("../../migrations/postgres/0006_tasks_by_list.sql"),
        serves_from: 1,
        concurrently: true,
    },
    Migration {
        name: "0007_tasks_by_due_and_priority",
        sql: include_str!("../../migrations/postgres/0007_tasks_by_due_and_priority.sql"),
        serves_from: 1,
        concurrently: true,
    },
    Migration {
        name: "0008_recurrence",
        sql: include_str!("../../migrations/postgres/0008_recurrence.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0009_position",
        sql: include_str!("../../migrations/postgres/0009_position.sql"),
        serves_from: 1,
        concurrently: false,
    },
    Migration {
        name: "0010_tasks_by_hand",
        sql: include_str!("../../migrations/postgres/0010_tasks_by_hand.sql"),
        serves_from: 1,
        concurrently: true,
    },
    Migration {
        name: "0011_labels",
        sql: include_str!("../../migrations/postgres/0011_labels.sql"),
        serves_from: 1,
        concurrently: false,
    },
];

/// What of two processes that start at once one holds ("TKWD"). Its number is the database's own, not the cluster's.
const ADVISORY_LOCK: i64 = 0x544B_5744;
/// How often is looked whether another process has finished, and how often at most: for half an hour.
const LOOK_AGAIN: Duration = Duration::from_millis(200);
const LOOKS: u32 = 9000;

/// How long a step waits for a lock. Requests that need the same one wait behind it.
const LOCK_TIMEOUT: &str = "SET lock_timeout TO '500ms'";
/// The same for a step that is taken concurrently, behind which nobody waits.
const CONCURRENT_LOCK_TIMEOUT: &str = "SET lock_timeout TO '60s'";
/// How often a step is tried for whose locks others are in the way, and how long they are let by in between.
const TRIES: u32 = 30;
const LET_BY: Duration = Duration::from_secs(1);

/// What a database says about its schema.
enum Schema {
    /// Its version.
    Version(SchemaVersion),
    /// There is one of the same name that this program did not make.
    NotOurs,
}

async fn schema_of(client: &Client) -> Result<Schema, StoreError> {
    let here = "SELECT to_regclass('taskward.schema_versions') IS NOT NULL, \
                       to_regnamespace('taskward') IS NOT NULL";
    let row = client.query_one(here, &[]).await;
    let row = row.map_err(failure::store_error)?;
    match (rows::column(&row, 0)?, rows::column(&row, 1)?) {
        (true, _) => {}
        (false, true) => return Ok(Schema::NotOurs),
        (false, false) => return Ok(Schema::Version(SchemaVersion::NONE)),
    }
    let version = "SELECT version, serves_from FROM taskward.schema_versions \
                   ORDER BY version DESC LIMIT 1";
    let row = client.query_opt(version, &[]).await;
    let Some(row) = row.map_err(failure::store_error)? else {
        return Ok(Schema::Version(SchemaVersion::NONE));
    };
    Ok(Schema::Version(SchemaVersion {
        number: rows::column(&row, 0)?,
        serves_from: rows::column(&row, 1)?,
    }))
}

/// The version of a database's schema, if a program that knows this one can use it.
pub(super) async fn usable_version(
    client: &Client,
    url: &PostgresUrl,
    known: i64,
) -> Result<SchemaVersion, OpenError> {
    match schema_of(client).await {
        Ok(Schema::Version(found)) if found.serves(known) => Ok(found),
        Ok(Schema::Version(found)) => Err(OpenError::Newer {
            database: url.to_string(),
            found: found.number,
            known,
        }),
        Ok(Schema::NotOurs) => Err(OpenError::SchemaNotOurs {
            database: url.to_string(),
        }),
        Err(error) => Err(url.unusable(error)),
    }
}

/// Takes the missing steps, as the role that the URL logs in as. Each is taken whole or not at all, and those that
/// were taken stay.
pub(super) async fn run(url: &PostgresUrl, steps: &[Migration]) -> Result<(), OpenError> {
    let client = connect::open(url).await;
    let client = client.map_err(|error| url.unusable(error))?;
    let known = schema::newest(steps);
    let unusable = |error| url.unusable(failure::store_error(error));
    let mut looks = 0;
    loop {
        // Without a lock at first: there is nearly always nothing to do, and a standby takes none.
        let found = usable_version(&client, url, known).await?;
        if found.number >= known {
            schema::log_version(found, known);
            return Ok(());
        }
        if try_lock(&client).await.map_err(unusable)? {
            break;
        }
        if looks == 0 {
            tracing::info!("another server migrates the database; waiting for it");
        }
        if looks == LOOKS {
            return Err(OpenError::Migrating {
                database: url.to_string(),
            });
        }
        looks += 1;
        sleep(LOOK_AGAIN).await;
    }
    let mut found = usable_version(&client, url, known).await?;
    for (number, step) in (1_i64..).zip(steps) {
        if number > found.number {
            let taken = take_patiently(&client, found, step).await;
            taken.map_err(|error| {
                if is_in_the_way(&error) {
                    OpenError::Blocked {
                        database: url.to_string(),
                        step: step.name,
                        source: failure::store_error(error),
                    }
                } else {
                    unusable(error)
                }
            })?;
            let serves_from = step.serves_from;
            found = SchemaVersion {
                number,
                serves_from,
            };
        }
    }
    Ok(())
}

/// It goes with the connection. Waiting for it within the database would hold up `CREATE INDEX CONCURRENTLY`, which
/// waits for every statement that began before it.
async fn try_lock(client: &Client) -> Result<bool, Error> {
    let lock = "SELECT pg_try_advisory_lock($1)";
    client.query_one(lock, &[&ADVISORY_LOCK]).await?.try_get(0)
}

async fn take_patiently(
    client: &Client,
    found: SchemaVersion,
    step: &Migration,
) -> Result<(), Error> {
    let mut tries = 1;
    loop {
        let taken = if step.concurrently {
            take_concurrently(client, found, step).await
        } else {
            take(client, found, step).await
        };
        match taken {
            Ok(()) => {
                tracing::info!(step = step.name, "the schema takes a step");
                return Ok(());
            }
            Err(error) if is_in_the_way(&error) && tries < TRIES => {
                tracing::warn!(
                    step = step.name, tries, of = TRIES, %error,
                    "others hold what a step of the schema needs; it is tried again"
                );
                client.batch_execute("ROLLBACK").await?;
                tries += 1;
                sleep(LET_BY).await;
            }
            Err(error) => return Err(error),
        }
    }
}

fn is_in_the_way(error: &Error) -> bool {
    failure::is_locked_out(error) || failure::is_conflict(error)
}

/// In one transaction.
async fn take(client: &Client, found: SchemaVersion, step: &Migration) -> Result<(), Error> {
    client.batch_execute(LOCK_TIMEOUT).await?;
    client.batch_execute("BEGIN").await?;
    if found == SchemaVersion::NONE {
        client.batch_execute(VERSIONS).await?;
    } else if step.serves_from > found.serves_from {
        // Waits for the transactions that were told that they are served (scope.rs), and lets none begin.
        let alone = "LOCK TABLE taskward.schema_versions IN ACCESS EXCLUSIVE MODE";
        client.batch_execute(alone).await?;
    }
    client.batch_execute(step.sql).await?;
    record(client, found, step).await?;
    client.batch_execute("COMMIT").await
}

const VERSIONS: &str = "CREATE SCHEMA taskward; \
    CREATE TABLE taskward.schema_versions ( \
        version     bigint PRIMARY KEY, \
        serves_from bigint NOT NULL CHECK (serves_from BETWEEN 1 AND version), \
        taken_at    timestamptz NOT NULL DEFAULT now() \
    )";

/// Statement by statement. It ends nobody's service, so nobody is waited for.
async fn take_concurrently(
    client: &Client,
    found: SchemaVersion,
    step: &Migration,
) -> Result<(), Error> {
    client.batch_execute(CONCURRENT_LOCK_TIMEOUT).await?;
    for statement in step.sql.split_inclusive(';') {
        client.batch_execute(statement).await?;
    }
    record(client, found, step).await
}

async fn record(client: &Client, found: SchemaVersion, step: &Migration) -> Result<(), Error> {
    let insert = "INSERT INTO taskward.schema_versions (version, serves_from) VALUES ($1, $2)";
    let number = found.number + 1;
    client
        .execute(insert, &[&number, &step.serves_from])
        .await
        .map(drop)
}

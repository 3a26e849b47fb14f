//! The schema, step by step.

use tokio_postgres::{Client, Error};

use super::{PostgresUrl, connect, failure, rows};
use crate::{OpenError, StoreError};

/// Step N brings a database from schema N − 1 to N. A step that has been released never changes.
const STEPS: &[&str] = &[include_str!("../../migrations/postgres/0001_tasks.sql")];

/// What processes that start at once wait for ("TKWD"). Its number is the database's own, not the cluster's.
const ADVISORY_LOCK: i64 = 0x544B_5744;

/// The newest schema this program knows.
pub(super) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// What a database says about its schema.
pub(super) enum Schema {
    /// Its version; 0 is none.
    Version(i64),
    /// There is one of the same name that this program did not make.
    NotOurs,
}

/// The schema of a database.
pub(super) async fn schema_of(client: &Client) -> Result<Schema, StoreError> {
    let here = "SELECT to_regclass('taskward.schema_versions') IS NOT NULL, \
                       to_regnamespace('taskward') IS NOT NULL";
    let row = client
        .query_one(here, &[])
        .await
        .map_err(failure::store_error)?;
    match (rows::column(&row, 0)?, rows::column(&row, 1)?) {
        (true, _) => {}
        (false, true) => return Ok(Schema::NotOurs),
        (false, false) => return Ok(Schema::Version(0)),
    }
    let version = "SELECT coalesce(max(version), 0) FROM taskward.schema_versions";
    let row = client
        .query_one(version, &[])
        .await
        .map_err(failure::store_error)?;
    Ok(Schema::Version(rows::column(&row, 0)?))
}

/// The version of a database's schema, if this program can use it.
pub(super) async fn usable_version(client: &Client, url: &PostgresUrl) -> Result<i64, OpenError> {
    match schema_of(client)
        .await
        .map_err(|error| url.unusable(error))?
    {
        Schema::Version(found) if found > newest() => Err(OpenError::Newer {
            database: url.to_string(),
            found,
            known: newest(),
        }),
        Schema::Version(found) => Ok(found),
        Schema::NotOurs => Err(OpenError::SchemaNotOurs {
            database: url.to_string(),
        }),
    }
}

/// Takes the missing steps, all or none, as the role that the URL logs in as.
pub(super) async fn run(url: &PostgresUrl) -> Result<(), OpenError> {
    let client = connect::open(url)
        .await
        .map_err(|error| url.unusable(error))?;
    let failed = |error| url.unusable(failure::store_error(error));
    // Without a lock at first: there is nearly always nothing to do, and a standby takes none.
    if usable_version(&client, url).await? == newest() {
        return Ok(());
    }
    lock(&client).await.map_err(failed)?;
    let found = usable_version(&client, url).await?;
    take_steps(&client, found).await.map_err(failed)?;
    client.batch_execute("COMMIT").await.map_err(failed)
}

/// Of two processes that start at once, the second finds the work done. The lock is taken before the transaction, since
/// only a new transaction is sure to see the catalogue as the first one left it. It goes with the connection.
async fn lock(client: &Client) -> Result<(), Error> {
    let lock = "SELECT pg_advisory_lock($1)";
    client.execute(lock, &[&ADVISORY_LOCK]).await?;
    client.batch_execute("BEGIN").await
}

async fn take_steps(client: &Client, found: i64) -> Result<(), Error> {
    if found == 0 {
        client
            .batch_execute(
                "CREATE SCHEMA taskward; \
                 CREATE TABLE taskward.schema_versions ( \
                     version bigint PRIMARY KEY, \
                     taken_at timestamptz NOT NULL DEFAULT now() \
                 )",
            )
            .await?;
    }
    for (version, step) in (1_i64..).zip(STEPS) {
        if version > found {
            client.batch_execute(step).await?;
            client
                .execute(
                    "INSERT INTO taskward.schema_versions (version) VALUES ($1)",
                    &[&version],
                )
                .await?;
        }
    }
    Ok(())
}

//! What PostgreSQL has that SQLite has not: locks that are waited for, and steps outside a transaction.

use std::{sync::Arc, time::Duration};

use taskward_store::{
    PostgresStore, StoreError, TaskStore,
    test_support::{Migration, postgres_migrations},
};
use tokio_postgres::Client;

use crate::{
    database::{TestDatabase, url},
    support::{alice, create},
};

const ADD_A_COLUMN: &str = "ALTER TABLE taskward.tasks ADD COLUMN note text";
const BUILD_AN_INDEX: &str = "DROP INDEX CONCURRENTLY IF EXISTS taskward.tasks_by_update;
CREATE INDEX CONCURRENTLY tasks_by_update ON taskward.tasks (user_id, updated_at);
";

fn with(more: &[Migration]) -> Vec<Migration> {
    let mut steps = postgres_migrations();
    steps.extend_from_slice(more);
    steps
}

/// Ends nobody's service.
fn step(sql: &'static str, concurrently: bool) -> Migration {
    Migration {
        name: "next",
        sql,
        serves_from: postgres_migrations().last().unwrap().serves_from,
        concurrently,
    }
}

/// Ends the service of this version.
fn contract(sql: &'static str) -> Migration {
    Migration {
        serves_from: i64::try_from(postgres_migrations().len()).unwrap() + 1,
        ..step(sql, false)
    }
}

async fn open_as(database: &TestDatabase, steps: &[Migration]) -> PostgresStore {
    PostgresStore::open_as(&url(&database.url), None, 4, steps)
        .await
        .unwrap()
}

/// Opens it in the background.
fn opening(
    database: &TestDatabase,
    steps: Vec<Migration>,
) -> tokio::task::JoinHandle<PostgresStore> {
    let address = url(&database.url);
    tokio::spawn(async move {
        PostgresStore::open_as(&address, None, 4, &steps)
            .await
            .unwrap()
    })
}

/// Whether somebody in this database waits for such a lock.
macro_rules! waited_for {
    ($lock:literal) => {
        concat!(
            "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) \
                            LEFT JOIN pg_class c ON c.oid = l.relation \
                            WHERE a.datname = current_database() AND NOT l.granted AND ",
            $lock,
            ")"
        )
    };
}

const TASKS_WAITED_FOR: &str = waited_for!("c.relname = 'tasks'");
const VERSIONS_WAITED_FOR: &str = waited_for!("c.relname = 'schema_versions'");
const TRANSACTION_WAITED_FOR: &str = waited_for!("l.locktype = 'transactionid'");
const VIRTUAL_TRANSACTION_WAITED_FOR: &str = waited_for!("l.locktype = 'virtualxid'");

/// Asks until that is the answer.
async fn until(client: &Client, question: &str, answer: bool) {
    let asking = async {
        loop {
            let row = client.query_one(question, &[]).await.unwrap();
            if row.get::<_, bool>(0) == answer {
                break;
            }
        }
    };
    let patience = Duration::from_secs(30);
    let answered = tokio::time::timeout(patience, asking).await;
    assert!(
        answered.is_ok(),
        "not {answer} within {patience:?}: {question}"
    );
}

#[tokio::test]
async fn a_step_whose_lock_others_hold_lets_requests_by_and_is_tried_again() {
    let database = TestDatabase::new().await;
    let older = database.open().await;
    create(&older, &alice(), 1, "before").await;
    let (dump, admin) = (database.connect().await, database.connect().await);
    // As pg_dump does, for as long as it runs.
    dump.batch_execute("BEGIN; LOCK TABLE taskward.tasks IN ACCESS SHARE MODE")
        .await
        .unwrap();
    let newer = opening(&database, with(&[step(ADD_A_COLUMN, false)]));
    until(&admin, TASKS_WAITED_FOR, true).await;
    // It waits, and this waits behind it, but not for long.
    create(&older, &alice(), 2, "meanwhile").await;
    until(&admin, TASKS_WAITED_FOR, false).await;
    assert!(!newer.is_finished());
    until(&admin, TASKS_WAITED_FOR, true).await;
    dump.batch_execute("COMMIT").await.unwrap();
    let newer = newer.await.unwrap();
    assert_eq!(newer.revision(&alice()).await.unwrap().number(), 2);
    create(&older, &alice(), 3, "afterwards").await;
}

/// Else it could write by the old rules behind the step.
#[tokio::test]
async fn whoever_was_told_to_be_served_is_waited_for() {
    let database = TestDatabase::new().await;
    let older = Arc::new(database.open().await);
    create(&*older, &alice(), 1, "before").await;
    let (slow, admin) = (database.connect().await, database.connect().await);
    // A change that waits in its transaction, since its owner's row is taken.
    slow.batch_execute(
        "BEGIN; UPDATE taskward.owners SET revision = revision WHERE user_id = 'alice'",
    )
    .await
    .unwrap();
    let working = Arc::clone(&older);
    let change = tokio::spawn(async move { create(&*working, &alice(), 2, "just in time").await });
    until(&admin, TRANSACTION_WAITED_FOR, true).await;
    let newer = opening(&database, with(&[contract("")]));
    until(&admin, VERSIONS_WAITED_FOR, true).await;
    assert!(!newer.is_finished());
    slow.batch_execute("COMMIT").await.unwrap();
    change.await.unwrap();
    let newer = newer.await.unwrap();
    assert_eq!(newer.revision(&alice()).await.unwrap().number(), 2);
    let refused = older.revision(&alice()).await;
    assert!(matches!(refused, Err(StoreError::Outdated)), "{refused:?}");
}

/// A statement is prepared before its transaction begins, and can fail there already.
#[tokio::test]
async fn a_server_that_finds_its_columns_gone_knows_why() {
    let database = TestDatabase::new().await;
    let older = database.open().await;
    let gone = contract("ALTER TABLE taskward.tasks DROP COLUMN description");
    open_as(&database, &with(&[gone])).await;
    let id = crate::new_task(&alice(), 1, "x").id;
    let refused = older.get(&alice(), id).await;
    assert!(matches!(refused, Err(StoreError::Outdated)), "{refused:?}");
}

#[tokio::test]
async fn an_index_is_built_while_a_transaction_is_open_that_writes() {
    let database = TestDatabase::new().await;
    let older = database.open().await;
    create(&older, &alice(), 1, "before").await;
    let slow = database.connect().await;
    slow.batch_execute("BEGIN; UPDATE taskward.tasks SET title = title")
        .await
        .unwrap();
    let newer = opening(&database, with(&[step(BUILD_AN_INDEX, true)]));
    let admin = database.connect().await;
    until(&admin, VIRTUAL_TRANSACTION_WAITED_FOR, true).await;
    create(&older, &alice(), 2, "meanwhile").await;
    assert!(!newer.is_finished());
    slow.batch_execute("COMMIT").await.unwrap();
    newer.await.unwrap();
    assert!(is_valid(&admin, "tasks_by_update").await);
}

#[tokio::test]
async fn an_index_that_an_interruption_left_half_built_is_built_anew() {
    let database = TestDatabase::new().await;
    let older = database.open().await;
    for number in 1..=2 {
        create(&older, &alice(), number, "milk").await;
    }
    let admin = database.connect().await;
    let interrupted =
        "CREATE UNIQUE INDEX CONCURRENTLY tasks_by_update ON taskward.tasks (user_id)";
    admin.batch_execute(interrupted).await.unwrap_err();
    assert!(!is_valid(&admin, "tasks_by_update").await);
    open_as(&database, &with(&[step(BUILD_AN_INDEX, true)])).await;
    assert!(is_valid(&admin, "tasks_by_update").await);
}

#[tokio::test]
async fn servers_that_start_at_once_take_a_concurrent_step_once() {
    let database = TestDatabase::new().await;
    database.open().await;
    let steps = with(&[step(ADD_A_COLUMN, false), step(BUILD_AN_INDEX, true)]);
    let opened = (0..6).map(|_| open_as(&database, &steps));
    assert_eq!(futures_util::future::join_all(opened).await.len(), 6);
    let admin = database.connect().await;
    let versions = "SELECT count(*) FROM taskward.schema_versions";
    let count: i64 = admin.query_one(versions, &[]).await.unwrap().get(0);
    assert_eq!(count, i64::try_from(steps.len()).unwrap());
}

async fn is_valid(client: &Client, index: &str) -> bool {
    let select = "SELECT indisvalid FROM pg_index WHERE indexrelid = $1::text::regclass";
    let row = client
        .query_one(select, &[&format!("taskward.{index}")])
        .await;
    row.unwrap().get(0)
}

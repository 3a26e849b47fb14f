//! What becomes of requests while connections break.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use taskward_core::{Completing, Edit, Precondition};
use taskward_store::{CreateError, Created, Deployment, PostgresStore, StoreError, TaskStore};
use tokio::time::timeout;

use crate::{
    database::{TestDatabase, url},
    suite::support::{alice, all_pages, at, create, everything, new_task, owner},
};

const TERMINATE: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[tokio::test]
async fn a_connection_that_died_in_the_pool_is_replaced_unseen() {
    let database = TestDatabase::new().await;
    let store = database.open().await;
    let task = create(&store, &alice(), 1, "milk").await;
    let client = database.connect().await;
    for _ in 0..20 {
        client.query_one(TERMINATE, &[]).await.unwrap();
        assert_eq!(
            store.get(&alice(), task.id).await.unwrap(),
            Some(task.clone())
        );
    }
}

/// Whatever was acknowledged is there once, and revisions have no gap.
#[tokio::test]
async fn nothing_acknowledged_is_lost_and_nothing_is_done_twice_while_connections_are_killed() {
    let database = TestDatabase::new().await;
    let store = Arc::new(database.open().await);
    let done = Arc::new(AtomicBool::new(false));
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..8_i64 {
        let (store, done) = (Arc::clone(&store), Arc::clone(&done));
        writers.spawn(async move {
            let owner = owner(&format!("owner {}", writer % 3));
            let (mut acknowledged, mut failures) = (vec![], 0);
            for number in 1.. {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                let task = new_task(&owner, writer * 100_000 + number, "milk");
                let id = task.id;
                match store.create(&owner, task, at(number)).await {
                    Ok(Created::New(_)) => acknowledged.push(id),
                    Ok(Created::Existing(task)) => panic!("{task:?} was done twice"),
                    Err(CreateError::Store(
                        StoreError::Unreachable(_) | StoreError::Uncertain(_),
                    )) => failures += 1,
                    Err(error) => panic!("{error:?}"),
                }
            }
            (owner, acknowledged, failures)
        });
    }
    let client = database.connect().await;
    let mut killed = 0;
    while killed < 100 {
        let row = client.query_one(TERMINATE, &[]).await.unwrap();
        killed += row.get::<_, i64>(0);
        client.batch_execute("SELECT pg_sleep(0.02)").await.unwrap();
    }
    done.store(true, Ordering::Relaxed);
    let (mut acknowledged, mut failures) = (0, 0);
    // All of them first: several write for one owner.
    for (owner, ids, failed) in writers.join_all().await {
        let tasks = all_pages(&*store, &owner, &everything()).await;
        let there: BTreeSet<_> = tasks.iter().map(|task| task.id).collect();
        assert!(
            ids.iter().all(|id| there.contains(id)),
            "an acknowledged task is lost"
        );
        let revisions: BTreeSet<_> = tasks.iter().map(|task| task.revision.number()).collect();
        assert_eq!(revisions, (1..=tasks.len() as u64).collect(), "gaps");
        assert_eq!(
            store.revision(&owner).await.unwrap().number(),
            tasks.len() as u64
        );
        acknowledged += ids.len();
        failures += failed;
    }
    println!(
        "{killed} connections killed, {acknowledged} creations acknowledged, {failures} failed"
    );
    assert!(acknowledged > 0);
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_no_transaction_behind() {
    let database = TestDatabase::new().await;
    let store = PostgresStore::open(&url(&database.url), None, 2)
        .await
        .unwrap();
    let task = create(&store, &alice(), 1, "milk").await;
    let alice = alice();
    for number in 1..=50 {
        let toggle = Edit::Complete(Completing::TOGGLE);
        let edit = store.edit(&alice, task.id, toggle, Precondition::None, at(number));
        // Polled once, then dropped.
        let _ = futures_util::FutureExt::now_or_never(edit);
        let other = store.list(&owner("bob"), &everything()).await.unwrap();
        assert_eq!(
            other.items,
            [],
            "another owner's transaction is not carried on"
        );
    }
    store.close().await;
    let client = database.connect().await;
    let open = "SELECT count(*) FROM pg_stat_activity \
        WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    let row = client.query_one(open, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
    let refused = store.get(&alice, task.id).await;
    assert!(matches!(refused, Err(StoreError::Closed)));
}

#[tokio::test]
async fn what_the_server_refuses_is_named_and_its_connection_goes_on() {
    let database = TestDatabase::new().await;
    let store = PostgresStore::open(&url(&database.url), None, 1)
        .await
        .unwrap();
    let task = create(&store, &alice(), 1, "milk").await;
    let admin = database.connect().await;
    for (condition, matches) in [
        (
            "disk_full",
            (|error| matches!(error, StoreError::Full)) as fn(&StoreError) -> bool,
        ),
        ("read_only_sql_transaction", |error| {
            matches!(error, StoreError::ReadOnly)
        }),
        ("serialization_failure", |error| {
            matches!(error, StoreError::Busy(_))
        }),
        ("deadlock_detected", |error| {
            matches!(error, StoreError::Busy(_))
        }),
        ("query_canceled", |error| {
            matches!(error, StoreError::Busy(_))
        }),
        ("internal_error", |error| {
            matches!(error, StoreError::Failed(_))
        }),
    ] {
        let trigger = format!(
            "CREATE FUNCTION taskward.fail() RETURNS trigger LANGUAGE plpgsql \
                 AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''{condition}''; END'; \
             CREATE TRIGGER fail BEFORE INSERT OR UPDATE ON taskward.tasks \
                 FOR EACH ROW EXECUTE FUNCTION taskward.fail()"
        );
        admin.batch_execute(&trigger).await.unwrap();
        let refused = store
            .create(&alice(), new_task(&alice(), 2, "x"), at(2))
            .await;
        let Err(CreateError::Store(error)) = refused else {
            panic!("{condition}: {refused:?}")
        };
        assert!(matches(&error), "{condition}: {error:?}");
        let edited = store
            .edit(
                &alice(),
                task.id,
                Edit::Complete(Completing::TOGGLE),
                Precondition::None,
                at(2),
            )
            .await;
        assert!(edited.is_err(), "{condition}");
        let clean = "DROP TRIGGER fail ON taskward.tasks; DROP FUNCTION taskward.fail()";
        admin.batch_execute(clean).await.unwrap();
        assert_eq!(store.revision(&alice()).await.unwrap().number(), 1);
        assert_eq!(
            store.get(&alice(), task.id).await.unwrap(),
            Some(task.clone())
        );
    }
}

/// One that is stopped or behind a broken network may still be connected to.
#[tokio::test]
async fn an_address_that_takes_connections_and_says_nothing_is_passed_over() {
    let database = TestDatabase::new().await;
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap();
    let both = database.url.replace('@', &format!("@{silent},"));
    let url = url(&format!("{both}?connect_timeout=1"));
    let patience = Duration::from_secs(20);
    let opened = timeout(patience, PostgresStore::open(&url, None, 2)).await;
    let store = opened.expect("it goes on to the next address").unwrap();
    let task = create(&store, &alice(), 1, "milk").await;
    assert_eq!(store.get(&alice(), task.id).await.unwrap(), Some(task));

    let nobody = format!("postgres://ada@{silent}/tasks?connect_timeout=1");
    let opened = timeout(patience, PostgresStore::open(&self::url(&nobody), None, 2)).await;
    let error = opened.expect("it gives up").err().unwrap();
    assert!(error.to_string().contains("cannot be reached"), "{error}");
}

#[tokio::test]
async fn an_unreachable_server_is_named_without_its_password() {
    // Nobody listens on this port of the loopback interface.
    let nowhere = url("postgres://ada:s3cret@127.0.0.1:1/tasks");
    let error = PostgresStore::open(&nowhere, None, 1).await.err().unwrap();
    let said = format!("{error} {error:?}");
    assert!(said.contains("ada@127.0.0.1:1/tasks"), "{said}");
    assert!(!said.contains("s3cret"), "{said}");
}

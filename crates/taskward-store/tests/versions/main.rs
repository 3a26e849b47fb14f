//! Servers of two versions on one database.
//!
//! "The next version" is this program with one more step of its schema, which only `test-support` can make. What is
//! true of PostgreSQL alone is in `postgres.rs`; requests of clients are in taskward-server's
//! tests/durability/upgrades.rs.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed, and says where; tests make owners up"
)]

#[path = "../postgres/database.rs"]
#[allow(dead_code, reason = "the tests of PostgreSQL use the rest")]
mod database;
mod place;
mod postgres;
#[path = "../suite/support.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod support;

use place::{Next, Place};
use support::{alice, all_pages, create, everything, new_task, titles};
use taskward_core::Revision;
use taskward_store::{
    CopyError, CreateError, OpenError, SchemaAge, Store, StoreError, copy, inspect,
};

/// Each of these on both databases.
macro_rules! on_both {
    ($($name:ident)*) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&super::Place::sqlite()).await;
            })*
        }

        mod on_postgres {
            $(#[tokio::test]
            async fn $name() {
                super::$name(&super::Place::postgres().await).await;
            })*
        }
    };
}

on_both! {
    servers_of_both_versions_work_side_by_side
    an_older_server_starts_on_a_newer_schema_that_serves_it
    an_older_server_does_not_start_where_it_is_no_longer_served
    an_older_server_at_work_stops_when_it_is_no_longer_served
    an_upgrade_keeps_every_task_and_goes_on_counting
    tasks_of_the_first_version_are_all_there_in_this_one
    a_step_that_fails_leaves_the_schema_as_it_was
    a_copy_refuses_a_schema_that_it_does_not_know_whole
}

async fn all_titles(store: &dyn Store) -> Vec<String> {
    let tasks = all_pages(store, &alice(), &everything()).await;
    titles(&tasks).into_iter().map(str::to_owned).collect()
}

fn is_outdated<T>(answer: &Result<T, StoreError>) -> bool {
    matches!(answer, Err(StoreError::Outdated))
}

async fn servers_of_both_versions_work_side_by_side(place: &Place) {
    let older = place.open().await.unwrap();
    create(&*older, &alice(), 1, "before").await;
    let newer = place.open_next(Next::Expand).await.unwrap();
    create(&*older, &alice(), 2, "by the older").await;
    create(&*newer, &alice(), 3, "by the newer").await;
    create(&*older, &alice(), 4, "by the older again").await;
    older.ping().await.unwrap();
    for store in [&*older, &*newer] {
        assert_eq!(
            all_titles(store).await,
            [
                "before",
                "by the older",
                "by the newer",
                "by the older again"
            ]
        );
        assert_eq!(
            store.revision(&alice()).await.unwrap(),
            Revision::new(4).unwrap()
        );
    }
}

async fn an_older_server_starts_on_a_newer_schema_that_serves_it(place: &Place) {
    let newer = place.open_next(Next::Expand).await.unwrap();
    create(&*newer, &alice(), 1, "by the newer").await;
    newer.close().await;
    let seen = inspect(&place.database()).await.unwrap();
    assert_eq!(seen.schema, SchemaAge::Newer);
    let older = place.open().await.unwrap();
    older.ping().await.unwrap();
    create(&*older, &alice(), 2, "by the older").await;
    assert_eq!(all_titles(&*older).await, ["by the newer", "by the older"]);
    older.close().await;
    // It has not taken the step back.
    let seen = inspect(&place.database()).await.unwrap();
    assert_eq!(seen.schema, SchemaAge::Newer);
}

async fn an_older_server_does_not_start_where_it_is_no_longer_served(place: &Place) {
    place.open_next(Next::Contract).await.unwrap().close().await;
    let known = place.known();
    let error = place.open().await.err().unwrap();
    match &error {
        OpenError::Newer {
            found, known: own, ..
        } => assert_eq!((*found, *own), (known + 1, known)),
        _ => panic!("{error}"),
    }
    assert!(error.to_string().contains("newer Taskward"), "{error}");
    assert!(inspect(&place.database()).await.is_err());
}

async fn an_older_server_at_work_stops_when_it_is_no_longer_served(place: &Place) {
    let older = place.open().await.unwrap();
    create(&*older, &alice(), 1, "before").await;
    let newer = place.open_next(Next::Contract).await.unwrap();
    let owner = alice();
    let late = older.create(&owner, new_task(&owner, 2, "late"), support::at(2));
    let refused = late.await.map_err(|error| match error {
        CreateError::Store(error) => error,
        CreateError::Deleted | CreateError::NoSuchList | CreateError::NoSuchLabel => {
            panic!("{error}")
        }
    });
    assert!(is_outdated(&refused), "{refused:?}");
    assert!(is_outdated(&older.ping().await), "it is not ready");
    assert!(is_outdated(&older.list(&alice(), &everything()).await));
    assert!(is_outdated(&older.revision(&alice()).await));
    create(&*newer, &alice(), 3, "by the newer").await;
    assert_eq!(all_titles(&*newer).await, ["before", "by the newer"]);
    assert_eq!(newer.revision(&alice()).await.unwrap().number(), 2);
}

async fn an_upgrade_keeps_every_task_and_goes_on_counting(place: &Place) {
    let older = place.open().await.unwrap();
    for number in 1..=50 {
        create(&*older, &alice(), number, &format!("task {number}")).await;
    }
    let before = all_pages(&*older, &alice(), &everything()).await;
    older.close().await;
    let newer = place.open_next(Next::Expand).await.unwrap();
    assert_eq!(all_pages(&*newer, &alice(), &everything()).await, before);
    let next = create(&*newer, &alice(), 51, "one more").await;
    assert_eq!(next.revision.number(), 51);
}

/// Rows as the first version wrote them, whatever the schema became since.
async fn tasks_of_the_first_version_are_all_there_in_this_one(place: &Place) {
    place.make_first_version().await;
    let store = place.open().await.unwrap();
    assert_eq!(all_titles(&*store).await, ["open", "completed"]);
    let tasks = all_pages(&*store, &alice(), &everything()).await;
    let completed: Vec<_> = tasks.iter().map(|task| task.completed_at).collect();
    assert_eq!(completed, [None, Some(support::at(5))]);
    let deleted = new_task(&alice(), 3, "x").id;
    let restored = store.restore(&alice(), deleted, support::at(7)).await;
    let restored = restored.unwrap();
    assert_eq!(restored.title.as_str(), "deleted");
    assert_eq!(restored.revision.number(), 6);
    assert_eq!(
        create(&*store, &alice(), 4, "new").await.revision.number(),
        7
    );
}

async fn a_step_that_fails_leaves_the_schema_as_it_was(place: &Place) {
    let older = place.open().await.unwrap();
    create(&*older, &alice(), 1, "before").await;
    assert!(place.open_next(Next::Broken).await.is_err());
    create(&*older, &alice(), 2, "after").await;
    older.close().await;
    let seen = inspect(&place.database()).await.unwrap();
    assert_eq!(seen.schema, SchemaAge::Same);
    let newer = place.open_next(Next::Expand).await.unwrap();
    assert_eq!(all_titles(&*newer).await, ["before", "after"]);
}

/// Columns that it has never heard of would be lost.
async fn a_copy_refuses_a_schema_that_it_does_not_know_whole(place: &Place) {
    let newer = place.open_next(Next::Expand).await.unwrap();
    create(&*newer, &alice(), 1, "milk").await;
    newer.close().await;
    let other = Place::sqlite();
    other.open().await.unwrap().close().await;
    for (from, to) in [(place, &other), (&other, place)] {
        let refused = copy(&from.database(), &to.database(), &mut |_| {}).await;
        assert!(
            matches!(refused, Err(CopyError::LaterSchema)),
            "{refused:?}"
        );
    }
}

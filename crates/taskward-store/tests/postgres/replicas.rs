//! Several processes on one database hear of each other's changes.

use std::time::Duration;

use taskward_store::{Deployment, TaskStore, Watch};

use crate::{
    database::TestDatabase,
    suite::support::{alice, create},
};

async fn is_woken(watch: &mut Watch) {
    let patience = Duration::from_secs(30);
    let woken = tokio::time::timeout(patience, watch.changed()).await;
    assert!(woken.is_ok(), "not told within {patience:?}");
}

#[tokio::test]
async fn a_change_in_one_process_wakes_the_watches_of_another() {
    let database = TestDatabase::new().await;
    let (here, there) = (database.open().await, database.open().await);
    let mut watch = there.watch(&alice());
    for number in 1..=3_u8 {
        create(&here, &alice(), number.into(), "milk").await;
        is_woken(&mut watch).await;
        assert_eq!(
            there.revision(&alice()).await.unwrap().number(),
            number.into()
        );
    }
    // The last words of a process that ends are heard.
    create(&here, &alice(), 4, "milk").await;
    here.close().await;
    is_woken(&mut watch).await;
}

#[tokio::test]
async fn a_listener_that_was_lost_catches_up() {
    let database = TestDatabase::new().await;
    let (here, there) = (database.open().await, database.open().await);
    let mut watch = there.watch(&alice());
    let client = database.connect().await;
    let listeners = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    client.query_one(listeners, &[]).await.unwrap();
    create(&here, &alice(), 1, "while nobody listens").await;
    is_woken(&mut watch).await;
    assert_eq!(there.revision(&alice()).await.unwrap().number(), 1);
}

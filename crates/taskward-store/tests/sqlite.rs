//! The store suite on `SQLite`, and what is true of `SQLite` alone.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that panics has failed, and says where; tests make owners up"
)]

mod suite;

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, sync::Arc};

use futures_util::FutureExt;
use suite::support::{alice, at, create_list, everything, new_task};
use taskward_core::{Edit, Precondition, Search, TaskQuery, TasksOfList};
use taskward_store::{
    CreateError, Database, DatabaseUrl, Deployment, Inspection, ListStore, OpenError,
    RESTORABLE_MILLIS, SchemaAge, SqliteStore, StoreError, TaskStore, inspect,
};
use tempfile::TempDir;

/// A store of its own for each test, in a folder that goes with it.
struct Fixture {
    store: Arc<SqliteStore>,
    _folder: TempDir,
}

impl Fixture {
    #[expect(clippy::unused_async, reason = "as the suite wants it")]
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(&folder.path().join("new/tasks.db")).unwrap());
        Self {
            store,
            _folder: folder,
        }
    }
}

store_suite!(Fixture::new);

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("tasks.db")
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&file(&folder)).unwrap());
    let mut writes = tokio::task::JoinSet::new();
    for number in 0..100 {
        let store = Arc::clone(&store);
        writes.spawn(async move {
            store
                .create(&alice(), new_task(&alice(), number, "milk"), at(number))
                .await
        });
    }
    while let Some(write) = writes.join_next().await {
        write.unwrap().unwrap();
    }
    assert!(store.write_counts().changes >= 100);
    store.close().await;
    let refused = store
        .create(&alice(), new_task(&alice(), 101, "late"), at(101))
        .await;
    assert!(matches!(
        refused,
        Err(CreateError::Store(StoreError::Closed))
    ));
    assert!(matches!(store.ping().await, Err(StoreError::Closed)));

    let reopened = SqliteStore::open(&file(&folder)).unwrap();
    for number in 0..100 {
        let id = new_task(&alice(), number, "milk").id;
        assert!(reopened.get(&alice(), id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_change_whose_caller_went_away_is_made_and_wakes_who_watches() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&file(&folder)).unwrap();
    let owner = alice();
    let mut watch = store.watch(&owner);
    let mut creation = store.create(&owner, new_task(&owner, 1, "milk"), at(1));
    // Once it has been asked for, nobody waits for it any more.
    drop((&mut creation).now_or_never());
    drop(creation);
    watch.changed().await;
    assert_eq!(store.revision(&owner).await.unwrap().number(), 1);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    SqliteStore::open(&file(&folder)).unwrap().close().await;
    let connection = rusqlite::Connection::open(file(&folder)).unwrap();
    connection.pragma_update(None, "user_version", 999).unwrap();
    connection
        .execute(
            "UPDATE settings SET value = '998' WHERE name = 'schema_serves_from'",
            [],
        )
        .unwrap();
    let error = SqliteStore::open(&file(&folder)).err().unwrap();
    assert!(
        matches!(error, OpenError::Newer { found: 999, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("newer Taskward"), "{error}");
    let version: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 999);
}

#[test]
fn another_programs_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let connection = rusqlite::Connection::open(file(&folder)).unwrap();
    connection.execute_batch("CREATE TABLE theirs (x)").unwrap();
    let error = SqliteStore::open(&file(&folder)).err().unwrap();
    assert!(matches!(error, OpenError::NotOurs { .. }), "{error}");
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tables, 1);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = "dear diary, ".repeat(1000);
    fs::write(file(&folder), &text).unwrap();
    let error = SqliteStore::open(&file(&folder)).err().unwrap();
    assert!(matches!(error, OpenError::NotADatabase { .. }), "{error}");
    assert_eq!(fs::read_to_string(file(&folder)).unwrap(), text);
}

#[tokio::test]
async fn a_locked_database_gives_a_clear_error_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&file(&folder)).unwrap();
    store
        .create(&alice(), new_task(&alice(), 1, "before"), at(1))
        .await
        .unwrap();
    let other = rusqlite::Connection::open(file(&folder)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = store
        .create(&alice(), new_task(&alice(), 2, "during"), at(2))
        .await;
    assert!(matches!(
        refused,
        Err(CreateError::Store(StoreError::Locked))
    ));
    let before = store
        .get(&alice(), new_task(&alice(), 1, "before").id)
        .await
        .unwrap();
    assert!(before.is_some(), "reading goes on");
    other.execute_batch("ROLLBACK").unwrap();
    store
        .create(&alice(), new_task(&alice(), 2, "after"), at(3))
        .await
        .unwrap();
}

#[tokio::test]
async fn the_file_is_for_the_servers_own_user_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/tasks.db");
    let store = SqliteStore::open(&path).unwrap();
    store
        .create(&alice(), new_task(&alice(), 1, "private"), at(1))
        .await
        .unwrap();
    for (name, mode) in [
        ("new", 0o700),
        ("new/tasks.db", 0o600),
        ("new/tasks.db-wal", 0o600),
    ] {
        let metadata = fs::metadata(folder.path().join(name)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, mode, "{name}");
    }
}

#[tokio::test]
async fn looking_at_a_database_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", file(&folder).display());
    let database = Database::from(url.parse::<DatabaseUrl>().unwrap());
    assert!(inspect(&database).await.is_err());
    assert!(!file(&folder).exists());
    fs::write(file(&folder), "").unwrap();
    assert_eq!(
        inspect(&database).await.unwrap(),
        Inspection {
            issuer: None,
            schema: SchemaAge::Older
        }
    );
    assert_eq!(fs::metadata(file(&folder)).unwrap().len(), 0);
    let store = SqliteStore::open(&file(&folder)).unwrap();
    store.adopt_issuer("https://one.example").await.unwrap();
    let issuer = Some("https://one.example".to_owned());
    assert_eq!(
        inspect(&database).await.unwrap(),
        Inspection {
            issuer,
            schema: SchemaAge::Same
        }
    );
}

#[tokio::test]
async fn texts_of_old_deletions_are_gone_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&file(&folder)).unwrap();
    for number in 1..=2 {
        store
            .create(&alice(), new_task(&alice(), number, "secret"), at(number))
            .await
            .unwrap();
    }
    let [old, young] = [1, 2].map(|number| new_task(&alice(), number, "x").id);
    store
        .delete(&alice(), old, Precondition::None, at(3))
        .await
        .unwrap();
    store
        .delete(
            &alice(),
            young,
            Precondition::None,
            at(4 + RESTORABLE_MILLIS),
        )
        .await
        .unwrap();
    store.close().await;
    let connection = rusqlite::Connection::open(file(&folder)).unwrap();
    let kept: i64 = connection
        .query_row(
            "SELECT count(*) FROM tasks WHERE title = 'secret'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(kept, 1);
}

/// Every word that is written, with what it is a word of.
fn words_in(folder: &TempDir) -> Vec<(String, i64)> {
    let connection = rusqlite::Connection::open(file(folder)).unwrap();
    let mut select = connection
        .prepare(
            "SELECT word, created_at FROM task_words w \
             LEFT JOIN tasks t ON t.user_id = w.user_id AND t.id = w.task_id AND t.is_deleted = 0",
        )
        .unwrap();
    let words = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    words.unwrap().collect::<Result<_, _>>().unwrap()
}

#[tokio::test]
async fn the_words_that_are_written_are_those_of_the_tasks_that_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&file(&folder)).unwrap();
    let owner = alice();
    for (number, text) in [(1, "buy milk"), (2, "secret plan"), (3, "secret door")] {
        let task = new_task(&owner, number, text);
        store.create(&owner, task, at(number)).await.unwrap();
    }
    assert_eq!(words_in(&folder), [], "a creation writes none");
    store.write_words(&owner).await.unwrap();
    let [plan, door] = [2, 3].map(|number| new_task(&owner, number, "x").id);
    let any = Precondition::None;
    store
        .delete(&owner, plan, any.clone(), at(4))
        .await
        .unwrap();
    let renamed = Edit::Replace(new_task(&owner, 3, "open door").content);
    store.edit(&owner, door, renamed, any, at(5)).await.unwrap();
    let word = |word: &str, number| (word.to_owned(), number);
    assert_eq!(words_in(&folder), [word("buy", 1), word("milk", 1)]);
    store.write_words(&owner).await.unwrap();
    assert_eq!(
        words_in(&folder),
        [
            word("buy", 1),
            word("door", 3),
            word("milk", 1),
            word("open", 3)
        ]
    );
}

#[tokio::test]
async fn the_words_of_tasks_that_go_with_their_list_are_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&file(&folder)).unwrap();
    let owner = alice();
    let list = create_list(&store, &owner, 1, "Plans").await.id;
    for (number, list_id) in [(2, None), (3, Some(list)), (4, Some(list))] {
        let mut task = new_task(&owner, number, &format!("plan {number}"));
        task.content.list_id = list_id;
        store.create(&owner, task, at(number)).await.unwrap();
    }
    store.write_words(&owner).await.unwrap();
    assert_eq!(words_in(&folder).len(), 6);
    let with_tasks = Some(TasksOfList::Delete);
    let deleted = store.delete_list(&owner, list, with_tasks, Precondition::None, at(5));
    deleted.await.unwrap();
    let word = |word: &str| (word.to_owned(), 2);
    assert_eq!(words_in(&folder), [word("2"), word("plan")]);
}

#[tokio::test]
async fn words_are_written_behind_a_search_that_had_to_read_many() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&file(&folder)).unwrap();
    let owner = alice();
    let creations = (1..=2001).map(|number| {
        let task = new_task(&owner, number, "milk");
        store.create(&owner, task, at(number))
    });
    futures_util::future::try_join_all(creations).await.unwrap();
    let query = TaskQuery {
        search: Search::parse("milk").unwrap(),
        ..everything()
    };
    store.list(&owner, &query).await.unwrap();
    assert_eq!(words_in(&folder), [], "a page of many is soon found");
    let rare = TaskQuery {
        search: Search::parse("rare").unwrap(),
        ..query
    };
    store.list(&owner, &rare).await.unwrap();
    let all = async {
        while words_in(&folder).len() < 2001 {
            tokio::task::yield_now().await;
        }
    };
    let limit = std::time::Duration::from_mins(1);
    tokio::time::timeout(limit, all).await.unwrap();
}

#[test]
fn a_path_through_a_file_is_refused_with_the_path() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let error = SqliteStore::open(&folder.path().join("file/tasks.db"))
        .err()
        .unwrap();
    assert!(error.to_string().contains("file"), "{error}");
}

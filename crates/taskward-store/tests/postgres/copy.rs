//! Moving from one database to the other and back.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, types::Value};
use taskward_core::{
    Completing, Edit, NewTask, OrderKey, Owner, Precondition, TaskContent, TaskLabels, TaskPatch,
};
use taskward_store::{
    CopyError, CopyProgress, CopyReport, CopyStage, Database, Deployment, RESTORABLE_MILLIS,
    SqliteStore, Store, TaskStore, copy,
};
use tempfile::TempDir;

use crate::{
    database::TestDatabase,
    suite::support::{
        at, create_label, create_list, day, description, due, every, new_task, owner, priority,
        title,
    },
};

const ISSUER: &str = "https://tasks.example";
/// Subjects that are easily taken for each other, or for something else.
const NAMES: [&str; 5] = ["alice", "ALICE", "jose\u{301}", "jos\u{e9}", "o'hara; --"];

fn database(url: &str) -> Database {
    url.parse::<taskward_store::DatabaseUrl>().unwrap().into()
}

fn file(path: &Path) -> Database {
    database(&format!("sqlite://{}", path.display()))
}

async fn copied(from: &Database, to: &Database) -> Result<CopyReport, CopyError> {
    copy(from, to, &mut |_| {}).await
}

/// A `SQLite` file in which everything occurs that can be in one.
struct Source {
    path: PathBuf,
    _folder: TempDir,
}

impl Source {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("source.db");
        let store = SqliteStore::open(&path).unwrap();
        store.adopt_issuer(ISSUER).await.unwrap();
        for name in NAMES {
            fill(&store, &owner(name), 5).await;
        }
        store.close().await;
        Self {
            path,
            _folder: folder,
        }
    }

    fn database(&self) -> Database {
        file(&self.path)
    }
}

/// Open tasks and done ones, deleted ones, and ones of which only the tombstone is left.
async fn fill(store: &dyn Store, owner: &Owner, count: i64) {
    let any = Precondition::None;
    let mut lists = Vec::new();
    for number in 1..=3 {
        lists.push(
            create_list(store, owner, number, "Hausarbeit \u{1F3E0}")
                .await
                .id,
        );
    }
    let mut labels = Vec::new();
    for (number, name) in (1..).zip(["Büro", "at home", "gone"]) {
        labels.push(create_label(store, owner, number, name).await.id);
    }
    for number in 1..=count {
        let of_task = labels.iter().skip(usize::try_from(number % 4).unwrap());
        let task = NewTask {
            id: new_task(owner, number, "x").id,
            content: TaskContent {
                description: description("line\nline\t\u{1F469}\u{200D}\u{1F373}"),
                priority: priority(number.unsigned_abs() % 4 + 1),
                due: (number % 2 == 0).then(|| due("2026-12-24")),
                start: (number % 3 == 0).then(|| day("2026-12-01")),
                list_id: (number % 3 == 0).then(|| lists[0]),
                labels: TaskLabels::new(of_task.copied().collect()).unwrap(),
                recurrence: (number % 2 == 0).then(|| every("FREQ=DAILY;COUNT=9").into()),
                position: (number % 5 == 0).then(|| OrderKey::behind(None)),
                completed: number % 4 == 0,
                ..TaskContent::titled(title(&format!("{number} \u{1F331} Äpfel, 'quoted'; --")))
            },
        };
        store.create(owner, task, at(number)).await.unwrap();
    }
    let gone = store.delete_list(owner, lists[1], None, any.clone(), at(9));
    gone.await.unwrap();
    let gone = store.delete_label(owner, labels[2], any.clone(), at(9));
    gone.await.unwrap();
    let id = |number| new_task(owner, number, "x").id;
    // Some were completed, and more than are read at once.
    for (number, times) in [(2, count + 2), (count - count % 2, 1)] {
        for millis in 0..times {
            let task = store.get(owner, id(number)).await.unwrap().unwrap();
            let again = Edit::Patch(TaskPatch {
                recurrence: Some(Some(every("FREQ=DAILY;COUNT=9").into())),
                due: Some(Some(due("2026-12-24"))),
                completed: Some(true),
                ..TaskPatch::default()
            });
            let open = Edit::Complete(Completing::to(false));
            if task.is_completed() {
                let opened = store
                    .edit(owner, id(number), open, any.clone(), at(10))
                    .await;
                opened.unwrap();
            }
            let done = store
                .edit(owner, id(number), again, any.clone(), at(10 + millis))
                .await;
            done.unwrap();
        }
    }
    let toggle = Edit::Complete(Completing::TOGGLE);
    let edited = store.edit(owner, id(1), toggle, any.clone(), at(10)).await;
    edited.unwrap();
    for (number, now) in [(3, 11), (4, 12 + RESTORABLE_MILLIS)] {
        let deleted = store.delete(owner, id(number), any.clone(), at(now)).await;
        deleted.unwrap();
    }
}

/// Every row of every table that is an owner's.
fn rows(path: &Path) -> Vec<Vec<Value>> {
    let connection = Connection::open(path).unwrap();
    let mut rows = Vec::new();
    for table in [
        "owners",
        "tasks",
        "completions",
        "lists",
        "labels",
        "task_labels",
        "tombstones",
        "label_tombstones",
        "settings",
    ] {
        let mut select = connection
            .prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))
            .unwrap();
        let columns = select.column_count();
        let found = select.query_map([], |row| (0..columns).map(|index| row.get(index)).collect());
        rows.extend(found.unwrap().map(Result::unwrap));
    }
    rows
}

#[tokio::test]
async fn everything_moves_to_postgres_and_back_as_it_is() {
    let (source, postgres) = (Source::new().await, TestDatabase::new().await);
    let store = SqliteStore::open(&source.path).unwrap();
    // More owners and more tasks than are read at once.
    fill(&store, &owner("many"), 1003).await;
    for number in 0..203 {
        let somebody = owner(&format!("owner {number}"));
        let task = new_task(&somebody, number, "milk");
        store.create(&somebody, task, at(number)).await.unwrap();
    }
    store.close().await;

    let there = database(&postgres.url);
    let owners = 203 + 1 + u64::try_from(NAMES.len()).unwrap();
    let report = copied(&source.database(), &there).await.unwrap();
    assert_eq!((report.copied, report.unchanged), (owners, 0));
    let back = source.path.with_file_name("back.db");
    let returned = copied(&there, &file(&back)).await.unwrap();
    assert_eq!(returned, report);
    assert_eq!(rows(&back), rows(&source.path));

    let served = postgres.open().await;
    assert_eq!(served.issuer().await.unwrap().as_deref(), Some(ISSUER));
    let restored = new_task(&owner("many"), 4, "x").id;
    let now = at(13 + RESTORABLE_MILLIS);
    served.restore(&owner("many"), restored, now).await.unwrap();
}

#[tokio::test]
async fn a_copy_is_taken_up_where_it_was_left() {
    let (source, postgres) = (Source::new().await, TestDatabase::new().await);
    let there = database(&postgres.url);
    copied(&source.database(), &there).await.unwrap();

    let store = SqliteStore::open(&source.path).unwrap();
    let alice = owner("alice");
    let later = new_task(&alice, 99, "later");
    store.create(&alice, later, at(99)).await.unwrap();
    store.close().await;
    postgres
        .connect()
        .await
        .batch_execute(
            "DELETE FROM taskward.tasks WHERE user_id = 'ALICE'; \
             DELETE FROM taskward.lists WHERE user_id = 'ALICE'; \
             DELETE FROM taskward.labels WHERE user_id = 'ALICE'; \
             DELETE FROM taskward.label_tombstones WHERE user_id = 'ALICE'; \
             DELETE FROM taskward.tombstones WHERE user_id = 'ALICE'; \
             DELETE FROM taskward.owners WHERE user_id = 'ALICE'; \
             UPDATE taskward.tasks SET title = 'half' WHERE user_id = 'o''hara; --'",
        )
        .await
        .unwrap();
    let report = copied(&source.database(), &there).await.unwrap();
    assert_eq!((report.copied, report.unchanged), (3, 2));
    let back = source.path.with_file_name("back.db");
    copied(&there, &file(&back)).await.unwrap();
    assert_eq!(rows(&back), rows(&source.path));
}

#[tokio::test]
async fn what_is_written_while_it_copies_stays_behind_whole() {
    let (source, postgres) = (Source::new().await, TestDatabase::new().await);
    let before = rows(&source.path);
    let writer = Connection::open(&source.path).unwrap();
    let (tell, written) = std::sync::mpsc::channel();
    let mut write = move |progress: CopyProgress| {
        if progress.stage == CopyStage::Copying {
            let changed = writer
                .execute("UPDATE owners SET revision = revision + 1", [])
                .unwrap();
            tell.send(changed).unwrap();
        }
    };
    let there = database(&postgres.url);
    copy(&source.database(), &there, &mut write).await.unwrap();
    drop(write);
    assert!(written.iter().sum::<usize>() > 0);
    let back = source.path.with_file_name("back.db");
    copied(&there, &file(&back)).await.unwrap();
    assert_eq!(rows(&back), before);
}

#[tokio::test]
async fn a_database_that_others_use_is_not_written() {
    let source = Source::new().await;
    for (name, number) in [("somebody else", 1), ("alice", 50)] {
        let postgres = TestDatabase::new().await;
        let there = database(&postgres.url);
        copied(&source.database(), &there).await.unwrap();
        let store = postgres.open().await;
        let somebody = owner(name);
        let theirs = new_task(&somebody, number, "theirs");
        let id = theirs.id;
        store.create(&somebody, theirs, at(number)).await.unwrap();
        let refused = copied(&source.database(), &there).await;
        assert!(matches!(refused, Err(CopyError::InUse)), "{refused:?}");
        assert!(store.get(&somebody, id).await.unwrap().is_some());
    }
    let postgres = TestDatabase::new().await;
    let others = postgres.open().await;
    others.adopt_issuer("https://other.example").await.unwrap();
    let refused = copied(&source.database(), &database(&postgres.url)).await;
    assert!(
        matches!(&refused, Err(CopyError::OtherIssuer { found }) if found == "https://other.example"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_row_that_arrives_otherwise_than_it_was_sent_is_noticed() {
    let (source, postgres) = (Source::new().await, TestDatabase::new().await);
    postgres.open().await.close().await;
    postgres
        .connect()
        .await
        .batch_execute(
            "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN NEW.updated_at := NEW.updated_at + 1; RETURN NEW; END $$; \
             CREATE TRIGGER spoil BEFORE INSERT ON taskward.tasks FOR EACH ROW \
                 WHEN (NEW.user_id = 'alice') EXECUTE FUNCTION spoil()",
        )
        .await
        .unwrap();
    let spoiled = copied(&source.database(), &database(&postgres.url)).await;
    assert!(
        matches!(&spoiled, Err(CopyError::Differs { owner }) if owner == "alice"),
        "{spoiled:?}"
    );
}

#[tokio::test]
async fn the_role_that_reads_everything_writes_nothing() {
    let postgres = TestDatabase::new().await;
    postgres.open().await.close().await;
    let client = postgres.connect().await;
    client
        .batch_execute("SET ROLE taskward_copy; SELECT count(*) FROM taskward.tasks")
        .await
        .unwrap();
    for sql in [
        "INSERT INTO taskward.owners (user_id, revision) VALUES ('alice', 1)",
        "UPDATE taskward.owners SET revision = 2",
        "DELETE FROM taskward.tasks",
        "TRUNCATE taskward.tasks",
        "INSERT INTO taskward.settings (name, value) VALUES ('issuer', 'x')",
    ] {
        let error = client.batch_execute(sql).await.unwrap_err();
        let denied = tokio_postgres::error::SqlState::INSUFFICIENT_PRIVILEGE;
        assert_eq!(error.code(), Some(&denied), "{sql}");
    }
}

#[tokio::test]
async fn everybodys_rows_are_read_by_a_role_that_was_allowed_to() {
    let (source, postgres) = (Source::new().await, TestDatabase::new().await);
    copied(&source.database(), &database(&postgres.url))
        .await
        .unwrap();
    let role = format!("{}_operator", postgres.name);
    let admin = postgres.connect().await;
    let setup = format!(
        "CREATE ROLE {role} LOGIN PASSWORD 'x'; GRANT taskward_app TO {role}; \
         ALTER DATABASE {} OWNER TO {role}; ALTER SCHEMA taskward OWNER TO {role}; \
         ALTER TABLE taskward.owners OWNER TO {role}; ALTER TABLE taskward.tasks OWNER TO {role}; \
         ALTER TABLE taskward.settings OWNER TO {role}; \
         ALTER TABLE taskward.schema_versions OWNER TO {role}",
        postgres.name
    );
    admin.batch_execute(&setup).await.unwrap();
    let login = database(&postgres.url_as(&role, "x"));
    let back = source.path.with_file_name("back.db");
    let refused = copied(&login, &file(&back)).await;
    assert!(
        matches!(refused, Err(CopyError::MayNotRead { .. })),
        "{refused:?}"
    );
    let grant = format!("GRANT taskward_copy TO {role}");
    admin.batch_execute(&grant).await.unwrap();
    copied(&login, &file(&back)).await.unwrap();
    assert_eq!(rows(&back), rows(&source.path));
    let leave =
        format!("REASSIGN OWNED BY {role} TO postgres; DROP OWNED BY {role}; DROP ROLE {role}");
    admin.batch_execute(&leave).await.unwrap();
}

#[tokio::test]
async fn a_source_that_is_not_there_or_is_the_target_is_refused() {
    let (source, postgres) = (Source::new().await, TestDatabase::new().await);
    let missing = file(&source.path.with_file_name("missing.db"));
    let there = database(&postgres.url);
    let refused = copied(&missing, &there).await;
    assert!(matches!(refused, Err(CopyError::Open(_))), "{refused:?}");
    let refused = copied(&there, &file(&source.path.with_file_name("new.db"))).await;
    assert!(
        matches!(refused, Err(CopyError::EarlierSchema)),
        "{refused:?}"
    );
    let refused = copied(&source.database(), &source.database()).await;
    assert!(
        matches!(refused, Err(CopyError::SameDatabase)),
        "{refused:?}"
    );
}

//! No statement touches an owner's rows without naming the owner.
//!
//! Three things together show it. Every statement that a store *runs*, watched in the database while everything
//! is asked of the store that it can be asked, is parsed: each use of an owner's table is narrowed to a bound
//! value, and that value is the owner for whom it was run. Every piece of SQL in the *sources* occurs in a
//! statement that was watched, so that none escapes by not being run. And every table of the *schema* has an
//! owner, but for those named here, with every key and index beginning with it.
//!
//! The schema of PostgreSQL is asked in tests/postgres/schema.rs.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where; tests make owners up"
)]

#[path = "../postgres/database.rs"]
#[allow(dead_code, reason = "the tests of PostgreSQL use the rest")]
mod database;
mod exercise;
mod schema;
mod scope;
mod sources;

use std::{collections::BTreeSet, path::Path};

use database::{TestDatabase, url};
use scope::owner_values;
use sqlparser::{
    ast::Value,
    dialect::{Dialect, PostgreSqlDialect, SQLiteDialect},
};
use taskward_core::Owner;
use taskward_store::{
    DatabaseUrl, Deployment, PostgresStore, SqliteStore, inspect,
    test_support::{Observer, Statement},
};

/// Tables that hold nothing of an owner's.
const OWNERLESS: [&str; 1] = ["settings"];
/// Tables whose rows are an owner's, on PostgreSQL.
const OWNED: [&str; 10] = [
    "completions",
    "label_tombstones",
    "labels",
    "lists",
    "owners",
    "task_labels",
    "task_words",
    "tasks",
    "tombstones",
    "words_written",
];
/// One with a quote, since an expanded statement is text.
const OWNERS: [&str; 3] = ["alice", "ALICE", "o'hara; --"];

#[tokio::test]
async fn every_statement_that_sqlite_runs_is_scoped_to_its_owner() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tasks.db");
    let observer = Observer::of_file(&path);
    let store = SqliteStore::open(&path).unwrap();
    let guarded = schema::owned_tables(&path);
    let mut seen = observer.take();
    assert_scoped(&seen, &SQLiteDialect {}, &guarded, None);

    for subject in OWNERS {
        let owner = Owner::from_subject(subject).unwrap();
        exercise::everything(&store, &owner).await;
        let run = observer.take();
        assert_scoped(&run, &SQLiteDialect {}, &guarded, Some(subject));
        seen.extend(run);
    }

    store.claim_issuer("https://one.example").await.unwrap();
    store.adopt_issuer("https://two.example").await.unwrap();
    store.ping().await.unwrap();
    store.close().await;
    let url: DatabaseUrl = format!("sqlite://{}", path.display()).parse().unwrap();
    inspect(&url.into()).await.unwrap();
    let run = observer.take();
    assert_scoped(&run, &SQLiteDialect {}, &guarded, None);
    seen.extend(run);

    let run: Vec<_> = seen.iter().map(|statement| &*statement.sql).collect();
    assert_all_sources_ran("sqlite", &guarded, &run);
}

/// Statements there are prepared, and what is bound to their placeholders is not seen. So `$1` is the owner everywhere,
/// and forced row-level security holds that the owner is the one for whom it was run (tests/postgres/isolation.rs).
#[tokio::test]
async fn every_statement_that_postgresql_runs_is_scoped_to_its_owner() {
    let database = TestDatabase::new().await;
    let address = url(&database.url);
    // One connection prepares them all.
    let store = PostgresStore::open(&address, None, 1).await.unwrap();
    for subject in OWNERS {
        let owner = Owner::from_subject(subject).unwrap();
        exercise::everything(&store, &owner).await;
    }
    store.claim_issuer("https://one.example").await.unwrap();
    store.adopt_issuer("https://two.example").await.unwrap();
    let run = store.prepared_statements().await.unwrap();
    let guarded = OWNED.map(str::to_owned).into();
    for sql in &run {
        let values = owner_values(sql, &PostgreSqlDialect {}, &guarded);
        let values = values.unwrap_or_else(|why| panic!("{why}: {sql}"));
        for value in values {
            assert_eq!(value, Value::Placeholder("$1".to_owned()), "{sql}");
        }
    }
    let run: Vec<_> = run.iter().map(String::as_str).collect();
    assert_all_sources_ran("postgres", &guarded, &run);
}

/// Every piece of SQL in an adapter's sources that names an owner's table or changes something occurs in a statement
/// that was run.
fn assert_all_sources_ran(adapter: &str, guarded: &BTreeSet<String>, run: &[&str]) {
    let tables: BTreeSet<_> = guarded
        .iter()
        .cloned()
        .chain(OWNERLESS.map(str::to_owned))
        .collect();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let pieces = sources::sql_in(&source.join(adapter), &tables);
    assert!(pieces.len() >= 10, "the scan finds SQL: {pieces:?}");
    for piece in pieces {
        let mentions = |table: &String| piece.text.contains(table.as_str());
        // A server's catalogue and the steps of its schema are read outside the service, and hold nothing of an owner's.
        let concerns_nobody = adapter == "postgres" && !guarded.iter().any(mentions);
        assert!(
            concerns_nobody || run.iter().any(|sql| sql.contains(&piece.text)),
            "this SQL of {} was never run, so nobody knows whom it serves; have tests/owner_scope/exercise.rs run it: {:?}",
            piece.file,
            piece.text
        );
    }
}

/// What goes from owner to owner is an operator's command and no part of the service. All else there is scoped, too, and
/// there is no SQL anywhere but there and in the adapters.
#[test]
fn only_the_copy_goes_from_owner_to_owner() {
    const FROM_OWNER_TO_OWNER: [&str; 2] = [
        // Which owners there are.
        "SELECT user_id, revision, purged_revision FROM",
        // The rows of one, whose subject stands before all of them.
        "SELECT $1, * FROM unnest(",
    ];
    let guarded: BTreeSet<_> = OWNED.map(str::to_owned).into();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut scoped = 0;
    for piece in sources::sql_in(&source, &guarded) {
        let file = Path::new(&piece.file).strip_prefix(&source).unwrap();
        let folder = file.iter().next().and_then(std::ffi::OsStr::to_str);
        match folder {
            Some("sqlite" | "postgres") => {}
            Some("copy") => {
                let exempt = FROM_OWNER_TO_OWNER
                    .iter()
                    .any(|part| piece.text.contains(part));
                let dialect: &dyn Dialect = match file.file_name().and_then(std::ffi::OsStr::to_str)
                {
                    Some("sqlite.rs") => &SQLiteDialect {},
                    _ => &PostgreSqlDialect {},
                };
                if !exempt && guarded.iter().any(|table| piece.text.contains(table)) {
                    let values = owner_values(&piece.text, dialect, &guarded);
                    let values = values.unwrap_or_else(|why| panic!("{why}: {}", piece.text));
                    assert!(!values.is_empty(), "{}", piece.text);
                    scoped += 1;
                }
            }
            _ => panic!("SQL outside the adapters: {piece:?}"),
        }
    }
    assert!(scoped >= 6, "the scan finds the copy's SQL: {scoped}");
}

/// Every use of an owner's table is narrowed to a placeholder, to which this owner was bound. Without an owner
/// there is no use.
fn assert_scoped(
    statements: &[Statement],
    dialect: &dyn Dialect,
    guarded: &BTreeSet<String>,
    owner: Option<&str>,
) {
    assert!(!statements.is_empty(), "nothing was watched");
    for Statement { sql, expanded } in statements {
        let values = |text| {
            owner_values(text, dialect, guarded).unwrap_or_else(|why| panic!("{why}: {text}"))
        };
        for value in values(sql) {
            assert!(
                matches!(value, Value::Placeholder(_)),
                "{value} is written out in {sql}"
            );
        }
        for value in values(expanded) {
            let is_owner =
                matches!(&value, Value::SingleQuotedString(text) if Some(text.as_str()) == owner);
            assert!(is_owner, "{value} instead of {owner:?}: {expanded}");
        }
    }
}

#[tokio::test]
async fn every_key_of_the_sqlite_schema_begins_with_the_owner() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tasks.db");
    SqliteStore::open(&path).unwrap().close().await;
    schema::assert_keys_begin_with_the_owner(&path, &OWNERLESS);
}

/// The check itself: what it lets through, and what not.
#[test]
fn statements_without_an_owner_are_noticed() {
    let guarded = ["tasks", "owners"].map(str::to_owned).into();
    let both: [&dyn Dialect; 2] = [&SQLiteDialect {}, &PostgreSqlDialect {}];
    for dialect in both {
        for (sql, uses) in [
            ("SELECT id FROM tasks WHERE user_id = $1", 1),
            (
                "SELECT id FROM tasks WHERE (($1 = user_id)) AND id > $2 ORDER BY id LIMIT 3",
                1,
            ),
            (
                "SELECT t.id FROM tasks t JOIN owners o ON true WHERE t.user_id = $1 AND o.user_id = $1",
                2,
            ),
            (
                "SELECT 1 FROM settings WHERE name = (SELECT id FROM tasks WHERE user_id = $1)",
                1,
            ),
            (
                "WITH mine AS (SELECT id FROM tasks WHERE user_id = $1) SELECT * FROM mine",
                1,
            ),
            (
                "UPDATE tasks SET title = $2 WHERE user_id = $1 AND id = $3 RETURNING title",
                1,
            ),
            ("DELETE FROM tasks WHERE user_id = $1", 1),
            (
                "INSERT INTO tasks (id, user_id) VALUES ($2, $1), ($3, $1)",
                2,
            ),
            (
                "INSERT INTO owners (user_id, revision) VALUES ($1, 1) ON CONFLICT (user_id) DO UPDATE SET revision = 2",
                1,
            ),
            ("INSERT INTO settings (name, value) VALUES ('a', 'b')", 0),
            ("COMMIT", 0),
            ("-- DELETE FROM tasks", 0),
            (
                "CREATE TABLE tasks (user_id TEXT) STRICT, WITHOUT ROWID;",
                0,
            ),
            ("CREATE UNIQUE INDEX one ON tasks (user_id) WHERE id > 1", 0),
            ("ALTER TABLE tasks ADD COLUMN priority INTEGER DEFAULT 4", 0),
        ] {
            let values = owner_values(sql, dialect, &guarded);
            assert_eq!(values.map(|values| values.len()), Ok(uses), "{sql}");
        }
        for sql in [
            "SELECT id FROM tasks",
            "SELECT id FROM TASKS",
            "SELECT id FROM \"tasks\"",
            "SELECT id FROM main.tasks WHERE id = $1",
            "SELECT id FROM tasks WHERE id = $1 -- user_id = $1",
            "SELECT id FROM tasks WHERE user_id = $1 OR id = $2",
            "SELECT id FROM tasks WHERE NOT (user_id = $1)",
            "SELECT id FROM tasks WHERE user_id > $1",
            "SELECT id FROM tasks WHERE user_id = user_id",
            "SELECT id FROM tasks WHERE id = 'user_id = $1'",
            "SELECT user_id = $1 FROM tasks",
            "SELECT id FROM tasks GROUP BY id HAVING user_id = $1",
            "SELECT t.id FROM tasks t, owners o WHERE o.user_id = $1",
            "SELECT t.id FROM tasks t, owners o WHERE user_id = $1",
            "SELECT t.id FROM tasks t LEFT JOIN owners o ON t.user_id = $1 WHERE o.user_id = $1",
            "SELECT id FROM tasks WHERE user_id = $1 UNION SELECT id FROM tasks",
            "SELECT id FROM (SELECT id, user_id FROM tasks) mine WHERE user_id = $1",
            "SELECT id FROM tasks WHERE user_id = $1 AND id IN (SELECT id FROM tasks)",
            "SELECT (SELECT max(id) FROM tasks) FROM tasks WHERE user_id = $1",
            "WITH a AS (SELECT id FROM tasks) SELECT id FROM a",
            "UPDATE tasks SET title = $2 WHERE id = $3",
            "UPDATE tasks SET user_id = $2 WHERE user_id = $1",
            "UPDATE tasks SET title = (SELECT title FROM tasks LIMIT 1) WHERE user_id = $1",
            "DELETE FROM tasks",
            "DELETE FROM tasks WHERE id = $1",
            "INSERT INTO tasks (id) VALUES ($1)",
            "INSERT INTO tasks VALUES ($1, $2)",
            "INSERT INTO tasks (user_id, id) SELECT user_id, id FROM tasks",
            "INSERT INTO tasks (user_id, id) SELECT $1, id FROM tasks WHERE user_id = $1",
            "INSERT INTO tasks (user_id, id) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET title = $3",
            "INSERT INTO owners (user_id) VALUES ($1) ON CONFLICT (user_id) DO UPDATE SET user_id = $2",
            "CREATE TABLE copy AS SELECT id FROM tasks",
            "CREATE TABLE a (b TEXT); DELETE FROM tasks",
            "CREATE VIEW everybody AS SELECT id FROM tasks",
            "DROP TABLE tasks",
            "ALTER TABLE tasks RENAME TO others",
            "ALTER TABLE tasks ADD COLUMN copy TEXT DEFAULT (SELECT title FROM tasks)",
            "ATTACH DATABASE 'tasks.db' AS other",
            "SELECT 1; SELECT id FROM tasks",
            "nonsense",
        ] {
            let values = owner_values(sql, dialect, &guarded);
            assert!(values.is_err(), "{sql}: {values:?}");
        }
    }
    let replacing = "INSERT OR REPLACE INTO tasks (user_id) VALUES (?1)";
    assert!(owner_values(replacing, &SQLiteDialect {}, &guarded).is_err());
}

#[test]
fn parts_of_a_statement_are_followed() {
    let guarded = ["owners", "tasks"].map(str::to_owned).into();
    let followed = "WITH caller AS (SELECT 1), \
         raised AS (INSERT INTO owners (user_id, revision) SELECT $1, 1 FROM caller \
                    ON CONFLICT (user_id) DO UPDATE SET revision = 2 RETURNING revision), \
         gone AS (DELETE FROM tasks USING raised WHERE tasks.user_id = $1 AND tasks.id = $2) \
         INSERT INTO tasks (user_id, id, revision) SELECT $1, $3, revision FROM raised";
    let values = owner_values(followed, &PostgreSqlDialect {}, &guarded);
    let owner = Value::Placeholder("$1".to_owned());
    assert_eq!(values, Ok(vec![owner; 3]));
    for sql in [
        "WITH a AS (SELECT 1) INSERT INTO tasks (user_id, id) SELECT $1, id FROM b",
        "WITH a AS (SELECT 1) INSERT INTO tasks (user_id, id) SELECT $1, id FROM a JOIN b ON true",
        "WITH a AS (SELECT 1) INSERT INTO tasks (user_id, id) SELECT $1, id FROM a($2)",
        "WITH a AS (SELECT user_id FROM tasks) INSERT INTO tasks (user_id, id) SELECT $1, 2 FROM a",
        "WITH a AS (SELECT 1 AS user_id) INSERT INTO tasks (user_id, id) SELECT user_id, 2 FROM a",
        "WITH tasks AS (SELECT 1) INSERT INTO owners (user_id) SELECT $1 FROM tasks",
        "WITH a AS (DELETE FROM tasks USING b WHERE b.user_id = $1) SELECT 1 FROM a",
        "WITH a AS (UPDATE tasks SET id = 1) SELECT 1 FROM a",
    ] {
        let values = owner_values(sql, &PostgreSqlDialect {}, &guarded);
        assert!(values.is_err(), "{sql}: {values:?}");
    }
}

#[test]
fn rows_of_bound_arrays_are_their_owners() {
    let guarded = ["tasks"].map(str::to_owned).into();
    let arrays = "INSERT INTO tasks (user_id, id) SELECT $1, * FROM unnest($2::uuid[]) ON CONFLICT DO NOTHING";
    let values = owner_values(arrays, &PostgreSqlDialect {}, &guarded);
    assert_eq!(values, Ok(vec![Value::Placeholder("$1".to_owned())]));
    for sql in [
        "INSERT INTO tasks (user_id, id) SELECT * FROM unnest($1::text[], $2::uuid[])",
        "INSERT INTO tasks (id, user_id) SELECT $1, * FROM unnest($2::text[])",
        "INSERT INTO tasks (user_id, id) SELECT $1, * FROM others($2)",
    ] {
        let values = owner_values(sql, &PostgreSqlDialect {}, &guarded);
        assert!(values.is_err(), "{sql}: {values:?}");
    }
}

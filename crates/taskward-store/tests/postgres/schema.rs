//! What the catalogue says.

use taskward_store::{
    Database, DatabaseUrl, Deployment, Inspection, OpenError, PostgresStore, SchemaAge, inspect,
};

use crate::database::{TestDatabase, url};

/// Tables that hold nothing of an owner's.
const OWNERLESS: [&str; 2] = ["schema_versions", "settings"];

#[tokio::test]
async fn every_key_begins_with_the_owner_and_policies_are_forced() {
    let database = TestDatabase::new().await;
    database.open().await;
    let client = database.connect().await;
    let tables = client
        .query(
            "SELECT c.relname::text, c.relrowsecurity AND c.relforcerowsecurity, \
                    (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid \
                        AND pg_get_expr(p.polqual, c.oid) = pg_get_expr(p.polwithcheck, c.oid)) \
             FROM pg_class c WHERE c.relnamespace = 'taskward'::regnamespace AND c.relkind <> 'i' \
             ORDER BY 1",
            &[],
        )
        .await
        .unwrap();
    let mut owned = 0;
    for table in &tables {
        let name: &str = table.get(0);
        if OWNERLESS.contains(&name) {
            continue;
        }
        owned += 1;
        assert!(table.get::<_, bool>(1), "policies of {name} are forced");
        assert_eq!(table.get::<_, i64>(2), 1, "the policy of {name}");
    }
    assert_eq!(
        owned, 10,
        "owners, tasks, lists and tombstones, words of two, what was completed, and labels of three"
    );
    let keys = client
        .query(
            "SELECT c.conrelid::regclass::text, c.conname::text, a.attname::text, \
                    coalesce(f.attname::text, 'user_id') \
             FROM pg_constraint c \
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
             LEFT JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1] \
             WHERE c.connamespace = 'taskward'::regnamespace AND c.contype IN ('p', 'u', 'f') \
             UNION ALL \
             SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, a.attname::text, 'user_id' \
             FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
             WHERE x.relnamespace = 'taskward'::regnamespace",
            &[],
        )
        .await
        .unwrap();
    let mut seen = 0;
    for key in &keys {
        let [table, name, first, referenced] =
            [0, 1, 2, 3].map(|column| key.get::<_, &str>(column));
        if OWNERLESS.iter().any(|ownerless| table.ends_with(ownerless)) {
            continue;
        }
        seen += 1;
        assert_eq!(
            (first, referenced),
            ("user_id", "user_id"),
            "{name} of {table}"
        );
    }
    assert!(seen >= 10, "the query finds keys: {seen}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let database = TestDatabase::new().await;
    database.open().await.close().await;
    let client = database.connect().await;
    let newer = "INSERT INTO taskward.schema_versions (version, serves_from) VALUES (999, 998)";
    client.execute(newer, &[]).await.unwrap();
    let error = PostgresStore::open(&url(&database.url), None, 1).await;
    let error = error.err().unwrap();
    assert!(
        matches!(error, OpenError::Newer { found: 999, .. }),
        "{error}"
    );
    assert!(error.to_string().contains("newer Taskward"), "{error}");
    assert!(!error.to_string().contains(database.password()), "{error}");
}

#[tokio::test]
async fn another_programs_schema_is_refused_and_left_alone() {
    let database = TestDatabase::new().await;
    let client = database.connect().await;
    client
        .batch_execute("CREATE SCHEMA taskward")
        .await
        .unwrap();
    let error = PostgresStore::open(&url(&database.url), None, 1).await;
    assert!(matches!(error.err(), Some(OpenError::SchemaNotOurs { .. })));
}

#[tokio::test]
async fn looking_at_a_database_changes_nothing() {
    let test = TestDatabase::new().await;
    let database = Database::from(test.url.parse::<DatabaseUrl>().unwrap());
    let look = async || inspect(&database).await.unwrap();
    let (mut issuer, mut schema) = (None, SchemaAge::Older);
    assert_eq!(look().await, Inspection { issuer, schema });
    let client = test.connect().await;
    let nothing = "SELECT to_regnamespace('taskward') IS NULL";
    assert!(
        client
            .query_one(nothing, &[])
            .await
            .unwrap()
            .get::<_, bool>(0)
    );
    let store = test.open().await;
    store.adopt_issuer("https://one.example").await.unwrap();
    (issuer, schema) = (Some("https://one.example".to_owned()), SchemaAge::Same);
    assert_eq!(look().await, Inspection { issuer, schema });
}

#[tokio::test]
async fn servers_that_start_at_once_migrate_once() {
    let database = TestDatabase::new().await;
    let opened = (0..8).map(|_| database.open());
    let stores = futures_util::future::join_all(opened).await;
    assert_eq!(stores.len(), 8);
    let client = database.connect().await;
    let versions = "SELECT count(*), max(version) FROM taskward.schema_versions";
    let row = client.query_one(versions, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), row.get::<_, i64>(1));
}

//! What the database itself refuses, whatever a statement says.

use taskward_store::{OpenError, PostgresStore, RoleFault};
use tokio_postgres::{Client, error::SqlState};

use crate::{
    database::{TestDatabase, connect, url},
    suite::support::{alice, create, owner},
};

/// Ten tasks of Alice's and one of Bob's, and a connection set up as the service's are.
async fn two_owners() -> (TestDatabase, Client) {
    let database = TestDatabase::new().await;
    let store = database.open().await;
    for number in 1..=10 {
        create(&store, &alice(), number, "hers").await;
    }
    create(&store, &owner("bob"), 1, "his").await;
    let client = database.connect().await;
    client
        .batch_execute("SET ROLE taskward_app; SET search_path TO taskward")
        .await
        .unwrap();
    (database, client)
}

async fn count(client: &Client, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    client.query_one(&sql, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn without_an_owner_a_raw_query_sees_nothing_and_with_one_that_owners_rows() {
    let (_database, client) = two_owners().await;
    for (owner, tasks, owners) in [
        (None, 0, 0),
        (Some(""), 0, 0),
        (Some("alice"), 10, 1),
        (Some("bob"), 1, 1),
        (Some("ALICE"), 0, 0),
    ] {
        client.batch_execute("BEGIN").await.unwrap();
        if let Some(owner) = owner {
            let set = "SELECT set_config('taskward.user_id', $1, true)";
            client.execute(set, &[&owner]).await.unwrap();
        }
        assert_eq!(count(&client, "tasks").await, tasks, "{owner:?}");
        assert_eq!(count(&client, "owners").await, owners, "{owner:?}");
        client.batch_execute("COMMIT").await.unwrap();
        assert_eq!(
            count(&client, "tasks").await,
            0,
            "it ends with its transaction"
        );
    }
}

#[tokio::test]
async fn nobody_writes_for_another_owner() {
    let (_database, client) = two_owners().await;
    for (sql, refused) in [
        (
            "INSERT INTO owners (user_id, revision) VALUES ('carol', 1)",
            true,
        ),
        (
            "INSERT INTO tasks (user_id, id, revision, title, title_key, created_at, updated_at) \
             VALUES ('bob', gen_random_uuid(), 9, 'x', 'x', 1, 1)",
            true,
        ),
        ("UPDATE tasks SET user_id = 'bob'", true),
        ("DELETE FROM owners", true),
        ("TRUNCATE tasks", true),
        ("ALTER TABLE tasks DISABLE ROW LEVEL SECURITY", true),
        ("UPDATE tasks SET title = 'x' WHERE user_id = 'bob'", false),
        ("DELETE FROM tasks WHERE user_id = 'bob'", false),
    ] {
        client
            .batch_execute("BEGIN; SELECT set_config('taskward.user_id', 'alice', true)")
            .await
            .unwrap();
        let outcome = client.execute(sql, &[]).await;
        if refused {
            let error = outcome.unwrap_err();
            assert_eq!(
                error.code(),
                Some(&SqlState::INSUFFICIENT_PRIVILEGE),
                "{sql}: {error}"
            );
        } else {
            assert_eq!(outcome.unwrap(), 0, "{sql}");
        }
        client.batch_execute("ROLLBACK").await.unwrap();
    }
}

#[tokio::test]
async fn a_role_that_policies_would_not_bind_is_refused() {
    let database = TestDatabase::new().await;
    database.open().await;
    let admin = database.connect().await;
    let name = &database.name;
    for (suffix, attributes, then, expected) in [
        ("super", "SUPERUSER", "", Some(RoleFault::Superuser)),
        ("bypass", "BYPASSRLS", "", Some(RoleFault::BypassesPolicies)),
        (
            "owner",
            "",
            "ALTER TABLE taskward.tasks OWNER TO",
            Some(RoleFault::OwnsTables),
        ),
        (
            "copier",
            "",
            "GRANT taskward_app, taskward_copy TO",
            Some(RoleFault::MayCopy),
        ),
        ("stranger", "", "", Some(RoleFault::NotGranted)),
        ("member", "", "GRANT taskward_app TO", None),
    ] {
        let role = format!("{name}_{suffix}");
        let mut setup = format!("CREATE ROLE {role} LOGIN PASSWORD 'x' {attributes};");
        if !then.is_empty() {
            setup = format!("{setup} {then} {role}");
        }
        admin.batch_execute(&setup).await.unwrap();
        let login = url(&database.url_as(&role, "x"));
        let opened = PostgresStore::open(&login, Some(&url(&database.url)), 1).await;
        match (opened, expected) {
            (Ok(store), None) => {
                create(&store, &alice(), 1, "as a member").await;
            }
            (
                Err(OpenError::Role {
                    role: named, fault, ..
                }),
                Some(expected),
            ) => {
                assert_eq!((named, fault), (role.clone(), expected));
            }
            (opened, _) => panic!("{role}: {:?}", opened.err()),
        }
        let leave =
            format!("REASSIGN OWNED BY {role} TO postgres; DROP OWNED BY {role}; DROP ROLE {role}");
        admin.batch_execute(&leave).await.unwrap();
    }
}

#[tokio::test]
async fn a_login_role_that_owns_the_schema_works_as_another() {
    let database = TestDatabase::new().await;
    let admin = connect(&database.url).await;
    let role = format!("{}_login", database.name);
    let setup = format!(
        "CREATE ROLE {role} LOGIN CREATEROLE PASSWORD 'x'; ALTER DATABASE {} OWNER TO {role}",
        database.name
    );
    admin.batch_execute(&setup).await.unwrap();
    // Roles are the cluster's: another test's superuser may have made this one, and then has to grant it.
    let known = "SELECT FROM pg_roles WHERE rolname = 'taskward_app'";
    if admin.query_opt(known, &[]).await.unwrap().is_some() {
        let grant = format!("GRANT taskward_app TO {role}");
        admin.batch_execute(&grant).await.unwrap();
    }
    let login = url(&database.url_as(&role, "x"));
    let store = PostgresStore::open(&login, None, 1).await.unwrap();
    create(&store, &alice(), 1, "hers").await;
    // FORCE: not even the owner of the tables sees a row without saying whose.
    let client = connect(&database.url_as(&role, "x")).await;
    assert_eq!(count(&client, "taskward.tasks").await, 0);
    drop((store, client));
    let leave =
        format!("REASSIGN OWNED BY {role} TO postgres; DROP OWNED BY {role}; DROP ROLE {role}");
    admin.batch_execute(&leave).await.unwrap();
}

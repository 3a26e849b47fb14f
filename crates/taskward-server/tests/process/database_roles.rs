//! Two roles for the database, neither of them a superuser, as the manual makes them.

use serde_json::{Value, json};
use tokio_postgres::Client;

use super::{
    postgres_server::PostgresServer,
    support::{ORIGIN, Server, issuer, run},
};

const PASSWORD: &str = "secret";

/// The statements in `docs/operations.md` that make both roles and the database.
fn statements() -> Vec<String> {
    let manual = include_str!("../../../../docs/operations.md");
    let (_, block) = manual
        .split_once("```sql\nCREATE ROLE taskward_app;")
        .unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let block = format!("CREATE ROLE taskward_app;{block}").replace('…', PASSWORD);
    block.split_inclusive(';').map(str::to_owned).collect()
}

/// As a superuser, which the manual says a copy needs.
async fn let_copy(admin: &Client, allowed: bool) {
    admin
        .batch_execute(if allowed {
            "GRANT taskward_copy, taskward_app TO taskward_owner"
        } else {
            "REVOKE taskward_copy, taskward_app FROM taskward_owner"
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn two_roles_that_are_no_superusers_are_enough() {
    let postgres = PostgresServer::start_new().await;
    let admin = postgres.connect().await;
    for statement in statements() {
        admin.batch_execute(&statement).await.unwrap();
    }
    let second = "CREATE DATABASE second OWNER taskward_owner";
    admin.batch_execute(second).await.unwrap();

    let (keys, people) = issuer().await;
    let owner = postgres.url_as("taskward_owner", PASSWORD, "taskward");
    let service = postgres.url_as("taskward_service", PASSWORD, "taskward");
    let keys = keys.url();
    let variables = [
        ("DATABASE_OWNER_URL", owner.as_str()),
        ("DATABASE_URL", service.as_str()),
        ("BETTER_AUTH_URL", ORIGIN),
        ("JWKS_URL", keys.as_str()),
    ];
    let check = || run(&["check"], &variables).stdout;
    assert!(
        check().contains("will be brought up to date"),
        "{}",
        check()
    );

    // Migrates, serves, and does both again.
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let token = people.token("ada");
    for title in ["milk", "bread"] {
        let server = Server::start(&variables);
        let tasks = format!("{}/api/tasks", server.url);
        let creation = http.post(&tasks).bearer_auth(&token);
        let creation = creation.header("content-type", "application/json");
        let created = creation
            .body(json!({ "title": title }).to_string())
            .send()
            .await
            .unwrap();
        assert_eq!(created.status(), 201, "{title}");
        server.signal("TERM");
        assert_eq!(server.wait().0, Some(0));
        assert!(check().contains("ok  database"), "{}", check());
    }

    // What the service may not: change the schema, or see anybody's rows without saying whose.
    let alone = run(&["serve"], &[("DATABASE_URL", owner.as_str())]);
    assert_eq!(
        alone.code,
        Some(1),
        "the owner is no member of taskward_app"
    );
    assert!(
        alone.stderr.contains("GRANT taskward_app"),
        "{}",
        alone.stderr
    );

    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}", folder.path().join("tasks.db").display());
    let other = postgres.url_as("taskward_owner", PASSWORD, "second");
    let copy = |from: &str, to: &str| run(&["copy", "--from", from, "--to", to], &[]);
    let refused = copy(&owner, &file);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(
        refused.stderr.contains("GRANT taskward_copy"),
        "{}",
        refused.stderr
    );
    let_copy(&admin, true).await;
    for (from, to) in [(&owner, &file), (&file, &other)] {
        let copied = copy(from, to);
        assert_eq!(copied.code, Some(0), "{copied:?}");
        assert!(
            copied.stdout.contains("the same 2 tasks"),
            "{}",
            copied.stdout
        );
    }
    let_copy(&admin, false).await;

    let service = postgres.url_as("taskward_service", PASSWORD, "second");
    let [_, _, address, keys] = variables;
    let databases = [
        ("DATABASE_OWNER_URL", other.as_str()),
        ("DATABASE_URL", &service),
    ];
    let server = Server::start(&[databases[0], databases[1], address, keys]);
    let tasks = http
        .get(format!("{}/api/tasks?sort=title", server.url))
        .bearer_auth(&token);
    let page: Value =
        serde_json::from_str(&tasks.send().await.unwrap().text().await.unwrap()).unwrap();
    let titles: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| &task["title"])
        .collect();
    assert_eq!(titles, ["bread", "milk"]);
}

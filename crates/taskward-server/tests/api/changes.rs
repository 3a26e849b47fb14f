use std::collections::BTreeMap;

use serde_json::{Value, json};
use taskward_store::TOMBSTONE_MILLIS;

use super::support::{Answer, Server, path_of};

async fn changes(server: &Server, query: &str) -> Answer {
    server.get("alice", &format!("/api/changes{query}")).await
}

#[tokio::test]
async fn what_changed_is_told_with_the_revision_to_ask_with_next() {
    let server = Server::start().await;
    let nothing = json!({ "revision": 0, "tasks": [], "lists": [], "labels": [], "deleted": [], "next": null });
    assert_eq!(changes(&server, "").await.json, nothing);
    let milk = server.create("alice", "milk").await;
    let bread = server.create("alice", "bread").await;
    server.create("bob", "private").await;
    let answer = changes(&server, "?since=0").await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(
        answer.json,
        json!({ "revision": 2, "tasks": [milk, bread], "lists": [], "labels": [], "deleted": [], "next": null })
    );
    let answer = server.by("alice", "DELETE", &path_of(&milk)).send().await;
    assert_eq!(answer.status, 204);
    let deleted = json!([{ "kind": "task", "id": milk["id"], "revision": 3 }]);
    assert_eq!(
        server
            .get("alice", "/api/users/alice/changes?since=2")
            .await
            .json,
        json!({ "revision": 3, "tasks": [], "lists": [], "labels": [], "deleted": deleted, "next": null })
    );
}

#[tokio::test]
async fn pages_are_followed_to_the_end() {
    let server = Server::start().await;
    for number in 1..=5 {
        server.create("alice", &format!("task {number}")).await;
    }
    let mut query = "?limit=2".to_owned();
    let mut replica = BTreeMap::new();
    let mut revisions = vec![];
    loop {
        let page = changes(&server, &query).await.json;
        for task in page["tasks"].as_array().unwrap() {
            replica.insert(task["revision"].as_u64().unwrap(), task["title"].clone());
        }
        revisions.push(page["revision"].as_u64().unwrap());
        let Some(next) = page["next"].as_str() else {
            break;
        };
        query = format!("?since=0&limit=2&cursor={next}");
    }
    assert_eq!(revisions, [2, 4, 5]);
    let titles: Vec<_> = (1..=5)
        .map(|number| json!(format!("task {number}")))
        .collect();
    assert_eq!(replica.into_values().collect::<Vec<Value>>(), titles);
}

#[tokio::test]
async fn what_is_no_longer_known_is_gone() {
    let server = Server::start().await;
    let [first, second] = ["first", "second"].map(|title| server.create("alice", title));
    let (first, second) = (first.await, second.await);
    changes(&server, "?since=3").await.assert_problem(410);
    server.by("alice", "DELETE", &path_of(&first)).send().await;
    let limited = changes(&server, "?since=1&limit=1").await.json;
    server.clock.advance(TOMBSTONE_MILLIS + 1000);
    server.by("alice", "DELETE", &path_of(&second)).send().await;
    changes(&server, "?since=1").await.assert_problem(410);
    let cursor = limited["next"].as_str().unwrap();
    let next = changes(&server, &format!("?since=1&cursor={cursor}")).await;
    next.assert_problem(410);
    assert_eq!(next.json["type"], "urn:taskward:problem:gone");
    let afresh = changes(&server, "?since=0").await;
    assert_eq!(
        afresh.json,
        json!({ "revision": 4, "tasks": [], "lists": [], "labels": [], "deleted": [], "next": null })
    );
}

#[tokio::test]
async fn strange_queries_are_refused() {
    let server = Server::start().await;
    for title in ["one", "two"] {
        server.create("alice", title).await;
        server.create("bob", title).await;
    }
    for (query, field) in [
        ("?since=-1", "since"),
        ("?since=%2B1", "since"),
        ("?since=x", "since"),
        ("?since=9223372036854775808", "since"),
        ("?since=1&since=1", "since"),
        ("?limit=0", "limit"),
        ("?limit=201", "limit"),
        ("?cursor=garbage", "cursor"),
        ("?cursor=", "cursor"),
        ("?user_id=alice", "user_id"),
        ("?sort=created", "sort"),
    ] {
        changes(&server, query).await.assert_refused(&[field]);
    }
    let page = changes(&server, "?limit=1").await.json;
    let cursor = page["next"].as_str().unwrap();
    let other_run = changes(&server, &format!("?since=1&cursor={cursor}")).await;
    other_run.assert_refused(&["cursor"]);
    let as_list = format!("/api/tasks?cursor={cursor}");
    server
        .get("alice", &as_list)
        .await
        .assert_refused(&["cursor"]);
    let list = server.get("alice", "/api/tasks?limit=1").await.json;
    let of_list = list["next"].as_str().unwrap();
    changes(&server, &format!("?cursor={of_list}"))
        .await
        .assert_refused(&["cursor"]);
    for path in [
        format!("/api/changes?cursor={cursor}"),
        format!("/api/changes?cursor={of_list}&limit=0"),
        "/api/users/alice/changes".to_owned(),
    ] {
        server.get("bob", &path).await.assert_problem(403);
    }
}

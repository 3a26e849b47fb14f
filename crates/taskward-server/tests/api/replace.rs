use serde_json::json;

use super::support::{Server, path_of};

#[tokio::test]
async fn all_that_may_be_edited_is_replaced() {
    let server = Server::start().await;
    let body = json!({
        "title": "milk", "description": "two litres", "priority": 1, "completed": true,
        "due": { "date": "2026-12-24" }, "start": "2026-12-01",
    });
    let task = server
        .by("alice", "POST", "/api/tasks")
        .json(&body)
        .await
        .json;
    let answer = server
        .by("alice", "PUT", &path_of(&task))
        .json(&json!({ "title": "bread" }))
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("etag"), "\"2\"");
    assert_eq!(answer.json["title"], "bread");
    assert_eq!(answer.json["description"], json!(null));
    assert_eq!(answer.json["priority"], 4);
    assert_eq!(answer.json["due"], json!(null));
    assert_eq!(answer.json["start"], json!(null));
    assert_eq!(answer.json["completed"], false);
    assert_eq!(answer.json["id"], task["id"]);
    assert_eq!(answer.json["created_at"], task["created_at"]);
    assert_ne!(answer.json["updated_at"], task["updated_at"]);
}

#[tokio::test]
async fn the_title_is_required_and_nothing_else_may_be_set() {
    let server = Server::start().await;
    let task = server.create("alice", "milk").await;
    let put = async |body: serde_json::Value| {
        server.by("alice", "PUT", &path_of(&task)).json(&body).await
    };
    put(json!({ "completed": true }))
        .await
        .assert_refused(&["title"]);
    put(json!({ "title": "x", "revision": 9 }))
        .await
        .assert_refused(&["revision"]);
    put(task.clone()).await.assert_problem(422);
    assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
}

#[tokio::test]
async fn if_match_protects_what_was_not_seen() {
    let server = Server::start().await;
    let task = server.create("alice", "milk").await;
    let put = |tag: &str, title: &str| {
        let body = json!({ "title": title });
        let sending = server
            .by("alice", "PUT", &path_of(&task))
            .header("if-match", tag);
        async move { sending.json(&body).await }
    };
    assert_eq!(put("\"1\"", "bread").await.status, 200);
    put("\"1\"", "butter").await.assert_problem(412);
    put("W/\"2\"", "butter").await.assert_problem(412);
    put("nonsense", "butter").await.assert_problem(412);
    assert_eq!(put("\"1\", \"2\"", "butter").await.status, 200);
    assert_eq!(put("*", "cheese").await.status, 200);
}

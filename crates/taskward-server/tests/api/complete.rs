use serde_json::json;

use super::support::{Server, path_of};

#[tokio::test]
async fn without_a_body_it_toggles() {
    let server = Server::start().await;
    let path = format!(
        "{}/complete",
        path_of(&server.create("alice", "milk").await)
    );
    let done = server.by("alice", "PATCH", &path).send().await;
    assert_eq!((done.status.as_u16(), done.header("etag")), (200, "\"2\""));
    assert_eq!(done.json["completed"], true);
    assert_eq!(done.json["completed_at"], done.json["updated_at"]);
    let open = server.by("alice", "PATCH", &path).send().await;
    assert_eq!(
        (&open.json["completed"], &open.json["completed_at"]),
        (&json!(false), &json!(null))
    );
}

#[tokio::test]
async fn with_a_body_it_is_idempotent() {
    let server = Server::start().await;
    let path = format!(
        "{}/complete",
        path_of(&server.create("alice", "milk").await)
    );
    let complete =
        async |body: serde_json::Value| server.by("alice", "PATCH", &path).json(&body).await;
    let done = complete(json!({ "completed": true })).await;
    assert_eq!(complete(json!({ "completed": true })).await.json, done.json);
    assert_eq!(
        complete(json!({ "completed": false })).await.json["completed"],
        false
    );
    complete(json!({})).await.assert_refused(&["completed"]);
    complete(json!({ "completed": 1 }))
        .await
        .assert_refused(&["completed"]);
    complete(json!({ "completed": true, "user_id": "bob" }))
        .await
        .assert_refused(&["user_id"]);
    let typeless = server
        .by("alice", "PATCH", &path)
        .body("{\"completed\": true}");
    typeless.send().await.assert_problem(415);
    let query = server.by("alice", "PATCH", &format!("{path}?completed=true"));
    query.send().await.assert_refused(&["completed"]);
}

#[tokio::test]
async fn if_match_is_heeded() {
    let server = Server::start().await;
    let path = format!(
        "{}/complete",
        path_of(&server.create("alice", "milk").await)
    );
    let complete = |tag| server.by("alice", "PATCH", &path).header("if-match", tag);
    complete("\"7\"").send().await.assert_problem(412);
    assert_eq!(complete("\"1\"").send().await.status, 200);
}

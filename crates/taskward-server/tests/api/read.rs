use serde_json::json;

use super::support::{Server, id_of, path_of};

#[tokio::test]
async fn a_task_is_read_with_its_etag() {
    let server = Server::start().await;
    server.create("alice", "first").await;
    let task = server.create("alice", "second").await;
    let answer = server.get("alice", &path_of(&task)).await;
    assert_eq!((answer.status.as_u16(), &answer.json), (200, &task));
    assert_eq!(answer.header("etag"), "\"2\"");
    let upper = path_of(&json!({ "id": task["id"].as_str().unwrap().to_uppercase() }));
    assert_eq!(server.get("alice", &upper).await.json, task);
}

#[tokio::test]
async fn what_is_no_id_or_no_task_is_not_found() {
    let server = Server::start().await;
    for id in [
        &id_of("alice", 1),
        "1",
        "x",
        "00000000-0000-4000-8000-000000000000",
        "00000000-0000-0000-0000-000000000000",
        "%2e%2e",
        "%ff",
        "'%20OR%201=1",
    ] {
        server
            .get("alice", &format!("/api/tasks/{id}"))
            .await
            .assert_problem(404);
    }
}

#[tokio::test]
async fn a_query_is_refused() {
    let server = Server::start().await;
    let task = server.create("alice", "milk").await;
    let path = format!("{}?user_id=alice", path_of(&task));
    server
        .get("alice", &path)
        .await
        .assert_refused(&["user_id"]);
}

#[tokio::test]
async fn head_answers_as_get_without_a_body() {
    let server = Server::start().await;
    let task = server.create("alice", "milk").await;
    let answer = server.by("alice", "HEAD", &path_of(&task)).send().await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
    assert_eq!(answer.header("etag"), "\"1\"");
}

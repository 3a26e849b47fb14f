use taskward_store::RESTORABLE_MILLIS;

use super::support::{Server, id_of, path_of};

#[tokio::test]
async fn a_deleted_task_is_gone_until_it_is_restored() {
    let server = Server::start().await;
    let task = server.create("alice", "milk").await;
    let path = path_of(&task);
    let deleted = server.by("alice", "DELETE", &path).send().await;
    assert_eq!((deleted.status.as_u16(), deleted.text.as_str()), (204, ""));
    server.get("alice", &path).await.assert_problem(404);
    server
        .by("alice", "DELETE", &path)
        .send()
        .await
        .assert_problem(404);
    assert!(server.get("alice", "/api/tasks").await.titles().is_empty());

    let restored = server
        .by("alice", "POST", &format!("{path}/restore"))
        .send()
        .await;
    assert_eq!(
        (restored.status.as_u16(), restored.header("etag")),
        (200, "\"3\"")
    );
    assert_eq!(restored.json["created_at"], task["created_at"]);
    assert_eq!(server.get("alice", &path).await.json, restored.json);
    let again = server
        .by("alice", "POST", &format!("{path}/restore"))
        .send()
        .await;
    assert_eq!((again.status.as_u16(), &again.json), (200, &restored.json));
}

#[tokio::test]
async fn a_tombstone_holds_its_task_for_thirty_days() {
    let server = Server::start().await;
    let path = path_of(&server.create("alice", "milk").await);
    server.by("alice", "DELETE", &path).send().await;
    server.clock.advance(RESTORABLE_MILLIS + 1);
    server
        .by("alice", "POST", &format!("{path}/restore"))
        .send()
        .await
        .assert_problem(404);
}

#[tokio::test]
async fn what_never_was_cannot_be_restored() {
    let server = Server::start().await;
    let path = format!("/api/tasks/{}/restore", id_of("alice", 1));
    server
        .by("alice", "POST", &path)
        .send()
        .await
        .assert_problem(404);
    server
        .by("alice", "POST", &format!("{path}?a=b"))
        .send()
        .await
        .assert_refused(&["a"]);
}

#[tokio::test]
async fn if_match_protects_from_deletion() {
    let server = Server::start().await;
    let path = path_of(&server.create("alice", "milk").await);
    let delete = |tag| server.by("alice", "DELETE", &path).header("if-match", tag);
    delete("\"7\"").send().await.assert_problem(412);
    assert_eq!(delete("\"1\"").send().await.status, 204);
}

use serde_json::json;

use super::support::{Server, path_of};

#[tokio::test]
async fn the_callers_own_path_and_me_work_like_the_short_one() {
    let server = Server::start().await;
    for user in ["alice", "me"] {
        let prefix = format!("/api/users/{user}");
        let post = server.by("alice", "POST", &format!("{prefix}/tasks"));
        let task = post.json(&json!({ "title": "milk" })).await;
        assert_eq!(task.status, 201);
        let path = path_of(&task.json).replace("/api", &prefix);
        assert_eq!(server.get("alice", &path).await.json, task.json);
        let done = server
            .by("alice", "PATCH", &format!("{path}/complete"))
            .send()
            .await;
        assert_eq!(done.json["completed"], true);
        assert_eq!(server.by("alice", "DELETE", &path).send().await.status, 204);
        let restored = server
            .by("alice", "POST", &format!("{path}/restore"))
            .send()
            .await;
        assert_eq!(restored.status, 200);
    }
    assert_eq!(
        server
            .get("alice", "/api/users/me/tasks")
            .await
            .titles()
            .len(),
        2
    );
}

#[tokio::test]
async fn subjects_are_compared_as_they_are() {
    let server = Server::start().await;
    let odd = "jos\u{e9}/../..?#%";
    let encoded = "jos%C3%A9%2F..%2F..%3F%23%25";
    let answer = server
        .get(odd, &format!("/api/users/{encoded}/tasks"))
        .await;
    assert_eq!(answer.status, 200);
    for other in [
        "Alice",
        "alice%20",
        "alic%65x",
        "",
        "%00",
        "%ff",
        "jose%CC%81",
    ] {
        let answer = server
            .get("alice", &format!("/api/users/{other}/tasks"))
            .await;
        assert!(
            [403, 404].contains(&answer.status.as_u16()),
            "{other}: {}",
            answer.status
        );
    }
    let same = server.get("alice", "/api/users/alic%65/tasks").await;
    assert_eq!(same.status, 200, "the same subject, written otherwise");
}

#[tokio::test]
async fn anothers_path_is_forbidden_whatever_else_is_wrong() {
    let server = Server::start().await;
    for path in [
        "/api/users/bob/tasks",
        "/api/users/bob/tasks/x",
        "/api/users/bob/tasks/x/complete",
    ] {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let answer = server
                .by("alice", method, path)
                .body("nonsense")
                .send()
                .await;
            answer.assert_problem(403);
        }
    }
}

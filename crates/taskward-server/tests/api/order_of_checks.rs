//! 401, 429, 403, 415 and 413, 400, 422, 404, 412: what comes first wins, whatever comes after.

use serde_json::json;

use super::support::{Server, id_of};

#[tokio::test]
async fn each_check_goes_before_the_next() {
    let server = Server::start().await;
    let foreign = format!("/api/tasks/{}", id_of("bob", 1));
    let missing = format!("/api/tasks/{}", id_of("alice", 1));
    let patch = |path: &str| {
        server
            .by("alice", "PATCH", path)
            .header("if-match", "\"9\"")
    };

    let anonymous = server
        .anonymous("PATCH", &foreign)
        .header("content-type", "text/plain");
    anonymous.body("x").send().await.assert_problem(401);
    let typed = |path: &str, media_type: &str| patch(path).header("content-type", media_type);
    typed(&foreign, "text/plain")
        .body("x")
        .send()
        .await
        .assert_problem(403);
    typed("/api/tasks/garbage", "text/plain")
        .body("x")
        .send()
        .await
        .assert_problem(415);
    let large = "x".repeat(70_000);
    typed(&missing, "application/json")
        .body(large)
        .send()
        .await
        .assert_problem(413);
    typed("/api/tasks/garbage?a=b", "application/json")
        .body("x")
        .send()
        .await
        .assert_problem(400);
    patch("/api/tasks/garbage?a=b")
        .json(&json!({}))
        .await
        .assert_refused(&["a"]);
    patch("/api/tasks/garbage")
        .json(&json!({ "x": 1 }))
        .await
        .assert_refused(&["x"]);
    patch("/api/tasks/garbage")
        .json(&json!({}))
        .await
        .assert_problem(404);
    patch(&missing).json(&json!({})).await.assert_problem(404);
}

#[tokio::test]
async fn a_foreign_id_in_a_body_goes_before_what_is_wrong_with_its_fields() {
    let server = Server::start().await;
    let foreign = json!({ "id": id_of("bob", 1), "title": "", "unknown": true });
    server
        .by("alice", "POST", "/api/tasks")
        .json(&foreign)
        .await
        .assert_problem(403);
    let text = server
        .by("alice", "POST", "/api/tasks")
        .header("content-type", "text/plain");
    text.body(foreign.to_string())
        .send()
        .await
        .assert_problem(415);
}

use serde_json::json;

use super::support::{Server, path_of};

#[tokio::test]
async fn given_fields_change_and_others_stay() {
    let server = Server::start().await;
    let body = json!({ "title": "milk", "description": "two litres" });
    let task = server
        .by("alice", "POST", "/api/tasks")
        .json(&body)
        .await
        .json;
    let patch = |body: serde_json::Value| {
        let sending = server.by("alice", "PATCH", &path_of(&task));
        let sending = sending.header("content-type", "application/merge-patch+json");
        async move { sending.body(body.to_string()).send().await }
    };
    let answer = patch(json!({ "completed": true })).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("etag")),
        (200, "\"2\"")
    );
    assert_eq!(answer.json["description"], "two litres");
    assert!(answer.json["completed_at"].is_string());
    assert_eq!(
        patch(json!({ "description": null })).await.json["description"],
        json!(null)
    );
    assert_eq!(
        patch(json!({ "title": " bread " })).await.json["title"],
        "bread"
    );
    let same = patch(json!({ "title": "bread" })).await;
    assert_eq!(
        same.json["revision"], 4,
        "a patch that changes nothing raises no revision"
    );
    assert_eq!(patch(json!({})).await.json, same.json);
    let urgent = patch(json!({ "priority": 1 })).await;
    assert_eq!(
        (&urgent.json["priority"], urgent.header("etag")),
        (&json!(1), "\"5\"")
    );
    let same = urgent;
    patch(json!({ "priority": null }))
        .await
        .assert_refused(&["priority"]);
    patch(json!({ "priority": 5 }))
        .await
        .assert_refused(&["priority"]);
    patch(json!({ "title": null }))
        .await
        .assert_refused(&["title"]);
    patch(json!({ "completed": null }))
        .await
        .assert_refused(&["completed"]);
    patch(json!({ "title": "" }))
        .await
        .assert_refused(&["title"]);
    patch(json!({ "id": task["id"] }))
        .await
        .assert_refused(&["id"]);
    patch(json!({ "user_id": "bob" }))
        .await
        .assert_refused(&["user_id"]);
    patch(json!([])).await.assert_refused(&[""]);
    assert_eq!(server.get("alice", &path_of(&task)).await.json, same.json);
}

#[tokio::test]
async fn plain_json_is_taken_and_other_types_are_not() {
    let server = Server::start().await;
    let task = server.create("alice", "milk").await;
    let patch = || server.by("alice", "PATCH", &path_of(&task));
    assert_eq!(patch().json(&json!({ "title": "bread" })).await.status, 200);
    let other = patch()
        .header("content-type", "application/json-patch+json")
        .body("[]");
    other.send().await.assert_problem(415);
}

#[tokio::test]
async fn if_match_is_judged_after_the_body() {
    let server = Server::start().await;
    let task = server.create("alice", "milk").await;
    let patch = || {
        server
            .by("alice", "PATCH", &path_of(&task))
            .header("if-match", "\"9\"")
    };
    patch()
        .json(&json!({ "title": "" }))
        .await
        .assert_refused(&["title"]);
    patch()
        .json(&json!({ "title": "x" }))
        .await
        .assert_problem(412);
}

#[tokio::test]
async fn when_a_task_is_due_is_replaced_whole_or_removed() {
    let server = Server::start().await;
    let local = json!({ "local": "2026-12-24T09:00", "zone": "Europe/Berlin" });
    let task = server
        .by("alice", "POST", "/api/tasks")
        .json(&json!({ "title": "x", "due": local, "start": "2026-12-01" }))
        .await;
    assert_eq!(task.json["due"], local);
    assert_eq!(task.json["start"], "2026-12-01");
    let place = path_of(&task.json);
    let patch = async |body| server.by("alice", "PATCH", &place).json(&body).await;
    let other = patch(json!({ "title": "y" })).await.json;
    assert_eq!(
        (&other["due"], &other["start"]),
        (&local, &json!("2026-12-01"))
    );
    let date = json!({ "date": "2026-12-25" });
    let cleared = json!({ "date": "2026-12-25", "local": null, "zone": null });
    for given in [&date, &cleared] {
        let all_day = patch(json!({ "due": given, "start": null })).await;
        assert_eq!(all_day.json["due"], date);
        assert_eq!(all_day.json["start"], json!(null));
        assert_eq!(all_day.json["revision"], 3);
    }
    patch(json!({ "due": { "local": "2026-12-24T09:00" } }))
        .await
        .assert_refused(&["due"]);
    let found = server.get("alice", &place).await;
    assert_eq!(found.json["due"], date);
    let zone = json!({ "local": "2026-12-24T09:00", "zone": "europe/berlin" });
    assert_eq!(patch(json!({ "due": zone })).await.json["due"], local);
    assert_eq!(patch(json!({ "due": null })).await.json["due"], json!(null));
}

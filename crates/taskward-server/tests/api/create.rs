use serde_json::json;

use super::support::{Server, id_of, path_of};

#[tokio::test]
async fn a_task_is_created_and_found_where_location_says() {
    let server = Server::start().await;
    let answer = server
        .by("alice", "POST", "/api/tasks")
        .json(&json!({ "title": "  Buy milk ", "description": "*two* litres" }))
        .await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("location"), path_of(&answer.json));
    assert_eq!(answer.header("etag"), "\"1\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    let task = &answer.json;
    assert_eq!(task["title"], "Buy milk");
    assert_eq!(task["description"], "*two* litres");
    assert_eq!(task["priority"], 4);
    assert_eq!((&task["due"], &task["start"]), (&json!(null), &json!(null)));
    assert_eq!(task["completed"], false);
    assert_eq!(task["completed_at"], json!(null));
    assert_eq!(task["revision"], 1);
    assert_eq!(task["created_at"], task["updated_at"]);
    assert!(task["created_at"].as_str().unwrap().ends_with('Z'));
    let members: Vec<_> = task
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut expected = [
        "id",
        "title",
        "description",
        "priority",
        "recurrence",
        "due",
        "start",
        "list_id",
        "position",
        "labels",
        "completed",
        "completed_at",
        "created_at",
        "updated_at",
        "revision",
    ];
    expected.sort_unstable();
    assert_eq!(members, expected);
    let found = server.get("alice", answer.header("location")).await;
    assert_eq!((found.status.as_u16(), &found.json), (200, task));
}

#[tokio::test]
async fn a_clients_id_makes_creation_idempotent() {
    let server = Server::start().await;
    let body = json!({ "id": id_of("alice", 7), "title": "once", "completed": true });
    let first = server.by("alice", "POST", "/api/tasks").json(&body).await;
    assert_eq!(first.status, 201);
    assert_eq!(first.json["id"], body["id"]);
    // The server's clock, not the id's, which says 1970.
    assert!(
        first.json["created_at"]
            .as_str()
            .unwrap()
            .starts_with("2027-")
    );
    let body = json!({ "id": id_of("alice", 7), "title": "twice" });
    let second = server.by("alice", "POST", "/api/tasks").json(&body).await;
    assert_eq!((second.status.as_u16(), &second.json), (200, &first.json));
    assert_eq!(second.header("location"), "");
}

#[tokio::test]
async fn a_deleted_id_conflicts() {
    let server = Server::start().await;
    let task = server.create("alice", "gone").await;
    server.by("alice", "DELETE", &path_of(&task)).send().await;
    let body = json!({ "id": task["id"], "title": "again" });
    server
        .by("alice", "POST", "/api/tasks")
        .json(&body)
        .await
        .assert_problem(409);
}

#[tokio::test]
async fn fields_are_checked_all_at_once() {
    let server = Server::start().await;
    for (body, fields) in [
        (json!({}), &["title"][..]),
        (json!({ "title": "" }), &["title"]),
        (json!({ "title": " \n\t " }), &["title"]),
        (json!({ "title": "x".repeat(256) }), &["title"]),
        (json!({ "title": null }), &["title"]),
        (json!({ "title": 5 }), &["title"]),
        (json!({ "title": "a\u{0}b" }), &["title"]),
        (
            json!({ "title": "x", "description": "x".repeat(10_001) }),
            &["description"],
        ),
        (
            json!({ "title": "", "description": "x".repeat(10_001), "id": "x" }),
            &["id", "title", "description"],
        ),
        (json!({ "title": "x", "completed": "yes" }), &["completed"]),
        (json!({ "title": "x", "completed": null }), &["completed"]),
        (json!({ "title": "x", "priority": 0 }), &["priority"]),
        (json!({ "title": "x", "priority": 5 }), &["priority"]),
        (json!({ "title": "x", "priority": -1 }), &["priority"]),
        (json!({ "title": "x", "priority": 1.5 }), &["priority"]),
        (json!({ "title": "x", "priority": "1" }), &["priority"]),
        (json!({ "title": "x", "priority": null }), &["priority"]),
        (json!({ "title": "x", "due": "2026-12-24" }), &["due"]),
        (json!({ "title": "x", "due": {} }), &["due"]),
        (
            json!({ "title": "x", "due": { "local": "2026-12-24T09:00" } }),
            &["due"],
        ),
        (
            json!({ "title": "x", "due": { "date": "2026-12-24", "zone": "Europe/Berlin" } }),
            &["due"],
        ),
        (
            json!({ "title": "x", "due": { "date": "2026-02-30" } }),
            &["due.date"],
        ),
        (
            json!({ "title": "x", "due": { "local": "2026-12-24T09:00Z", "zone": "Berlin" } }),
            &["due.local", "due.zone"],
        ),
        (
            json!({ "title": "x", "due": { "date": "2026-12-24", "at": 9 } }),
            &["due.at"],
        ),
        (json!({ "title": "x", "start": "24.12.2026" }), &["start"]),
        (json!({ "title": "x", "id": 5 }), &["id"]),
        (
            json!({ "title": "x", "id": "00000000-0000-4000-8000-000000000000" }),
            &["id"],
        ),
        (json!({ "title": "x", "user_id": "alice" }), &["user_id"]),
        (json!({ "title": "x", "owner": "alice" }), &["owner"]),
        (
            json!({ "title": "x", "created_at": "2026-01-01T00:00:00Z" }),
            &["created_at"],
        ),
        (json!({ "title": "x", "Title": "x" }), &["Title"]),
        (json!([]), &[""]),
        (json!("x"), &[""]),
        (json!(null), &[""]),
    ] {
        server
            .by("alice", "POST", "/api/tasks")
            .json(&body)
            .await
            .assert_refused(fields);
    }
    assert!(server.get("alice", "/api/tasks").await.titles().is_empty());
}

#[tokio::test]
async fn the_longest_texts_fit() {
    let server = Server::start().await;
    // Four bytes each, and escaped as twelve: the description needs most of the 64 KiB unescaped.
    let body = json!({ "title": "🦀".repeat(255), "description": "🦀".repeat(10_000) });
    let answer = server.by("alice", "POST", "/api/tasks").json(&body).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json["description"], body["description"]);
}

#[tokio::test]
async fn bodies_must_be_json_of_the_right_type_and_size() {
    let server = Server::start().await;
    let post = || server.by("alice", "POST", "/api/tasks");
    let json = |body: &[u8]| {
        post()
            .header("content-type", "application/json")
            .body(body)
            .send()
    };
    for body in [
        &b""[..],
        b"{",
        b"{\"title\": \"x\"} trailing",
        b"{'title': 'x'}",
        b"{\"title\": \"\xff\"}",
        b"{\"title\": \"\\ud800\"}",
        b"\xef\xbb\xbf{\"title\": \"x\"}",
        b"{\"title\": NaN}",
    ] {
        json(body).await.assert_problem(400);
    }
    json("[".repeat(50_000).as_bytes())
        .await
        .assert_problem(400);
    json(b"{\"title\": \"a\", \"title\": \"b\"}")
        .await
        .assert_refused(&["title"]);
    json(format!("{{\"title\": \"{}\"}}", "x".repeat(64 * 1024)).as_bytes())
        .await
        .assert_problem(413);
    for media_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "",
    ] {
        let wrong = post()
            .header("content-type", media_type)
            .body("{\"title\": \"x\"}");
        wrong.send().await.assert_problem(415);
    }
    post()
        .body("{\"title\": \"x\"}")
        .send()
        .await
        .assert_problem(415);
    let packed = post()
        .header("content-type", "application/json")
        .header("content-encoding", "gzip");
    packed
        .body("{\"title\": \"x\"}")
        .send()
        .await
        .assert_problem(415);
    let charset = post().header("content-type", "Application/JSON; charset=utf-8");
    assert_eq!(charset.body("{\"title\": \"x\"}").send().await.status, 201);
}

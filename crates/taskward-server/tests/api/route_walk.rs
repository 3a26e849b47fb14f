//! Deny by default: every route of the API, from its own description, refuses no token, a bad token and
//! a stranger's token, and every query it does not know.

use serde_json::{Value, json};

use super::support::{Server, id_of, path_of};

/// Method and path of every operation, for a task of alice's.
fn routes(task: &Value) -> Vec<(String, String)> {
    let description = serde_json::to_value(taskward_server::routes::description()).unwrap();
    let paths = description["paths"].as_object().unwrap();
    let id = task["id"].as_str().unwrap();
    let mut routes = Vec::new();
    for (path, item) in paths {
        let path = path.replace("{id}", id).replace("{user_id}", "alice");
        for method in ["get", "post", "put", "patch", "delete"] {
            if item.get(method).is_some() {
                routes.push((method.to_uppercase(), path.clone()));
            }
        }
    }
    assert_eq!(
        routes.len(),
        16,
        "8 operations under 2 prefixes: {routes:?}"
    );
    routes
}

#[tokio::test]
async fn every_route_denies_by_default() {
    let server = Server::start().await;
    let task = server.create("alice", "private").await;
    for (method, path) in routes(&task) {
        let body = json!({ "title": "changed" });
        server
            .anonymous(&method, &path)
            .json(&body)
            .await
            .assert_problem(401);
        let bad = server
            .anonymous(&method, &path)
            .header("authorization", "Bearer a.b.c");
        bad.json(&body).await.assert_problem(401);
        let stranger = server.by("bob", &method, &path);
        let stranger = if method == "GET" {
            stranger.send().await
        } else {
            stranger.json(&body).await
        };
        if path == "/api/tasks" {
            // The stranger's own list. Nothing of alice's is in it.
            assert!(stranger.status.is_success());
            assert!(!stranger.text.contains("private"));
        } else {
            stranger.assert_problem(403);
        }
        // So is one that does not exist: the answer tells a stranger nothing.
        let missing = path.replace(task["id"].as_str().unwrap(), &id_of("alice", 999));
        if missing != path {
            let answer = server.by("bob", &method, &missing);
            let answer = if method == "GET" {
                answer.send().await
            } else {
                answer.json(&body).await
            };
            assert_eq!((answer.status.as_u16(), answer.text), (403, stranger.text));
        }
    }
    assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
}

#[tokio::test]
async fn every_route_refuses_a_user_id_in_its_query() {
    let server = Server::start().await;
    let task = server.create("alice", "milk").await;
    for (method, path) in routes(&task) {
        let sending = server.by("alice", &method, &format!("{path}?user_id=alice"));
        let body = if path.ends_with("/complete") {
            json!({ "completed": true })
        } else {
            json!({ "title": "x" })
        };
        let answer = sending.json(&body).await;
        answer.assert_refused(&["user_id"]);
    }
    assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
}

#[tokio::test]
async fn every_route_refuses_a_user_id_in_its_body() {
    let server = Server::start().await;
    let task = server.create("alice", "milk").await;
    for (method, path) in routes(&task) {
        let body = json!({ "user_id": "bob" });
        let answer = server.by("alice", &method, &path).json(&body).await;
        answer.assert_problem(422);
        assert!(
            answer.text.contains("user_id"),
            "{method} {path}: {}",
            answer.text
        );
    }
    assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
}

#[tokio::test]
async fn what_is_not_described_is_not_there() {
    let server = Server::start().await;
    let task = server.create("alice", "milk").await;
    let known = routes(&task);
    for (_, path) in &known {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if !known.contains(&(method.to_owned(), path.clone())) {
                let answer = server.by("alice", method, path).send().await;
                answer.assert_problem(405);
                assert!(!answer.header("allow").is_empty());
            }
        }
    }
    for path in [
        "/api",
        "/api/",
        "/api/task",
        "/api/tasks/",
        "/api//tasks",
        "/api/users",
        "/api/auth/token",
    ] {
        let answer = server.by("alice", "GET", path).send().await;
        answer.assert_problem(404);
    }
}

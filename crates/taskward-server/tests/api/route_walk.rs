//! Deny by default: every route that is in the router refuses no token, a bad token and a stranger's token, in
//! every method, and every query it does not know. Which routes there are says the router's own table, and that
//! is held against the description and against the few that are open to anyone.

use std::collections::BTreeSet;

use http::HeaderValue;
use serde_json::{Value, json};
use taskward_server::routes::{Access, AuthProxy, CorsOrigins, HttpOptions};

use super::support::{Answer, Server, id_of, path_of};

/// The known ones, those that write without being safe (RFC 9110), and some that nobody knows.
const METHODS: [&str; 12] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY",
    "PROPFIND", "get",
];
/// Nothing of an owner's is behind these. A line here is what a new open route costs.
const OPEN: [&str; 4] = [
    "/api/docs",
    "/api/openapi.json",
    "/health/live",
    "/health/ready",
];
/// Handed on to Better Auth, which knows sessions and no tasks.
const BETTER_AUTH: [&str; 3] = ["/api/auth", "/api/auth/", "/api/auth/{*path}"];
/// What is behind the token and leads nowhere.
const NOWHERE: [&str; 3] = ["/api", "/api/", "/api/{*path}"];

/// A server with everything that can be switched on.
async fn full_server() -> Server {
    let nobody = "http://127.0.0.1:9".parse().unwrap();
    let options = HttpOptions {
        auth_proxy: Some(AuthProxy::new(nobody).unwrap()),
        ..HttpOptions::default()
    };
    Server::start_with(options, "off").await
}

/// Method, path and pattern of every operation that is described, for a task of alice's.
fn operations(task: &Value) -> Vec<(String, String, String)> {
    let description = serde_json::to_value(taskward_server::routes::description()).unwrap();
    let mut operations = Vec::new();
    for (pattern, item) in description["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let path = concrete(pattern, task);
            operations.push((method.to_uppercase(), path, pattern.clone()));
        }
    }
    operations
}

/// Method and path of every operation that is described, for a task of alice's.
fn described(task: &Value) -> BTreeSet<(String, String)> {
    let operations = operations(task).into_iter();
    let routes: BTreeSet<_> = operations.map(|(method, path, _)| (method, path)).collect();
    assert_eq!(
        routes.len(),
        48,
        "24 operations under 2 prefixes: {routes:?}"
    );
    routes
}

/// A task of alice's, and a list and a label of the same id, so that there is something under every path.
async fn one_of_each(server: &Server) -> Value {
    let task = server.create("alice", "milk").await;
    let named = json!({ "id": task["id"], "name": "House" });
    for path in ["/api/lists", "/api/labels"] {
        let created = server.by("alice", "POST", path).json(&named).await;
        assert_eq!(created.status, 201, "{}", created.text);
    }
    task
}

/// A path that a pattern takes.
fn concrete(pattern: &str, task: &Value) -> String {
    pattern
        .replace("{id}", task["id"].as_str().unwrap())
        .replace("{user_id}", "alice")
        .replace("{*path}", "some/where")
}

fn paths(server: &Server, access: Access) -> BTreeSet<String> {
    let routes = server.routes.iter().filter(|route| route.access == access);
    routes.map(|route| route.path.clone()).collect()
}

/// A body that an operation takes, by its description: what is required of it, and one more field where nothing is. Ids
/// are the task's.
fn body_of(method: &str, pattern: &str, task: &Value) -> Value {
    let description = serde_json::to_value(taskward_server::routes::description()).unwrap();
    let content = &description["paths"][pattern][method.to_lowercase()]["requestBody"]["content"];
    let mut schema = &content["application/json"]["schema"];
    if let Some(either) = schema["oneOf"].as_array() {
        schema = either.iter().find(|one| one["$ref"].is_string()).unwrap();
    }
    let name = schema["$ref"].as_str().unwrap_or_default();
    let name = name.rsplit('/').next().unwrap();
    let schema = &description["components"]["schemas"][name];
    let Some(properties) = schema["properties"].as_object() else {
        return json!({ "title": "changed" });
    };
    let required = schema["required"].as_array();
    let mut fields = required.map_or_else(Vec::new, |names| names.iter().collect());
    let one = json!(
        properties
            .keys()
            .find(|name| *name == "title" || *name == "name")
    );
    if fields.is_empty() {
        fields.push(&one);
    }
    let fields = fields.into_iter().map(|name| {
        let name = name.as_str().unwrap();
        let value = match properties[name]["type"].as_str() {
            Some("boolean") => json!(true),
            _ if properties[name]["format"] == "uuid" => task["id"].clone(),
            _ => json!("changed"),
        };
        (name.to_owned(), value)
    });
    Value::Object(fields.collect())
}

/// Sends a request with a body where its method may have one.
async fn ask(
    server: &Server,
    person: Option<&str>,
    method: &str,
    path: &str,
    body: &Value,
) -> Answer {
    let sending = match person {
        Some(person) => server.by(person, method, path),
        None => server.anonymous(method, path),
    };
    if ["POST", "PUT", "PATCH", "DELETE"].contains(&method) {
        sending.json(body).await
    } else {
        sending.send().await
    }
}

#[tokio::test]
async fn every_route_is_described_or_named_here() {
    let server = full_server().await;
    let description = serde_json::to_value(taskward_server::routes::description()).unwrap();
    let described = description["paths"].as_object().unwrap().keys();
    let behind_the_token: BTreeSet<String> = described
        .cloned()
        .chain(NOWHERE.map(str::to_owned))
        .collect();
    assert_eq!(paths(&server, Access::Owner), behind_the_token);
    assert_eq!(
        paths(&server, Access::Anyone),
        OPEN.map(str::to_owned).into()
    );
    assert_eq!(
        paths(&server, Access::BetterAuth),
        BETTER_AUTH.map(str::to_owned).into()
    );
    let all = behind_the_token.len() + OPEN.len() + BETTER_AUTH.len();
    assert_eq!(server.routes.len(), all, "none twice");
}

#[tokio::test]
async fn no_method_of_any_route_answers_without_a_token_that_verifies() {
    let friend = "https://app.tasks.example";
    let with_cors = HttpOptions {
        cors_origins: CorsOrigins(vec![HeaderValue::from_static(friend)]),
        ..HttpOptions::default()
    };
    for server in [
        full_server().await,
        Server::start_with(with_cors, "off").await,
    ] {
        let task = server.create("alice", "private").await;
        let token = server.issuer.token("alice");
        for path in paths(&server, Access::Owner) {
            let path = concrete(&path, &task);
            for method in METHODS {
                let plain = || server.anonymous(method, &path).header("origin", friend);
                let tries = [
                    plain(),
                    plain().header("authorization", "Bearer a.b.c"),
                    plain().header("authorization", &format!("Basic {token}")),
                    plain().header(
                        "cookie",
                        &format!("authorization=Bearer {token}; token={token}"),
                    ),
                    plain().header("x-authorization", &format!("Bearer {token}")),
                    plain()
                        .header("x-user-id", "alice")
                        .header("x-http-method-override", "GET"),
                    server.anonymous(method, &format!("{path}?access_token={token}")),
                ];
                for (number, sending) in tries.into_iter().enumerate() {
                    let answer = sending.send().await;
                    // Where another origin is let in, its browser asks first, without a token. It learns nothing.
                    let preflight = method == "OPTIONS" && answer.status == 200;
                    assert!(
                        answer.status == 401 || preflight && answer.text.is_empty(),
                        "{number} {method} {path}: {} {}",
                        answer.status,
                        answer.text
                    );
                }
            }
        }
        assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
    }
}

#[tokio::test]
async fn no_method_of_any_route_serves_a_stranger() {
    let server = full_server().await;
    // So that every answer has an end.
    server.streams.end();
    let task = server.create("alice", "private").await;
    let id = task["id"].as_str().unwrap();
    let described = described(&task);
    for pattern in paths(&server, Access::Owner) {
        let path = concrete(&pattern, &task);
        for method in METHODS {
            let body = body_of(method, &pattern, &task);
            let answer = ask(&server, Some("bob"), method, &path, &body).await;
            let here = |method: &str| described.contains(&(method.to_owned(), path.clone()));
            // axum answers HEAD as GET.
            let known = here(method) || method == "HEAD" && here("GET");
            let expected: &[u16] = match pattern.as_str() {
                _ if pattern.contains("{user_id}") => &[403],
                nowhere if NOWHERE.contains(&nowhere) => &[404],
                _ if !known => &[405],
                // The stranger's own. Nothing of alice's is in it.
                "/api/tasks" | "/api/lists" | "/api/labels" => &[200, 201],
                "/api/changes" | "/api/events" => &[200],
                _ => &[403],
            };
            let status = answer.status.as_u16();
            assert!(
                expected.contains(&status),
                "{method} {path}: {status} {}",
                answer.text
            );
            assert!(
                !answer.text.contains("private") && !answer.text.contains(id),
                "{method} {path}"
            );
            // So is one that does not exist: the answer tells a stranger nothing.
            let missing = path.replace(id, &id_of("alice", 999));
            if missing != path {
                let other = ask(&server, Some("bob"), method, &missing, &body).await;
                assert_eq!((other.status, other.text), (answer.status, answer.text));
                assert_eq!(other.headers, answer.headers, "{method} {path}");
            }
        }
    }
    assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
}

#[tokio::test]
async fn open_routes_take_no_other_method_and_tell_nothing_of_anybodys() {
    let server = full_server().await;
    let task = server.create("alice", "private").await;
    for path in paths(&server, Access::Anyone) {
        for method in METHODS {
            for person in [None, Some("alice")] {
                let body = json!({ "title": "changed" });
                let answer = ask(&server, person, method, &path, &body).await;
                let reads = ["GET", "HEAD"].contains(&method);
                assert_eq!(
                    answer.status == 405,
                    !reads,
                    "{method} {path}: {}",
                    answer.status
                );
                assert!(!answer.text.contains("private"), "{method} {path}");
            }
        }
    }
    assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
}

#[tokio::test]
async fn every_route_refuses_a_user_id_in_its_query() {
    let server = Server::start().await;
    let task = one_of_each(&server).await;
    for (method, path, pattern) in operations(&task) {
        let sending = server.by("alice", &method, &format!("{path}?user_id=alice"));
        let answer = sending.json(&body_of(&method, &pattern, &task)).await;
        answer.assert_refused(&["user_id"]);
    }
    assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
}

#[tokio::test]
async fn every_route_refuses_a_user_id_in_its_body() {
    let server = Server::start().await;
    let task = one_of_each(&server).await;
    for (method, path) in described(&task) {
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
    let task = one_of_each(&server).await;
    let known = described(&task);
    for (_, path) in &known {
        let here = |method: &str| known.contains(&(method.to_owned(), path.clone()));
        for method in METHODS {
            if here(method) {
                continue;
            }
            let answer = server.by("alice", method, path).send().await;
            if method == "HEAD" && here("GET") {
                assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
                continue;
            }
            assert_eq!(answer.status, 405, "{method} {path}");
            assert!(!answer.header("allow").is_empty());
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
    assert_eq!(server.get("alice", &path_of(&task)).await.json, task);
}

//! Paths that are nearly those of the API. Deny by default: whatever is under `/api/` asks for a token before it says that there
//! is nothing, and what only looks like it is nothing for everybody.

use taskward_server::routes::{AuthProxy, HttpOptions};

use super::support::Server;

const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND",
];

const UNDER_THE_API: [&str; 20] = [
    "/api",
    "/api/",
    "/api//",
    "/api//tasks",
    "/api/tasks/",
    "/api/tasks//",
    "/api/./tasks",
    "/api/../api/tasks",
    "/api/TASKS",
    "/api/%74asks",
    "/api/tasks%2F",
    "/api/tasks%00",
    "/api/tasks;a=b",
    "/api/tasks.json",
    "/api/users",
    "/api/users/",
    "/api/authx",
    "/api/docs/",
    "/api/openapi.json/",
    "/api/health/live",
];

#[tokio::test]
async fn without_a_token_nothing_under_the_api_says_whether_it_is_there() {
    let server = Server::start().await;
    for path in UNDER_THE_API
        .into_iter()
        .chain(["/api/auth", "/api/auth/", "/api/auth/token"])
    {
        for method in METHODS {
            let answer = server.anonymous(method, path).send().await;
            assert_eq!(answer.status, 401, "{method} {path}");
            assert_eq!(
                answer.header("www-authenticate"),
                "Bearer realm=\"taskward\""
            );
            let own = server.by("alice", method, path).send().await;
            // The path of nobody is not the caller's own.
            let expected = if path == "/api/users/" { 403 } else { 404 };
            assert_eq!(own.status, expected, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn the_way_to_better_auth_opens_nothing_else() {
    let options = HttpOptions {
        auth_proxy: Some(AuthProxy::new("http://127.0.0.1:9".parse().unwrap()).unwrap()),
        ..HttpOptions::default()
    };
    let server = Server::start_with(options, "off").await;
    for path in UNDER_THE_API {
        server
            .anonymous("GET", path)
            .send()
            .await
            .assert_problem(401);
    }
    for path in [
        "/api/auth/",
        "/api/auth//tasks",
        "/api/auth/../tasks",
        "/api/auth/%2e%2e/tasks",
    ] {
        server
            .anonymous("GET", path)
            .send()
            .await
            .assert_problem(400);
    }
    // Nothing listens there: these would have been handed on.
    for path in ["/api/auth", "/api/auth/token"] {
        server
            .anonymous("GET", path)
            .send()
            .await
            .assert_problem(502);
    }
}

#[tokio::test]
async fn what_only_looks_like_the_api_is_nothing() {
    let server = Server::start().await;
    for path in [
        "/API",
        "/API/tasks",
        "/Api/tasks",
        "//api/tasks",
        "/./api/tasks",
        "/x/../api/tasks",
        "/%61pi/tasks",
        "/api%2Ftasks",
        "/\\api\\tasks",
        "/api;a=b/tasks",
    ] {
        for answer in [
            server.anonymous("GET", path).send().await,
            server.get("alice", path).await,
        ] {
            assert!(!answer.text.contains("\"items\""), "{path}");
            // `/x/` is a page of the application, which says that it does not exist.
            if !path.starts_with("/x/") {
                answer.assert_problem(404);
            }
        }
    }
}

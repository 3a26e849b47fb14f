use http::HeaderValue;
use taskward_server::routes::{CorsOrigins, HttpOptions};

use super::support::{Answer, Server};

const FRIEND: &str = "https://app.tasks.example";

async fn server() -> Server {
    let cors_origins = CorsOrigins(vec![HeaderValue::from_static(FRIEND)]);
    Server::start_with(
        HttpOptions {
            cors_origins,
            ..HttpOptions::default()
        },
        "off",
    )
    .await
}

async fn preflight(server: &Server, origin: &str) -> Answer {
    let sending = server
        .anonymous("OPTIONS", "/api/tasks")
        .header("origin", origin);
    sending
        .header("access-control-request-method", "PATCH")
        .send()
        .await
}

#[tokio::test]
async fn listed_origins_may_call_with_a_token_and_without_credentials() {
    let server = server().await;
    let answer = preflight(&server, FRIEND).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), FRIEND);
    assert!(
        answer
            .header("access-control-allow-methods")
            .contains("PATCH")
    );
    assert!(
        answer
            .header("access-control-allow-headers")
            .contains("authorization")
    );
    assert_eq!(answer.header("access-control-allow-credentials"), "");
    let answer = server
        .by("alice", "GET", "/api/tasks")
        .header("origin", FRIEND)
        .send()
        .await;
    assert_eq!(answer.header("access-control-allow-origin"), FRIEND);
    assert!(
        answer
            .header("access-control-expose-headers")
            .contains("etag")
    );
    // Refusals too, or a front end could not tell them from a broken network.
    let answer = server
        .anonymous("GET", "/api/tasks")
        .header("origin", FRIEND)
        .send()
        .await;
    answer.assert_problem(401);
    assert_eq!(answer.header("access-control-allow-origin"), FRIEND);
}

#[tokio::test]
async fn other_origins_may_not() {
    let server = server().await;
    for origin in [
        "https://evil.example",
        "https://app.tasks.example.evil.example",
        "null",
    ] {
        assert_eq!(
            preflight(&server, origin)
                .await
                .header("access-control-allow-origin"),
            ""
        );
    }
    let closed = Server::start().await;
    preflight(&closed, FRIEND).await.assert_problem(401);
}

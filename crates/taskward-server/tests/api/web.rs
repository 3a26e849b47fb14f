use taskward_server::routes::{AuthProxy, HttpOptions};

use super::support::Server;

#[tokio::test]
async fn answers_carry_what_protects_a_browser() {
    let server = Server::start().await;
    let answer = server.get("alice", "/api/tasks").await;
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("strict-transport-security"), "");
    let options = HttpOptions {
        public_url: Some("https://tasks.example".parse().unwrap()),
        ..HttpOptions::default()
    };
    let server = Server::start_with(options, "off").await;
    let answer = server.anonymous("GET", "/health/live").send().await;
    assert!(
        answer
            .header("strict-transport-security")
            .contains("max-age")
    );
}

#[tokio::test]
async fn a_page_under_another_loopback_name_leads_to_the_public_one() {
    let options = HttpOptions {
        public_url: Some("http://localhost:8000".parse().unwrap()),
        auth_proxy: Some(AuthProxy::new("http://127.0.0.1:9".parse().unwrap()).unwrap()),
        ..HttpOptions::default()
    };
    let server = Server::start_with(options, "off").await;
    let page = server
        .anonymous("GET", "/tasks?a=b")
        .header("host", "127.0.0.1:8000")
        .send()
        .await;
    assert_eq!(page.status, 307);
    assert_eq!(page.header("location"), "http://localhost:8000/tasks?a=b");
    let api = server
        .by("alice", "GET", "/api/tasks")
        .header("host", "127.0.0.1:8000");
    assert_eq!(api.send().await.status, 200, "programs may use any name");
}

#[tokio::test]
async fn missing_files_and_other_methods_are_problems() {
    let server = Server::start().await;
    server
        .anonymous("GET", "/assets/missing.js")
        .send()
        .await
        .assert_problem(404);
    server
        .anonymous("GET", "/../Cargo.toml")
        .send()
        .await
        .assert_problem(404);
    for path in [
        "/",
        "/api/docs",
        "/api/openapi.json",
        "/health/live",
        "/health/ready",
    ] {
        let answer = server.anonymous("POST", path).send().await;
        answer.assert_problem(405);
        assert!(answer.header("allow").contains("GET"), "{path}");
    }
}

#[tokio::test]
async fn a_request_names_exactly_one_host() {
    let server = Server::start().await;
    let twice = server
        .by("alice", "GET", "/api/tasks")
        .header("host", "a")
        .header("host", "b");
    twice.send().await.assert_problem(400);
}

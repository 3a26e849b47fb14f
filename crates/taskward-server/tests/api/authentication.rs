use better_auth_verifier::{Algorithm, test_support::Issuer};

use super::support::{ORIGIN, Server};

#[tokio::test]
async fn no_token_is_answered_without_an_error_code() {
    let server = Server::start().await;
    for answer in [
        server.anonymous("GET", "/api/tasks").send().await,
        server
            .anonymous("GET", "/api/tasks")
            .header("authorization", "Basic YTpi")
            .send()
            .await,
        server
            .anonymous("GET", "/api/tasks")
            .header("cookie", "session=1")
            .send()
            .await,
        server
            .anonymous("GET", "/api/tasks?access_token=x")
            .send()
            .await,
        server.anonymous("GET", "/api/no/such/path").send().await,
        server.anonymous("TRACE", "/api/tasks").send().await,
        server.anonymous("OPTIONS", "/api/tasks").send().await,
    ] {
        answer.assert_problem(401);
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer realm=\"taskward\""
        );
    }
}

#[tokio::test]
async fn a_bad_token_is_answered_without_telling_why() {
    let server = Server::start().await;
    let stranger = Issuer::new(ORIGIN, Algorithm::EdDsa).token("alice");
    let elsewhere = server.issuer.token_of(&{
        let mut claims = server.issuer.claims("alice");
        claims["iss"] = "https://elsewhere.example".into();
        claims
    });
    let mut bodies = Vec::new();
    for token in ["x", "a.b.c", &stranger, &elsewhere] {
        let sending = server.anonymous("GET", "/api/tasks");
        let answer = sending
            .header("authorization", &format!("Bearer {token}"))
            .send()
            .await;
        answer.assert_problem(401);
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer realm=\"taskward\", error=\"invalid_token\""
        );
        bodies.push(answer.text);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "every refusal reads the same");
}

#[tokio::test]
async fn more_than_one_authorization_is_refused() {
    let server = Server::start().await;
    let token = format!("Bearer {}", server.issuer.token("alice"));
    let twice = server
        .by("alice", "GET", "/api/tasks")
        .header("authorization", &token);
    twice.send().await.assert_problem(400);
}

#[tokio::test]
async fn cookies_beside_a_token_are_ignored() {
    let server = Server::start().await;
    let answer = server
        .by("alice", "GET", "/api/tasks")
        .header("cookie", "a=b")
        .send()
        .await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn without_keys_the_answer_is_503() {
    let server = Server::start().await;
    server
        .keys
        .answer(better_auth_verifier::test_support::Answer::status(
            500, "down",
        ));
    let answer = server.get("alice", "/api/tasks").await;
    answer.assert_problem(503);
    assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
}

use better_auth_verifier::test_support::Answer;

use super::support::Server;

#[tokio::test]
async fn readiness_needs_keys_and_liveness_does_not() {
    let server = Server::start().await;
    server.keys.answer(Answer::status(500, ""));
    assert_eq!(
        server.anonymous("GET", "/health/live").send().await.status,
        200
    );
    let answer = server.anonymous("GET", "/health/ready").send().await;
    answer.assert_problem(503);
    assert!(!answer.header("retry-after").is_empty());
    server.keys.answer(Answer::json(server.issuer.key_set()));
    assert_eq!(server.get("alice", "/api/tasks").await.status, 200);
    assert_eq!(
        server.anonymous("GET", "/health/ready").send().await.status,
        200
    );
}

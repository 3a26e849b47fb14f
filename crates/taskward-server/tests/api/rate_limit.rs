use taskward_server::routes::HttpOptions;

use super::support::Server;

#[tokio::test]
async fn a_principal_that_asks_too_often_waits() {
    let server = Server::start_with(HttpOptions::default(), "2,1000").await;
    for _ in 0..2 {
        assert_eq!(server.get("alice", "/api/tasks").await.status, 200);
    }
    let answer = server.get("alice", "/api/users/bob/tasks").await;
    answer.assert_problem(429);
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    assert_eq!(server.get("bob", "/api/tasks").await.status, 200);
}

#[tokio::test]
async fn an_address_that_asks_too_often_waits_before_its_tokens_are_looked_at() {
    let server = Server::start_with(HttpOptions::default(), "1000,2").await;
    for _ in 0..2 {
        server
            .anonymous("GET", "/api/tasks")
            .send()
            .await
            .assert_problem(401);
    }
    server
        .anonymous("GET", "/api/tasks")
        .send()
        .await
        .assert_problem(429);
    server.get("alice", "/api/tasks").await.assert_problem(429);
    assert_eq!(
        server.anonymous("GET", "/health/live").send().await.status,
        200
    );
}

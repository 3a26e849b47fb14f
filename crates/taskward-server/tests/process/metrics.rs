//! What a scraper sees.

use super::support::{Browser, Server, issuer};

#[tokio::test]
async fn metrics_count_requests_by_route_and_name_nobody() {
    let (keys, issuer) = issuer().await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let metrics = free.local_addr().unwrap().to_string();
    drop(free);
    let server = Server::start(&[("JWKS_URL", &keys.url()), ("METRICS_ADDR", &metrics)]);
    let bearer = format!("Bearer {}", issuer.token("ada"));
    let headers = [("authorization", bearer.as_str())];
    let mut browser = Browser::at(&server.url);
    browser
        .send_with("GET", "/api/users/ada/tasks?q=secret", None, &headers)
        .await;
    browser.send("GET", "/api/tasks", None).await;
    browser.send("MADEUP", "/x", None).await;
    let shown = Browser::at(&format!("http://{metrics}"))
        .send("GET", "/metrics", None)
        .await
        .text;
    for line in [
        "taskward_requests_total{method=\"GET\",route=\"/api/users/{user_id}/tasks\",status=\"200\"} 1",
        "taskward_requests_total{method=\"GET\",route=\"/api/tasks\",status=\"401\"} 1",
        "taskward_requests_total{method=\"other\",route=\"none\",status=\"405\"} 1",
        "taskward_store_commits_total",
        "taskward_tokens_verified_total 1",
        "taskward_connections_refused_total{limit=\"address\"} 0",
        "taskward_tokens_refused_total{reason=\"no_token\"} 1",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    assert!(!shown.contains("MADEUP"), "{shown}");
    assert!(
        !shown.contains("ada") && !shown.contains("secret"),
        "{shown}"
    );
    let elsewhere = browser.send("GET", "/metrics", None).await;
    assert!(
        !elsewhere.text.contains("taskward_requests"),
        "not on the public address"
    );
}

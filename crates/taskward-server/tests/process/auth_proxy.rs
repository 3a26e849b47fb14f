//! The way to the Better Auth service, against an upstream that tells what it was sent.

use axum::{Router, extract::Request, routing::any};
use http::HeaderMap;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::support::{Browser, Server};

/// Answers with the method, path, headers and body it received, and two cookies.
async fn echo(request: Request) -> (HeaderMap, String) {
    let (parts, body) = request.into_parts();
    let headers: Vec<_> = parts
        .headers
        .iter()
        .map(|(name, value)| json!([name.as_str(), value.to_str().unwrap()]))
        .collect();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let mut answer = HeaderMap::new();
    answer.append("set-cookie", "a=1; HttpOnly".parse().unwrap());
    answer.append("set-cookie", "b=2".parse().unwrap());
    answer.append("x-upstream", "kept".parse().unwrap());
    answer.append("connection", "x-private-hop".parse().unwrap());
    answer.append("x-private-hop", "dropped".parse().unwrap());
    answer.append("cache-control", "public, max-age=60".parse().unwrap());
    let text = json!({
        "method": parts.method.as_str(),
        "uri": parts.uri.to_string(),
        "headers": headers,
        "body": String::from_utf8(body.to_vec()).unwrap(),
    });
    (answer, text.to_string())
}

async fn upstream() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum_serve(listener).await });
    url
}

async fn axum_serve(listener: TcpListener) {
    let router = Router::new().fallback(any(echo));
    let connections = taskward_server::listen::Connections::unlimited();
    taskward_server::listen::serve(listener, router, connections, std::future::pending()).await;
}

fn received<'a>(answer: &'a Value, name: &str) -> Vec<&'a str> {
    let headers = answer["headers"].as_array().unwrap();
    let named = headers.iter().filter(|header| header[0] == name);
    named.map(|header| header[1].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_better_auth_judges_by_passes_and_what_a_client_may_not_say_does_not() {
    let url = upstream().await;
    let server = Server::start(&[("AUTH_SERVICE_URL", &url)]);
    let mut browser = Browser::at(&server.url);
    browser.cookies.insert("session".into(), "1".into());
    let answer = browser
        .send_with(
            "POST",
            "/api/auth/sign-in/email?x=%2F&y",
            Some(json!({ "a": 1 })),
            &[
                ("referer", "http://localhost:8000/sign-in"),
                ("sec-fetch-site", "same-origin"),
                ("x-forwarded-for", "6.6.6.6"),
                ("x-forwarded-host", "evil.example"),
                ("x-forwarded-proto", "https"),
                ("x-forwarded-anything", "1"),
                ("forwarded", "for=6.6.6.6"),
                ("x-real-ip", "6.6.6.6"),
                ("te", "trailers"),
                ("connection", "x-named"),
                ("x-named", "1"),
                ("x-other", "1"),
                ("dpop", "kept"),
            ],
        )
        .await;
    assert_eq!(answer.status, 200);
    let sent = &answer.json;
    assert_eq!(sent["method"], "POST");
    assert_eq!(sent["uri"], "/api/auth/sign-in/email?x=%2F&y");
    assert_eq!(sent["body"], "{\"a\":1}");
    assert_eq!(received(sent, "x-forwarded-for"), ["127.0.0.1"]);
    assert_eq!(received(sent, "origin"), ["http://localhost:8000"]);
    assert_eq!(received(sent, "referer"), ["http://localhost:8000/sign-in"]);
    assert_eq!(received(sent, "sec-fetch-site"), ["same-origin"]);
    assert_eq!(received(sent, "cookie"), ["session=1"]);
    assert_eq!(received(sent, "dpop"), ["kept"]);
    for dropped in [
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-forwarded-anything",
        "forwarded",
        "x-real-ip",
        "te",
        "x-named",
        "x-other",
    ] {
        assert!(received(sent, dropped).is_empty(), "{dropped}");
    }
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1; HttpOnly", "b=2"]);
    assert_eq!(answer.headers["x-upstream"], "kept");
    assert!(!answer.headers.contains_key("x-private-hop"));
    assert_eq!(answer.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_trusted_proxy_names_the_client() {
    let url = upstream().await;
    let server = Server::start(&[
        ("AUTH_SERVICE_URL", &url),
        ("TRUSTED_PROXIES", "127.0.0.0/8, ::1"),
    ]);
    let headers = [("x-forwarded-for", "6.6.6.6, 203.0.113.5")];
    let mut browser = Browser::at(&server.url);
    let answer = browser
        .send_with("GET", "/api/auth/token", None, &headers)
        .await;
    assert_eq!(received(&answer.json, "x-forwarded-for"), ["203.0.113.5"]);
}

#[tokio::test]
async fn a_request_without_a_body_is_handed_on_without_one() {
    let url = upstream().await;
    let server = Server::start(&[("AUTH_SERVICE_URL", &url)]);
    let answer = Browser::at(&server.url)
        .send("GET", "/api/auth/get-session", None)
        .await;
    assert!(received(&answer.json, "transfer-encoding").is_empty());
    assert_eq!(answer.json["body"], "");
}

#[tokio::test]
async fn a_service_that_is_down_is_a_clear_problem() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let server = Server::start(&[("AUTH_SERVICE_URL", &url)]);
    let answer = Browser::at(&server.url)
        .send("GET", "/api/auth/get-session", None)
        .await;
    assert_eq!(answer.status, 502);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert!(
        answer.json["detail"]
            .as_str()
            .unwrap()
            .contains("sign-in service")
    );
    let ready = Browser::at(&server.url)
        .send("GET", "/health/ready", None)
        .await;
    assert_eq!(ready.status, 503, "its keys are out of reach, too");
}

#[tokio::test]
async fn bodies_are_bounded_and_paths_are_plain() {
    let url = upstream().await;
    let server = Server::start(&[("AUTH_SERVICE_URL", &url)]);
    let mut browser = Browser::at(&server.url);
    let large = json!("x".repeat(64 * 1024));
    assert_eq!(
        browser
            .send("POST", "/api/auth/x", Some(large))
            .await
            .status,
        413
    );
    assert_eq!(
        browser
            .send("GET", "/api/auth/a%2f..%2f..%2ftasks", None)
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn a_body_of_unannounced_length_is_bounded_and_its_sender_is_told() {
    let url = upstream().await;
    let server = Server::start(&[("AUTH_SERVICE_URL", &url)]);
    let mut stream = TcpStream::connect(server.url.trim_start_matches("http://"))
        .await
        .unwrap();
    let head = "POST /api/auth/x HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunk = format!("{:x}\r\n{}\r\n", 70_000, "x".repeat(70_000));
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(chunk.as_bytes()).await.unwrap();
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    let mut begin = [0; 12];
    stream.read_exact(&mut begin).await.unwrap();
    assert_eq!(&begin, b"HTTP/1.1 413");
}

#[tokio::test]
async fn credentials_are_for_listed_origins_only() {
    let url = upstream().await;
    let server = Server::start(&[
        ("AUTH_SERVICE_URL", &url),
        (
            "CORS_ORIGINS",
            "https://app.localhost, https://other.localhost",
        ),
    ]);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let preflight = async |origin: &str| {
        let url = format!("{}/api/auth/x", server.url);
        let request = client
            .request(http::Method::OPTIONS, url)
            .header("origin", origin);
        request
            .header("access-control-request-method", "POST")
            .send()
            .await
            .unwrap()
    };
    let answer = preflight("https://app.localhost").await;
    assert_eq!(
        answer.headers()["access-control-allow-origin"],
        "https://app.localhost"
    );
    assert_eq!(answer.headers()["access-control-allow-credentials"], "true");
    let answer = preflight("https://evil.example").await;
    assert!(!answer.headers().contains_key("access-control-allow-origin"));
}

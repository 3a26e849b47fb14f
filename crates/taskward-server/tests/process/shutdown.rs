//! The end of a server: what was accepted is finished, and what was acknowledged is there again.

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::support::{Browser, Server, issuer};

#[tokio::test]
async fn a_request_under_way_is_finished_and_new_ones_are_not_taken() {
    let (keys, issuer) = issuer().await;
    let mut server = Server::start(&[("JWKS_URL", &keys.url())]);
    let address = server.url.trim_start_matches("http://").to_owned();
    let body = json!({ "title": "accepted" }).to_string();
    let (first, second) = body.split_at(5);
    let mut stream = TcpStream::connect(&address).await.unwrap();
    // `100 Continue` tells that the server is at work on it.
    let head = format!(
        "POST /api/tasks HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\nexpect: 100-continue\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        issuer.token("ada"),
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut reply = [0; 25];
    stream.read_exact(&mut reply).await.unwrap();
    assert!(reply.starts_with(b"HTTP/1.1 100 Continue"));
    stream.write_all(first.as_bytes()).await.unwrap();

    server.signal("TERM");
    server.wait_for_log("ending");
    stream.write_all(second.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("201 Created"), "{answer}");
    assert!(TcpStream::connect(&address).await.is_err());
    let (code, log) = server.wait();
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains("did not end in time"), "{log}");
}

#[tokio::test]
async fn an_open_stream_ends_at_once_and_whole() {
    let (keys, issuer) = issuer().await;
    let server = Server::start(&[("JWKS_URL", &keys.url())]);
    let address = server.url.trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "GET /api/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\r\n",
        issuer.token("ada"),
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !String::from_utf8_lossy(&answer).contains("\"revision\":0") {
        assert_ne!(stream.read_buf(&mut answer).await.unwrap(), 0);
    }
    server.signal("TERM");
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(
        answer.ends_with("\r\n0\r\n\r\n"),
        "the last chunk: {answer}"
    );
    let (code, log) = server.wait();
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains("did not end in time"), "{log}");
}

#[tokio::test]
async fn acknowledged_tasks_survive_a_kill() {
    let (keys, issuer) = issuer().await;
    let jwks = keys.url();
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("kept.db").display());
    let variables = [("JWKS_URL", jwks.as_str()), ("DATABASE_URL", &database)];
    let bearer = format!("Bearer {}", issuer.token("ada"));
    let headers = [("authorization", bearer.as_str())];
    let server = Server::start(&variables);
    let mut browser = Browser::at(&server.url);
    for number in 0..20 {
        let body = json!({ "title": format!("task {number}") });
        assert_eq!(
            browser
                .send_with("POST", "/api/tasks", Some(body), &headers)
                .await
                .status,
            201
        );
    }
    server.signal("KILL");
    server.wait();
    let server = Server::start(&variables);
    let mut browser = Browser::at(&server.url);
    let page = browser.send_with("GET", "/api/tasks", None, &headers).await;
    assert_eq!(page.json["items"].as_array().unwrap().len(), 20);
}

//! Many streams of events at once.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::support::{Browser, Server, issuer};

/// Within what a process may usually open.
const STREAMS: usize = 700;
const OF_EACH_PERSON: usize = 50;
/// Ten thousand in 300 MB, with what the server takes by itself.
const KIB_OF_EACH: usize = 28;

/// A stream that has told its first revision.
async fn open(address: &str, token: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head =
        format!("GET /api/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    read_until(&mut stream, "\"revision\":0").await;
    stream
}

async fn read_until(stream: &mut TcpStream, words: &str) {
    let mut read = Vec::new();
    while !String::from_utf8_lossy(&read).contains(words) {
        let count = stream.read_buf(&mut read).await.unwrap();
        assert_ne!(count, 0, "{}", String::from_utf8_lossy(&read));
    }
}

#[tokio::test]
async fn a_stream_takes_little_memory_and_every_one_hears_of_its_owners_change() {
    let (keys, issuer) = issuer().await;
    let server = Server::start(&[("JWKS_URL", &keys.url())]);
    let address = server.url.trim_start_matches("http://").to_owned();
    let tokens: Vec<_> = (0..STREAMS / OF_EACH_PERSON)
        .map(|number| issuer.token(&format!("person {number}")))
        .collect();
    // The first one also pays for what all share.
    let mut streams = vec![open(&address, &tokens[0]).await];
    let before = server.resident_kib();
    for number in 1..STREAMS {
        streams.push(open(&address, &tokens[number % tokens.len()]).await);
    }
    let each = (server.resident_kib() - before) / (STREAMS - 1);
    assert!(each <= KIB_OF_EACH, "{each} KiB each");
    let mut browser = Browser::at(&server.url);
    for token in &tokens {
        let bearer = format!("Bearer {token}");
        let task = serde_json::json!({ "title": "milk" });
        let answer = browser
            .send_with(
                "POST",
                "/api/tasks",
                Some(task),
                &[("authorization", &bearer)],
            )
            .await;
        assert_eq!(answer.status, 201);
    }
    for stream in &mut streams {
        read_until(stream, "\"revision\":1").await;
    }
}

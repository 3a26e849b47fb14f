//! Slow clients, in a time that passes as fast as the test runs; and one client too many.

use std::{net::Ipv4Addr, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
};
use http::Method;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
    net::TcpStream,
    task::JoinHandle,
    time::{Instant, sleep},
};

use super::*;
use crate::{
    extract::{TrustedProxies, receive},
    problem::Problem,
};

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";
const SECOND: Duration = Duration::from_secs(1);
/// Larger than what a connection holds in these tests.
const LARGE: usize = 64 * 1024;
const BUFFER: usize = 4 * 1024;

/// The client's end of a connection, and after how many seconds the server ended it.
fn connect() -> (DuplexStream, JoinHandle<u64>) {
    let (client, server) = duplex(BUFFER);
    let peer = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
    let connection = converse(server, peer, router());
    let begun = Instant::now();
    let ended = tokio::spawn(async move {
        // How it ends is seen by the client.
        let _ = connection.await;
        begun.elapsed().as_secs()
    });
    (client, ended)
}

/// Answers with the body, or with a large answer where there is none. Bodies of DELETE are not looked at.
#[expect(clippy::disallowed_methods, reason = "no routes, and none of ours")]
fn router() -> Router {
    Router::new().fallback(async |method: Method, body: Body| {
        if method == Method::DELETE {
            return Ok(Bytes::new());
        }
        let body = receive(body).await?;
        Ok::<_, Problem>(if body.is_empty() {
            Bytes::from(vec![b'x'; LARGE])
        } else {
            body
        })
    })
}

/// Sends all but the last byte, one each second, until the server has enough of it.
async fn drip(client: &mut (impl AsyncWriteExt + Unpin), bytes: &[u8]) {
    for byte in bytes.iter().take(bytes.len() - 1) {
        if client.write_all(&[*byte]).await.is_err() {
            return;
        }
        sleep(SECOND).await;
    }
}

async fn ask_and_read(client: &mut DuplexStream) {
    client.write_all(REQUEST).await.unwrap();
    read_answer(client).await;
}

async fn read_answer(client: &mut DuplexStream) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await.unwrap());
    }
    assert!(head.starts_with(b"HTTP/1.1 200 OK\r\n"));
    client.read_exact(&mut vec![0; LARGE]).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_head_byte_by_byte_ends_in_ten_seconds() {
    let (mut client, ended) = connect();
    let head = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(100));
    drip(&mut client, head.as_bytes()).await;
    assert_eq!(ended.await.unwrap(), 10);
}

#[tokio::test(start_paused = true)]
async fn so_does_a_second_one_on_the_same_connection() {
    let (mut client, ended) = connect();
    ask_and_read(&mut client).await;
    sleep(60 * SECOND).await;
    let head = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(100));
    drip(&mut client, head.as_bytes()).await;
    assert_eq!(ended.await.unwrap(), 70);
}

#[tokio::test(start_paused = true)]
async fn a_head_in_parts_is_read_even_at_the_end_of_an_idle_time() {
    let (mut client, ended) = connect();
    ask_and_read(&mut client).await;
    sleep(74 * SECOND).await;
    let (first, second) = REQUEST.split_at(REQUEST.len() / 2);
    client.write_all(first).await.unwrap();
    sleep(9 * SECOND).await;
    client.write_all(second).await.unwrap();
    read_answer(&mut client).await;
    drop(client);
    assert_eq!(ended.await.unwrap(), 83);
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_lives_for_75_seconds() {
    let (client, ended) = connect();
    assert_eq!(ended.await.unwrap(), 75, "one that says nothing");
    drop(client);
    let (mut client, ended) = connect();
    for _ in 0..3 {
        ask_and_read(&mut client).await;
        sleep(70 * SECOND).await;
    }
    ask_and_read(&mut client).await;
    assert_eq!(ended.await.unwrap(), 3 * 70 + 75);
}

#[tokio::test(start_paused = true)]
async fn a_body_byte_by_byte_is_refused_after_30_seconds_and_the_connection_closed() {
    for framing in ["content-length: 1000", "transfer-encoding: chunked"] {
        let (mut client, ended) = connect();
        let head = format!("POST / HTTP/1.1\r\nhost: x\r\n{framing}\r\n\r\n");
        client.write_all(head.as_bytes()).await.unwrap();
        let (mut reader, mut writer) = tokio::io::split(client);
        // A size in hexadecimal digits that goes on and on, where chunks are expected.
        let dripping = tokio::spawn(async move { drip(&mut writer, &[b'0'; 1000]).await });
        let mut answer = String::new();
        reader.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 408 "), "{framing}: {answer}");
        assert!(answer.contains("connection: close"), "{framing}: {answer}");
        assert_eq!(ended.await.unwrap(), 30, "{framing}");
        dripping.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_nobody_wants_is_not_waited_for() {
    let (mut client, ended) = connect();
    let head = b"DELETE / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n";
    client.write_all(head).await.unwrap();
    drip(&mut client, &[b'0'; 1000]).await;
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert_eq!(ended.await.unwrap(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_body_in_parts_is_read() {
    let (mut client, _ended) = connect();
    let head = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\nconnection: close\r\n\r\nab";
    client.write_all(head).await.unwrap();
    sleep(29 * SECOND).await;
    client.write_all(b"cd").await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.ends_with("\r\n\r\nabcd"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_nobody_reads_is_given_up_after_30_seconds() {
    let (mut client, ended) = connect();
    client.write_all(REQUEST).await.unwrap();
    assert_eq!(ended.await.unwrap(), 30);
    let mut answer = Vec::new();
    client.read_to_end(&mut answer).await.unwrap();
    assert!(answer.len() <= BUFFER, "what was under way and no more");
}

#[tokio::test(start_paused = true)]
async fn requests_in_a_row_whose_answers_nobody_reads_are_given_up_too() {
    let (mut client, ended) = connect();
    // It fails once the connection is given up.
    while client.write_all(REQUEST).await.is_ok() {}
    assert_eq!(ended.await.unwrap(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_gets_the_whole_answer() {
    let (mut client, _ended) = connect();
    client.write_all(REQUEST).await.unwrap();
    let mut answer = Vec::new();
    while answer.len() < LARGE {
        sleep(20 * SECOND).await;
        let mut part = [0; BUFFER];
        let length = client.read(&mut part).await.unwrap();
        assert_ne!(length, 0, "an end after {} bytes", answer.len());
        answer.extend_from_slice(&part[..length]);
    }
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"));
}

#[tokio::test]
async fn one_connection_too_many_is_closed_and_its_place_is_free_again() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let limits = "10,2".parse().unwrap();
    let connections = Connections::new(limits, TrustedProxies::default());
    let serving = serve(
        listener,
        router(),
        connections.clone(),
        std::future::pending(),
    );
    let serving = tokio::spawn(serving);
    let ask = async |stream: &mut TcpStream| {
        stream.write_all(REQUEST).await?;
        stream.read_u8().await
    };
    let mut first = TcpStream::connect(address).await.unwrap();
    let mut second = TcpStream::connect(address).await.unwrap();
    for stream in [&mut first, &mut second] {
        assert_eq!(ask(stream).await.unwrap(), b'H');
    }
    let mut third = TcpStream::connect(address).await.unwrap();
    assert!(ask(&mut third).await.is_err(), "closed without an answer");
    assert_eq!((connections.open(), connections.refused().address), (2, 1));
    assert_eq!(ask(&mut first).await.unwrap(), b'T', "others go on");

    drop(second);
    while connections.open() > 1 {
        tokio::task::yield_now().await;
    }
    let mut fourth = TcpStream::connect(address).await.unwrap();
    assert_eq!(ask(&mut fourth).await.unwrap(), b'H');
    serving.abort();
}

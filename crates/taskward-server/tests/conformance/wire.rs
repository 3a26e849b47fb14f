//! HTTP/1.1 as bytes on a socket, so that what no client library would send can be sent.

use std::net::SocketAddr;

use better_auth_verifier::test_support::conformance::Request;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a field that is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Asks for a path with nothing but a host.
pub async fn get(server: SocketAddr, path: &str) -> Answer {
    exchange(server, path, &Request::default()).await
}

/// Sends a request byte for byte on a connection of its own, and reads the answer.
pub async fn exchange(server: SocketAddr, path: &str, request: &Request) -> Answer {
    let mut stream = TcpStream::connect(server).await.unwrap();
    // The server may refuse a request before it has read it whole.
    let _ = stream.write_all(&bytes(path, request)).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    parse(&answer)
}

fn bytes(path: &str, request: &Request) -> Vec<u8> {
    let mut bytes = format!("GET {path}").into_bytes();
    if let Some(query) = &request.query {
        bytes.push(b'?');
        bytes.extend(query);
    }
    bytes.extend(b" HTTP/1.1\r\nHost: tasks.example\r\nConnection: close\r\n");
    for (name, value) in &request.fields {
        write_field(&mut bytes, name, value);
    }
    if let Some(body) = &request.body {
        write_field(
            &mut bytes,
            "Content-Type",
            b"application/x-www-form-urlencoded",
        );
        write_field(
            &mut bytes,
            "Content-Length",
            body.len().to_string().as_bytes(),
        );
    } else if !request.trailers.is_empty() {
        write_field(&mut bytes, "Transfer-Encoding", b"chunked");
        for (name, _) in &request.trailers {
            write_field(&mut bytes, "Trailer", name.as_bytes());
        }
    }
    bytes.extend(b"\r\n");
    if let Some(body) = &request.body {
        bytes.extend(body);
    } else if !request.trailers.is_empty() {
        bytes.extend(b"2\r\n{}\r\n0\r\n");
        for (name, value) in &request.trailers {
            write_field(&mut bytes, name, value);
        }
        bytes.extend(b"\r\n");
    }
    bytes
}

fn write_field(bytes: &mut Vec<u8>, name: &str, value: &[u8]) {
    bytes.extend(name.as_bytes());
    bytes.extend(b": ");
    bytes.extend(value);
    bytes.extend(b"\r\n");
}

/// Reads an answer that ends with its connection.
fn parse(answer: &[u8]) -> Answer {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(answer)));
    let head = str::from_utf8(&answer[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let fields = lines.map(|line| {
        let (name, value) = line.split_once(": ").unwrap();
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        (name, HeaderValue::from_str(value).unwrap())
    });
    Answer {
        status: status.parse().unwrap(),
        headers: fields.collect(),
        body: answer[end + 4..].to_vec(),
    }
}

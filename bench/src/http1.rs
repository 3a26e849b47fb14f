//! Just enough of HTTP/1.1 to send prepared requests and to know where an answer ends.
//!
//! The generator runs on the cores of what it measures, so whatever it costs makes differences look
//! smaller than they are. Hence no client library.

use std::{
    net::{IpAddr, SocketAddr},
    ops::Range,
};

use anyhow::{Context as _, bail};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

const MAX_HEADERS: usize = 32;
const READ: usize = 64 * 1024;

/// A request, as it goes over the wire.
pub type Request = Box<[u8]>;

/// A request without a body.
pub fn get(path: &str, token: &str) -> Request {
    format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\
         Authorization: Bearer {token}\r\n\r\n"
    )
    .into_bytes()
    .into()
}

/// A request without a body that a proxy hands on for a client at this address.
pub fn get_for(client: IpAddr, path: &str, token: &str) -> Request {
    format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\
         X-Forwarded-For: {client}\r\nAuthorization: Bearer {token}\r\n\r\n"
    )
    .into_bytes()
    .into()
}

/// A request with a body of JSON.
pub fn post(path: &str, token: &str, body: &str) -> Request {
    with_body("POST", path, token, body)
}

/// A change with a body of JSON, or with none.
pub fn patch(path: &str, token: &str, body: &str) -> Request {
    with_body("PATCH", path, token, body)
}

fn with_body(method: &str, path: &str, token: &str, body: &str) -> Request {
    let content_type = if body.is_empty() {
        ""
    } else {
        "Content-Type: application/json\r\n"
    };
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\
         Authorization: Bearer {token}\r\n{content_type}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
    .into()
}

/// Where an answer lies in what was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its status code.
    pub status: u16,
    /// Its body.
    pub body: Range<usize>,
}

/// Finds the answer that the buffer begins with; `None` until it is there whole.
///
/// # Errors
/// What is no HTTP/1.1, or an answer whose length is not announced.
pub fn parse(buffer: &[u8]) -> anyhow::Result<Option<Answer>> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = response.parse(buffer)? else {
        return Ok(None);
    };
    let status = response.code.context("an answer without a status")?;
    let length = response
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length: usize = match length {
        Some(header) => str::from_utf8(header.value)?.parse()?,
        None if status == 204 => 0,
        None => bail!("an answer of status {status} without Content-Length"),
    };
    let end = head + length;
    Ok((buffer.len() >= end).then_some(Answer {
        status,
        body: head..end,
    }))
}

/// A connection on which one request at a time is under way.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// Nobody listens there.
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        Ok(Self::of(TcpStream::connect(address).await?)?)
    }

    /// Takes a stream over.
    ///
    /// # Errors
    /// The stream has ended.
    pub fn of(stream: TcpStream) -> std::io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(READ),
        })
    }

    /// Sends a request and waits for its answer: the status and the body.
    ///
    /// # Errors
    /// The connection ends, or what comes back is no answer.
    pub async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<(u16, &[u8])> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("the server closed the connection");
            }
            if let Some(answer) = parse(&self.buffer)? {
                let body = self.buffer.get(answer.body).unwrap_or_default();
                return Ok((answer.status, body));
            }
        }
    }

    /// As [`Connection::exchange`], for an answer that must have this status.
    ///
    /// # Errors
    /// Another status, with the body.
    pub async fn expect(&mut self, request: &[u8], status: u16) -> anyhow::Result<&[u8]> {
        self.expect_one_of(request, &[status]).await
    }

    /// As [`Connection::expect`], for an answer of several that are right.
    ///
    /// # Errors
    /// Another status, with the body.
    pub async fn expect_one_of(
        &mut self,
        request: &[u8],
        statuses: &[u16],
    ) -> anyhow::Result<&[u8]> {
        let (found, body) = self.exchange(request).await?;
        check_status(found, statuses, body)?;
        Ok(body)
    }
}

/// Ends a run whose answers are not those it is about.
///
/// # Errors
/// If the status is another one.
pub fn check_status(found: u16, expected: &[u16], body: &[u8]) -> anyhow::Result<()> {
    if !expected.contains(&found) {
        bail!(
            "the server answered {found} where {expected:?} was expected: {}",
            String::from_utf8_lossy(body)
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_known_by_its_announced_length() {
        let whole = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello";
        for end in 0..whole.len() {
            assert_eq!(parse(&whole[..end]).unwrap(), None, "{end}");
        }
        let answer = parse(whole).unwrap().unwrap();
        assert_eq!(
            (answer.status, &whole[answer.body]),
            (200, b"hello".as_slice())
        );
    }

    #[test]
    fn an_answer_of_unknown_length_is_an_error() {
        let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        assert!(parse(chunked).is_err());
        assert!(parse(b"SSH-2.0\r\n\r\n").is_err());
        assert!(parse(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap().is_some());
    }

    #[test]
    fn another_status_shows_the_body() {
        let error = check_status(401, &[200], b"who are you?").unwrap_err();
        assert!(error.to_string().contains("who are you?"));
    }
}

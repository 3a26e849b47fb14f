//! Requests that two servers in a row would read differently, as bytes on a socket. Behind the server stands a
//! plain listener that writes down every byte it is sent, so that nothing is judged by another HTTP parser.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::support::{Server, exchange};

/// Answers every request with 200 and keeps what it was sent, one text for each request.
#[derive(Clone, Default)]
struct Upstream(Arc<Mutex<Vec<String>>>);

impl Upstream {
    async fn start() -> (Self, Server) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let upstream = Self::default();
        let recorder = upstream.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(recorder.clone().answer(stream));
            }
        });
        let server = Server::start(&[("AUTH_SERVICE_URL", &url)]);
        (upstream, server)
    }

    /// One request a connection: what follows its end would be in the same text.
    async fn answer(self, mut stream: TcpStream) {
        let mut received = Vec::new();
        let mut buffer = [0; 4096];
        while !is_whole(&received) {
            let count = stream.read(&mut buffer).await.unwrap();
            if count == 0 {
                break;
            }
            received.extend_from_slice(&buffer[..count]);
        }
        let text = String::from_utf8_lossy(&received).into_owned();
        // The server reads the key set from here, too.
        if !text.starts_with("GET /api/auth/jwks ") {
            self.0.lock().unwrap().push(text);
        }
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";
        // The other side may have gone.
        let _ = stream.write_all(answer).await;
    }

    fn requests(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

fn is_whole(received: &[u8]) -> bool {
    let text = String::from_utf8_lossy(received);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .to_ascii_lowercase()
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
        .unwrap_or(0);
    body.len() >= length
}

fn statuses(answer: &str) -> Vec<&str> {
    answer
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|one| &one[..3])
        .collect()
}

/// A request that must never be seen on its own, however the one before it is read.
const SMUGGLED: &str = "GET /api/auth/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

#[tokio::test]
#[allow(clippy::too_many_lines, reason = "a table")]
async fn what_is_no_single_request_is_refused_and_the_connection_ends() {
    let (upstream, server) = Upstream::start().await;
    let post = "POST /api/auth/x HTTP/1.1\r\nHost: x\r\n";
    let get = "GET /api/auth/x HTTP/1.1\r\n";
    let cases = [
        (
            "two different lengths",
            format!("{post}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd{SMUGGLED}"),
        ),
        (
            "two different lengths in one line",
            format!("{post}Content-Length: 4, 5\r\n\r\nabcd{SMUGGLED}"),
        ),
        (
            "a signed length",
            format!("{post}Content-Length: +4\r\n\r\nabcd{SMUGGLED}"),
        ),
        (
            "a negative length",
            format!("{post}Content-Length: -1\r\n\r\n{SMUGGLED}"),
        ),
        (
            "a hexadecimal length",
            format!("{post}Content-Length: 0x4\r\n\r\nabcd{SMUGGLED}"),
        ),
        (
            "a length beyond 64 bits",
            format!("{post}Content-Length: 18446744073709551617\r\n\r\na{SMUGGLED}"),
        ),
        (
            "an empty length",
            format!("{post}Content-Length: \r\n\r\n{SMUGGLED}"),
        ),
        (
            "another coding than chunked",
            format!("{post}Transfer-Encoding: identity\r\nContent-Length: 4\r\n\r\nabcd{SMUGGLED}"),
        ),
        (
            "chunked that is not last",
            format!("{post}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n{SMUGGLED}"),
        ),
        (
            "a coding that only looks like chunked",
            format!("{post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{SMUGGLED}"),
        ),
        (
            "chunked in quotes",
            format!("{post}Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n{SMUGGLED}"),
        ),
        (
            "chunked in HTTP/1.0",
            format!(
                "POST /api/auth/x HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SMUGGLED}"
            ),
        ),
        (
            "a space before the colon",
            format!("{post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{SMUGGLED}"),
        ),
        (
            "a vertical tab before the value",
            format!("{post}Transfer-Encoding:\u{b}chunked\r\n\r\n0\r\n\r\n{SMUGGLED}"),
        ),
        (
            "a folded line",
            format!("{get}Host: x\r\nX-Folded: a\r\n b\r\n\r\n{SMUGGLED}"),
        ),
        (
            "a first line that is folded",
            format!("{get} Host: x\r\nHost: x\r\n\r\n{SMUGGLED}"),
        ),
        (
            "a bare carriage return in a value",
            format!("{get}Host: x\r\nX-Bare: a\rX-Other: b\r\n\r\n{SMUGGLED}"),
        ),
        (
            "NUL in a value",
            format!("{get}Host: x\r\nX-Nul: a\0b\r\n\r\n{SMUGGLED}"),
        ),
        (
            "NUL in a name",
            format!("{get}Host: x\r\nX\0Nul: b\r\n\r\n{SMUGGLED}"),
        ),
        (
            "NUL in the path",
            format!("GET /api/auth/x\0y HTTP/1.1\r\nHost: x\r\n\r\n{SMUGGLED}"),
        ),
        (
            "a space in the path",
            format!("GET /api/auth/x y HTTP/1.1\r\nHost: x\r\n\r\n{SMUGGLED}"),
        ),
        ("no host", format!("{get}X: y\r\n\r\n")),
        ("two hosts", format!("{get}Host: a\r\nHost: b\r\n\r\n")),
        (
            "another protocol",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        ),
        ("no version", "GET /api/auth/x\r\n\r\n".to_owned()),
        (
            "a chunk whose length is signed",
            format!("{post}Transfer-Encoding: chunked\r\n\r\n+1\r\na\r\n0\r\n\r\n{SMUGGLED}"),
        ),
        (
            "a chunk whose length has a prefix",
            format!("{post}Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n{SMUGGLED}"),
        ),
        (
            "a chunk longer than any",
            format!(
                "{post}Transfer-Encoding: chunked\r\n\r\n10000000000000001\r\na\r\n0\r\n\r\n{SMUGGLED}"
            ),
        ),
        (
            "a chunk that ends elsewhere than it says",
            format!("{post}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n{SMUGGLED}"),
        ),
        (
            "a chunk's extension with a bare line feed",
            format!("{post}Transfer-Encoding: chunked\r\n\r\n1;\nx\r\na\r\n0\r\n\r\n{SMUGGLED}"),
        ),
        (
            "a body that ends too soon",
            format!("{post}Content-Length: 400\r\n\r\nabcd"),
        ),
    ];
    for (name, bytes) in cases {
        let answer = exchange(&server, bytes.as_bytes()).await;
        let statuses = statuses(&answer);
        assert!(
            statuses.is_empty() || statuses == ["400"],
            "{name}: {answer}"
        );
        assert_eq!(upstream.requests(), [""; 0], "{name}");
    }
}

#[tokio::test]
async fn a_request_with_both_framings_is_read_by_its_chunks_and_ends_the_connection() {
    let (upstream, server) = Upstream::start().await;
    // To a proxy that goes by the length, the rest is the body of the first request or a request of its own.
    let smuggled_in_length = format!(
        "POST /api/auth/x HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SMUGGLED}",
        5 + SMUGGLED.len()
    );
    let smuggled_in_chunk = format!(
        "POST /api/auth/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n{:x}\r\n{SMUGGLED}\r\n0\r\n\r\n",
        SMUGGLED.len()
    );
    let twice = format!(
        "POST /api/auth/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SMUGGLED}"
    );
    // RFC 9112, section 2.2, lets a line end in a bare line feed; a proxy may see one header here, and no chunks.
    let hidden = format!(
        "POST /api/auth/x HTTP/1.1\r\nHost: x\r\nX: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{SMUGGLED}"
    );
    for bytes in [smuggled_in_length, smuggled_in_chunk, twice, hidden] {
        let answer = exchange(&server, bytes.as_bytes()).await;
        assert_eq!(statuses(&answer).len(), 1, "{bytes}\n{answer}");
        for request in upstream.requests() {
            assert!(request.starts_with("POST /api/auth/x HTTP/1.1\r\n"));
            let head = request.split("\r\n\r\n").next().unwrap();
            assert!(!head.to_ascii_lowercase().contains("transfer-encoding"));
        }
    }
}

#[tokio::test]
async fn a_chunked_body_goes_on_with_a_length_without_extensions_or_trailers() {
    let (upstream, server) = Upstream::start().await;
    let bytes = "POST /api/auth/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTrailer: X-Forwarded-For\r\n\
                 Transfer-Encoding: chunked\r\n\r\n2;name=value\r\n{}\r\n0\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n";
    assert_eq!(
        statuses(&exchange(&server, bytes.as_bytes()).await),
        ["200"]
    );
    let [request] = &upstream.requests()[..] else {
        panic!("{:?}", upstream.requests());
    };
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, "{}");
    let head = head.to_ascii_lowercase();
    assert!(head.contains("content-length: 2"), "{head}");
    for absent in ["transfer-encoding", "trailer", "6.6.6.6", "name=value"] {
        assert!(!head.contains(absent), "{absent} in {head}");
    }
}

#[tokio::test]
async fn a_path_that_can_be_read_in_two_ways_goes_nowhere() {
    let (upstream, server) = Upstream::start().await;
    for path in [
        "/api/auth//token",
        "/api/auth//evil.example/token",
        "/api/auth/../tasks",
        "/api/auth/./token",
        "/api/auth/%2e%2e/tasks",
        "/api/auth/%2E%2E%2Ftasks",
        "/api/auth/..%2ftasks",
        "/api/auth/..%5ctasks",
        "/api/auth/..\\tasks",
        "/api/auth/%252e%252e/tasks",
        "/api/auth/..;/tasks",
        "/api/auth/token;a=b",
        "/api/auth/token%00",
        "/api/auth/token%0d%0aX-Injected:1",
        "/api/auth/%74oken",
        "/api/auth/token/",
        "/api/auth/caf\u{e9}",
        "http://evil.example/api/auth/../tasks",
    ] {
        let bytes = format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
        let answer = exchange(&server, bytes.as_bytes()).await;
        assert_eq!(statuses(&answer), ["400"], "{path}: {answer}");
    }
    assert_eq!(upstream.requests(), [""; 0]);
}

#[tokio::test]
async fn the_target_of_a_request_does_not_choose_the_upstream() {
    let (upstream, server) = Upstream::start().await;
    for target in [
        "http://evil.example/api/auth/token?x=1",
        "https://evil.example:443/api/auth/token?x=1",
        "/api/auth/token?x=1",
    ] {
        let bytes = format!("GET {target} HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assert_eq!(
            statuses(&exchange(&server, bytes.as_bytes()).await),
            ["200"],
            "{target}"
        );
    }
    let requests = upstream.requests();
    assert_eq!(requests.len(), 3);
    for request in requests {
        assert!(
            request.starts_with("GET /api/auth/token?x=1 HTTP/1.1\r\n"),
            "{request}"
        );
        assert!(!request.contains("evil.example"), "{request}");
    }
}

#[tokio::test]
async fn other_methods_and_protocols_stay_here() {
    let (upstream, server) = Upstream::start().await;
    for (request_line, expected) in [
        ("TRACE /api/auth/token HTTP/1.1", "405"),
        ("CONNECT /api/auth/token HTTP/1.1", "405"),
        ("CONNECT evil.example:443 HTTP/1.1", "405"),
        ("PROPFIND /api/auth/token HTTP/1.1", "405"),
        ("get /api/auth/token HTTP/1.1", "405"),
    ] {
        let answer = exchange(
            &server,
            format!("{request_line}\r\nHost: x\r\n\r\n").as_bytes(),
        )
        .await;
        assert_eq!(statuses(&answer), [expected], "{request_line}: {answer}");
    }
    assert_eq!(upstream.requests(), [""; 0]);

    for upgrade in ["h2c", "websocket"] {
        let bytes = format!(
            "GET /api/auth/token HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: {upgrade}\r\n\
             HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        assert_eq!(
            statuses(&exchange(&server, bytes.as_bytes()).await),
            ["200"],
            "{upgrade}"
        );
    }
    let expecting = "POST /api/auth/token HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}";
    assert_eq!(
        statuses(&exchange(&server, expecting.as_bytes()).await).last(),
        Some(&"200")
    );
    for request in upstream.requests() {
        let request = request.to_ascii_lowercase();
        for absent in [
            "upgrade",
            "http2-settings",
            "sec-websocket",
            "expect",
            "connection",
        ] {
            assert!(!request.contains(absent), "{absent} in {request}");
        }
    }
}

#[tokio::test]
async fn requests_that_share_a_connection_are_answered_each_by_itself() {
    let (upstream, server) = Upstream::start().await;
    let first = "POST /api/auth/first HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
    let second = "GET /api/tasks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let answer = exchange(&server, format!("{first}{second}").as_bytes()).await;
    assert_eq!(statuses(&answer), ["200", "401"], "{answer}");
    assert_eq!(upstream.requests().len(), 1);
}

/// What proxies and frameworks call the client's address, the public address, the path, the method and the user.
const CLAIMS: [&str; 44] = [
    "Forwarded",
    "X-Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Port",
    "X-Forwarded-Prefix",
    "X-Forwarded-Server",
    "X-Forwarded-User",
    "X-Forwarded-Client-Cert",
    "Forwarded-For",
    "X-Real-IP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "CF-Connecting-IPv6",
    "CF-Ray",
    "Fastly-Client-IP",
    "Fly-Client-IP",
    "X-Appengine-User-IP",
    "X-Azure-ClientIP",
    "X-Azure-SocketIP",
    "X-Envoy-External-Address",
    "X-ProxyUser-IP",
    "WL-Proxy-Client-IP",
    "X-Originating-IP",
    "X-Remote-IP",
    "X-Remote-Addr",
    "X-Original-URL",
    "X-Original-Host",
    "X-Rewrite-URL",
    "X-Host",
    "X-HTTP-Method-Override",
    "X-HTTP-Method",
    "X-Method-Override",
    "Remote-User",
    "X-Auth-Request-User",
    "Via",
    "Proxy-Authorization",
    "Proxy-Connection",
    "X-Skip-OAuth-Proxy",
    "X_Forwarded_For",
];

#[tokio::test]
async fn a_client_can_claim_nothing() {
    let (upstream, server) = Upstream::start().await;
    let lines = CLAIMS.map(|name| {
        format!(
            "{name}: claimed\r\n{}: claimed\r\n",
            name.to_ascii_uppercase()
        )
    });
    let claims = lines.concat();
    let bytes =
        format!("GET /api/auth/token HTTP/1.1\r\nHost: claimed\r\n{claims}Cookie: a=1\r\n\r\n");
    assert_eq!(
        statuses(&exchange(&server, bytes.as_bytes()).await),
        ["200"]
    );
    let [request] = &upstream.requests()[..] else {
        panic!("{:?}", upstream.requests());
    };
    assert!(!request.contains("claimed"), "{request}");
    assert!(request.contains("cookie: a=1\r\n"));
    let from = request.matches("x-forwarded-for: 127.0.0.1\r\n").count();
    assert_eq!(from, 1, "{request}");
}

#[tokio::test]
async fn what_connection_names_stays_here() {
    let (upstream, server) = Upstream::start().await;
    let bytes = "GET /api/auth/token HTTP/1.1\r\nHost: x\r\nConnection: close, Origin , X-Forwarded-For\r\n\
                 Connection: cookie\r\nOrigin: http://x\r\nCookie: a=1\r\n\r\n";
    assert_eq!(
        statuses(&exchange(&server, bytes.as_bytes()).await),
        ["200"]
    );
    let requests = upstream.requests();
    let request = requests[0].to_ascii_lowercase();
    assert!(
        !request.contains("origin:") && !request.contains("cookie:"),
        "{request}"
    );
    // It cannot take away what the server says itself.
    assert!(request.contains("x-forwarded-for: 127.0.0.1"), "{request}");
}

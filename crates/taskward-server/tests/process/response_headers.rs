//! What protects a browser is in every answer, whoever makes it: a walk over answers of all kinds, as bytes on a socket.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::support::{Server, exchange, issuer};

/// An answer of the server, read by nothing but a line splitter.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap()[9..12].parse().unwrap();
        let headers = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| -> (HeaderName, HeaderValue) {
                (name.parse().unwrap(), value.parse().unwrap())
            })
            .fold(HeaderMap::new(), |mut headers, (name, value)| {
                headers.append(name, value);
                headers
            });
        Self {
            status,
            headers,
            body: body.to_owned(),
        }
    }

    /// The one value of a header; empty if there is none.
    #[track_caller]
    fn header(&self, name: &str) -> &str {
        let values: Vec<_> = self.headers.get_all(name).iter().collect();
        assert!(values.len() < 2, "{name} twice: {values:?}");
        values.first().map_or("", |value| value.to_str().unwrap())
    }
}

/// Who may keep an answer.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Caching {
    Nobody,
    AskAnew,
    Forever,
}

struct Case {
    name: &'static str,
    request: String,
    status: u16,
    caching: Caching,
}

fn case(name: &'static str, request_line: &str, headers: &str, status: u16) -> Case {
    let request = format!(
        "{request_line} HTTP/1.1\r\nHost: localhost:8000\r\nConnection: close\r\n{headers}\r\n"
    );
    Case {
        name,
        request,
        status,
        caching: Caching::Nobody,
    }
}

fn kept(caching: Caching, case: Case) -> Case {
    Case { caching, ..case }
}

#[allow(clippy::too_many_lines, reason = "a table")]
async fn cases(server: &Server, token: &str) -> Vec<Case> {
    let page = exchange(server, case("", "GET /", "", 200).request.as_bytes()).await;
    let script = page
        .split(['"', '\''])
        .find(|part| part.starts_with("/assets/") && part.contains(".js"))
        .expect("web/ is built: `npm ci && npm run build` there");
    let authorised = format!("Authorization: Bearer {token}\r\n");
    let json = |body: &str| {
        let length = body.len();
        format!(
            "{authorised}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    };
    let foreign = "019f0c3e-5b7a-8a1b-9c2d-3e4f5a6b7c8d";
    let page = |case| kept(Caching::AskAnew, case);
    vec![
        page(case("the page", "GET /", "", 200)),
        page(case(
            "the page, compressed",
            "GET /tasks/x",
            "Accept-Encoding: br\r\n",
            200,
        )),
        page(case("the page's head", "HEAD /", "", 200)),
        page(case(
            "the page, unchanged",
            "GET /",
            "If-None-Match: *\r\n",
            304,
        )),
        page(case("the API's page", "GET /api/docs", "", 200)),
        kept(
            Caching::Forever,
            case("an asset", &format!("GET {script}"), "", 200),
        ),
        case("no asset", "GET /assets/no.js", "", 404),
        case("no file", "GET /robots.txt", "", 404),
        case("a page is not written to", "POST /", "", 405),
        case("the description", "GET /api/openapi.json", "", 200),
        case(
            "the description is not written to",
            "PUT /api/openapi.json",
            "",
            405,
        ),
        case("tasks", "GET /api/tasks", &authorised, 200),
        case(
            "a new task",
            "POST /api/tasks",
            &json("{\"title\":\"x\"}"),
            201,
        ),
        case("no JSON", "POST /api/tasks", &json("{"), 400),
        case(
            "a field too many",
            "POST /api/tasks",
            &json("{\"title\":\"x\",\"user_id\":\"y\"}"),
            422,
        ),
        case(
            "no media type",
            "POST /api/tasks",
            &format!("{authorised}Content-Length: 2\r\n\r\n{{}}"),
            415,
        ),
        case(
            "a body too large",
            "POST /api/tasks",
            &json(&"x".repeat(65 * 1024)),
            413,
        ),
        case("no token", "GET /api/tasks", "", 401),
        case(
            "a bad token",
            "GET /api/tasks",
            "Authorization: Bearer a.b.c\r\n",
            401,
        ),
        case(
            "two tokens",
            "GET /api/tasks",
            &format!("{authorised}{authorised}"),
            400,
        ),
        case(
            "a foreign id",
            &format!("GET /api/tasks/{foreign}"),
            &authorised,
            403,
        ),
        case(
            "a foreign path",
            "GET /api/users/bob/tasks",
            &authorised,
            403,
        ),
        case("no id", "GET /api/tasks/x", &authorised, 404),
        case("no path", "GET /api/nothing", &authorised, 404),
        case("no path and no token", "GET /api/nothing", "", 401),
        case("another method", "DELETE /api/tasks", &authorised, 405),
        case("the API in capitals", "GET /API/tasks", "", 404),
        case("Better Auth", "GET /api/auth/token", "", 200),
        case("Better Auth, an odd path", "GET /api/auth/a%2fb", "", 400),
        case(
            "Better Auth, an odd method",
            "TRACE /api/auth/token",
            "",
            405,
        ),
        case("alive", "GET /health/live", "", 200),
        case("ready", "GET /health/ready", "", 200),
        case("a probe is not written to", "POST /health/live", "", 405),
        Case {
            name: "no host",
            request: "GET / HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(),
            status: 400,
            caching: Caching::Nobody,
        },
        case("two hosts", "GET /", "Host: other\r\n", 400),
    ]
}

fn check(case: &Case, answer: &Answer, tls: bool) {
    let Case {
        name,
        status,
        caching,
        ..
    } = case;
    assert_eq!(answer.status, *status, "{name}: {}", answer.body);
    for (header, expected) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(header), expected, "{name}: {header}");
    }
    let permissions = answer.header("permissions-policy");
    for feature in ["camera", "geolocation", "microphone", "payment", "usb"] {
        assert!(
            permissions.contains(&format!("{feature}=()")),
            "{name}: {permissions}"
        );
    }
    let policy = answer.header("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{name}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{name}: {policy}");
    let is_page = *caching == Caching::AskAnew;
    assert_eq!(policy.contains("script-src"), is_page, "{name}: {policy}");
    assert_eq!(
        policy.contains("trusted-types 'none'"),
        is_page,
        "{name}: {policy}"
    );
    let expected = match caching {
        Caching::Nobody => "no-store",
        Caching::AskAnew => "no-cache",
        Caching::Forever => "public, max-age=31536000, immutable",
    };
    assert_eq!(answer.header("cache-control"), expected, "{name}");
    let transport = answer.header("strict-transport-security");
    let expected = if tls {
        "max-age=31536000; includeSubDomains"
    } else {
        ""
    };
    assert_eq!(transport, expected, "{name}");
    for absent in [
        "server",
        "x-powered-by",
        "set-cookie",
        "access-control-allow-origin",
    ] {
        assert_eq!(answer.header(absent), "", "{name}: {absent}");
    }
    assert_eq!(
        answer.status == 401,
        !answer.header("www-authenticate").is_empty(),
        "{name}"
    );
    assert_eq!(
        answer.status == 405,
        !answer.header("allow").is_empty(),
        "{name}"
    );
    let has_type = !answer.header("content-type").is_empty();
    assert!(
        has_type || answer.body.is_empty(),
        "{name}: a body of no type"
    );
}

/// A Better Auth that says nothing about itself.
async fn upstream() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new().fallback(async || "{}");
    tokio::spawn(taskward_server::listen::serve(
        listener,
        router,
        taskward_server::listen::Connections::unlimited(),
        std::future::pending(),
    ));
    url
}

#[tokio::test]
async fn every_answer_carries_what_protects_a_browser() {
    let (keys, issuer) = issuer().await;
    let upstream = upstream().await;
    for (public, tls) in [
        ("http://localhost:8000", false),
        ("https://localhost:8000", true),
    ] {
        let server = Server::start(&[
            ("AUTH_SERVICE_URL", &upstream),
            ("JWKS_URL", &keys.url()),
            ("BETTER_AUTH_URL", public),
            ("JWT_ISSUER", super::support::ORIGIN),
            ("JWT_AUDIENCE", super::support::ORIGIN),
        ]);
        for case in cases(&server, &issuer.token("alice")).await {
            let answer = exchange(&server, case.request.as_bytes()).await;
            check(&case, &Answer::parse(&answer), tls);
        }
    }
}

#[tokio::test]
async fn a_page_under_another_loopback_name_and_a_missing_service_are_no_exceptions() {
    let (keys, _issuer) = issuer().await;
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let server = Server::start(&[("AUTH_SERVICE_URL", &url), ("JWKS_URL", &keys.url())]);
    let elsewhere = Case {
        name: "another name",
        request: "GET / HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nConnection: close\r\n\r\n".to_owned(),
        status: 307,
        caching: Caching::Nobody,
    };
    for case in [
        elsewhere,
        case("no Better Auth", "GET /api/auth/token", "", 502),
    ] {
        let answer = exchange(&server, case.request.as_bytes()).await;
        check(&case, &Answer::parse(&answer), false);
    }
}

#[tokio::test]
async fn what_is_no_request_gets_an_answer_without_content() {
    let server = Server::start(&[]);
    let long = format!(
        "GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n",
        "x".repeat(64 * 1024)
    );
    for (bytes, status) in [("nonsense\r\n\r\n", 400), (long.as_str(), 431)] {
        let answer = Answer::parse(&exchange(&server, bytes.as_bytes()).await);
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("content-length"), "0");
        assert_eq!(answer.header("connection"), "close");
        assert_eq!(answer.body, "");
    }
}

//! `/api/auth/*`, handed on to the Better Auth service.
//!
//! A request is not copied but made anew, out of parts that two parsers cannot read differently: a method and a path in a plain
//! alphabet, a query, a body whose length is known, and those headers that Better Auth judges by (`Origin`, `Referer`,
//! `Sec-Fetch-*`, cookies and a few more). So nothing of one hop's framing reaches the next, and a client can say nothing of its
//! own address; the server does, in the one `X-Forwarded-For` by which Better Auth counts sign-ins. Answers stream.

use std::time::Duration;

use axum::{
    body::Body,
    extract::{FromRef, Request, State},
    response::{IntoResponse, Response},
    routing::any,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use url::Url;

use super::table::{Access, Table};
use crate::{
    app::AppState,
    extract::{ClientAddress, receive},
    problem::Problem,
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// For a request and its answer. Whatever Better Auth does takes much less.
const TIME_LIMIT: Duration = Duration::from_mins(1);

/// What Better Auth and its plugins answer to. Neither CONNECT nor TRACE leads anywhere.
const METHODS: [Method; 7] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
];
const ALLOW: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

/// What a client may say to Better Auth. A list of what it may not say would never be complete: each proxy has its own name
/// for the client's address (`X-Real-IP`, `True-Client-IP`, `CF-Connecting-IP`), for the path (`X-Original-URL`) and for the
/// method (`X-HTTP-Method-Override`).
const FROM_THE_CLIENT: [HeaderName; 16] = [
    header::ACCEPT,
    header::ACCEPT_LANGUAGE,
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    header::COOKIE,
    header::ORIGIN,
    header::REFERER,
    header::USER_AGENT,
    header::ACCESS_CONTROL_REQUEST_HEADERS,
    header::ACCESS_CONTROL_REQUEST_METHOD,
    HeaderName::from_static("sec-fetch-dest"),
    HeaderName::from_static("sec-fetch-mode"),
    HeaderName::from_static("sec-fetch-site"),
    HeaderName::from_static("sec-fetch-user"),
    // Of Better Auth's plugins for bound tokens and for captchas.
    HeaderName::from_static("dpop"),
    HeaderName::from_static("x-captcha-response"),
];
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Of one hop (RFC 9110, section 7.6.1).
const HOP_BY_HOP: [HeaderName; 9] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// The way to the Better Auth service.
#[derive(Clone)]
pub struct AuthProxy {
    client: reqwest::Client,
    origin: Url,
}

impl AuthProxy {
    /// A proxy to the service at this address.
    ///
    /// # Errors
    /// The system's TLS roots cannot be read.
    pub fn new(origin: Url) -> reqwest::Result<Self> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIME_LIMIT)
            .build()?;
        Ok(Self { client, origin })
    }

    /// The address of a path there; `None` if two servers might disagree on what it names.
    fn target(&self, path_and_query: &str) -> Option<Url> {
        let (path, query) = match path_and_query.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path_and_query, None),
        };
        if !is_plain(path) {
            return None;
        }
        let mut target = self.origin.clone();
        target.set_path(path);
        target.set_query(query);
        Some(target)
    }
}

/// Whether a path is in the alphabet of Better Auth's paths, in which nothing is encoded, and has no empty segment and none that
/// leads elsewhere.
fn is_plain(path: &str) -> bool {
    let plain_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:@+=,".contains(&byte);
    path.strip_prefix('/').is_some_and(|path| {
        path.split('/')
            .all(|segment| !matches!(segment, "" | "." | "..") && segment.bytes().all(plain_byte))
    })
}

#[derive(Clone)]
struct ProxyState {
    proxy: AuthProxy,
    app: AppState,
}

impl FromRef<ProxyState> for AppState {
    fn from_ref(state: &ProxyState) -> Self {
        Self::clone(&state.app)
    }
}

pub(super) fn table(proxy: AuthProxy, app: AppState) -> Table<()> {
    let paths = ["/api/auth", "/api/auth/", "/api/auth/{*path}"];
    paths
        .into_iter()
        .fold(Table::new(), |table, path| {
            table.route(Access::BetterAuth, path, any(forward))
        })
        .map(|router| router.with_state(ProxyState { proxy, app }))
}

async fn forward(
    State(ProxyState { proxy, app }): State<ProxyState>,
    ClientAddress(address): ClientAddress,
    request: Request,
) -> Result<Response, Problem> {
    app.rate_limits
        .check_address(address)
        .map_err(Problem::too_many_requests)?;
    let (parts, body) = request.into_parts();
    if !METHODS.contains(&parts.method) {
        return Ok(([(header::ALLOW, ALLOW)], Problem::method_not_allowed()).into_response());
    }
    let path_and_query = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let target = proxy
        .target(path_and_query)
        .ok_or_else(Problem::ambiguous_path)?;
    let body = receive(body).await?;
    let mut headers = from_the_client(&parts.headers);
    if let Ok(address) = HeaderValue::from_str(&address.to_string()) {
        headers.insert(FORWARDED_FOR, address);
    }
    let mut onward = proxy.client.request(parts.method, target).headers(headers);
    if !body.is_empty() {
        onward = onward.body(body);
    }
    match onward.send().await {
        // The header that asked for another protocol was not handed on.
        Ok(answer) if answer.status() == StatusCode::SWITCHING_PROTOCOLS => {
            Err(Problem::auth_service_unreachable())
        }
        Ok(answer) => {
            let (mut parts, body) = http::Response::<reqwest::Body>::from(answer).into_parts();
            parts.headers = end_to_end(&parts.headers);
            // Whoever is signed in is nothing for a cache, whatever the other side thinks.
            parts
                .headers
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Ok(Response::from_parts(parts, Body::new(body)))
        }
        Err(error) => {
            // The URL in the error may carry a token of e-mail verification.
            tracing::warn!(error = ?error.without_url(), "the Better Auth service did not answer");
            Err(Problem::auth_service_unreachable())
        }
    }
}

/// The headers that go on, unless `Connection` says that they were for this hop.
fn from_the_client(headers: &HeaderMap) -> HeaderMap {
    let mut kept = end_to_end(headers);
    let others: Vec<_> = kept
        .keys()
        .filter(|name| !FROM_THE_CLIENT.contains(name))
        .cloned()
        .collect();
    for name in others {
        kept.remove(name);
    }
    kept
}

/// The headers without those of one hop.
fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let named_by_connection: Vec<String> = headers
        .get_all(header::CONNECTION)
        .iter()
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    headers
        .iter()
        .filter(|(name, _)| {
            !HOP_BY_HOP.contains(name)
                && !named_by_connection
                    .iter()
                    .any(|other| other == name.as_str())
        })
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_are_handed_on() {
        let proxy = AuthProxy::new("http://127.0.0.1:9".parse().unwrap()).unwrap();
        let target = |path| proxy.target(path).map(|url| url.to_string());
        assert_eq!(
            target("/api/auth/get-session?a=%2F..&b").as_deref(),
            Some("http://127.0.0.1:9/api/auth/get-session?a=%2F..&b")
        );
        for path in [
            "/api/auth/../tasks",
            "/api/auth/./token",
            "/api/auth/%2e%2e/tasks",
            "/api/auth/..%2ftasks",
            "/api/auth/a%5C..",
            "/api/auth//evil.example/",
            "/api/auth/a\\b",
            "/api/auth/",
            "/api/auth/token/",
            "/api/auth/a%00b",
            "/api/auth/%74oken",
            "/api/auth/token;a=b",
            "/api/auth/caf\u{e9}",
            "*",
            "",
        ] {
            assert_eq!(target(path), None, "{path}");
        }
    }

    #[test]
    fn hop_by_hop_headers_and_those_named_by_connection_stay_here() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "keep-alive, X-Secret-Hop"),
            ("keep-alive", "timeout=5"),
            ("x-secret-hop", "1"),
            ("transfer-encoding", "chunked"),
            ("te", "trailers"),
            ("upgrade", "websocket"),
            ("cookie", "session=1"),
            ("set-cookie", "a=1"),
            ("set-cookie", "b=2"),
        ] {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        let kept = end_to_end(&headers);
        let names: Vec<_> = kept.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["cookie", "set-cookie", "set-cookie"]);
    }
}

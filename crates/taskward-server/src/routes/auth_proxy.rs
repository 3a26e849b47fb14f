//! `/api/auth/*`, handed on to the Better Auth service.
//!
//! Answers stream; bodies, which are small, are taken in first. Hop-by-hop headers (RFC 9110, section 7.6.1) and whatever a client says of
//! its own address are dropped; one `X-Forwarded-For` is set, since Better Auth counts sign-ins by it.
//! `Origin`, `Referer`, `Sec-Fetch-*` and cookies pass, since Better Auth judges by them.

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    extract::{FromRef, Request, State},
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use url::Url;

use crate::{
    app::AppState,
    extract::{ClientAddress, receive},
    problem::Problem,
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// For a request and its answer. Whatever Better Auth does takes much less.
const TIME_LIMIT: Duration = Duration::from_mins(1);

const HOP_BY_HOP: [HeaderName; 8] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];
/// What a client may not say: who it is, and what the public address is.
const NOT_THE_CLIENTS: [HeaderName; 3] = [
    header::FORWARDED,
    HeaderName::from_static("x-real-ip"),
    header::HOST,
];
const FORWARDED_PREFIX: &str = "x-forwarded-";
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

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

    /// The address of a path there; `None` if URL parsers would disagree on what it names.
    fn target(&self, path_and_query: &str) -> Option<Url> {
        let mut target = self.origin.clone();
        let (path, query) = match path_and_query.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path_and_query, None),
        };
        target.set_path(path);
        target.set_query(query);
        let encoded_separator = ["%2f", "%5c", "%2e"];
        let lower = path.to_ascii_lowercase();
        let plain = target.path() == path
            && !path.contains("//")
            && !encoded_separator
                .iter()
                .any(|separator| lower.contains(separator));
        plain.then_some(target)
    }
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

pub(super) fn router(proxy: AuthProxy, app: AppState) -> Router {
    Router::new()
        .fallback(forward)
        .with_state(ProxyState { proxy, app })
}

async fn forward(
    State(ProxyState { proxy, app }): State<ProxyState>,
    ClientAddress(address): ClientAddress,
    uri: axum::extract::OriginalUri,
    request: Request,
) -> Result<Response, Problem> {
    app.rate_limits
        .check_address(address)
        .map_err(Problem::too_many_requests)?;
    let path_and_query = uri.path_and_query().map_or("/", |path| path.as_str());
    let target = proxy
        .target(path_and_query)
        .ok_or_else(Problem::ambiguous_path)?;
    let (parts, body) = request.into_parts();
    let body = receive(body).await?;
    let mut headers = end_to_end(&parts.headers);
    for name in NOT_THE_CLIENTS {
        headers.remove(name);
    }
    let claimed: Vec<_> = headers
        .keys()
        .filter(|name| name.as_str().starts_with(FORWARDED_PREFIX))
        .cloned()
        .collect();
    for name in claimed {
        headers.remove(name);
    }
    if let Ok(address) = HeaderValue::from_str(&address.to_string()) {
        headers.insert(FORWARDED_FOR, address);
    }
    // Its length is set anew, from what was received.
    headers.remove(header::CONTENT_LENGTH);
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
            Ok(Response::from_parts(parts, Body::new(body)))
        }
        Err(error) => {
            // The URL in the error may carry a token of e-mail verification.
            tracing::warn!(error = ?error.without_url(), "the Better Auth service did not answer");
            Err(Problem::auth_service_unreachable())
        }
    }
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

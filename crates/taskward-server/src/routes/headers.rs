//! Headers that every request must have and every answer carries.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Version, header};

use crate::problem::Problem;

/// A year, as browsers' preload lists ask for.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// How many headers are added at most.
const ADDED: usize = 8;

/// Refuses what is no proper HTTP/1.1, and adds what protects a browser. `tls` says that the public address is reached over TLS.
pub(super) async fn secure(tls: bool, request: Request, next: Next) -> Response {
    let private = request.uri().path().starts_with("/api/");
    let mut response = if has_one_host(&request) {
        next.run(request).await
    } else {
        Problem::no_host().into_response()
    };
    let headers = response.headers_mut();
    headers.reserve(ADDED);
    let mut add = |name: HeaderName, value: &'static str| {
        add_if_missing(headers, name, HeaderValue::from_static(value));
    };
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(header::X_FRAME_OPTIONS, "DENY");
    add(header::REFERRER_POLICY, "no-referrer");
    add(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    add(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    if private {
        add(header::CACHE_CONTROL, "no-store");
    }
    if tls {
        add_if_missing(headers, header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    response
}

/// As HTTP/1.1 asks for (RFC 9112, section 3.2).
fn has_one_host(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let count = (hosts.next().is_some(), hosts.next().is_some());
    count == (true, false) || (count == (false, false) && request.version() < Version::HTTP_11)
}

fn add_if_missing(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}

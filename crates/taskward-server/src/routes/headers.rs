//! Headers that every request must have and every answer carries.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Version, header};
use pin_project_lite::pin_project;
use tower::Service;

use crate::problem::Problem;

/// On every answer that has none of its own.
const ALWAYS: [(HeaderName, HeaderValue); 5] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];
/// For what is somebody's own.
const PRIVATE: HeaderValue = HeaderValue::from_static("no-store");
/// A year, as browsers' preload lists ask for.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// A service that refuses what is no proper HTTP/1.1, and adds to each answer what protects a browser.
///
/// It stands around the router and not within it: as a layer it would cost every request another
/// clone of what is behind it, and a boxed future.
#[derive(Clone)]
pub struct Secured<S> {
    inner: S,
    tls: bool,
}

impl<S> Secured<S> {
    /// `tls` says that the public address is reached over TLS.
    pub(super) fn new(inner: S, tls: bool) -> Self {
        Self { inner, tls }
    }
}

impl<S, B> Service<Request<B>> for Secured<S>
where
    S: Service<Request<B>, Response = Response>,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Securing<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        Securing {
            private: request.uri().path().starts_with("/api/"),
            tls: self.tls,
            answer: has_one_host(&request).then(|| self.inner.call(request)),
        }
    }
}

pin_project! {
    /// An answer under way.
    pub struct Securing<F> {
        private: bool,
        tls: bool,
        // None for a request that is refused.
        #[pin]
        answer: Option<F>,
    }
}

impl<F, E> Future for Securing<F>
where
    F: Future<Output = Result<Response, E>>,
{
    type Output = Result<Response, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut response = match this.answer.as_pin_mut() {
            Some(answer) => ready!(answer.poll(context))?,
            None => Problem::no_host().into_response(),
        };
        secure(response.headers_mut(), *this.private, *this.tls);
        Poll::Ready(Ok(response))
    }
}

fn secure(headers: &mut HeaderMap, private: bool, tls: bool) {
    headers.reserve(ALWAYS.len() + 2);
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(value);
    }
    if private {
        headers.entry(header::CACHE_CONTROL).or_insert(PRIVATE);
    }
    if tls {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HSTS);
    }
}

/// As HTTP/1.1 asks for (RFC 9112, section 3.2).
fn has_one_host<B>(request: &Request<B>) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let count = (hosts.next().is_some(), hosts.next().is_some());
    count == (true, false) || (count == (false, false) && request.version() < Version::HTTP_11)
}

//! Headers that every request must have and every answer carries.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Version, header};
use pin_project_lite::pin_project;
use tower::Service;

use crate::problem::Problem;

/// On every answer that has none of its own.
const ALWAYS: [(HeaderName, HeaderValue); 9] = [
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    // Pages have a policy of their own; nothing else is a document.
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-embedder-policy"),
        HeaderValue::from_static("require-corp"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    // Only files are for a cache, and they say so.
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];
/// A year, as browsers' preload lists ask for.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// A service that refuses what is no proper HTTP/1.1, and adds to each answer what protects a browser.
///
/// It stands around the router and not within it: as a layer it would cost every request another
/// clone of what is behind it, and a boxed future.
#[derive(Clone)]
pub struct Secured<S> {
    inner: S,
    always: Arc<HeaderMap>,
}

impl<S> Secured<S> {
    /// `tls` says that the public address is reached over TLS.
    pub(super) fn new(inner: S, tls: bool) -> Self {
        let mut always = HeaderMap::from_iter(ALWAYS);
        if tls {
            always.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
        }
        Self {
            inner,
            always: Arc::new(always),
        }
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
            chunked: request.headers().contains_key(header::TRANSFER_ENCODING),
            always: Arc::clone(&self.always),
            answer: has_one_host(&request).then(|| self.inner.call(request)),
        }
    }
}

pin_project! {
    /// An answer under way.
    pub struct Securing<F> {
        chunked: bool,
        always: Arc<HeaderMap>,
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
        secure(response.headers_mut(), *this.chunked, this.always);
        Poll::Ready(Ok(response))
    }
}

fn secure(headers: &mut HeaderMap, chunked: bool, always: &HeaderMap) {
    // What the answer has of its own replaces what all have. The other way round each of the many would
    // be looked for among the few, and the map would grow twice.
    let own = std::mem::replace(headers, always.clone());
    headers.extend(own);
    // A length beside chunks is gone by now, and a proxy that went by it would take what follows for
    // another's request (RFC 9112, section 6.3): so nothing follows. Browsers send no chunks.
    if chunked {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
}

/// As HTTP/1.1 asks for (RFC 9112, section 3.2).
fn has_one_host<B>(request: &Request<B>) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let count = (hosts.next().is_some(), hosts.next().is_some());
    count == (true, false) || (count == (false, false) && request.version() < Version::HTTP_11)
}

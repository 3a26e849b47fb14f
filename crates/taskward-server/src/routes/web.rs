//! The files of the web application, embedded in the binary.

use std::convert::Infallible;

use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use percent_encoding::percent_decode_str;
use rust_embed::{EmbeddedFile, RustEmbed};
use tower::{Service, service_fn};
use url::Url;

use crate::problem::Problem;

/// Built by `npm run build` in `web/`, each file beside its compressed forms.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct WebFiles;

/// Assets carry a hash of their content in their names.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");
/// Everything comes from this origin, nothing is inline, and no text becomes markup or a program: the
/// application makes no Trusted Types policy, so there is none that could be misused.
const CONTENT_SECURITY_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
     connect-src 'self'; manifest-src 'self'; object-src 'none'; frame-src 'none'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'",
);

/// Answers whatever no route takes: a file, or the application's page, which routes by itself.
pub(super) fn service(
    public_url: Option<Url>,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + Sync
{
    service_fn(move |request: Request| {
        let response = answer(&request, public_url.as_ref());
        std::future::ready(Ok(response))
    })
}

fn answer(request: &Request, public_url: Option<&Url>) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let allow = [(header::ALLOW, HeaderValue::from_static("GET, HEAD"))];
        return (allow, Problem::method_not_allowed()).into_response();
    }
    let path = request.uri().path();
    if is_meant_for_the_api(path) {
        return Problem::not_found().into_response();
    }
    let headers = request.headers();
    if let Some(elsewhere) = public_url.and_then(|url| under_its_public_name(url, request)) {
        return Redirect::temporary(elsewhere.as_str()).into_response();
    }
    let name = path.trim_start_matches('/');
    if WebFiles::get(name).is_some() {
        return file(name, headers).into_response();
    }
    // A missing asset is missing; any other path is one of the application's own.
    let last = name.rsplit('/').next().unwrap_or_default();
    if name.starts_with("assets/") || last.contains('.') {
        return Problem::not_found().into_response();
    }
    file("index.html", headers).into_response()
}

/// Whether the first segment says `api`, however it is written. What is under `/api/` never comes here; `/API/tasks` and
/// `//api/tasks` are nothing, and a program that asks for them is better told so than given a page.
fn is_meant_for_the_api(path: &str) -> bool {
    let path = percent_decode_str(path).decode_utf8_lossy();
    let is_separator = |character: char| matches!(character, '/' | '\\' | ';');
    let mut segments = path.split(is_separator);
    segments
        .find(|segment| !matches!(*segment, "" | "." | ".."))
        .is_some_and(|first| first.eq_ignore_ascii_case("api"))
}

/// Better Auth refuses requests of any origin but the public one. Who opens the page under another
/// loopback name (`127.0.0.1` for `localhost`) is sent there instead.
fn under_its_public_name(public_url: &Url, request: &Request) -> Option<Url> {
    let host = request.headers().get(header::HOST)?.to_str().ok()?;
    // What ends TLS for us speaks plain HTTP to us: the scheme is the public one.
    let asked: Url = format!("{}://{host}/", public_url.scheme()).parse().ok()?;
    let differs = asked.origin() != public_url.origin();
    if !(differs && is_loopback(&asked) && is_loopback(public_url)) {
        return None;
    }
    let mut target = public_url.clone();
    target.set_path(request.uri().path());
    target.set_query(request.uri().query());
    Some(target)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A file of the web application, in the best form that the client takes.
pub(super) fn file(name: &str, headers: &HeaderMap) -> impl IntoResponse + use<> {
    let Some((file, encoding)) = best_form(name, headers) else {
        return match name {
            "index.html" | "api-docs/index.html" => not_built(),
            _ => Problem::not_found().into_response(),
        };
    };
    let etag = format!("\"{:032x}\"", first_bits(&file.metadata.sha256_hash()));
    let cache = if name.starts_with("assets/") {
        IMMUTABLE
    } else {
        REVALIDATE
    };
    let known = listed(headers, header::IF_NONE_MATCH).any(|tag| tag == "*" || tag == etag);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut media_type = mime_guess::from_path(name)
            .first_or_octet_stream()
            .to_string();
        if media_type.starts_with("text/") {
            media_type.push_str("; charset=utf-8");
        }
        let body = match file.data {
            std::borrow::Cow::Borrowed(bytes) => Body::from(bytes),
            std::borrow::Cow::Owned(bytes) => Body::from(bytes),
        };
        ([(header::CONTENT_TYPE, media_type)], body).into_response()
    };
    let answer = response.headers_mut();
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        answer.insert(header::ETAG, etag);
    }
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(header::CACHE_CONTROL, cache);
    if mime_guess::from_path(name).first() == Some(mime_guess::mime::TEXT_HTML) {
        answer.insert(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY);
    }
    response
}

fn best_form(name: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted: Vec<_> = listed(headers, header::ACCEPT_ENCODING)
        .filter_map(accepted_coding)
        .collect();
    [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(coding, _)| accepted.contains(coding))
        .find_map(|(coding, ending)| {
            WebFiles::get(&format!("{name}{ending}")).map(|file| (file, Some(coding)))
        })
        .or_else(|| WebFiles::get(name).map(|file| (file, None)))
}

/// The members of a header that is a list.
fn listed(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = headers.get_all(name).into_iter();
    values
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .map(str::trim)
}

/// The coding of a member of `Accept-Encoding`, unless its weight is zero (RFC 9110, section 12.4.2).
fn accepted_coding(member: &str) -> Option<&str> {
    let (coding, weight) = member.split_once(';').unwrap_or((member, "q=1"));
    let weight = weight
        .trim()
        .trim_start_matches(['q', 'Q'])
        .trim_start_matches('=');
    (weight.parse() != Ok(0.0_f32)).then(|| coding.trim())
}

fn first_bits(hash: &[u8; 32]) -> u128 {
    hash.first_chunk()
        .map_or(0, |bytes| u128::from_be_bytes(*bytes))
}

/// `cargo build` alone makes a server whose API works.
fn not_built() -> Response {
    let text = "The web application is not in this binary. Run `npm ci && npm run build` in web/ and \
                build again, or use `make run`, which does both. The API is at /api/.\n";
    (StatusCode::NOT_FOUND, text).into_response()
}

#[cfg(test)]
mod tests {
    use http::Uri;

    use super::*;

    fn redirect(public: &str, host: &str, path: &str) -> Option<String> {
        let request = Request::builder()
            .uri(path.parse::<Uri>().unwrap())
            .header(header::HOST, host)
            .body(Body::empty())
            .unwrap();
        under_its_public_name(&public.parse().unwrap(), &request).map(Into::into)
    }

    #[test]
    fn the_api_is_recognised_however_it_is_written() {
        for path in [
            "/api",
            "/api/",
            "/API/tasks",
            "/Api",
            "//api/tasks",
            "/./api/tasks",
            "/../api/tasks",
            "/%61pi/tasks",
            "/api%2Ftasks",
            "/%2Fapi%2Ftasks",
            "/\\api/tasks",
            "/api;a=b/tasks",
        ] {
            assert!(is_meant_for_the_api(path), "{path}");
        }
        for path in ["/", "/apis", "/tasks/api", "/sign-in", "/%FF"] {
            assert!(!is_meant_for_the_api(path), "{path}");
        }
    }

    #[test]
    fn other_loopback_names_lead_to_the_public_one() {
        let public = "http://localhost:8000";
        let target = Some("http://localhost:8000/a?b=c".to_owned());
        assert_eq!(redirect(public, "127.0.0.1:8000", "/a?b=c"), target);
        assert_eq!(redirect(public, "[::1]:8000", "/a?b=c"), target);
        assert_eq!(redirect(public, "localhost:8000", "/a"), None);
        assert_eq!(
            redirect("https://localhost:8443", "localhost:8443", "/a"),
            None,
            "no endless redirect behind a proxy that ends TLS"
        );
        assert_eq!(
            redirect(public, "tasks.example", "/a"),
            None,
            "no open redirect"
        );
        assert_eq!(
            redirect("https://tasks.example", "127.0.0.1:8000", "/a"),
            None
        );
    }
}

//! The door that is a call of the verifier.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::recipe::Request;
use super::verdict::{Expectation, Verdict};
use super::world::Door;
use crate::verifier::Verifier;

/// Brings requests before the verifier by calling it.
#[derive(Debug)]
pub struct Library(pub Verifier);

impl Door for Library {
    async fn send(&self, request: Request, expected: Expectation) -> Result<(), String> {
        let found = match header_map(&request) {
            Some(headers) => Verdict::of(&self.0.authenticate(&headers).await),
            None => Verdict::Inexpressible,
        };
        if found == expected.verdict {
            Ok(())
        } else {
            Err(format!(
                "the verdict is `{found}` instead of `{}`",
                expected.verdict
            ))
        }
    }

    async fn is_ready(&self) -> bool {
        self.0.readiness().is_ready()
    }
}

/// The request's fields, if HTTP lets them be.
fn header_map(request: &Request) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    for (name, value) in &request.fields {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        headers.append(name, HeaderValue::from_bytes(value).ok()?);
    }
    Some(headers)
}

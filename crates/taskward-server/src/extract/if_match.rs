//! The `If-Match` header.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::{HeaderMap, header, request::Parts};
use taskward_core::{Precondition, Revision};

use crate::documents::etag;

/// What `If-Match` asks for (RFC 9110, section 13.1.1).
pub(crate) struct IfMatch(pub(crate) Precondition);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(precondition(&parts.headers)))
    }
}

/// Whatever is no strong tag of ours matches no task, so a condition that cannot be read fails
/// instead of being ignored.
fn precondition(headers: &HeaderMap) -> Precondition {
    let mut values = headers.get_all(header::IF_MATCH).iter().peekable();
    if values.peek().is_none() {
        return Precondition::None;
    }
    let tags: Vec<_> = values
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .collect();
    if let [only] = tags.as_slice()
        && only.trim() == "*"
    {
        return Precondition::Exists;
    }
    Precondition::OneOf(
        tags.into_iter()
            .filter_map(|tag| revision(tag.trim()))
            .collect(),
    )
}

fn revision(tag: &str) -> Option<Revision> {
    let number = tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok()?;
    let revision = Revision::new(number)?;
    // Only the tag as it was given: "+7" and "007" are other tags.
    (etag(revision) == tag).then_some(revision)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str]) -> Precondition {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::IF_MATCH, value.parse().unwrap());
        }
        precondition(&headers)
    }

    fn one_of(numbers: &[u64]) -> Precondition {
        Precondition::OneOf(
            numbers
                .iter()
                .filter_map(|number| Revision::new(*number))
                .collect(),
        )
    }

    #[test]
    fn tags_are_compared_strongly() {
        assert_eq!(read(&[]), Precondition::None);
        assert_eq!(read(&["*"]), Precondition::Exists);
        assert_eq!(read(&["\"7\""]), one_of(&[7]));
        assert_eq!(read(&["\"7\", \"8\"", "\"9\""]), one_of(&[7, 8, 9]));
        for unreadable in ["", "7", "W/\"7\"", "\"07\"", "\"+7\"", "\"x\"", "*, *"] {
            assert_eq!(read(&[unreadable]), one_of(&[]), "{unreadable}");
        }
    }
}

//! JSON bodies, read strictly and in the order of the contract: 415, 413, 400, 403, 422.

use axum::{
    body::Body as HttpBody,
    extract::{FromRequest, FromRequestParts, Request},
};
use bytes::Bytes;
use http::{header, request::Parts};
use http_body::Body as _;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;
use taskward_core::{IdError, Owner, TaskId};

use super::{Caller, FieldErrors, Parameters, receive};
use crate::problem::Problem;

const JSON: &str = "application/json";

/// A body's JSON, and what it means. Unknown fields must be refused (`deny_unknown_fields`).
pub(crate) trait Input: DeserializeOwned {
    /// What the handler works with.
    type Parsed;
    /// Media types it may have besides `application/json`.
    const MEDIA_TYPES: &'static [&'static str] = &[];

    /// Checks the fields, noting down what is wrong with them; `None` only if something is.
    fn parse(self, owner: &Owner, errors: &mut FieldErrors) -> Option<Self::Parsed>;
}

/// The body of a request to a route that has no query.
pub(crate) struct Body<T: Input>(pub(crate) T::Parsed);

impl<S: Send + Sync, T: Input> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let incoming = Incoming::of(request, state).await?;
        incoming.check_media_type(T::MEDIA_TYPES)?;
        incoming.receive().await?.parse::<T>().map(Self)
    }
}

/// As [`Body`], but there may be none.
pub(crate) struct OptionalBody<T: Input>(pub(crate) Option<T::Parsed>);

impl<S: Send + Sync, T: Input> FromRequest<S> for OptionalBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let incoming = Incoming::of(request, state).await?;
        let media_type = incoming.check_media_type(T::MEDIA_TYPES);
        let received = incoming.receive().await?;
        if received.bytes.is_empty() {
            let mut errors = FieldErrors::default();
            received.parameters.refuse_rest(&mut errors);
            return errors.into_result().map(|()| Self(None));
        }
        media_type?;
        received.parse::<T>().map(|parsed| Self(Some(parsed)))
    }
}

/// The absence of a body, on a route that takes none. What one says is refused, not ignored.
pub(crate) struct NoBody;

impl<S: Send + Sync> FromRequest<S> for NoBody {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if request.body().is_end_stream() {
            return Ok(Self);
        }
        let received = Incoming::of(request, state).await?.receive().await?;
        if received.bytes.is_empty() {
            return Ok(Self);
        }
        let mut errors = FieldErrors::default();
        match serde_json::from_slice(&received.bytes) {
            Ok(Value::Object(fields)) if !fields.is_empty() => {
                fields
                    .keys()
                    .for_each(|field| errors.add(field, "is not a known field"));
            }
            _ => errors.add("", "must be empty, since this path takes no body"),
        }
        errors.into_result().map(|()| Self)
    }
}

/// A request whose body has not been read.
struct Incoming {
    owner: Owner,
    parts: Parts,
    body: HttpBody,
}

impl Incoming {
    async fn of<S: Send + Sync>(request: Request, state: &S) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Caller(owner) = Caller::from_request_parts(&mut parts, state).await?;
        Ok(Self { owner, parts, body })
    }

    /// Exactly one media type, which is JSON or one of these, and no coding on top of it.
    fn check_media_type(&self, others: &[&str]) -> Result<(), Problem> {
        let headers = &self.parts.headers;
        let mut values = headers.get_all(header::CONTENT_TYPE).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return Err(Problem::media_type());
        };
        let essence = value
            .to_str()
            .unwrap_or_default()
            .split(';')
            .next()
            .unwrap_or_default();
        let is = |media_type: &str| essence.trim().eq_ignore_ascii_case(media_type);
        let known = is(JSON) || others.iter().any(|other| is(other));
        if known && !headers.contains_key(header::CONTENT_ENCODING) {
            Ok(())
        } else {
            Err(Problem::media_type())
        }
    }

    async fn receive(self) -> Result<Received, Problem> {
        let bytes = receive(self.body).await?;
        let parameters = Parameters::parse(self.parts.uri.query());
        Ok(Received {
            owner: self.owner,
            parameters,
            bytes,
        })
    }
}

struct Received {
    owner: Owner,
    parameters: Parameters,
    bytes: Bytes,
}

impl Received {
    fn parse<T: Input>(self) -> Result<T::Parsed, Problem> {
        let text = str::from_utf8(&self.bytes).map_err(|_| Problem::not_json())?;
        // Ids first: a foreign one is refused before anything wrong with the other fields.
        let body: Value = serde_json::from_str(text).map_err(|_| Problem::not_json())?;
        refuse_foreign_ids(&body, &self.owner)?;
        let mut errors = FieldErrors::default();
        let parsed = read_strictly::<T>(text, &body, &mut errors)?
            .and_then(|input| input.parse(&self.owner, &mut errors));
        self.parameters.refuse_rest(&mut errors);
        errors.into_result()?;
        // `None` without an error would be a mistake of ours, not the client's.
        parsed.ok_or_else(|| Problem::invalid(Vec::new()))
    }
}

/// Reads the text, which is JSON, into its type; `None` with an error noted down if it does not fit.
fn read_strictly<T: Input>(
    text: &str,
    body: &Value,
    errors: &mut FieldErrors,
) -> Result<Option<T>, Problem> {
    // serde would read a struct from an array, too.
    if !body.is_object() {
        errors.add("", "must be an object");
        return Ok(None);
    }
    // From the text, since a `Value` has forgotten duplicate members.
    let deserializer = &mut serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize(deserializer) {
        Ok(input) => Ok(Some(input)),
        Err(error) if error.inner().is_data() => {
            let (field, message) = explain(&error);
            errors.add(&field, message);
            Ok(None)
        }
        Err(_) => Err(Problem::not_json()),
    }
}

/// The members that are ids, or lists of ids.
const IDS: [&str; 4] = ["id", "list_id", "labels", "into"];

/// Refuses a body that names something of another owner's, wherever it has an id. One layout is that of all.
fn refuse_foreign_ids(body: &Value, owner: &Owner) -> Result<(), Problem> {
    match body {
        Value::Object(members) => members.iter().try_for_each(|(name, value)| {
            if !IDS.contains(&name.as_str()) {
                return refuse_foreign_ids(value, owner);
            }
            let several = value.as_array().map_or(&[][..], Vec::as_slice);
            let ids = std::iter::once(value).chain(several);
            ids.filter_map(Value::as_str)
                .try_for_each(|id| refuse_foreign_id(id, owner))
        }),
        Value::Array(items) => items
            .iter()
            .try_for_each(|item| refuse_foreign_ids(item, owner)),
        _ => Ok(()),
    }
}

fn refuse_foreign_id(id: &str, owner: &Owner) -> Result<(), Problem> {
    match TaskId::parse(id, owner) {
        Err(foreign @ IdError::Foreign) => Err(foreign.into()),
        _ => Ok(()),
    }
}

/// Tells a member that is null from one that is missing (with `#[serde(default)]`).
pub(crate) fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Which field serde refused and why, in words for people.
fn explain(error: &serde_path_to_error::Error<serde_json::Error>) -> (String, String) {
    let message = error.inner().to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let path = error.path().to_string();
    let path = if path == "." { String::new() } else { path };
    let quoted = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        (within(path, quoted), "is not a known field".to_owned())
    } else if message.starts_with("missing field") {
        (within(path, quoted), "is required".to_owned())
    } else if message.starts_with("duplicate field") {
        (within(path, quoted), "is given more than once".to_owned())
    } else {
        let expected = message
            .split("expected ")
            .nth(1)
            .unwrap_or("something else");
        (path, format!("must be {expected}"))
    }
}

/// The field of this name where the path leads, unless the path leads to it already.
fn within(path: String, name: &str) -> String {
    match path.strip_suffix(name) {
        Some(parent) if parent.is_empty() || parent.ends_with('.') => path,
        _ if path.is_empty() => name.to_owned(),
        _ => format!("{path}.{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its errors matter")]
    struct Sample {
        title: String,
        done: Option<bool>,
        more: Option<More>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its errors matter")]
    struct More {
        zone: String,
    }

    #[test]
    fn refusals_name_the_field_and_what_it_must_be() {
        for (body, field, message) in [
            (
                r#"{"title": "a", "user_id": "b"}"#,
                "user_id",
                "is not a known field",
            ),
            (r#"{"done": true}"#, "title", "is required"),
            (
                r#"{"title": "a", "title": "b"}"#,
                "title",
                "is given more than once",
            ),
            (r#"{"title": 5}"#, "title", "must be a string"),
            (
                r#"{"title": "a", "done": "yes"}"#,
                "done",
                "must be a boolean",
            ),
            (
                r#"{"title": "a", "more": {"at": 1}}"#,
                "more.at",
                "is not a known field",
            ),
            (r#"{"title": "a", "more": {}}"#, "more.zone", "is required"),
            (
                r#"{"title": "a", "more": {"zone": "b", "zone": "c"}}"#,
                "more.zone",
                "is given more than once",
            ),
            (
                r#"{"title": "a", "more": {"zone": 5}}"#,
                "more.zone",
                "must be a string",
            ),
        ] {
            let deserializer = &mut serde_json::Deserializer::from_str(body);
            let error = serde_path_to_error::deserialize::<_, Sample>(deserializer).unwrap_err();
            assert_eq!(
                explain(&error),
                (field.to_owned(), message.to_owned()),
                "{body}"
            );
        }
    }
}

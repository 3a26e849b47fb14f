//! Errors as HTTP answers (RFC 9457). This is the one place that maps them.

use std::{fmt::Display, time::Duration};

use axum::response::{IntoResponse, Response};
use better_auth_verifier::Refusal;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use taskward_core::{CursorError, IdError, ScheduleError};
use taskward_store::{
    ChangeError, ChangesError, CreateError, CreateLabelError, CreateListError, DeleteListError,
    EditLabelError, MergeLabelError, RestoreError, StoreError, UndoError,
};
use utoipa::ToSchema;

use crate::streams::StreamsFull;

/// Sent with every 503 that the store causes.
const STORE_RETRY: Duration = Duration::from_secs(1);
/// Sent to those for whom there is no stream left. One ends with its token, so some end every minute.
const STREAM_RETRY: Duration = Duration::from_secs(30);
const CHALLENGE: HeaderValue = HeaderValue::from_static("Bearer realm=\"taskward\"");
const CHALLENGE_INVALID: HeaderValue =
    HeaderValue::from_static("Bearer realm=\"taskward\", error=\"invalid_token\"");

/// A request that was not done, and what the client may know about it.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    kind: &'static str,
    detail: &'static str,
    errors: Vec<FieldError>,
    retry_after: Option<Duration>,
    challenge: Option<HeaderValue>,
}

/// What is wrong with one field of a body or query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field's name; empty if the body as a whole is meant.
    pub field: String,
    /// What is wrong with it, to be read behind its name.
    pub message: String,
    /// Where in `filter` it is wrong: how many characters (Unicode scalar values) stand before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub position: Option<usize>,
    /// How many characters of `filter` are wrong; none where something is missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub length: Option<usize>,
}

impl FieldError {
    /// That a field is wrong as a whole.
    pub(crate) fn of(field: &str, message: impl Display) -> Self {
        Self {
            field: field.to_owned(),
            message: message.to_string(),
            position: None,
            length: None,
        }
    }
}

/// Why a request was not done (RFC 9457, `application/problem+json`).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemDocument<'a> {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    kind: &'a str,
    /// The status in words.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// What happened and what to do, for people.
    detail: &'a str,
    /// The fields that were refused, with 422 only.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(required = false)]
    errors: &'a [FieldError],
}

impl Problem {
    fn new(status: StatusCode, kind: &'static str, detail: &'static str) -> Self {
        Self {
            status,
            kind,
            detail,
            errors: Vec::new(),
            retry_after: None,
            challenge: None,
        }
    }

    fn retry_after(self, after: Duration) -> Self {
        Self {
            retry_after: Some(after),
            ..self
        }
    }

    fn challenge(self, challenge: HeaderValue) -> Self {
        Self {
            challenge: Some(challenge),
            ..self
        }
    }

    /// The id or path of another owner.
    pub(crate) fn forbidden() -> Self {
        let detail = "This belongs to somebody else.";
        Self::new(
            StatusCode::FORBIDDEN,
            "urn:taskward:problem:forbidden",
            detail,
        )
    }

    /// No such task, or no such path.
    pub(crate) fn not_found() -> Self {
        let detail = "There is nothing here. It may have been deleted.";
        Self::new(
            StatusCode::NOT_FOUND,
            "urn:taskward:problem:not-found",
            detail,
        )
    }

    /// The path is there, but not for this method.
    pub(crate) fn method_not_allowed() -> Self {
        let detail = "This path does not take this method. The Allow header names those it takes.";
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "urn:taskward:problem:method",
            detail,
        )
    }

    pub(crate) fn not_json() -> Self {
        let detail = "The body is not valid JSON in UTF-8.";
        Self::new(
            StatusCode::BAD_REQUEST,
            "urn:taskward:problem:not-json",
            detail,
        )
    }

    /// The client went away or its connection broke while it sent the body.
    pub(crate) fn body_incomplete() -> Self {
        let detail = "The body did not arrive whole.";
        Self::new(
            StatusCode::BAD_REQUEST,
            "urn:taskward:problem:incomplete",
            detail,
        )
    }

    pub(crate) fn too_slow() -> Self {
        let detail = "The body took too long to arrive. Nothing was changed.";
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "urn:taskward:problem:too-slow",
            detail,
        )
    }

    /// HTTP/1.1 without exactly one Host (RFC 9112, section 3.2).
    pub(crate) fn no_host() -> Self {
        let detail = "Send exactly one Host header.";
        Self::new(StatusCode::BAD_REQUEST, "urn:taskward:problem:host", detail)
    }

    pub(crate) fn media_type() -> Self {
        let detail = "Send the body as application/json (a patch may also be \
                      application/merge-patch+json).";
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "urn:taskward:problem:media-type",
            detail,
        )
    }

    pub(crate) fn too_large() -> Self {
        let detail = "The body is larger than this path takes.";
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "urn:taskward:problem:too-large",
            detail,
        )
    }

    pub(crate) fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = "Some fields were refused; `errors` says which and why.";
        let problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "urn:taskward:problem:invalid",
            detail,
        );
        Self { errors, ..problem }
    }

    pub(crate) fn too_many_requests(retry_after: Duration) -> Self {
        let detail = "Too many requests. Try again after the time in Retry-After.";
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "urn:taskward:problem:rate-limit",
            detail,
        )
        .retry_after(retry_after)
    }

    /// The Better Auth service did not answer the proxy.
    pub(crate) fn auth_service_unreachable() -> Self {
        let detail = "The sign-in service does not answer. Your tasks are safe; try again soon.";
        Self::new(
            StatusCode::BAD_GATEWAY,
            "urn:taskward:problem:auth-service",
            detail,
        )
        .retry_after(STORE_RETRY)
    }

    /// A path to the Better Auth service that a proxy and the service might read differently.
    pub(crate) fn ambiguous_path() -> Self {
        let detail = "This path is not in its normal form.";
        Self::new(StatusCode::BAD_REQUEST, "urn:taskward:problem:path", detail)
    }

    pub(crate) fn not_ready(detail: &'static str) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "urn:taskward:problem:not-ready",
            detail,
        )
        .retry_after(STORE_RETRY)
    }

    fn no_keys(retry_after: Duration) -> Self {
        let detail = "Sign-ins cannot be checked at the moment. Try again soon.";
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "urn:taskward:problem:no-keys",
            detail,
        )
        .retry_after(retry_after)
    }

    fn changed() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "urn:taskward:problem:changed",
            "It was changed in the meantime. Read it again, then decide.",
        )
    }

    fn no_such_list() -> Self {
        Self::invalid(vec![FieldError::of(
            "list_id",
            "must be one of your lists, or null for the Inbox",
        )])
    }

    fn no_such_label() -> Self {
        Self::invalid(vec![FieldError::of("labels", "must be labels of yours")])
    }

    fn label_name_taken(detail: &'static str) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "urn:taskward:problem:label-name-taken",
            detail,
        )
    }

    fn unauthenticated(detail: &'static str, challenge: HeaderValue) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "urn:taskward:problem:unauthenticated",
            detail,
        )
        .challenge(challenge)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = ProblemDocument {
            kind: self.kind,
            title: self.status.canonical_reason().unwrap_or_default(),
            status: self.status.as_u16(),
            detail: self.detail,
            errors: &self.errors,
        };
        // A document of texts and numbers always serialises.
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let content_type = HeaderValue::from_static("application/problem+json");
        let mut response =
            (self.status, [(header::CONTENT_TYPE, content_type)], body).into_response();
        let headers = response.headers_mut();
        if let Some(after) = self.retry_after {
            // Rounded up, so that a client that waits as told is not refused again.
            let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
            headers.insert(header::RETRY_AFTER, seconds.max(1).into());
        }
        if self.status == StatusCode::REQUEST_TIMEOUT {
            // What is left of the request is not waited for (RFC 9110, section 15.5.9).
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        if let Some(challenge) = self.challenge {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

/// The body never tells which check a token failed; the log does.
impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NoToken => Self::unauthenticated(
                "Send a token of Better Auth as `Authorization: Bearer …`.",
                CHALLENGE,
            ),
            Refusal::SeveralAuthorizations => Self::new(
                StatusCode::BAD_REQUEST,
                "urn:taskward:problem:several-authorizations",
                "Send exactly one Authorization header with one token.",
            ),
            Refusal::Invalid(reason) => {
                tracing::info!(%reason, "a token was refused");
                Self::unauthenticated("The token is not valid. Sign in again.", CHALLENGE_INVALID)
            }
            Refusal::NoKeys { retry_after } => Self::no_keys(retry_after),
        }
    }
}

/// A foreign id is told apart from a malformed one before a store is asked.
impl From<IdError> for Problem {
    fn from(error: IdError) -> Self {
        match error {
            IdError::Foreign => Self::forbidden(),
            IdError::Malformed => Self::not_found(),
        }
    }
}

impl From<CursorError> for Problem {
    fn from(error: CursorError) -> Self {
        match error {
            CursorError::Foreign => Self::forbidden(),
            CursorError::Malformed | CursorError::OtherQuery => {
                Self::invalid(vec![FieldError::of("cursor", error)])
            }
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let detail = match &error {
            StoreError::Locked | StoreError::Busy(_) => {
                "The database is busy. Nothing was changed; try again."
            }
            StoreError::Unreachable(_) => {
                "The database cannot be reached. Nothing was changed; try again."
            }
            StoreError::Uncertain(_) => {
                "The database was lost before it answered. The change was made whole or not at all; read again to see."
            }
            StoreError::ReadOnly => "The database cannot be written to. Nothing was changed.",
            StoreError::Full => "The server's disk is full. Nothing was changed.",
            StoreError::Closed => "The server is shutting down. Nothing was changed; try again.",
            StoreError::Outdated => {
                "This server is being replaced by a newer one. Nothing was changed; try again."
            }
            StoreError::Corrupt(_) | StoreError::Failed(_) => {
                "The database failed. Nothing was changed; try again."
            }
        };
        tracing::error!(%error, cause = ?error, "the store failed");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "urn:taskward:problem:store",
            detail,
        )
        .retry_after(STORE_RETRY)
    }
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Deleted => Self::new(
                StatusCode::CONFLICT,
                "urn:taskward:problem:deleted",
                "A task of this id was deleted. Restore it, or choose another id.",
            ),
            CreateError::NoSuchList => Self::no_such_list(),
            CreateError::NoSuchLabel => Self::no_such_label(),
            CreateError::Store(error) => error.into(),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotFound => Self::not_found(),
            ChangeError::PreconditionFailed => Self::changed(),
            ChangeError::NoSuchList => Self::no_such_list(),
            ChangeError::NoSuchLabel => Self::no_such_label(),
            ChangeError::Schedule(error) => {
                let field = field_of_schedule(&error);
                Self::invalid(vec![FieldError::of(field, error)])
            }
            ChangeError::Store(error) => error.into(),
        }
    }
}

impl From<CreateListError> for Problem {
    fn from(error: CreateListError) -> Self {
        match error {
            CreateListError::Deleted => Self::new(
                StatusCode::CONFLICT,
                "urn:taskward:problem:deleted",
                "A list of this id was deleted. Choose another id.",
            ),
            CreateListError::TooMany => Self::new(
                StatusCode::CONFLICT,
                "urn:taskward:problem:too-many-lists",
                "There are 500 lists, and no more are kept. Delete one first.",
            ),
            CreateListError::Store(error) => error.into(),
        }
    }
}

impl From<CreateLabelError> for Problem {
    fn from(error: CreateLabelError) -> Self {
        match error {
            CreateLabelError::Deleted => Self::new(
                StatusCode::CONFLICT,
                "urn:taskward:problem:deleted",
                "A label of this id was deleted. Choose another id.",
            ),
            CreateLabelError::NameTaken => Self::label_name_taken(
                "You have a label of this name already. Use that one, or choose another name.",
            ),
            CreateLabelError::TooMany => Self::new(
                StatusCode::CONFLICT,
                "urn:taskward:problem:too-many-labels",
                "There are 500 labels, and no more are kept. Delete one or merge two first.",
            ),
            CreateLabelError::Store(error) => error.into(),
        }
    }
}

impl From<EditLabelError> for Problem {
    fn from(error: EditLabelError) -> Self {
        match error {
            EditLabelError::NameTaken => Self::label_name_taken(
                "Another label of yours has this name. Merge this one into it, by POST to its path and /merge, or choose another name.",
            ),
            EditLabelError::Change(error) => error.into(),
        }
    }
}

impl From<MergeLabelError> for Problem {
    fn from(error: MergeLabelError) -> Self {
        match error {
            MergeLabelError::NoSuchTarget => Self::invalid(vec![FieldError::of(
                "into",
                "must be another one of your labels",
            )]),
            MergeLabelError::Change(error) => error.into(),
        }
    }
}

impl From<DeleteListError> for Problem {
    fn from(error: DeleteListError) -> Self {
        match error {
            DeleteListError::NotFound => Self::not_found(),
            DeleteListError::PreconditionFailed => Self::changed(),
            DeleteListError::HasTasks => Self::new(
                StatusCode::CONFLICT,
                "urn:taskward:problem:list-has-tasks",
                "There are tasks in this list. Say what becomes of them: tasks=move-to-inbox or tasks=delete.",
            ),
            DeleteListError::Store(error) => error.into(),
        }
    }
}

/// The field that makes it impossible for a task to recur so.
pub(crate) fn field_of_schedule(error: &ScheduleError) -> &'static str {
    match error {
        ScheduleError::NoDue => "recurrence",
        ScheduleError::DueNeeded => "due",
        ScheduleError::Rule(_) => "recurrence.rule",
    }
}

impl From<UndoError> for Problem {
    fn from(error: UndoError) -> Self {
        match error {
            UndoError::NothingToUndo => Self::new(
                StatusCode::CONFLICT,
                "urn:taskward:problem:nothing-to-undo",
                "Nothing of this task is completed that could be undone.",
            ),
            UndoError::Change(error) => error.into(),
        }
    }
}

impl From<ChangesError> for Problem {
    fn from(error: ChangesError) -> Self {
        match error {
            ChangesError::Gone(_) => Self::new(
                StatusCode::GONE,
                "urn:taskward:problem:gone",
                "What changed since then is no longer known. Drop what you have and begin with since=0.",
            ),
            ChangesError::Store(error) => error.into(),
        }
    }
}

impl From<StreamsFull> for Problem {
    fn from(full: StreamsFull) -> Self {
        let (status, detail) = match full {
            StreamsFull::Owner => (
                StatusCode::TOO_MANY_REQUESTS,
                "You have too many streams open. Close one, or try again later.",
            ),
            StreamsFull::Total => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The server has too many streams open. Ask for changes without one, or try again later.",
            ),
        };
        Self::new(status, "urn:taskward:problem:streams", detail).retry_after(STREAM_RETRY)
    }
}

impl From<RestoreError> for Problem {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::NotFound => Self::not_found(),
            RestoreError::Store(error) => error.into(),
        }
    }
}

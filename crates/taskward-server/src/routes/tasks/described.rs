//! What several operations have in common in their descriptions.

use utoipa::{IntoParams, IntoResponses, ToSchema};

use crate::{documents::BaseDocument, problem::ProblemDocument};

/// The path of a task.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the parameter")]
pub(super) struct TaskPath {
    /// The task's id.
    id: String,
}

/// A precondition.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it documents the header")]
pub(super) struct IfMatchHeader {
    /// Only if the task's `ETag` is one of these.
    #[param(rename = "If-Match")]
    if_match: Option<String>,
}

/// How a task is to come back after it was completed.
#[derive(ToSchema)]
#[schema(as = NewRecurrence)]
#[expect(dead_code, reason = "it documents the fields")]
pub(super) struct RecurrenceInput {
    /// When: the value of an `RRULE` (RFC 5545, section 3.3.10), of `FREQ` from `DAILY` to `YEARLY`, `INTERVAL`, `COUNT`,
    /// `UNTIL`, `BYMONTH`, `BYMONTHDAY`, `BYDAY`, `BYSETPOS` and `WKST`. It must occur at least once.
    #[schema(max_length = 400, example = "FREQ=MONTHLY;BYDAY=-1FR")]
    rule: String,
    /// What the next occurrence is counted from: when the task was due, or when it was completed.
    #[schema(required = false, default = "due")]
    base: BaseDocument,
}

/// Why a task may not be changed.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it documents the answers")]
pub(super) enum Refusals {
    #[response(
        status = 404,
        description = "There is no such task.",
        content_type = "application/problem+json"
    )]
    NotFound(ProblemDocument<'static>),
    #[response(
        status = 412,
        description = "It has another ETag by now.",
        content_type = "application/problem+json"
    )]
    Stale(ProblemDocument<'static>),
}

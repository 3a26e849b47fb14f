//! What several operations have in common in their descriptions.

use utoipa::{IntoParams, IntoResponses};

use crate::problem::ProblemDocument;

/// The path of a label.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it documents the parameter")]
pub(super) struct LabelPath {
    /// The label's id.
    id: String,
}

/// A precondition.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it documents the header")]
pub(super) struct IfMatchHeader {
    /// Only if the label's `ETag` is one of these.
    #[param(rename = "If-Match")]
    if_match: Option<String>,
}

/// Why a label may not be changed.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it documents the answers")]
pub(super) enum Refusals {
    #[response(
        status = 404,
        description = "There is no such label.",
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

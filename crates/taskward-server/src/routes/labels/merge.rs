use axum::extract::State;
use serde::Deserialize;
use taskward_core::{LabelId, Owner};
use utoipa::ToSchema;

use super::described::{IfMatchHeader, LabelPath, Refusals};
use crate::{
    app::AppState,
    documents::{LabelDocument, OneLabel},
    extract::{Body, FieldErrors, IfMatch, Input, RequestedLabel},
    problem::Problem,
};

/// Merges a label into another one
///
/// All at once: the tasks that have it get the other one in its place, each by a change of its own, and it is deleted. Where
/// a task has both, the other one stays where it is.
#[utoipa::path(
    post, path = "/labels/{id}/merge", operation_id = "mergeLabel", tag = "labels",
    params(LabelPath, IfMatchHeader),
    request_body = LabelMerge,
    responses(
        (status = 200, description = "The label that has the tasks now.", body = LabelDocument<'static>,
         headers(("ETag" = String))),
        Refusals,
    )
)]
pub(super) async fn merge(
    State(app): State<AppState>,
    label: RequestedLabel,
    IfMatch(precondition): IfMatch,
    Body(into): Body<LabelMerge>,
) -> Result<OneLabel, Problem> {
    let merged = app
        .store
        .merge_label(&label.owner, label.id()?, into, precondition, app.now())
        .await?;
    Ok(OneLabel::ok(merged))
}

/// What becomes of a label's tasks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelMerge {
    /// The label that they get.
    #[schema(format = "uuid")]
    into: String,
}

impl Input for LabelMerge {
    type Parsed = LabelId;

    fn parse(self, owner: &Owner, errors: &mut FieldErrors) -> Option<LabelId> {
        errors.check("into", LabelId::parse(&self.into, owner))
    }
}

use axum::extract::State;
use serde::Deserialize;
use taskward_core::Owner;
use utoipa::ToSchema;

use super::{
    described::{IfMatchHeader, LabelPath, Refusals},
    fields,
};
use crate::{
    app::AppState,
    documents::{ColourName, LabelDocument, OneLabel},
    extract::{Body, FieldErrors, IfMatch, Input, RequestedLabel, present},
    problem::{Problem, ProblemDocument},
};

/// Changes the given fields of a label
///
/// A JSON Merge Patch (RFC 7396): no field can be removed. Another name is seen on all tasks at once; they are not changed
/// by it.
#[utoipa::path(
    patch, path = "/labels/{id}", operation_id = "patchLabel", tag = "labels",
    params(LabelPath, IfMatchHeader),
    request_body(content(
        (LabelPatch = "application/merge-patch+json"),
        (LabelPatch = "application/json"),
    )),
    responses(
        (status = 200, description = "The label as it is now.", body = LabelDocument<'static>,
         headers(("ETag" = String))),
        (status = 409, description = "Another label has this name. `/merge` makes one of both.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
        Refusals,
    )
)]
pub(super) async fn patch(
    State(app): State<AppState>,
    label: RequestedLabel,
    IfMatch(precondition): IfMatch,
    Body(patch): Body<LabelPatch>,
) -> Result<OneLabel, Problem> {
    let edited = app
        .store
        .edit_label(&label.owner, label.id()?, patch, precondition, app.now())
        .await?;
    Ok(OneLabel::ok(edited))
}

/// Changed fields only.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelPatch {
    /// A new name.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100)]
    name: Option<String>,
    /// A new colour.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = ColourName, required = false)]
    colour: Option<String>,
}

impl Input for LabelPatch {
    type Parsed = taskward_core::LabelPatch;
    const MEDIA_TYPES: &'static [&'static str] = &["application/merge-patch+json"];

    fn parse(self, _: &Owner, errors: &mut FieldErrors) -> Option<taskward_core::LabelPatch> {
        let name = self.name.map(|text| fields::name(&text, errors));
        let colour = self.colour.map(|name| fields::colour(&name, errors));
        Some(taskward_core::LabelPatch {
            name: name.map_or(Some(None), |name| name.map(Some))?,
            colour: colour.map_or(Some(None), |colour| colour.map(Some))?,
        })
    }
}

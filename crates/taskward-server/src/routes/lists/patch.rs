use axum::extract::State;
use serde::Deserialize;
use taskward_core::Owner;
use utoipa::ToSchema;

use super::{
    described::{IfMatchHeader, ListPath, Refusals},
    fields,
};
use crate::{
    app::AppState,
    documents::{ColourName, ListDocument, OneList},
    extract::{Body, FieldErrors, IfMatch, Input, RequestedList, present},
    problem::Problem,
};

/// Changes the given fields of a list
///
/// A JSON Merge Patch (RFC 7396): no field can be removed.
#[utoipa::path(
    patch, path = "/lists/{id}", operation_id = "patchList", tag = "lists",
    params(ListPath, IfMatchHeader),
    request_body(content(
        (ListPatch = "application/merge-patch+json"),
        (ListPatch = "application/json"),
    )),
    responses(
        (status = 200, description = "The list as it is now.", body = ListDocument<'static>,
         headers(("ETag" = String))),
        Refusals,
    )
)]
pub(super) async fn patch(
    State(app): State<AppState>,
    list: RequestedList,
    IfMatch(precondition): IfMatch,
    Body(patch): Body<ListPatch>,
) -> Result<OneList, Problem> {
    let edited = app
        .store
        .edit_list(&list.owner, list.id()?, patch, precondition, app.now())
        .await?;
    Ok(OneList::ok(edited))
}

/// Changed fields only.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ListPatch {
    /// A new name.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100)]
    name: Option<String>,
    /// A new colour.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = ColourName, required = false)]
    colour: Option<String>,
    /// A new place: a key between those of its new neighbours.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, required = false, max_length = 250)]
    position: Option<String>,
    /// Put away, or taken out again.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = bool, required = false)]
    archived: Option<bool>,
}

impl Input for ListPatch {
    type Parsed = taskward_core::ListPatch;
    const MEDIA_TYPES: &'static [&'static str] = &["application/merge-patch+json"];

    fn parse(self, _: &Owner, errors: &mut FieldErrors) -> Option<taskward_core::ListPatch> {
        let name = self.name.map(|text| fields::name(&text, errors));
        let colour = self.colour.map(|name| fields::colour(&name, errors));
        let position = self.position.map(|text| fields::position(&text, errors));
        Some(taskward_core::ListPatch {
            name: name.map_or(Some(None), |name| name.map(Some))?,
            colour: colour.map_or(Some(None), |colour| colour.map(Some))?,
            position: position.map_or(Some(None), |position| position.map(Some))?,
            archived: self.archived,
        })
    }
}

use axum::extract::State;
use http::StatusCode;

use super::described::{IfMatchHeader, LabelPath, Refusals};
use crate::{
    app::AppState,
    extract::{IfMatch, NoBody, NoParameters, Query, RequestedLabel},
    problem::Problem,
};

/// Deletes a label
///
/// For good. The tasks that have it lose it, each by a change of its own.
#[utoipa::path(
    delete, path = "/labels/{id}", operation_id = "deleteLabel", tag = "labels",
    params(LabelPath, IfMatchHeader),
    responses(
        (status = 204, description = "It is deleted."),
        Refusals,
    )
)]
pub(super) async fn delete(
    State(app): State<AppState>,
    label: RequestedLabel,
    IfMatch(precondition): IfMatch,
    Query(NoParameters): Query<NoParameters>,
    NoBody: NoBody,
) -> Result<StatusCode, Problem> {
    app.store
        .delete_label(&label.owner, label.id()?, precondition, app.now())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

use axum::{extract::State, response::Response};

use crate::{
    app::AppState,
    documents::LabelsDocument,
    extract::{Caller, NoBody, NoParameters, Query},
    problem::Problem,
};

/// All labels
///
/// By their names, without regard to case and diacritics. There are 500 at most, so they come at once.
#[utoipa::path(
    get, path = "/labels", operation_id = "listLabels", tag = "labels",
    responses((status = 200, description = "The labels.", body = LabelsDocument<'static>))
)]
pub(super) async fn all(
    State(app): State<AppState>,
    Caller(owner): Caller,
    Query(NoParameters): Query<NoParameters>,
    NoBody: NoBody,
) -> Result<Response, Problem> {
    let labels = app.store.labels(&owner).await?;
    Ok(LabelsDocument::new(&labels).into_response())
}

use axum::extract::State;

use super::described::LabelPath;
use crate::{
    app::AppState,
    documents::{LabelDocument, OneLabel},
    extract::{NoBody, NoParameters, Query, RequestedLabel},
    problem::{Problem, ProblemDocument},
};

/// One label
#[utoipa::path(
    get, path = "/labels/{id}", operation_id = "getLabel", tag = "labels",
    params(LabelPath),
    responses(
        (status = 200, description = "The label.", body = LabelDocument<'static>,
         headers(("ETag" = String))),
        (status = 404, description = "There is no such label.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
    )
)]
pub(super) async fn read(
    State(app): State<AppState>,
    label: RequestedLabel,
    Query(NoParameters): Query<NoParameters>,
    NoBody: NoBody,
) -> Result<OneLabel, Problem> {
    let found = app.store.get_label(&label.owner, label.id()?).await?;
    found.map(OneLabel::ok).ok_or_else(Problem::not_found)
}

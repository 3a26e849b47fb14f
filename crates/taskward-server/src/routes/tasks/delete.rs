use axum::extract::State;
use http::StatusCode;

use super::described::{IfMatchHeader, Refusals, TaskPath};
use crate::{
    app::AppState,
    extract::{IfMatch, NoBody, NoParameters, Query, RequestedTask},
    problem::Problem,
};

/// Deletes a task
///
/// It can be restored for 30 days.
#[utoipa::path(
    delete, path = "/tasks/{id}", operation_id = "deleteTask", tag = "tasks",
    params(TaskPath, IfMatchHeader),
    responses(
        (status = 204, description = "It is deleted."),
        Refusals,
    )
)]
pub(super) async fn delete(
    State(app): State<AppState>,
    task: RequestedTask,
    IfMatch(precondition): IfMatch,
    Query(NoParameters): Query<NoParameters>,
    NoBody: NoBody,
) -> Result<StatusCode, Problem> {
    app.store
        .delete(&task.owner, task.id()?, precondition, app.now())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

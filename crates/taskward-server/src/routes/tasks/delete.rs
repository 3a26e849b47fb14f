use axum::extract::State;
use http::StatusCode;

use crate::{
    app::AppState,
    extract::{IfMatch, NoBody, NoParameters, Query, RequestedTask},
    problem::{Problem, ProblemDocument},
};

/// Deletes a task
///
/// It can be restored for 30 days.
#[utoipa::path(
    delete, path = "/tasks/{id}", operation_id = "deleteTask", tag = "tasks",
    params(
        ("id" = String, Path, description = "The task's id."),
        ("If-Match" = Option<String>, Header, description = "Only if the task's ETag is one of these."),
    ),
    responses(
        (status = 204, description = "It is deleted."),
        (status = 404, description = "There is no such task.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
        (status = 412, description = "It has another ETag by now.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
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

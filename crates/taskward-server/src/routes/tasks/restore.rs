use axum::extract::State;

use super::described::TaskPath;
use crate::{
    app::AppState,
    documents::{OneTask, TaskDocument},
    extract::{NoBody, NoParameters, Query, RequestedTask},
    problem::{Problem, ProblemDocument},
};

/// Restores a deleted task
///
/// It comes back whole within 30 days of its deletion. A task that is not deleted is answered as it is.
#[utoipa::path(
    post, path = "/tasks/{id}/restore", operation_id = "restoreTask", tag = "tasks",
    params(TaskPath),
    responses(
        (status = 200, description = "The task as it is now.", body = TaskDocument<'static>,
         headers(("ETag" = String))),
        (status = 404, description = "There is no such task, or it was deleted too long ago.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
    )
)]
pub(super) async fn restore(
    State(app): State<AppState>,
    task: RequestedTask,
    Query(NoParameters): Query<NoParameters>,
    NoBody: NoBody,
) -> Result<OneTask, Problem> {
    let restored = app
        .store
        .restore(&task.owner, task.id()?, app.now())
        .await?;
    Ok(OneTask::ok(restored))
}

use axum::extract::State;

use super::described::TaskPath;
use crate::{
    app::AppState,
    documents::{OneTask, TaskDocument},
    extract::{NoBody, NoParameters, Query, RequestedTask},
    problem::{Problem, ProblemDocument},
};

/// One task
#[utoipa::path(
    get, path = "/tasks/{id}", operation_id = "getTask", tag = "tasks",
    params(TaskPath),
    responses(
        (status = 200, description = "The task.", body = TaskDocument<'static>,
         headers(("ETag" = String))),
        (status = 404, description = "There is no such task.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
    )
)]
pub(super) async fn read(
    State(app): State<AppState>,
    task: RequestedTask,
    Query(NoParameters): Query<NoParameters>,
    NoBody: NoBody,
) -> Result<OneTask, Problem> {
    let found = app.store.get(&task.owner, task.id()?).await?;
    found.map(OneTask::ok).ok_or_else(Problem::not_found)
}

use axum::extract::State;
use serde::Deserialize;
use taskward_core::{Edit, Owner};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    documents::{OneTask, TaskDocument},
    extract::{FieldErrors, IfMatch, Input, OptionalBody, RequestedTask},
    problem::{Problem, ProblemDocument},
};

/// Completes or reopens a task
///
/// Without a body it toggles.
#[utoipa::path(
    patch, path = "/tasks/{id}/complete", operation_id = "completeTask", tag = "tasks",
    params(
        ("id" = String, Path, description = "The task's id."),
        ("If-Match" = Option<String>, Header, description = "Only if the task's ETag is one of these."),
    ),
    request_body = Option<Completion>,
    responses(
        (status = 200, description = "The task as it is now.", body = TaskDocument<'static>,
         headers(("ETag" = String))),
        (status = 404, description = "There is no such task.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
        (status = 412, description = "It has another ETag by now.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
    )
)]
pub(super) async fn complete(
    State(app): State<AppState>,
    task: RequestedTask,
    IfMatch(precondition): IfMatch,
    OptionalBody(completed): OptionalBody<Completion>,
) -> Result<OneTask, Problem> {
    let edit = Edit::Complete(completed);
    let edited = app
        .store
        .edit(&task.owner, task.id()?, edit, precondition, app.now())
        .await?;
    Ok(OneTask::ok(edited))
}

/// Whether a task is done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Completion {
    /// Done, or open again.
    completed: bool,
}

impl Input for Completion {
    type Parsed = bool;
    const MEDIA_TYPES: &'static [&'static str] = &["application/merge-patch+json"];

    fn parse(self, _: &Owner, _: &mut FieldErrors) -> Option<bool> {
        Some(self.completed)
    }
}

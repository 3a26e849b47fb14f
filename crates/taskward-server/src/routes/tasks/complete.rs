use axum::extract::State;
use serde::Deserialize;
use taskward_core::{Edit, Owner};
use utoipa::ToSchema;

use super::{
    described::{IfMatchHeader, Refusals, TaskPath},
    edit::edit,
};
use crate::{
    app::AppState,
    documents::{OneTask, TaskDocument},
    extract::{FieldErrors, IfMatch, Input, OptionalBody, RequestedTask},
    problem::Problem,
};

/// Completes or reopens a task
///
/// Without a body it toggles.
#[utoipa::path(
    patch, path = "/tasks/{id}/complete", operation_id = "completeTask", tag = "tasks",
    params(TaskPath, IfMatchHeader),
    request_body = Option<Completion>,
    responses(
        (status = 200, description = "The task as it is now.", body = TaskDocument<'static>,
         headers(("ETag" = String))),
        Refusals,
    )
)]
pub(super) async fn complete(
    State(app): State<AppState>,
    task: RequestedTask,
    IfMatch(precondition): IfMatch,
    OptionalBody(completed): OptionalBody<Completion>,
) -> Result<OneTask, Problem> {
    edit(&app, &task, Edit::Complete(completed), precondition).await
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

use axum::extract::State;
use serde::Deserialize;
use taskward_core::{Completing, Edit, Owner, Zone};
use utoipa::ToSchema;

use super::{
    described::{IfMatchHeader, Refusals, TaskPath},
    edit::edit,
    fields,
};
use crate::{
    app::AppState,
    documents::{BaseDocument, OneTask, TaskDocument},
    extract::{FieldErrors, IfMatch, Input, OptionalBody, RequestedTask},
    problem::Problem,
};

/// Completes or reopens a task
///
/// Without a body it toggles. An occurrence of a recurring task that is completed is recorded, and the task is due again
/// and stays open; its `start` moves with it. It is completed when its rule ends. So a repetition completes the next
/// occurrence: `If-Match` protects from that, and `POST …/completions/undo` undoes it.
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
    OptionalBody(completing): OptionalBody<Completion>,
) -> Result<OneTask, Problem> {
    let completing = completing.unwrap_or(Completing::TOGGLE);
    edit(&app, &task, Edit::Complete(completing), precondition).await
}

/// Whether a task is done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Completion {
    /// Done, or open again.
    completed: bool,
    /// What the next occurrence of a recurring task is counted from this time, if not from what the task says:
    /// `GET …/occurrences` says when they differ.
    #[schema(value_type = Option<BaseDocument>)]
    base: Option<String>,
    /// The IANA name of the zone where the caller is: which day it is there decides for recurring tasks that are due all
    /// day. By default `UTC`.
    #[schema(example = "Europe/Berlin")]
    zone: Option<String>,
}

impl Input for Completion {
    type Parsed = Completing;
    const MEDIA_TYPES: &'static [&'static str] = &["application/merge-patch+json"];

    fn parse(self, _: &Owner, errors: &mut FieldErrors) -> Option<Completing> {
        let base = self.base.map(|name| fields::base("base", &name, errors));
        let zone = self
            .zone
            .map(|name| errors.check("zone", Zone::parse(&name)));
        Some(Completing {
            completed: Some(self.completed),
            base: base.map_or(Some(None), |base| base.map(Some))?,
            home: zone.unwrap_or(Some(Zone::UTC))?,
        })
    }
}

use axum::extract::State;
use taskward_core::{CompletionCursor, CompletionQuery, Owner, PageSize};
use utoipa::IntoParams;

use super::described::{IfMatchHeader, Refusals, TaskPath};
use crate::{
    app::AppState,
    documents::{CompletedOccurrencePageDocument, OneTask, TaskDocument},
    extract::{
        FieldErrors, IfMatch, NoBody, NoParameters, Parameters, Query, QueryInput, RequestedTask,
        read_page_size,
    },
    problem::{Problem, ProblemDocument},
};

/// What was completed of a recurring task
///
/// Its completed occurrences, last completed first. Those of a task that does not recur are none: `completed_at` says
/// when it was completed.
#[utoipa::path(
    get, path = "/tasks/{id}/completions", operation_id = "listCompletions", tag = "tasks",
    params(TaskPath, CompletionsParameters),
    responses(
        (status = 200, description = "The page.", body = CompletedOccurrencePageDocument),
        (status = 404, description = "There is no such task.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
    )
)]
pub(super) async fn completions(
    State(app): State<AppState>,
    task: RequestedTask,
    Query(wanted): Query<Wanted>,
    NoBody: NoBody,
) -> Result<CompletedOccurrencePageDocument, Problem> {
    let id = task.id()?;
    let mut errors = FieldErrors::default();
    let after = wanted.cursor.map(|cursor| cursor.position_in(id));
    let after = errors.check_cursor(after.transpose())?;
    errors.into_result()?;
    let query = CompletionQuery {
        task: id,
        after,
        limit: wanted.limit,
    };
    let page = app.store.completions(&task.owner, &query).await?;
    let page = page.ok_or_else(Problem::not_found)?;
    Ok(CompletedOccurrencePageDocument::new(&page, &task.owner))
}

/// Undoes a task's last completion
///
/// The task is open, due and recurring as it was before, and the occurrence is no longer among its completions; a change
/// of these fields since is lost, unlike that of any other. A completed task that does not recur is reopened.
#[utoipa::path(
    post, path = "/tasks/{id}/completions/undo", operation_id = "undoCompletion", tag = "tasks",
    params(TaskPath, IfMatchHeader),
    responses(
        (status = 200, description = "The task as it is now.", body = TaskDocument<'static>,
         headers(("ETag" = String))),
        (status = 409, description = "Nothing of it is completed.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
        Refusals,
    )
)]
pub(super) async fn undo(
    State(app): State<AppState>,
    task: RequestedTask,
    IfMatch(precondition): IfMatch,
    Query(NoParameters): Query<NoParameters>,
    NoBody: NoBody,
) -> Result<OneTask, Problem> {
    let undone = app
        .store
        .undo_completion(&task.owner, task.id()?, precondition, app.now())
        .await?;
    Ok(OneTask::ok(undone))
}

/// The parameters as they are documented.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the parameters")]
struct CompletionsParameters {
    /// How many a page holds at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u8>,
    /// `next` of the page before, of the same task.
    cursor: Option<String>,
}

/// Which page.
pub(super) struct Wanted {
    limit: PageSize,
    cursor: Option<CompletionCursor>,
}

impl QueryInput for Wanted {
    fn read(
        parameters: &mut Parameters,
        owner: &Owner,
        errors: &mut FieldErrors,
    ) -> Result<Self, Problem> {
        let cursor = parameters.take("cursor", errors);
        let cursor = cursor.map(|text| CompletionCursor::decode(&text, owner));
        Ok(Self {
            cursor: errors.check_cursor(cursor.transpose())?,
            limit: parameters
                .read("limit", errors, read_page_size)
                .unwrap_or_default(),
        })
    }
}

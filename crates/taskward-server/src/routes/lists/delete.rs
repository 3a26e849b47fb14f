use axum::extract::State;
use http::StatusCode;
use taskward_core::{Owner, TasksOfList};
use utoipa::IntoParams;

use super::described::{IfMatchHeader, ListPath, Refusals};
use crate::{
    app::AppState,
    extract::{FieldErrors, IfMatch, NoBody, Parameters, Query, QueryInput, RequestedList},
    problem::{Problem, ProblemDocument},
};

/// Deletes a list
///
/// For good. Its tasks move to the Inbox or are deleted along with it, from where each can be restored for 30
/// days, then into the Inbox. `tasks` says which, and is required where there are any.
#[utoipa::path(
    delete, path = "/lists/{id}", operation_id = "deleteList", tag = "lists",
    params(ListPath, DeletionParameters, IfMatchHeader),
    responses(
        (status = 204, description = "It is deleted."),
        (status = 409, description = "It has tasks, and `tasks` does not say what becomes of them.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
        Refusals,
    )
)]
pub(super) async fn delete(
    State(app): State<AppState>,
    list: RequestedList,
    IfMatch(precondition): IfMatch,
    Query(Deletion(tasks)): Query<Deletion>,
    NoBody: NoBody,
) -> Result<StatusCode, Problem> {
    app.store
        .delete_list(&list.owner, list.id()?, tasks, precondition, app.now())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The parameter as it is documented; [`Deletion`] is what it is read into.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the parameter")]
struct DeletionParameters {
    /// What becomes of the tasks in it.
    #[param(inline)]
    tasks: Option<Tasks>,
}

#[derive(utoipa::ToSchema)]
#[schema(rename_all = "kebab-case")]
#[expect(dead_code, reason = "it documents the parameter")]
enum Tasks {
    MoveToInbox,
    Delete,
}

pub(super) struct Deletion(Option<TasksOfList>);

impl QueryInput for Deletion {
    fn read(
        parameters: &mut Parameters,
        _: &Owner,
        errors: &mut FieldErrors,
    ) -> Result<Self, Problem> {
        Ok(Self(parameters.read("tasks", errors, tasks)))
    }
}

fn tasks(text: &str) -> Result<TasksOfList, &'static str> {
    match text {
        "move-to-inbox" => Ok(TasksOfList::MoveToInbox),
        "delete" => Ok(TasksOfList::Delete),
        _ => Err("must be move-to-inbox or delete"),
    }
}

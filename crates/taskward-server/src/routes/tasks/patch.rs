use axum::extract::State;
use serde::Deserialize;
use serde_json::Number;
use taskward_core::{Edit, Owner};
use utoipa::ToSchema;

use super::{
    described::{IfMatchHeader, RecurrenceInput, Refusals, TaskPath},
    edit::edit,
    fields,
};
use crate::{
    app::AppState,
    documents::{DueDocument, OneTask, TaskDocument},
    extract::{Body, FieldErrors, IfMatch, Input, RequestedTask, present},
    problem::Problem,
};

/// Changes the given fields
///
/// A JSON Merge Patch (RFC 7396): null removes a description, a due value, a start or a recurrence and takes a task out of
/// its list; other fields cannot be removed. A due value, a recurrence and labels are replaced whole. A recurrence that does not go
/// with the due value that the task has is refused with 422, after 404 and 412.
#[utoipa::path(
    patch, path = "/tasks/{id}", operation_id = "patchTask", tag = "tasks",
    params(TaskPath, IfMatchHeader),
    request_body(content(
        (TaskPatch = "application/merge-patch+json"),
        (TaskPatch = "application/json"),
    )),
    responses(
        (status = 200, description = "The task as it is now.", body = TaskDocument<'static>,
         headers(("ETag" = String))),
        Refusals,
    )
)]
pub(super) async fn patch(
    State(app): State<AppState>,
    task: RequestedTask,
    IfMatch(precondition): IfMatch,
    Body(patch): Body<TaskPatch>,
) -> Result<OneTask, Problem> {
    edit(&app, &task, Edit::Patch(patch), precondition).await
}

/// Changed fields only.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskPatch {
    /// A new title.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 255)]
    title: Option<String>,
    /// A new description, or null to remove it.
    #[serde(default, deserialize_with = "present")]
    #[expect(
        clippy::option_option,
        reason = "missing, null and given are three things"
    )]
    #[schema(value_type = Option<String>, max_length = 10_000)]
    description: Option<Option<String>>,
    /// A new priority: 1 is the highest, and 4 is none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = u8, required = false, minimum = 1, maximum = 4)]
    priority: Option<Number>,
    /// A new due value, whole, or null to remove it.
    #[serde(default, deserialize_with = "present")]
    #[expect(
        clippy::option_option,
        reason = "missing, null and given are three things"
    )]
    #[schema(value_type = Option<DueDocument>)]
    due: Option<Option<fields::DueBody>>,
    /// A new start, or null to remove it.
    #[serde(default, deserialize_with = "present")]
    #[expect(
        clippy::option_option,
        reason = "missing, null and given are three things"
    )]
    #[schema(value_type = Option<String>, format = Date)]
    start: Option<Option<String>>,
    /// Another list, or null for the Inbox.
    #[serde(default, deserialize_with = "present")]
    #[expect(
        clippy::option_option,
        reason = "missing, null and given are three things"
    )]
    #[schema(value_type = Option<String>, format = "uuid")]
    list_id: Option<Option<String>>,
    /// The ids of the labels on it, in place of all that it had.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Vec<String>, required = false, max_items = 50)]
    labels: Option<Vec<String>>,
    /// A new recurrence, whole, or null to remove it. The task needs a due value.
    #[serde(default, deserialize_with = "present")]
    #[expect(
        clippy::option_option,
        reason = "missing, null and given are three things"
    )]
    #[schema(value_type = Option<RecurrenceInput>)]
    recurrence: Option<Option<fields::RecurrenceBody>>,
    /// Another place by hand: a key between those of its new neighbours. Null is the one that it was created with.
    #[serde(default, deserialize_with = "present")]
    #[expect(
        clippy::option_option,
        reason = "missing, null and given are three things"
    )]
    #[schema(value_type = Option<String>, max_length = 250)]
    position: Option<Option<String>>,
    /// Done, or open again. A recurring task that is completed is due again, as `/complete` has it, by its own base and in
    /// UTC.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = bool, required = false)]
    completed: Option<bool>,
}

impl Input for TaskPatch {
    type Parsed = taskward_core::TaskPatch;
    const MEDIA_TYPES: &'static [&'static str] = &["application/merge-patch+json"];

    fn parse(self, owner: &Owner, errors: &mut FieldErrors) -> Option<taskward_core::TaskPatch> {
        let title = self.title.map(|text| fields::title(&text, errors));
        let description = self
            .description
            .map(|text| fields::description(text, errors));
        let priority = fields::priority(self.priority, errors);
        let due = self.due.map(|due| fields::due(due, errors));
        let start = self.start.map(|day| fields::start(day, errors));
        let list_id = self
            .list_id
            .map(|text| fields::list_id(text, owner, errors));
        let labels = self
            .labels
            .map(|texts| fields::labels(&texts, owner, errors));
        let recurrence = self.recurrence.map(|it| fields::recurrence(it, errors));
        let due = due.map_or(Some(None), |due| due.map(Some))?;
        let recurrence = recurrence.map_or(Some(None), |it| it.map(Some))?;
        // Of a patch of one of them the task as it is decides.
        if let (Some(due), Some(recurrence)) = (due, &recurrence) {
            fields::schedule(due, recurrence.as_deref(), errors)?;
        }
        let position = self.position.map(|text| fields::position(text, errors));
        Some(taskward_core::TaskPatch {
            title: title.map_or(Some(None), |title| title.map(Some))?,
            description: description.map_or(Some(None), |description| description.map(Some))?,
            priority: priority?,
            due,
            start: start.map_or(Some(None), |start| start.map(Some))?,
            list_id: list_id.map_or(Some(None), |list_id| list_id.map(Some))?,
            labels: labels.map_or(Some(None), |labels| labels.map(Some))?,
            recurrence,
            position: position.map_or(Some(None), |position| position.map(Some))?,
            completed: self.completed,
        })
    }
}

use axum::extract::State;
use serde::Deserialize;
use serde_json::Number;
use taskward_core::{Edit, Owner, TaskContent};
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

/// Replaces all that may be edited
///
/// A field that is left out gets its default.
#[utoipa::path(
    put, path = "/tasks/{id}", operation_id = "replaceTask", tag = "tasks",
    params(TaskPath, IfMatchHeader),
    request_body = TaskReplacement,
    responses(
        (status = 200, description = "The task as it is now.", body = TaskDocument<'static>,
         headers(("ETag" = String))),
        Refusals,
    )
)]
pub(super) async fn replace(
    State(app): State<AppState>,
    task: RequestedTask,
    IfMatch(precondition): IfMatch,
    Body(content): Body<TaskReplacement>,
) -> Result<OneTask, Problem> {
    edit(&app, &task, Edit::Replace(content), precondition).await
}

/// All that may be edited of a task.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskReplacement {
    /// What there is to do.
    #[schema(min_length = 1, max_length = 255)]
    title: String,
    /// More about it, in Markdown.
    #[schema(max_length = 10_000)]
    description: Option<String>,
    /// How urgent it is: 1 is the highest, and 4 is none.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = u8, required = false, minimum = 1, maximum = 4, default = 4)]
    priority: Option<Number>,
    /// When it is due.
    #[schema(value_type = Option<DueDocument>)]
    due: Option<fields::DueBody>,
    /// The first day on which there is something to do about it.
    #[schema(format = Date)]
    start: Option<String>,
    /// The list it is in; null or left out is the Inbox.
    #[schema(format = "uuid")]
    list_id: Option<String>,
    /// The ids of the labels on it, each once; none by default.
    #[serde(default)]
    #[schema(max_items = 50)]
    labels: Vec<String>,
    /// How it comes back after it was completed. It needs a due value.
    #[schema(value_type = Option<RecurrenceInput>)]
    recurrence: Option<fields::RecurrenceBody>,
    /// Where it stands by hand; null or left out is behind all that were created before and not put elsewhere.
    #[schema(max_length = 250)]
    position: Option<String>,
    /// Whether it is done.
    #[serde(default)]
    #[schema(default = false)]
    completed: bool,
}

impl Input for TaskReplacement {
    type Parsed = TaskContent;

    fn parse(self, owner: &Owner, errors: &mut FieldErrors) -> Option<TaskContent> {
        let title = fields::title(&self.title, errors);
        let description = fields::description(self.description, errors);
        let priority = fields::priority(self.priority, errors);
        let due = fields::due(self.due, errors);
        let start = fields::start(self.start, errors);
        let list_id = fields::list_id(self.list_id, owner, errors);
        let labels = fields::labels(&self.labels, owner, errors);
        let recurrence = fields::recurrence(self.recurrence, errors);
        let position = fields::position(self.position, errors);
        let content = TaskContent {
            title: title?,
            description: description?,
            priority: priority?.unwrap_or_default(),
            due: due?,
            start: start?,
            list_id: list_id?,
            labels: labels?,
            recurrence: recurrence?,
            position: position?,
            completed: self.completed,
        };
        fields::schedule(content.due, content.recurrence.as_deref(), errors)?;
        Some(content)
    }
}

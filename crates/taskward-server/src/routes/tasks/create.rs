use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use serde_json::Number;
use taskward_core::{Owner, TaskContent, TaskId};
use taskward_store::Created;
use utoipa::ToSchema;

use super::{described::RecurrenceInput, fields};
use crate::{
    app::AppState,
    documents::{DueDocument, OneTask, TaskDocument},
    extract::{Body, Caller, FieldErrors, Input, present},
    problem::{Problem, ProblemDocument},
};

/// Creates a task
///
/// With an `id` chosen by the client, creation may be repeated safely: the second time answers 200
/// with the task as it is.
#[utoipa::path(
    post, path = "/tasks", operation_id = "createTask", tag = "tasks",
    request_body = NewTaskBody,
    responses(
        (status = 201, description = "It is new.", body = TaskDocument<'static>,
         headers(("Location" = String), ("ETag" = String))),
        (status = 200, description = "This id was created before; the task as it is.",
         body = TaskDocument<'static>, headers(("ETag" = String))),
        (status = 409, description = "A task of this id was deleted.",
         body = ProblemDocument<'static>, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create(
    State(app): State<AppState>,
    Caller(owner): Caller,
    Body(body): Body<NewTaskBody>,
) -> Result<Response, Problem> {
    let id = body.id.unwrap_or_else(|| app.new_task_id(&owner));
    let task = taskward_core::NewTask {
        id,
        content: body.content,
    };
    match app.store.create(&owner, task, app.now()).await? {
        Created::Existing(task) => Ok(OneTask::ok(task).into_response()),
        Created::New(task) => {
            let location = format!("/api/tasks/{}", task.id).parse::<HeaderValue>();
            let mut response = OneTask {
                status: StatusCode::CREATED,
                task,
            }
            .into_response();
            if let Ok(location) = location {
                response.headers_mut().insert(header::LOCATION, location);
            }
            Ok(response)
        }
    }
}

/// A task to be created.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTask)]
pub(super) struct NewTaskBody {
    /// Chosen by the client: a UUID of version 8 with the caller's owner tag. By default the server
    /// makes one.
    #[schema(format = "uuid")]
    id: Option<String>,
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
    /// Whether it is done already.
    #[serde(default)]
    #[schema(default = false)]
    completed: bool,
}

pub(super) struct ParsedNewTask {
    id: Option<TaskId>,
    content: TaskContent,
}

impl Input for NewTaskBody {
    type Parsed = ParsedNewTask;

    fn parse(self, owner: &Owner, errors: &mut FieldErrors) -> Option<ParsedNewTask> {
        let id = self
            .id
            .map(|id| errors.check("id", TaskId::parse(&id, owner)));
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
        Some(ParsedNewTask {
            id: id.map_or(Some(None), |id| id.map(Some))?,
            content,
        })
    }
}

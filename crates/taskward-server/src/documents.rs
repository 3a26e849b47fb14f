//! The JSON that goes out.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::{Serialize, Serializer};
use taskward_core::{Description, Owner, Revision, Task, TaskId, TaskPage, Timestamp};
use utoipa::ToSchema;

/// A task.
#[derive(Serialize, ToSchema)]
#[schema(as = Task)]
pub(crate) struct TaskDocument<'a> {
    /// A UUID of version 8 that carries its owner's tag.
    #[schema(value_type = String, format = "uuid", example = "019f0c3e-5b7a-8a1b-9c2d-3e4f5a6b7c8d")]
    id: Shown<TaskId>,
    /// What there is to do.
    #[schema(min_length = 1, max_length = 255, example = "Buy milk")]
    title: &'a str,
    /// More about it, in Markdown.
    #[schema(required, max_length = 10_000)]
    description: Option<&'a str>,
    /// Whether it is done.
    completed: bool,
    /// When it was completed.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    completed_at: Option<Shown<Timestamp>>,
    /// When the server first stored it.
    #[schema(value_type = String, format = DateTime)]
    created_at: Shown<Timestamp>,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Shown<Timestamp>,
    /// The number of its last change among all changes of its owner.
    #[schema(minimum = 1)]
    revision: u64,
}

/// A value that is a JSON string as it is shown.
struct Shown<T>(T);

impl<T: fmt::Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'a> From<&'a Task> for TaskDocument<'a> {
    fn from(task: &'a Task) -> Self {
        Self {
            id: Shown(task.id),
            title: task.title.as_str(),
            description: task.description.as_ref().map(Description::as_str),
            completed: task.is_completed(),
            completed_at: task.completed_at.map(Shown),
            created_at: Shown(task.created_at),
            updated_at: Shown(task.updated_at),
            revision: task.revision.number(),
        }
    }
}

/// A page of tasks.
#[derive(Serialize, ToSchema)]
#[schema(as = TaskPage)]
pub(crate) struct TaskPageDocument<'a> {
    /// The tasks, in the order asked for.
    items: Vec<TaskDocument<'a>>,
    /// The `cursor` of the next page; null on the last.
    #[schema(required)]
    next: Option<String>,
}

/// What a task with a title of some words and no description takes, and some more.
const TASK_BYTES: usize = 400;

impl<'a> TaskPageDocument<'a> {
    pub(crate) fn into_response(self) -> Response {
        json_of_about(TASK_BYTES * (self.items.len() + 1), StatusCode::OK, &self)
    }

    pub(crate) fn new(page: &'a TaskPage, owner: &Owner) -> Self {
        Self {
            items: page.items.iter().map(TaskDocument::from).collect(),
            next: page.next.as_ref().map(|cursor| cursor.encode(owner)),
        }
    }
}

/// An answer of JSON.
pub(crate) fn json(status: StatusCode, document: &impl Serialize) -> Response {
    json_of_about(512, status, document)
}

/// An answer of JSON that takes about so many bytes.
fn json_of_about(bytes: usize, status: StatusCode, document: &impl Serialize) -> Response {
    let mut body = Vec::with_capacity(bytes);
    // Documents of texts and numbers always serialise into memory.
    let _ = serde_json::to_writer(&mut body, document);
    let content_type = HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, content_type)], body).into_response()
}

/// An answer of one task, with its `ETag`.
pub(crate) struct OneTask {
    pub(crate) status: StatusCode,
    pub(crate) task: Task,
}

impl OneTask {
    pub(crate) fn ok(task: Task) -> Self {
        Self {
            status: StatusCode::OK,
            task,
        }
    }
}

impl IntoResponse for OneTask {
    fn into_response(self) -> Response {
        let mut response = json(self.status, &TaskDocument::from(&self.task));
        if let Ok(tag) = etag(self.task.revision).parse() {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

/// The entity tag of a revision (RFC 9110, section 8.8.3). It is strong: the revision of a task
/// changes with every change of its JSON.
pub(crate) fn etag(revision: Revision) -> String {
    format!("\"{}\"", revision.number())
}

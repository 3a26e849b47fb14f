//! The JSON that goes out.

mod changes;
mod json_object;
mod labels;
mod lists;
mod recurrence;

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use taskward_core::{
    Date, Description, Due, LabelId, ListId, OrderKey, Owner, Revision, Task, TaskId, TaskPage,
    Timestamp,
};
use utoipa::ToSchema;

use self::json_object::{JsonObject, name};
pub(crate) use self::{
    changes::{ChangesDocument, DeletionDocument},
    labels::{LabelDocument, LabelsDocument, OneLabel},
    lists::{ColourName, ListDocument, ListsDocument, OneList},
    recurrence::{
        BaseDocument, CompletedOccurrencePageDocument, OccurrencesDocument, RecurrenceDocument,
    },
};

/// A task.
#[derive(ToSchema)]
#[schema(as = Task)]
pub(crate) struct TaskDocument<'a> {
    /// A UUID of version 8 that carries its owner's tag.
    #[schema(value_type = String, format = "uuid", example = "019f0c3e-5b7a-8a1b-9c2d-3e4f5a6b7c8d")]
    id: TaskId,
    /// What there is to do.
    #[schema(min_length = 1, max_length = 255, example = "Buy milk")]
    title: &'a str,
    /// More about it, in Markdown.
    #[schema(required, max_length = 10_000)]
    description: Option<&'a str>,
    /// How urgent it is: 1 is the highest, and 4 is none.
    #[schema(minimum = 1, maximum = 4, example = 4)]
    priority: u8,
    /// When it is due.
    #[schema(required)]
    due: Option<DueDocument>,
    /// The first day on which there is something to do about it.
    #[schema(required, value_type = Option<String>, format = Date)]
    start: Option<Date>,
    /// The list it is in; null is the Inbox.
    #[schema(required, value_type = Option<String>, format = "uuid")]
    list_id: Option<ListId>,
    /// The ids of the labels on it, in the order in which they were put.
    #[schema(value_type = Vec<String>, max_items = 50)]
    labels: &'a [LabelId],
    /// How it comes back after it was completed. It has a due value then.
    #[schema(required)]
    recurrence: Option<RecurrenceDocument>,
    /// Where it stands in its owner's order by hand: compared byte by byte, and by id where two are the same.
    #[schema(value_type = String, example = "i00VbbgThD1FQfCxG3")]
    position: OrderKey,
    /// Whether it is done.
    completed: bool,
    /// When it was completed.
    #[schema(required, value_type = Option<String>, format = DateTime)]
    completed_at: Option<Timestamp>,
    /// When the server first stored it.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last changed.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// The number of its last change among all changes of its owner.
    #[schema(minimum = 1)]
    revision: u64,
}

impl TaskDocument<'_> {
    fn write_to(&self, json: &mut Vec<u8>) {
        let mut object = JsonObject::begin(json);
        object.plain(name!("id"), Some(self.id.hyphenated()));
        object.text(name!("title"), Some(self.title));
        object.text(name!("description"), self.description);
        object.literal(name!("priority"), self.priority);
        object.literal(name!("due"), &self.due);
        object.plain(name!("start"), self.start.map(|day| day.to_string()));
        object.plain(name!("list_id"), self.list_id.map(ListId::hyphenated));
        object.array(name!("labels"), self.labels, |label, json| {
            json.push(b'"');
            json.extend_from_slice(&label.hyphenated());
            json.push(b'"');
        });
        object.literal(name!("recurrence"), &self.recurrence);
        object.plain(name!("position"), Some(self.position.as_str()));
        object.literal(name!("completed"), self.completed);
        object.plain(
            name!("completed_at"),
            self.completed_at.map(Timestamp::rfc3339),
        );
        object.plain(name!("created_at"), Some(self.created_at.rfc3339()));
        object.plain(name!("updated_at"), Some(self.updated_at.rfc3339()));
        object.literal(name!("revision"), self.revision);
        object.end();
    }
}

impl<'a> From<&'a Task> for TaskDocument<'a> {
    fn from(task: &'a Task) -> Self {
        Self {
            id: task.id,
            title: task.title.as_str(),
            description: task.description.as_ref().map(Description::as_str),
            priority: task.priority.number(),
            due: task.due.map(DueDocument::from),
            start: task.start,
            list_id: task.list_id,
            labels: task.labels.as_slice(),
            recurrence: task.recurrence.as_deref().map(RecurrenceDocument::from),
            position: task.place(),
            completed: task.is_completed(),
            completed_at: task.completed_at,
            created_at: task.created_at,
            updated_at: task.updated_at,
            revision: task.revision.number(),
        }
    }
}

/// When a task is due: all day, or when the clocks of a zone show a local time.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Due)]
pub(crate) enum DueDocument {
    Date {
        /// The day, wherever one is.
        #[schema(format = Date, example = "2026-12-24")]
        date: String,
    },
    Local {
        /// The day and the time of day, in whole minutes and without an offset.
        #[schema(example = "2026-12-24T09:00")]
        local: String,
        /// The IANA name of the zone whose clocks are meant.
        #[schema(example = "Europe/Berlin")]
        zone: &'static str,
    },
}

impl From<Due> for DueDocument {
    fn from(due: Due) -> Self {
        match due {
            Due::Date(date) => Self::Date {
                date: date.to_string(),
            },
            Due::Local { at, zone } => Self::Local {
                local: at.to_string(),
                zone: zone.as_str(),
            },
        }
    }
}

/// A page of tasks.
#[derive(ToSchema)]
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
        let mut body = Vec::with_capacity(TASK_BYTES * (self.items.len() + 1));
        let mut object = JsonObject::begin(&mut body);
        object.array(name!("items"), &self.items, TaskDocument::write_to);
        object.plain(name!("next"), self.next.as_ref());
        object.end();
        json_response(StatusCode::OK, body)
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
    // Documents of texts and numbers always serialise into memory.
    let body = serde_json::to_vec(document).unwrap_or_default();
    json_response(status, body)
}

fn json_response(status: StatusCode, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let content_type = HeaderValue::from_static("application/json");
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
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
        let mut body = Vec::with_capacity(TASK_BYTES);
        TaskDocument::from(&self.task).write_to(&mut body);
        tagged(json_response(self.status, body), self.task.revision)
    }
}

fn tagged(mut response: Response, revision: Revision) -> Response {
    if let Ok(tag) = etag(revision).parse() {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The entity tag of a revision (RFC 9110, section 8.8.3). It is strong: the revision of a task, list or label
/// changes with every change of its JSON.
pub(crate) fn etag(revision: Revision) -> String {
    format!("\"{}\"", revision.number())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use taskward_core::{Base, NewTask, Recurrence, Rule, TaskContent, TaskLabels, Title};
    use utoipa::PartialSchema;

    use super::*;

    fn task(title: &str, description: &str, completed: bool) -> Task {
        #[expect(clippy::disallowed_methods, reason = "tests make owners up")]
        let owner = Owner::from_subject("alice").unwrap();
        let at = |millis| Timestamp::from_unix_millis(millis).unwrap();
        let content = TaskContent {
            description: Description::parse(description.into()).unwrap(),
            completed,
            ..TaskContent::titled(Title::parse(title).unwrap())
        };
        let id = TaskId::generate(&owner, at(1), 1);
        NewTask { id, content }.into_task(at(5), Revision::new(7).unwrap())
    }

    fn written(task: &Task) -> Value {
        let mut body = Vec::new();
        TaskDocument::from(task).write_to(&mut body);
        serde_json::from_slice(&body).unwrap()
    }

    #[test]
    fn a_task_is_written_as_it_is_described() {
        #[expect(clippy::disallowed_methods, reason = "tests make owners up")]
        let owner = Owner::from_subject("alice").unwrap();
        let [label, other] =
            [1, 2].map(|number| LabelId::generate(&owner, Timestamp::UNIX_EPOCH, number));
        let task = Task {
            labels: TaskLabels::new(vec![label, other]).unwrap(),
            due: Due::from_parts("2026-12-24T09:00", Some("Europe/Berlin")).ok(),
            start: Date::parse("2026-12-01").ok(),
            recurrence: Rule::parse("freq=daily").ok().map(|rule| {
                let base = Base::Due;
                Box::new(Recurrence { rule, base })
            }),
            ..task("\"quoted\" \\ \u{1F331}", "line\nline\t\u{7f}", true)
        };
        let written = written(&task);
        let expected = json!({
            "id": task.id.to_string(),
            "title": "\"quoted\" \\ \u{1F331}",
            "description": "line\nline\t\u{7f}",
            "priority": 4,
            "due": { "local": "2026-12-24T09:00", "zone": "Europe/Berlin" },
            "start": "2026-12-01",
            "list_id": null,
            "labels": [label.to_string(), other.to_string()],
            "recurrence": { "rule": "FREQ=DAILY", "base": "due" },
            "position": "i00000000100000001",
            "completed": true,
            "completed_at": "1970-01-01T00:00:00.005Z",
            "created_at": "1970-01-01T00:00:00.005Z",
            "updated_at": "1970-01-01T00:00:00.005Z",
            "revision": 7,
        });
        assert_eq!(written, expected);
        let schema = serde_json::to_value(TaskDocument::schema()).unwrap();
        let names = |value: &Value| {
            value
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&written), names(&schema["properties"]));
    }

    #[test]
    fn what_is_missing_is_null() {
        let written = written(&task("x", "", false));
        assert_eq!(written["description"], Value::Null);
        assert_eq!(written["completed_at"], Value::Null);
        for name in ["due", "start", "recurrence"] {
            assert_eq!(written[name], Value::Null, "{name}");
        }
    }
}

use axum::response::Response;
use http::StatusCode;
use taskward_core::{ChangePage, Deleted, LabelId, ListId, Owner, TaskId, Tombstone};
use utoipa::ToSchema;

use super::{
    LabelDocument, ListDocument, TASK_BYTES, TaskDocument,
    json_object::{JsonObject, name},
    json_response,
};

/// A page of changes.
#[derive(ToSchema)]
#[schema(as = Changes)]
pub(crate) struct ChangesDocument<'a> {
    /// What a reader knows everything up to with this page and those before.
    #[schema(minimum = 0)]
    revision: u64,
    /// Tasks that were created, changed or restored, as they are now, by revision.
    tasks: Vec<TaskDocument<'a>>,
    /// Lists that were created or changed, as they are now, by revision.
    lists: Vec<ListDocument<'a>>,
    /// Labels that were created or changed, as they are now, by revision.
    labels: Vec<LabelDocument<'a>>,
    /// Tasks, lists and labels that were deleted, by revision.
    deleted: Vec<DeletionDocument>,
    /// The `cursor` of the next page; null on the last.
    #[schema(required)]
    next: Option<String>,
}

/// A deleted task, list or label.
#[derive(ToSchema)]
#[schema(as = Deletion)]
pub(crate) struct DeletionDocument {
    /// What it was.
    #[schema(value_type = DeletedKind)]
    kind: &'static str,
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "019f0c3e-5b7a-8a1b-9c2d-3e4f5a6b7c8d")]
    id: [u8; 36],
    /// The number of the deletion among all changes of its owner.
    #[schema(minimum = 1)]
    revision: u64,
}

/// What can be deleted.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
#[expect(dead_code, reason = "it documents the kinds")]
enum DeletedKind {
    Task,
    List,
    Label,
}

impl<'a> ChangesDocument<'a> {
    pub(crate) fn new(page: &'a ChangePage, owner: &Owner) -> Self {
        Self {
            revision: page.revision.number(),
            tasks: page.tasks.iter().map(TaskDocument::from).collect(),
            lists: page.lists.iter().map(ListDocument::from).collect(),
            labels: page.labels.iter().map(LabelDocument::from).collect(),
            deleted: page.tombstones.iter().map(DeletionDocument::from).collect(),
            next: page.next.as_ref().map(|cursor| cursor.encode(owner)),
        }
    }

    pub(crate) fn into_response(self) -> Response {
        let live = self.tasks.len() + self.lists.len() + self.labels.len();
        let mut body = Vec::with_capacity(TASK_BYTES * (live + 1));
        let mut object = JsonObject::begin(&mut body);
        object.literal(name!("revision"), self.revision);
        object.array(name!("tasks"), &self.tasks, TaskDocument::write_to);
        object.array(name!("lists"), &self.lists, ListDocument::write_to);
        object.array(name!("labels"), &self.labels, LabelDocument::write_to);
        object.array(name!("deleted"), &self.deleted, DeletionDocument::write_to);
        object.plain(name!("next"), self.next.as_ref());
        object.end();
        json_response(StatusCode::OK, body)
    }
}

impl DeletionDocument {
    fn write_to(&self, json: &mut Vec<u8>) {
        let mut object = JsonObject::begin(json);
        object.plain(name!("kind"), Some(self.kind));
        object.plain(name!("id"), Some(self.id));
        object.literal(name!("revision"), self.revision);
        object.end();
    }
}

impl From<&Tombstone> for DeletionDocument {
    fn from(tombstone: &Tombstone) -> Self {
        let (kind, id) = match tombstone.deleted {
            Deleted::Task(id) => ("task", TaskId::hyphenated(id)),
            Deleted::List(id) => ("list", ListId::hyphenated(id)),
            Deleted::Label(id) => ("label", LabelId::hyphenated(id)),
        };
        Self {
            kind,
            id,
            revision: tombstone.revision.number(),
        }
    }
}

use axum::response::Response;
use http::StatusCode;
use taskward_core::{ChangePage, Owner, TaskId, Tombstone};
use utoipa::ToSchema;

use super::{
    TASK_BYTES, TaskDocument,
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
    /// Tasks that were deleted, by revision.
    deleted: Vec<DeletionDocument>,
    /// The `cursor` of the next page; null on the last.
    #[schema(required)]
    next: Option<String>,
}

/// A deleted task.
#[derive(ToSchema)]
#[schema(as = Deletion)]
pub(crate) struct DeletionDocument {
    /// Its id.
    #[schema(value_type = String, format = "uuid", example = "019f0c3e-5b7a-8a1b-9c2d-3e4f5a6b7c8d")]
    id: TaskId,
    /// The number of the deletion among all changes of its owner.
    #[schema(minimum = 1)]
    revision: u64,
}

impl<'a> ChangesDocument<'a> {
    pub(crate) fn new(page: &'a ChangePage, owner: &Owner) -> Self {
        Self {
            revision: page.revision.number(),
            tasks: page.tasks.iter().map(TaskDocument::from).collect(),
            deleted: page.tombstones.iter().map(DeletionDocument::from).collect(),
            next: page.next.as_ref().map(|cursor| cursor.encode(owner)),
        }
    }

    pub(crate) fn into_response(self) -> Response {
        let mut body = Vec::with_capacity(TASK_BYTES * (self.tasks.len() + 1));
        let mut object = JsonObject::begin(&mut body);
        object.literal(name!("revision"), self.revision);
        object.array(name!("tasks"), &self.tasks, TaskDocument::write_to);
        object.array(name!("deleted"), &self.deleted, DeletionDocument::write_to);
        object.plain(name!("next"), self.next.as_ref());
        object.end();
        json_response(StatusCode::OK, body)
    }
}

impl DeletionDocument {
    fn write_to(&self, json: &mut Vec<u8>) {
        let mut object = JsonObject::begin(json);
        object.plain(name!("id"), Some(self.id.hyphenated()));
        object.literal(name!("revision"), self.revision);
        object.end();
    }
}

impl From<&Tombstone> for DeletionDocument {
    fn from(tombstone: &Tombstone) -> Self {
        Self {
            id: tombstone.id,
            revision: tombstone.revision.number(),
        }
    }
}

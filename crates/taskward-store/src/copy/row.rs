//! Rows as both databases keep them.

use sha2::{Digest, Sha256};

/// A row of `owners`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwnerRow {
    pub(super) user_id: String,
    pub(super) revision: i64,
    pub(super) purged_revision: i64,
}

/// A row of `tasks`, live or deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TaskRow {
    pub(super) id: [u8; 16],
    pub(super) revision: i64,
    pub(super) title: String,
    pub(super) title_key: String,
    pub(super) description: Option<String>,
    pub(super) completed_at: Option<i64>,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
    pub(super) deleted_at: Option<i64>,
    pub(super) priority: i16,
    pub(super) due: Option<String>,
    pub(super) due_zone: Option<String>,
    pub(super) start_date: Option<String>,
    pub(super) list_id: Option<[u8; 16]>,
    pub(super) recurrence: Option<String>,
    pub(super) recurrence_base: Option<String>,
    pub(super) position: Option<String>,
    pub(super) labels: Option<Vec<u8>>,
}

impl TaskRow {
    /// The ids of its labels.
    pub(super) fn label_ids(&self) -> &[[u8; 16]] {
        let bytes = self.labels.as_deref().unwrap_or_default();
        bytes.as_chunks().0
    }
}

/// A row of `labels`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LabelRow {
    pub(super) id: [u8; 16],
    pub(super) revision: i64,
    pub(super) name: String,
    pub(super) name_key: String,
    pub(super) colour: String,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
}

/// A row of `lists`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListRow {
    pub(super) id: [u8; 16],
    pub(super) revision: i64,
    pub(super) name: String,
    pub(super) colour: String,
    pub(super) position: String,
    pub(super) archived: bool,
    pub(super) created_at: i64,
    pub(super) updated_at: i64,
}

/// A row of `tombstones`, or of `label_tombstones` with the kind [`LABEL`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TombstoneRow {
    pub(super) revision: i64,
    pub(super) kind: String,
    pub(super) id: [u8; 16],
}

/// What a tombstone is of whose table has no kinds.
pub(super) const LABEL: &str = "label";

/// A row of `completions`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CompletionRow {
    pub(super) task_id: [u8; 16],
    pub(super) revision: i64,
    pub(super) completed_at: i64,
    pub(super) due: String,
    pub(super) due_zone: Option<String>,
    pub(super) start_date: Option<String>,
    pub(super) recurrence: String,
    pub(super) recurrence_base: String,
}

/// Over an owner's rows, table by table, in the order of their revisions; what was completed, in that of its key.
#[derive(Clone, Debug, Default)]
pub(super) struct Checksum {
    pub(super) rows: u64,
    hash: Sha256,
}

impl Checksum {
    pub(super) fn add(&mut self, task: &TaskRow) {
        self.rows += 1;
        self.hash.update(task.id);
        for number in [task.revision, task.created_at, task.updated_at] {
            self.hash.update(number.to_be_bytes());
        }
        self.hash.update(task.priority.to_be_bytes());
        // No id is of zeros alone.
        self.hash.update(task.list_id.unwrap_or_default());
        for number in [task.completed_at, task.deleted_at] {
            // No time is before 1970.
            self.hash.update(number.unwrap_or(-1).to_be_bytes());
        }
        for text in [
            Some(&task.title),
            Some(&task.title_key),
            task.description.as_ref(),
            task.due.as_ref(),
            task.due_zone.as_ref(),
            task.start_date.as_ref(),
            task.recurrence.as_ref(),
            task.recurrence_base.as_ref(),
            task.position.as_ref(),
        ] {
            self.add_text(text);
        }
        self.add_bytes(task.labels.as_deref());
    }

    pub(super) fn add_label(&mut self, label: &LabelRow) {
        self.rows += 1;
        self.hash.update(label.id);
        for number in [label.revision, label.created_at, label.updated_at] {
            self.hash.update(number.to_be_bytes());
        }
        for text in [&label.name, &label.name_key, &label.colour] {
            self.add_text(Some(text));
        }
    }

    pub(super) fn add_list(&mut self, list: &ListRow) {
        self.rows += 1;
        self.hash.update(list.id);
        self.hash.update([u8::from(list.archived)]);
        for number in [list.revision, list.created_at, list.updated_at] {
            self.hash.update(number.to_be_bytes());
        }
        for text in [&list.name, &list.colour, &list.position] {
            self.add_text(Some(text));
        }
    }

    pub(super) fn add_tombstone(&mut self, tombstone: &TombstoneRow) {
        self.rows += 1;
        self.hash.update(tombstone.id);
        self.hash.update(tombstone.revision.to_be_bytes());
        self.add_text(Some(&tombstone.kind));
    }

    pub(super) fn add_completion(&mut self, completion: &CompletionRow) {
        self.hash.update(completion.task_id);
        for number in [completion.revision, completion.completed_at] {
            self.hash.update(number.to_be_bytes());
        }
        for text in [
            Some(&completion.due),
            completion.due_zone.as_ref(),
            completion.start_date.as_ref(),
            Some(&completion.recurrence),
            Some(&completion.recurrence_base),
        ] {
            self.add_text(text);
        }
    }

    /// With its length, so that no text runs over into the next; one that is not there has none.
    fn add_text(&mut self, text: Option<&String>) {
        self.add_bytes(text.map(String::as_bytes));
    }

    fn add_bytes(&mut self, bytes: Option<&[u8]>) {
        let length = bytes.and_then(|bytes| i64::try_from(bytes.len()).ok());
        self.hash.update(length.unwrap_or(-1).to_be_bytes());
        self.hash.update(bytes.unwrap_or_default());
    }
}

impl PartialEq for Checksum {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows && self.hash.clone().finalize() == other.hash.clone().finalize()
    }
}

//! What a task is.

use crate::{
    Date, Description, Due, ListId, OrderKey, Priority, Recurrence, Revision, ScheduleError,
    TaskId, TaskLabels, Timestamp, Title,
};

/// A task, as it stands in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id, which names its owner.
    pub id: TaskId,
    /// What there is to do.
    pub title: Title,
    /// More about it, in Markdown.
    pub description: Option<Description>,
    /// How urgent it is.
    pub priority: Priority,
    /// When it is due.
    pub due: Option<Due>,
    /// The first day on which there is something to do about it.
    pub start: Option<Date>,
    /// The list it is in; `None` is the Inbox.
    pub list_id: Option<ListId>,
    /// The labels on it.
    pub labels: TaskLabels,
    /// How it comes back after it was completed. It has a due value then. (Boxed, since few tasks have one.)
    pub recurrence: Option<Box<Recurrence>>,
    /// Where it was put by hand; see [`Task::place`].
    pub position: Option<OrderKey>,
    /// When it was completed; `None` while it is open.
    pub completed_at: Option<Timestamp>,
    /// When the server first stored it (the server's clock, never the id's).
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// The owner's revision of its last change.
    pub revision: Revision,
}

impl Task {
    /// Where it stands in its owner's order by hand: where it was put, or else behind what was created before it.
    #[must_use]
    pub fn place(&self) -> OrderKey {
        self.position
            .clone()
            .unwrap_or_else(|| OrderKey::of(self.id))
    }

    /// Whether it is done.
    #[must_use]
    pub fn is_completed(&self) -> bool {
        self.completed_at.is_some()
    }
}

/// What the owner may edit, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskContent {
    /// What there is to do.
    pub title: Title,
    /// More about it, in Markdown.
    pub description: Option<Description>,
    /// How urgent it is.
    pub priority: Priority,
    /// When it is due.
    pub due: Option<Due>,
    /// The first day on which there is something to do about it.
    pub start: Option<Date>,
    /// The list it is in; `None` is the Inbox.
    pub list_id: Option<ListId>,
    /// The labels on it.
    pub labels: TaskLabels,
    /// How it comes back after it was completed.
    pub recurrence: Option<Box<Recurrence>>,
    /// Where it was put by hand; see [`Task::place`].
    pub position: Option<OrderKey>,
    /// Whether it is done.
    pub completed: bool,
}

impl TaskContent {
    /// An open task of this title and nothing else: what is not given has its default.
    #[must_use]
    pub fn titled(title: Title) -> Self {
        Self {
            title,
            description: None,
            priority: Priority::default(),
            due: None,
            start: None,
            list_id: None,
            labels: TaskLabels::default(),
            recurrence: None,
            position: None,
            completed: false,
        }
    }

    /// Whether it can be as it says.
    ///
    /// # Errors
    /// A recurrence that its due value does not go with.
    pub fn check(&self) -> Result<(), ScheduleError> {
        Recurrence::check(self.recurrence.as_deref(), self.due)
    }
}

/// A task about to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTask {
    /// Chosen by the client, or generated.
    pub id: TaskId,
    /// What it begins with.
    pub content: TaskContent,
}

impl NewTask {
    /// The task as it is stored. One that is completed already stays so, whether it recurs or not.
    #[must_use]
    pub fn into_task(self, now: Timestamp, revision: Revision) -> Task {
        let TaskContent {
            title,
            description,
            priority,
            due,
            start,
            list_id,
            labels,
            recurrence,
            position,
            completed,
        } = self.content;
        Task {
            id: self.id,
            title,
            description,
            priority,
            due,
            start,
            list_id,
            labels,
            recurrence,
            position,
            completed_at: completed.then_some(now),
            created_at: now,
            updated_at: now,
            revision,
        }
    }
}

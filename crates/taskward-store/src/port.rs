//! What the server asks of a database.

use async_trait::async_trait;
use taskward_core::{
    ChangePage, ChangeQuery, CompletionPage, CompletionQuery, Edit, Label, LabelId, LabelPatch,
    List, ListId, ListPatch, NewLabel, NewList, NewTask, Owner, Precondition, Revision, Task,
    TaskId, TaskPage, TaskQuery, TasksOfList, Timestamp,
};

use crate::{
    ChangeError, ChangesError, CreateError, CreateLabelError, CreateListError, DeleteListError,
    EditLabelError, MergeLabelError, RestoreError, StoreError, UndoError, Watch,
};

/// The tasks of one owner at a time. There is no method without an [`Owner`].
#[async_trait]
pub trait TaskStore: Send + Sync {
    /// Creates a task. The same id again answers with the task as it is, so a client may repeat a
    /// creation whose answer it did not see.
    ///
    /// # Errors
    /// [`CreateError::Deleted`] if the owner has deleted the task of this id, or a list or label that is not there.
    async fn create(
        &self,
        owner: &Owner,
        task: NewTask,
        now: Timestamp,
    ) -> Result<Created, CreateError>;

    /// The task of this id, unless it is deleted.
    ///
    /// # Errors
    /// The store's own.
    async fn get(&self, owner: &Owner, id: TaskId) -> Result<Option<Task>, StoreError>;

    /// A page of tasks that are not deleted.
    ///
    /// # Errors
    /// The store's own.
    async fn list(&self, owner: &Owner, query: &TaskQuery) -> Result<TaskPage, StoreError>;

    /// Edits a task. An edit that changes nothing raises no revision and answers with the task as it is. What an edit
    /// completes of a recurring task is recorded with it.
    ///
    /// # Errors
    /// No such task, one that does not meet the precondition, a list or label that is not there, or a task that could not
    /// recur as the edit has it.
    async fn edit(
        &self,
        owner: &Owner,
        id: TaskId,
        edit: Edit,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<Task, ChangeError>;

    /// Deletes a task, leaving a tombstone that holds it for [`RESTORABLE_MILLIS`](crate::RESTORABLE_MILLIS)
    /// and tells of the deletion for [`TOMBSTONE_MILLIS`](crate::TOMBSTONE_MILLIS) at least.
    ///
    /// It also purges the owner's tombstones that are older than that, lowest revisions first,
    /// [`PURGED_AT_ONCE`](crate::PURGED_AT_ONCE) at most, up to the first one that is not.
    ///
    /// # Errors
    /// As [`TaskStore::edit`].
    async fn delete(
        &self,
        owner: &Owner,
        id: TaskId,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<(), ChangeError>;

    /// Brings a deleted task back whole, but without its list if that was deleted meanwhile. A task that is not deleted is answered as it is.
    ///
    /// # Errors
    /// No such task, or one deleted too long ago.
    async fn restore(
        &self,
        owner: &Owner,
        id: TaskId,
        now: Timestamp,
    ) -> Result<Task, RestoreError>;

    /// Undoes a task's last completion, as [`undo_completion`](taskward_core::undo_completion) says.
    ///
    /// # Errors
    /// No such task, one that does not meet the precondition, or nothing that could be undone.
    async fn undo_completion(
        &self,
        owner: &Owner,
        id: TaskId,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<Task, UndoError>;

    /// A page of a task's completed occurrences, last completed first; `None` unless there is such a task that is not
    /// deleted.
    ///
    /// # Errors
    /// The store's own.
    async fn completions(
        &self,
        owner: &Owner,
        query: &CompletionQuery,
    ) -> Result<Option<CompletionPage>, StoreError>;

    /// A page of what changed since a revision: live tasks, lists, labels and tombstones, by revision.
    ///
    /// # Errors
    /// [`ChangesError::Gone`] as [`ChangeQuery::begin`] says.
    async fn changes(&self, owner: &Owner, query: &ChangeQuery)
    -> Result<ChangePage, ChangesError>;

    /// The owner's present revision, which is [`Revision::ZERO`] before the first change.
    ///
    /// # Errors
    /// The store's own.
    async fn revision(&self, owner: &Owner) -> Result<Revision, StoreError>;

    /// Writes down the words of the tasks that were changed since that was last done, some tasks at a time. Searches
    /// find the same without it and take longer; the store does it by itself where it is worth it.
    ///
    /// # Errors
    /// The store's own. What was written until then stays.
    async fn write_words(&self, owner: &Owner) -> Result<(), StoreError>;

    /// Waits for the owner's next changes. What is acknowledged by this store after this call wakes it.
    fn watch(&self, owner: &Owner) -> Watch;
}

/// The lists of one owner at a time. There is no method without an [`Owner`].
#[async_trait]
pub trait ListStore: Send + Sync {
    /// All lists, archived ones among them, in the owner's order: by position, and by id where two have the same.
    ///
    /// # Errors
    /// The store's own.
    async fn lists(&self, owner: &Owner) -> Result<Vec<List>, StoreError>;

    /// The list of this id.
    ///
    /// # Errors
    /// The store's own.
    async fn get_list(&self, owner: &Owner, id: ListId) -> Result<Option<List>, StoreError>;

    /// Creates a list. The same id again answers with the list as it is.
    ///
    /// # Errors
    /// An id that was deleted, or too many lists.
    async fn create_list(
        &self,
        owner: &Owner,
        list: NewList,
        now: Timestamp,
    ) -> Result<Created<List>, CreateListError>;

    /// Changes a list. A change that changes nothing raises no revision and answers with the list as it is.
    ///
    /// # Errors
    /// No such list, or one that does not meet the precondition.
    async fn edit_list(
        &self,
        owner: &Owner,
        id: ListId,
        patch: ListPatch,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<List, ChangeError>;

    /// Deletes a list for good, leaving a tombstone that is not purged. Each of its tasks that is not deleted
    /// is changed or deleted with it, with a revision of its own. Deleted ones keep what they are, but for the list.
    ///
    /// # Errors
    /// As [`ListStore::edit_list`], and [`DeleteListError::HasTasks`] if there are tasks in it and `tasks` is `None`.
    async fn delete_list(
        &self,
        owner: &Owner,
        id: ListId,
        tasks: Option<TasksOfList>,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<(), DeleteListError>;
}

/// The labels of one owner at a time. There is no method without an [`Owner`].
#[async_trait]
pub trait LabelStore: Send + Sync {
    /// All labels, by their names without case and diacritics.
    ///
    /// # Errors
    /// The store's own.
    async fn labels(&self, owner: &Owner) -> Result<Vec<Label>, StoreError>;

    /// The label of this id.
    ///
    /// # Errors
    /// The store's own.
    async fn get_label(&self, owner: &Owner, id: LabelId) -> Result<Option<Label>, StoreError>;

    /// Creates a label. The same id again answers with the label as it is.
    ///
    /// # Errors
    /// An id that was deleted, a name that another label has, or too many labels.
    async fn create_label(
        &self,
        owner: &Owner,
        label: NewLabel,
        now: Timestamp,
    ) -> Result<Created<Label>, CreateLabelError>;

    /// Changes a label. Its tasks stay as they are. A change that changes nothing raises no revision and answers with the
    /// label as it is.
    ///
    /// # Errors
    /// No such label, one that does not meet the precondition, or a name that another label has.
    async fn edit_label(
        &self,
        owner: &Owner,
        id: LabelId,
        patch: LabelPatch,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<Label, EditLabelError>;

    /// Deletes a label for good, leaving a tombstone that is not purged. Each of its tasks that is not deleted loses it,
    /// with a revision of its own; deleted ones lose it, too.
    ///
    /// # Errors
    /// No such label, or one that does not meet the precondition.
    async fn delete_label(
        &self,
        owner: &Owner,
        id: LabelId,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<(), ChangeError>;

    /// Deletes a label as [`LabelStore::delete_label`] does, and gives its tasks another one in its place, with which it
    /// answers. Those that had both keep that one where it was.
    ///
    /// # Errors
    /// No such label, one that does not meet the precondition, or no other one to merge into.
    async fn merge_label(
        &self,
        owner: &Owner,
        id: LabelId,
        into: LabelId,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<Label, MergeLabelError>;
}

/// What concerns the deployment and no owner.
#[async_trait]
pub trait Deployment: Send + Sync {
    /// Whether the database answers.
    ///
    /// # Errors
    /// The store's own, if it does not.
    async fn ping(&self) -> Result<(), StoreError>;

    /// The issuer whose subjects own the tasks in here, if one was recorded.
    ///
    /// # Errors
    /// The store's own.
    async fn issuer(&self) -> Result<Option<String>, StoreError>;

    /// Records the issuer if none was recorded before, and gives the one that is recorded now. Of two
    /// processes that ask at once, one is first.
    ///
    /// # Errors
    /// The store's own.
    async fn claim_issuer(&self, issuer: &str) -> Result<String, StoreError>;

    /// Records the issuer, over another one if there was one.
    ///
    /// # Errors
    /// The store's own.
    async fn adopt_issuer(&self, issuer: &str) -> Result<(), StoreError>;

    /// Finishes what was accepted and closes the database.
    async fn close(&self);

    /// How much was written since the start.
    fn write_counts(&self) -> WriteCounts;
}

/// A database that can serve Taskward.
pub trait Store: TaskStore + ListStore + LabelStore + Deployment {}

impl<S: TaskStore + ListStore + LabelStore + Deployment> Store for S {}

/// What became of a creation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Created<T = Task> {
    /// It is new.
    New(T),
    /// This owner created the id before; this is what it is now.
    Existing(T),
}

/// How much was written since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteCounts {
    /// Changes that were acknowledged or found nothing to do.
    pub changes: u64,
    /// Commits to disk, each of one or more changes.
    pub commits: u64,
}

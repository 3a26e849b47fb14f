//! The embedded database.
//!
//! WAL with `synchronous=FULL`. One thread writes and commits what waits together; readers work in
//! parallel on connections of their own.

mod changes;
mod completions;
pub(crate) mod connection;
mod failure;
mod feed;
mod inspect;
mod labels;
mod lists;
mod migrations;
mod pages;
mod pin;
mod readers;
mod rows;
mod search;
pub(crate) mod settings;
mod task_labels;
mod words;
mod writer;

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use taskward_core::{
    ChangePage, ChangeQuery, CompletionPage, CompletionQuery, Edit, Label, LabelId, LabelPatch,
    List, ListId, ListPatch, NewLabel, NewList, NewTask, Order, Owner, Precondition, Revision,
    Task, TaskId, TaskPage, TaskQuery, TasksOfList, Timestamp,
};

pub(crate) use self::{inspect::inspect, migrations::STEPS};
use self::{pin::Pin, readers::Readers, writer::Writer};
use crate::{
    ChangeError, ChangesError, CreateError, CreateLabelError, CreateListError, Created,
    DeleteListError, Deployment, EditLabelError, LabelStore, ListStore, MergeLabelError, OpenError,
    RestoreError, StoreError, TaskStore, UndoError, Watch, WriteCounts,
    schema::{self, Fence, Migration},
    watch::Watches,
    words::{READ_UNWRITTEN, UnderWay, are_due},
};

/// Tasks in a `SQLite` file.
pub struct SqliteStore {
    readers: Readers,
    writer: Arc<Writer>,
    watches: Watches,
    fence: Arc<Fence>,
    words_under_way: UnderWay,
}

impl SqliteStore {
    /// Opens the file, makes it and its folder if there is none, and migrates it.
    ///
    /// # Errors
    /// A file that cannot be used, with what to do about it.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_at(path, STEPS)
    }

    /// As a program that knows these steps of the schema.
    fn open_at(path: &Path, steps: &[Migration]) -> Result<Self, OpenError> {
        let connection = connection::open_for_writing(path, steps)?;
        let fence = Arc::new(Fence::new(schema::newest(steps)));
        let pin =
            connection::open_for_reading(path).map_err(|error| connection::explain(path, error))?;
        let watches = Watches::default();
        let writer = Writer::start(
            connection,
            Pin::new(pin),
            Arc::clone(&fence),
            watches.clone(),
        )
        .map_err(|source| connection::unusable(path, StoreError::failed(source)))?;
        Ok(Self {
            readers: Readers::new(path, Arc::clone(&fence)),
            writer: Arc::new(writer),
            watches,
            fence,
            words_under_way: UnderWay::default(),
        })
    }
}

#[cfg(feature = "test-support")]
impl SqliteStore {
    /// As [`SqliteStore::open`], by a program of another version: one that knows these steps of the schema.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_as(path: &Path, steps: &[Migration]) -> Result<Self, OpenError> {
        Self::open_at(path, steps)
    }
}

impl SqliteStore {
    async fn search(&self, owner: &Owner, query: &TaskQuery) -> Result<TaskPage, StoreError> {
        let (of, asked) = (owner.clone(), query.clone());
        let answer = self
            .readers
            .aside(move |connection| search::search(connection, &of, &asked))
            .await?;
        if answer.unwritten > READ_UNWRITTEN {
            self.write_words_aside(owner);
        }
        Ok(TaskPage::from_one_more(query, answer.tasks))
    }

    /// Nobody waits for it.
    fn write_words_aside(&self, owner: &Owner) {
        let writer = Arc::clone(&self.writer);
        let (under_way, owner) = (self.words_under_way.clone(), owner.clone());
        tokio::spawn(async move {
            match words::write_all(&writer, &under_way, &owner).await {
                Ok(()) | Err(StoreError::Closed) => {}
                Err(error) => tracing::warn!(%error, "the words of tasks were not written"),
            }
        });
    }
}

#[async_trait]
impl TaskStore for SqliteStore {
    async fn create(
        &self,
        owner: &Owner,
        task: NewTask,
        now: Timestamp,
    ) -> Result<Created, CreateError> {
        let created = self
            .writer
            .run_for(owner, move |connection, owner| {
                changes::create(connection, owner, &task, now)
            })
            .await?;
        if let Ok(Created::New(task)) = &created
            && are_due(task.revision)
        {
            self.write_words_aside(owner);
        }
        created
    }

    async fn get(&self, owner: &Owner, id: TaskId) -> Result<Option<Task>, StoreError> {
        self.readers
            .at_once(|connection| rows::find(connection, owner, id))
    }

    async fn list(&self, owner: &Owner, query: &TaskQuery) -> Result<TaskPage, StoreError> {
        if query.words().is_some() || query.order == Order::BEST_FIRST {
            return self.search(owner, query).await;
        }
        if pages::reads_one_page(query) {
            return self
                .readers
                .at_once(|connection| pages::list(connection, owner, query));
        }
        let (owner, query) = (owner.clone(), query.clone());
        self.readers
            .aside(move |connection| pages::list(connection, &owner, &query))
            .await
    }

    async fn edit(
        &self,
        owner: &Owner,
        id: TaskId,
        edit: Edit,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<Task, ChangeError> {
        self.writer
            .run_for(owner, move |connection, owner| {
                changes::edit(connection, owner, id, &edit, &precondition, now)
            })
            .await?
    }

    async fn delete(
        &self,
        owner: &Owner,
        id: TaskId,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<(), ChangeError> {
        self.writer
            .run_for(owner, move |connection, owner| {
                changes::delete(connection, owner, id, &precondition, now)
            })
            .await?
    }

    async fn restore(
        &self,
        owner: &Owner,
        id: TaskId,
        now: Timestamp,
    ) -> Result<Task, RestoreError> {
        self.writer
            .run_for(owner, move |connection, owner| {
                changes::restore(connection, owner, id, now)
            })
            .await?
    }

    async fn undo_completion(
        &self,
        owner: &Owner,
        id: TaskId,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<Task, UndoError> {
        self.writer
            .run_for(owner, move |connection, owner| {
                changes::undo_completion(connection, owner, id, &precondition, now)
            })
            .await?
    }

    async fn completions(
        &self,
        owner: &Owner,
        query: &CompletionQuery,
    ) -> Result<Option<CompletionPage>, StoreError> {
        self.readers
            .at_once(|connection| completions::list(connection, owner, query))
    }

    async fn changes(
        &self,
        owner: &Owner,
        query: &ChangeQuery,
    ) -> Result<ChangePage, ChangesError> {
        self.readers
            .at_once(|connection| feed::changes(connection, owner, query))?
    }

    async fn revision(&self, owner: &Owner) -> Result<Revision, StoreError> {
        self.readers
            .at_once(|connection| feed::revision(connection, owner))
    }

    async fn write_words(&self, owner: &Owner) -> Result<(), StoreError> {
        words::write_all(&self.writer, &self.words_under_way, owner).await
    }

    fn watch(&self, owner: &Owner) -> Watch {
        self.watches.watch(owner)
    }
}

#[async_trait]
impl ListStore for SqliteStore {
    async fn lists(&self, owner: &Owner) -> Result<Vec<List>, StoreError> {
        self.readers
            .at_once(|connection| lists::all(connection, owner))
    }

    async fn get_list(&self, owner: &Owner, id: ListId) -> Result<Option<List>, StoreError> {
        self.readers
            .at_once(|connection| lists::find(connection, owner, id))
    }

    async fn create_list(
        &self,
        owner: &Owner,
        list: NewList,
        now: Timestamp,
    ) -> Result<Created<List>, CreateListError> {
        self.writer
            .run_for(owner, move |connection, owner| {
                lists::create(connection, owner, &list, now)
            })
            .await?
    }

    async fn edit_list(
        &self,
        owner: &Owner,
        id: ListId,
        patch: ListPatch,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<List, ChangeError> {
        self.writer
            .run_for(owner, move |connection, owner| {
                lists::edit(connection, owner, id, &patch, &precondition, now)
            })
            .await?
    }

    async fn delete_list(
        &self,
        owner: &Owner,
        id: ListId,
        tasks: Option<TasksOfList>,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<(), DeleteListError> {
        self.writer
            .run_for(owner, move |connection, owner| {
                lists::delete(connection, owner, id, tasks, &precondition, now)
            })
            .await?
    }
}

#[async_trait]
impl LabelStore for SqliteStore {
    async fn labels(&self, owner: &Owner) -> Result<Vec<Label>, StoreError> {
        self.readers
            .at_once(|connection| labels::all(connection, owner))
    }

    async fn get_label(&self, owner: &Owner, id: LabelId) -> Result<Option<Label>, StoreError> {
        self.readers
            .at_once(|connection| labels::find(connection, owner, id))
    }

    async fn create_label(
        &self,
        owner: &Owner,
        label: NewLabel,
        now: Timestamp,
    ) -> Result<Created<Label>, CreateLabelError> {
        self.writer
            .run_for(owner, move |connection, owner| {
                labels::create(connection, owner, &label, now)
            })
            .await?
    }

    async fn edit_label(
        &self,
        owner: &Owner,
        id: LabelId,
        patch: LabelPatch,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<Label, EditLabelError> {
        self.writer
            .run_for(owner, move |connection, owner| {
                labels::edit(connection, owner, id, &patch, &precondition, now)
            })
            .await?
    }

    async fn delete_label(
        &self,
        owner: &Owner,
        id: LabelId,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<(), ChangeError> {
        self.writer
            .run_for(owner, move |connection, owner| {
                labels::delete(connection, owner, id, &precondition, now)
            })
            .await?
    }

    async fn merge_label(
        &self,
        owner: &Owner,
        id: LabelId,
        into: LabelId,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<Label, MergeLabelError> {
        self.writer
            .run_for(owner, move |connection, owner| {
                labels::merge(connection, owner, id, into, &precondition, now)
            })
            .await?
    }
}

#[async_trait]
impl Deployment for SqliteStore {
    async fn ping(&self) -> Result<(), StoreError> {
        if self.writer.is_closed() {
            return Err(StoreError::Closed);
        }
        self.readers
            .at_once(|connection| migrations::pass(connection, &self.fence))
    }

    async fn issuer(&self) -> Result<Option<String>, StoreError> {
        self.readers.at_once(settings::issuer)
    }

    async fn claim_issuer(&self, issuer: &str) -> Result<String, StoreError> {
        let issuer = issuer.to_owned();
        self.writer
            .run(move |connection| settings::claim_issuer(connection, &issuer))
            .await
    }

    async fn adopt_issuer(&self, issuer: &str) -> Result<(), StoreError> {
        let issuer = issuer.to_owned();
        self.writer
            .run(move |connection| settings::adopt_issuer(connection, &issuer))
            .await
    }

    async fn close(&self) {
        self.writer.close().await;
    }

    fn write_counts(&self) -> WriteCounts {
        self.writer.counts()
    }
}

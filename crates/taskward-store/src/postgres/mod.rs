//! A PostgreSQL server, shared by any number of processes.
//!
//! Pooled connections work as a role that owns nothing, and every transaction names the owner it is for: forced
//! row-level security lets it see and write that owner's rows alone (docs/decisions/0016-roles-and-row-level-security.md).
//! Statements are prepared, and sent without waiting between them wherever one does not need another's answer.

mod addresses;
mod announcer;
mod changes;
mod completions;
pub(crate) mod connect;
mod failure;
mod feed;
mod fence;
mod inspect;
mod labels;
mod lists;
mod migrations;
mod pages;
mod pool;
mod rewrite;
mod roles;
mod rows;
mod scope;
mod search;
mod settings;
mod statement;
mod task_labels;
mod tls;
mod url;
mod words;
mod work;

use std::sync::Arc;

use async_trait::async_trait;
use taskward_core::{
    ChangePage, ChangeQuery, CompletionPage, CompletionQuery, Edit, Label, LabelId, LabelPatch,
    List, ListId, ListPatch, NewLabel, NewList, NewTask, Order, Owner, Precondition, Revision,
    Task, TaskId, TaskPage, TaskQuery, TasksOfList, Timestamp,
};

#[cfg(any(test, feature = "test-support"))]
pub(crate) use self::migrations::STEPS;
use self::{announcer::Announcer, connect::Role, pool::Pool, work::Worker};
pub(crate) use self::{failure::store_error, inspect::inspect, rows::column};
pub use self::{roles::RoleFault, url::PostgresUrl};
use crate::{
    ChangeError, ChangesError, CreateError, CreateLabelError, CreateListError, Created,
    DeleteListError, Deployment, EditLabelError, LabelStore, ListStore, MergeLabelError, OpenError,
    RestoreError, StoreError, TaskStore, UndoError, Watch, WriteCounts,
    schema::{self, Fence, Migration},
    watch::Watches,
    words::{READ_UNWRITTEN, UnderWay, are_due},
};

/// Tasks in a PostgreSQL database.
pub struct PostgresStore {
    worker: Arc<Worker>,
    watches: Watches,
    words_under_way: UnderWay,
}

impl PostgresStore {
    /// Brings the schema up to date and makes sure that policies bind the service's role.
    ///
    /// With an `owner_url` the schema is made there, and the service works as the role that `url` logs in as.
    /// Without one the login role owns the schema, and each connection of the service becomes `taskward_app`.
    /// At most so many `connections` are open at once, and one more that listens for changes elsewhere.
    ///
    /// # Errors
    /// A server that cannot be used, or a role that policies would not bind, with what to do about it.
    pub async fn open(
        url: &PostgresUrl,
        owner_url: Option<&PostgresUrl>,
        connections: usize,
    ) -> Result<Self, OpenError> {
        Self::open_at(url, owner_url, connections, migrations::STEPS).await
    }

    /// As a program that knows these steps of the schema.
    async fn open_at(
        url: &PostgresUrl,
        owner_url: Option<&PostgresUrl>,
        connections: usize,
        steps: &[Migration],
    ) -> Result<Self, OpenError> {
        migrations::run(owner_url.unwrap_or(url), steps).await?;
        let role = Role::of_service(owner_url);
        roles::check(url, role).await?;
        let fence = Fence::new(schema::newest(steps));
        let pool = Pool::new(url, role, connections, fence.known());
        let pool = pool.map_err(|error| url.unusable(error))?;
        let watches = Watches::default();
        let announcer = Announcer::start(url, role, watches.clone()).await;
        Ok(Self {
            worker: Arc::new(Worker::new(pool, fence, watches.clone(), announcer)),
            watches,
            words_under_way: UnderWay::default(),
        })
    }
}

#[cfg(feature = "test-support")]
impl PostgresStore {
    /// As [`PostgresStore::open`], by a program of another version: one that knows these steps of the schema.
    ///
    /// # Errors
    /// As [`PostgresStore::open`].
    pub async fn open_as(
        url: &PostgresUrl,
        owner_url: Option<&PostgresUrl>,
        connections: usize,
        steps: &[Migration],
    ) -> Result<Self, OpenError> {
        Self::open_at(url, owner_url, connections, steps).await
    }

    /// The statements that were prepared on a connection of the pool. Whatever touches an owner's rows is prepared, so
    /// with a pool of one these are all that were run for owners.
    ///
    /// # Errors
    /// The store's own.
    pub async fn prepared_statements(&self) -> Result<Vec<String>, StoreError> {
        self.worker.run(settings::PreparedStatements).await
    }
}

impl PostgresStore {
    async fn search(&self, owner: &Owner, query: &TaskQuery) -> Result<TaskPage, StoreError> {
        let work = search::SearchTasks {
            owner: owner.clone(),
            query: query.clone(),
        };
        let answer = self.worker.run(work).await?;
        if answer.unwritten > READ_UNWRITTEN {
            self.write_words_aside(owner);
        }
        Ok(TaskPage::from_one_more(query, answer.tasks))
    }

    /// Nobody waits for it.
    fn write_words_aside(&self, owner: &Owner) {
        let worker = Arc::clone(&self.worker);
        let (under_way, owner) = (self.words_under_way.clone(), owner.clone());
        tokio::spawn(async move {
            match words::write_all(&worker, &under_way, &owner).await {
                Ok(()) | Err(StoreError::Closed) => {}
                Err(error) => tracing::warn!(%error, "the words of tasks were not written"),
            }
        });
    }
}

#[async_trait]
impl TaskStore for PostgresStore {
    async fn create(
        &self,
        owner: &Owner,
        task: NewTask,
        now: Timestamp,
    ) -> Result<Created, CreateError> {
        let of = owner.clone();
        let create = changes::Create {
            owner: of,
            task,
            now,
        };
        let created = self.worker.run(create).await?;
        if let Ok(Created::New(task)) = &created
            && are_due(task.revision)
        {
            self.write_words_aside(owner);
        }
        created
    }

    async fn get(&self, owner: &Owner, id: TaskId) -> Result<Option<Task>, StoreError> {
        let owner = owner.clone();
        self.worker.run(rows::Get { owner, id }).await
    }

    async fn list(&self, owner: &Owner, query: &TaskQuery) -> Result<TaskPage, StoreError> {
        if query.words().is_some() || query.order == Order::BEST_FIRST {
            return self.search(owner, query).await;
        }
        let (owner, query) = (owner.clone(), query.clone());
        self.worker.run(pages::List { owner, query }).await
    }

    async fn edit(
        &self,
        owner: &Owner,
        id: TaskId,
        edit: Edit,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<Task, ChangeError> {
        let owner = owner.clone();
        let edit = changes::EditTask {
            owner,
            id,
            edit,
            precondition,
            now,
        };
        self.worker.run(edit).await?
    }

    async fn delete(
        &self,
        owner: &Owner,
        id: TaskId,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<(), ChangeError> {
        let owner = owner.clone();
        let delete = changes::Delete {
            owner,
            id,
            precondition,
            now,
        };
        self.worker.run(delete).await?
    }

    async fn restore(
        &self,
        owner: &Owner,
        id: TaskId,
        now: Timestamp,
    ) -> Result<Task, RestoreError> {
        let owner = owner.clone();
        self.worker.run(changes::Restore { owner, id, now }).await?
    }

    async fn undo_completion(
        &self,
        owner: &Owner,
        id: TaskId,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<Task, UndoError> {
        let undo = changes::UndoCompletion {
            owner: owner.clone(),
            id,
            precondition,
            now,
        };
        self.worker.run(undo).await?
    }

    async fn completions(
        &self,
        owner: &Owner,
        query: &CompletionQuery,
    ) -> Result<Option<CompletionPage>, StoreError> {
        let (owner, query) = (owner.clone(), query.clone());
        self.worker.run(completions::List { owner, query }).await
    }

    async fn changes(
        &self,
        owner: &Owner,
        query: &ChangeQuery,
    ) -> Result<ChangePage, ChangesError> {
        let (owner, query) = (owner.clone(), query.clone());
        self.worker.run(feed::Changes { owner, query }).await?
    }

    async fn revision(&self, owner: &Owner) -> Result<Revision, StoreError> {
        let owner = owner.clone();
        self.worker.run(feed::PresentRevision { owner }).await
    }

    async fn write_words(&self, owner: &Owner) -> Result<(), StoreError> {
        words::write_all(&self.worker, &self.words_under_way, owner).await
    }

    fn watch(&self, owner: &Owner) -> Watch {
        self.watches.watch(owner)
    }
}

#[async_trait]
impl ListStore for PostgresStore {
    async fn lists(&self, owner: &Owner) -> Result<Vec<List>, StoreError> {
        let owner = owner.clone();
        self.worker.run(lists::All { owner }).await
    }

    async fn get_list(&self, owner: &Owner, id: ListId) -> Result<Option<List>, StoreError> {
        let owner = owner.clone();
        self.worker.run(lists::Get { owner, id }).await
    }

    async fn create_list(
        &self,
        owner: &Owner,
        list: NewList,
        now: Timestamp,
    ) -> Result<Created<List>, CreateListError> {
        let owner = owner.clone();
        self.worker.run(lists::Create { owner, list, now }).await?
    }

    async fn edit_list(
        &self,
        owner: &Owner,
        id: ListId,
        patch: ListPatch,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<List, ChangeError> {
        let owner = owner.clone();
        let edit = lists::EditList {
            owner,
            id,
            patch,
            precondition,
            now,
        };
        self.worker.run(edit).await?
    }

    async fn delete_list(
        &self,
        owner: &Owner,
        id: ListId,
        tasks: Option<TasksOfList>,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<(), DeleteListError> {
        let owner = owner.clone();
        let delete = lists::Delete {
            owner,
            id,
            tasks,
            precondition,
            now,
        };
        self.worker.run(delete).await?
    }
}

#[async_trait]
impl LabelStore for PostgresStore {
    async fn labels(&self, owner: &Owner) -> Result<Vec<Label>, StoreError> {
        let owner = owner.clone();
        self.worker.run(labels::All { owner }).await
    }

    async fn get_label(&self, owner: &Owner, id: LabelId) -> Result<Option<Label>, StoreError> {
        let owner = owner.clone();
        self.worker.run(labels::Get { owner, id }).await
    }

    async fn create_label(
        &self,
        owner: &Owner,
        label: NewLabel,
        now: Timestamp,
    ) -> Result<Created<Label>, CreateLabelError> {
        let owner = owner.clone();
        self.worker
            .run(labels::Create { owner, label, now })
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
        let owner = owner.clone();
        let edit = labels::EditLabel {
            owner,
            id,
            patch,
            precondition,
            now,
        };
        self.worker.run(edit).await?
    }

    async fn delete_label(
        &self,
        owner: &Owner,
        id: LabelId,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<(), ChangeError> {
        let owner = owner.clone();
        let end = labels::End {
            owner,
            id,
            into: None,
            precondition,
            now,
        };
        match self.worker.run(end).await? {
            Ok(_) => Ok(()),
            Err(MergeLabelError::Change(error)) => Err(error),
            // It was merged into none.
            Err(MergeLabelError::NoSuchTarget) => Err(ChangeError::NotFound),
        }
    }

    async fn merge_label(
        &self,
        owner: &Owner,
        id: LabelId,
        into: LabelId,
        precondition: Precondition,
        now: Timestamp,
    ) -> Result<Label, MergeLabelError> {
        let owner = owner.clone();
        let end = labels::End {
            owner,
            id,
            into: Some(into),
            precondition,
            now,
        };
        let into = self.worker.run(end).await??;
        into.ok_or(MergeLabelError::NoSuchTarget)
    }
}

#[async_trait]
impl Deployment for PostgresStore {
    async fn ping(&self) -> Result<(), StoreError> {
        self.worker.run(fence::Served).await
    }

    async fn issuer(&self) -> Result<Option<String>, StoreError> {
        self.worker.run(settings::Issuer).await
    }

    async fn claim_issuer(&self, issuer: &str) -> Result<String, StoreError> {
        let claim = issuer.to_owned();
        self.worker.run(settings::ClaimIssuer { claim }).await
    }

    async fn adopt_issuer(&self, issuer: &str) -> Result<(), StoreError> {
        let issuer = issuer.to_owned();
        self.worker.run(settings::AdoptIssuer { issuer }).await
    }

    async fn close(&self) {
        self.worker.close().await;
    }

    fn write_counts(&self) -> WriteCounts {
        self.worker.counts()
    }
}

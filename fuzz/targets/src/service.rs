//! The real routes over a store that holds one task.

use std::cell::RefCell;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use axum::body::Body;
use axum::response::Response;
use better_auth_verifier::test_support::{Issuer, ManualClock};
use better_auth_verifier::{Config, SharedSecret, Verifier};
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;
use taskward_core::{
    ChangePage, ChangeQuery, ChangeSpan, Changed, Clock, CompletionPage, CompletionQuery,
    Description, Edit, Label, LabelId, LabelPatch, List, ListId, ListPatch, NewLabel, NewList,
    NewTask, Owner, Precondition, Revision, Task, TaskContent, TaskId, TaskPage, TaskQuery,
    TasksOfList, Timestamp, Title,
};
use taskward_server::app::{App, Random};
use taskward_server::extract::TrustedProxies;
use taskward_server::rate_limit::RateLimits;
use taskward_server::routes::{self, HttpOptions};
use taskward_server::streams::{StreamLimits, Streams};
use taskward_store::{
    ChangeError, ChangesError, CreateError, CreateLabelError, CreateListError, Created,
    DeleteListError, Deployment, EditLabelError, LabelStore, ListStore, MergeLabelError,
    RestoreError, Store, StoreError, TaskStore, UndoError, Watch, WriteCounts,
};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;
use tower::util::BoxCloneService;

use crate::owner;

const ORIGIN: &str = "https://tasks.example";
const SECRET: &str = "mQ8vX2rT5yB1nK7wZ4pL9sD3fG6hJ0cA-Ue";
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// The service with one person, `alice`, and her task.
pub(crate) struct Service {
    runtime: Runtime,
    routes: BoxCloneService<Request<Body>, Response, Infallible>,
    store: Arc<OneTask>,
    authorization: String,
}

thread_local! {
    static SERVICE: RefCell<Option<Service>> = const { RefCell::new(None) };
}

/// Lends this thread's service, with its task as it was at first.
pub(crate) fn with_service<T>(act: impl FnOnce(&Service) -> T) -> T {
    SERVICE.with_borrow_mut(|service| {
        let service = service.get_or_insert_with(Service::new);
        *service.store.state() = State::default();
        act(service)
    })
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) json: Value,
}

impl Service {
    fn new() -> Self {
        let clock = ManualClock::at(1_800_000_000);
        let issuer = Issuer::with_secret(ORIGIN, SECRET).by_clock(clock.clone());
        let mut config = Config::new(ORIGIN, ORIGIN);
        config.algorithms = "HS256".parse().expect("an algorithm");
        config.secret = Some(SharedSecret::new(SECRET));
        let verifier = Verifier::with_clock(config, Arc::new(clock)).expect("a good configuration");
        let store = Arc::new(OneTask::default());
        let held: Arc<dyn Store> = store.clone();
        let app = Arc::new(App {
            verifier,
            store: held,
            clock: Arc::new(Still),
            random: Arc::new(Still),
            rate_limits: RateLimits::new("off".parse().expect("a limit")),
            streams: Streams::new(StreamLimits { total: 1, owner: 1 }),
            trusted_proxies: TrustedProxies::default(),
        });
        let runtime = Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime");
        Self {
            runtime,
            routes: BoxCloneService::new(routes::router(app, HttpOptions::default())),
            store,
            authorization: format!("Bearer {}", issuer.token("alice")),
        }
    }

    /// Sends a request of alice's.
    pub(crate) fn send(&self, request: http::request::Builder, body: Vec<u8>) -> Answer {
        let request = request
            .header("host", "tasks.example")
            .header("authorization", &self.authorization)
            .body(Body::from(body))
            .expect("a request");
        self.runtime.block_on(async {
            let response = self.routes.clone().oneshot(request).await;
            let (parts, body) = response.expect("the routes answer").into_parts();
            let body = body.collect().await.expect("a whole body").to_bytes();
            assert!(!parts.status.is_server_error(), "{}", parts.status);
            Answer {
                status: parts.status,
                json: serde_json::from_slice(&body).expect("JSON"),
            }
        })
    }

    /// The path of alice's task.
    pub(crate) fn path(&self) -> String {
        format!("/api/tasks/{}", self.store.state().task.id)
    }

    /// What the store was asked for last.
    pub(crate) fn asked(&self) -> Option<TaskQuery> {
        self.store.state().asked.take()
    }

    /// How often the store was asked to change the task.
    pub(crate) fn edits(&self) -> usize {
        self.store.state().edits
    }

    /// Answers a request for alice's task.
    pub(crate) fn task(&self) -> Value {
        self.send(Request::get(self.path()), Vec::new()).json
    }
}

/// A store that holds one task and forgets all else.
#[derive(Default)]
struct OneTask(Mutex<State>);

struct State {
    task: Task,
    asked: Option<TaskQuery>,
    edits: usize,
}

impl Default for State {
    fn default() -> Self {
        let description = Description::parse("two **litres**".to_owned());
        let content = TaskContent {
            description: description.expect("a description"),
            ..TaskContent::titled(Title::parse("milk").expect("a title"))
        };
        let id = TaskId::generate(&owner("alice"), NOW, 7);
        let revision = Revision::new(1).expect("a revision");
        Self {
            task: NewTask { id, content }.into_task(NOW, revision),
            asked: None,
            edits: 0,
        }
    }
}

impl OneTask {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl TaskStore for OneTask {
    async fn create(&self, _: &Owner, _: NewTask, _: Timestamp) -> Result<Created, CreateError> {
        Ok(Created::Existing(self.state().task.clone()))
    }

    async fn get(&self, _: &Owner, _: TaskId) -> Result<Option<Task>, StoreError> {
        Ok(Some(self.state().task.clone()))
    }

    async fn list(&self, _: &Owner, query: &TaskQuery) -> Result<TaskPage, StoreError> {
        let mut state = self.state();
        state.asked = Some(query.clone());
        Ok(TaskPage::from_one_more(query, vec![state.task.clone()]))
    }

    async fn edit(
        &self,
        _: &Owner,
        _: TaskId,
        edit: Edit,
        _: Precondition,
        now: Timestamp,
    ) -> Result<Task, ChangeError> {
        let mut state = self.state();
        let edited = edit.apply(&state.task, now)?;
        state.edits += 1;
        if let Some(edited) = edited {
            state.task = Task {
                revision: Revision::new(2).expect("a revision"),
                ..edited.task
            };
        }
        Ok(state.task.clone())
    }

    async fn delete(
        &self,
        _: &Owner,
        _: TaskId,
        _: Precondition,
        _: Timestamp,
    ) -> Result<(), ChangeError> {
        Ok(())
    }

    async fn restore(&self, _: &Owner, _: TaskId, _: Timestamp) -> Result<Task, RestoreError> {
        Ok(self.state().task.clone())
    }

    async fn undo_completion(
        &self,
        _: &Owner,
        _: TaskId,
        _: Precondition,
        _: Timestamp,
    ) -> Result<Task, UndoError> {
        Err(UndoError::NothingToUndo)
    }

    async fn completions(
        &self,
        _: &Owner,
        query: &CompletionQuery,
    ) -> Result<Option<CompletionPage>, StoreError> {
        Ok(Some(CompletionPage::from_one_more(query, vec![])))
    }

    async fn changes(&self, _: &Owner, query: &ChangeQuery) -> Result<ChangePage, ChangesError> {
        let task = self.state().task.clone();
        let span = ChangeSpan {
            revision: task.revision,
            purged: Revision::ZERO,
        };
        let begin = query.begin(span)?;
        let found = Changed {
            tasks: vec![task],
            ..Changed::default()
        };
        Ok(ChangePage::from_one_more(query, begin, span, found))
    }

    async fn revision(&self, _: &Owner) -> Result<Revision, StoreError> {
        Ok(self.state().task.revision)
    }

    async fn write_words(&self, _: &Owner) -> Result<(), StoreError> {
        Ok(())
    }

    fn watch(&self, owner: &Owner) -> Watch {
        Watch::never_woken(owner)
    }
}

#[async_trait]
impl ListStore for OneTask {
    async fn lists(&self, _: &Owner) -> Result<Vec<List>, StoreError> {
        Ok(Vec::new())
    }

    async fn get_list(&self, _: &Owner, _: ListId) -> Result<Option<List>, StoreError> {
        Ok(None)
    }

    async fn create_list(
        &self,
        _: &Owner,
        list: NewList,
        now: Timestamp,
    ) -> Result<Created<List>, CreateListError> {
        Ok(Created::New(list.into_list(None, now, Revision::ZERO)))
    }

    async fn edit_list(
        &self,
        _: &Owner,
        _: ListId,
        _: ListPatch,
        _: Precondition,
        _: Timestamp,
    ) -> Result<List, ChangeError> {
        Err(ChangeError::NotFound)
    }

    async fn delete_list(
        &self,
        _: &Owner,
        _: ListId,
        _: Option<TasksOfList>,
        _: Precondition,
        _: Timestamp,
    ) -> Result<(), DeleteListError> {
        Err(DeleteListError::NotFound)
    }
}

#[async_trait]
impl LabelStore for OneTask {
    async fn labels(&self, _: &Owner) -> Result<Vec<Label>, StoreError> {
        Ok(Vec::new())
    }

    async fn get_label(&self, _: &Owner, _: LabelId) -> Result<Option<Label>, StoreError> {
        Ok(None)
    }

    async fn create_label(
        &self,
        _: &Owner,
        label: NewLabel,
        now: Timestamp,
    ) -> Result<Created<Label>, CreateLabelError> {
        Ok(Created::New(label.into_label(now, Revision::ZERO)))
    }

    async fn edit_label(
        &self,
        _: &Owner,
        _: LabelId,
        _: LabelPatch,
        _: Precondition,
        _: Timestamp,
    ) -> Result<Label, EditLabelError> {
        Err(ChangeError::NotFound.into())
    }

    async fn delete_label(
        &self,
        _: &Owner,
        _: LabelId,
        _: Precondition,
        _: Timestamp,
    ) -> Result<(), ChangeError> {
        Err(ChangeError::NotFound)
    }

    async fn merge_label(
        &self,
        _: &Owner,
        _: LabelId,
        _: LabelId,
        _: Precondition,
        _: Timestamp,
    ) -> Result<Label, MergeLabelError> {
        Err(ChangeError::NotFound.into())
    }
}

#[async_trait]
impl Deployment for OneTask {
    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }

    async fn issuer(&self) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    async fn claim_issuer(&self, issuer: &str) -> Result<String, StoreError> {
        Ok(issuer.to_owned())
    }

    async fn adopt_issuer(&self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }

    async fn close(&self) {}

    fn write_counts(&self) -> WriteCounts {
        WriteCounts::default()
    }
}

/// A clock that stands and a die that always shows the same.
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        NOW
    }
}

impl Random for Still {
    fn bits(&self) -> u64 {
        0
    }
}

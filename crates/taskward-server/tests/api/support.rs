//! A whole server in the test's process: the real router, the real SQLite store, tokens of a test
//! issuer whose keys come over HTTP.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};

use axum::{Router, body::Body};
use better_auth_verifier::{
    Algorithm, Config, JwksConfig, Verifier,
    test_support::{Answer as Keys, Issuer, KeySetServer, ManualClock},
};
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use taskward_core::{Clock, Owner, TaskId, Timestamp};
use taskward_server::{
    app::{App, Random},
    extract::TrustedProxies,
    rate_limit::RateLimits,
    routes::{self, HttpOptions, Route, Secured},
    streams::{StreamLimits, Streams},
};
use taskward_store::SqliteStore;
use tempfile::TempDir;
use tower::ServiceExt;

pub const ORIGIN: &str = "https://tasks.example";

/// A server of its own for each test.
pub struct Server {
    router: Secured<Router>,
    pub routes: Vec<Route>,
    pub issuer: Issuer,
    pub clock: Arc<TestClock>,
    /// By which tokens are issued and verified.
    pub token_clock: ManualClock,
    pub streams: Streams,
    pub keys: KeySetServer,
    _folder: TempDir,
}

/// A clock that moves a millisecond with every look, and further when it is told to.
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.fetch_add(1, Ordering::Relaxed)).unwrap()
    }
}

struct Counting(AtomicU64);

impl Random for Counting {
    fn bits(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with(HttpOptions::default(), "off").await
    }

    pub async fn start_with(options: HttpOptions, rate_limit: &str) -> Self {
        let token_clock = ManualClock::at(1_800_000_000);
        let issuer = Issuer::new(ORIGIN, Algorithm::EdDsa).by_clock(token_clock.clone());
        let keys = KeySetServer::start(Keys::json(issuer.key_set())).await;
        let mut config = Config::new(ORIGIN, ORIGIN);
        config.jwks = Some(JwksConfig::new(keys.url()));
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(1_800_000_000_000)));
        let streams = Streams::new(StreamLimits { total: 4, owner: 3 });
        let app = Arc::new(App {
            verifier: Verifier::with_clock(config, Arc::new(token_clock.clone())).unwrap(),
            store: Arc::new(SqliteStore::open(&folder.path().join("tasks.db")).unwrap()),
            clock: clock.clone(),
            random: Arc::new(Counting(AtomicU64::new(1))),
            rate_limits: RateLimits::new(rate_limit.parse().unwrap()),
            streams: streams.clone(),
            trusted_proxies: TrustedProxies::default(),
        });
        let (router, list) = routes::router_and_routes(app, options);
        Self {
            router,
            routes: list,
            issuer,
            clock,
            token_clock,
            streams,
            keys,
            _folder: folder,
        }
    }

    /// A request without a token.
    pub fn anonymous(&self, method: &str, path: &str) -> Sending<'_> {
        let method = method.parse().unwrap();
        Sending {
            server: self,
            method,
            path: path.to_owned(),
            headers: vec![],
            body: vec![],
        }
    }

    /// A request of a person.
    pub fn by(&self, person: &str, method: &str, path: &str) -> Sending<'_> {
        let token = self.issuer.token(person);
        self.anonymous(method, path)
            .header("authorization", &format!("Bearer {token}"))
    }

    /// Creates a task and gives its JSON.
    pub async fn create(&self, person: &str, title: &str) -> Value {
        let answer = self
            .by(person, "POST", "/api/tasks")
            .json(&json!({ "title": title }))
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.json);
        answer.json
    }

    /// Creates a list and gives its JSON.
    pub async fn create_list(&self, person: &str, name: &str) -> Value {
        let answer = self
            .by(person, "POST", "/api/lists")
            .json(&json!({ "name": name }))
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.json);
        answer.json
    }

    /// Creates a label and gives its JSON.
    pub async fn create_label(&self, person: &str, name: &str) -> Value {
        let answer = self
            .by(person, "POST", "/api/labels")
            .json(&json!({ "name": name }))
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.json);
        answer.json
    }

    pub async fn get(&self, person: &str, path: &str) -> Answer {
        self.by(person, "GET", path).send().await
    }
}

/// A request on its way.
pub struct Sending<'a> {
    server: &'a Server,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Sending<'_> {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub async fn json(self, body: &Value) -> Answer {
        let body = body.to_string();
        self.header("content-type", "application/json")
            .body(body)
            .send()
            .await
    }

    pub async fn send(self) -> Answer {
        let response = self.begin().await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            json: serde_json::from_slice(&bytes).unwrap_or_default(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Sends the request and waits for the head of the answer alone.
    pub async fn begin(self) -> Response<Body> {
        let mut request = Request::builder().method(self.method).uri(&self.path);
        if !self.headers.iter().any(|(name, _)| name == "host") {
            request = request.header("host", "tasks.example");
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(self.body)).unwrap();
        self.server.router.clone().oneshot(request).await.unwrap()
    }
}

/// What came back. `json` is null where the body is none.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts a problem document of this status (RFC 9457).
    #[track_caller]
    pub fn assert_problem(&self, status: u16) {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert_eq!(
            self.header(header::CONTENT_TYPE.as_str()),
            "application/problem+json"
        );
        assert_eq!(self.json["status"], status);
        for member in ["type", "title", "detail"] {
            let text = self.json[member].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{member} in {}", self.text);
        }
    }

    /// Asserts 422 with exactly these fields refused.
    #[track_caller]
    pub fn assert_refused(&self, fields: &[&str]) {
        self.assert_problem(422);
        let errors = self.json["errors"].as_array().unwrap();
        let named: Vec<_> = errors
            .iter()
            .map(|error| error["field"].as_str().unwrap())
            .collect();
        assert_eq!(named, fields, "{}", self.text);
        for error in errors {
            assert!(
                !error["message"].as_str().unwrap().is_empty(),
                "{}",
                self.text
            );
        }
    }

    pub fn titles(&self) -> Vec<&str> {
        let items = self.json["items"].as_array().unwrap();
        items
            .iter()
            .map(|task| task["title"].as_str().unwrap())
            .collect()
    }
}

/// An id that this person's client could have made.
pub fn id_of(person: &str, number: u64) -> String {
    let owner = Owner::from_subject(person).unwrap();
    TaskId::generate(&owner, Timestamp::UNIX_EPOCH, number).to_string()
}

pub fn label_path_of(label: &Value) -> String {
    format!("/api/labels/{}", label["id"].as_str().unwrap())
}

pub fn list_path_of(list: &Value) -> String {
    format!("/api/lists/{}", list["id"].as_str().unwrap())
}

pub fn path_of(task: &Value) -> String {
    format!("/api/tasks/{}", task["id"].as_str().unwrap())
}

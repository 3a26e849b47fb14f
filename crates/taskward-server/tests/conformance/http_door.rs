//! The door that is a server on a loopback port.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
};

use better_auth_verifier::{
    Verifier,
    test_support::conformance::{Door, Expectation, Request, Verdict},
};
use http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use taskward_server::{
    app::{App, SystemClock, SystemRandom},
    extract::TrustedProxies,
    listen,
    rate_limit::RateLimits,
    routes::{self, HttpOptions},
    streams::{StreamLimits, Streams},
};
use taskward_store::{SqliteStore, Store};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::AbortHandle};

use crate::wire::{Answer, exchange, get};

/// Opens a server for each case; they share a database, in which nobody has a task.
pub struct Servers {
    store: Arc<dyn Store>,
    refusals: Refusals,
    _folder: TempDir,
}

/// What the answer to a bad token reads, once it has been seen: it never tells the reason.
type Refusals = Arc<Mutex<Option<Vec<u8>>>>;

/// A server on a free port; it ends when dropped.
pub struct HttpDoor {
    address: SocketAddr,
    refusals: Refusals,
    task: AbortHandle,
}

impl Servers {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            store: Arc::new(SqliteStore::open(&folder.path().join("tasks.db")).unwrap()),
            refusals: Refusals::default(),
            _folder: folder,
        }
    }

    pub async fn open(&self, verifier: Verifier) -> HttpDoor {
        let app = Arc::new(App {
            verifier,
            store: Arc::clone(&self.store),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            rate_limits: RateLimits::new("off".parse().unwrap()),
            streams: Streams::new(StreamLimits::within("8,8".parse().unwrap())),
            trusted_proxies: TrustedProxies::default(),
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = routes::router(app, HttpOptions::default());
        let connections = listen::Connections::unlimited();
        let serving = listen::serve(listener, router, connections, std::future::pending());
        HttpDoor {
            address,
            refusals: Arc::clone(&self.refusals),
            task: tokio::spawn(serving).abort_handle(),
        }
    }
}

impl HttpDoor {
    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for HttpDoor {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Door for HttpDoor {
    async fn send(&self, request: Request, expected: Expectation) -> Result<(), String> {
        let answer = exchange(self.address, "/api/tasks", &request).await;
        if answer.status != expected.status {
            let found = answer.status;
            return Err(format!(
                "the status is {found} instead of {}",
                expected.status
            ));
        }
        if expected.by_http {
            return same("a body", &answer.body.len(), &0);
        }
        match &expected.verdict {
            Verdict::Accepted(subject) => self.opens_its_own_path_alone(subject, &request).await,
            Verdict::Refused(_) => self.is_a_proper_refusal(&answer, &expected.verdict),
            Verdict::Inexpressible => Ok(()),
        }
    }

    async fn is_ready(&self) -> bool {
        get(self.address, "/health/ready").await.status == StatusCode::OK
    }
}

impl HttpDoor {
    /// A token opens the path of its subject, to the byte, and nobody else's.
    async fn opens_its_own_path_alone(
        &self,
        subject: &str,
        request: &Request,
    ) -> Result<(), String> {
        let others = format!("{subject}x");
        for (user, expected) in [(subject, StatusCode::OK), (&others, StatusCode::FORBIDDEN)] {
            let user = utf8_percent_encode(user, NON_ALPHANUMERIC);
            let path = format!("/api/users/{user}/tasks");
            let found = exchange(self.address, &path, request).await.status;
            same(&format!("the status of {path}"), &found, &expected)?;
        }
        Ok(())
    }

    fn is_a_proper_refusal(&self, answer: &Answer, verdict: &Verdict) -> Result<(), String> {
        let header = |name| answer.header(name);
        same(
            "the type",
            &header("content-type"),
            &Some("application/problem+json"),
        )?;
        let body: Value =
            serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
        same(
            "the body's status",
            &body["status"],
            &answer.status.as_u16().into(),
        )?;
        let challenge = header("www-authenticate");
        match answer.status {
            StatusCode::UNAUTHORIZED if verdict.label() == Some("no_token") => same(
                "the challenge",
                &challenge,
                &Some("Bearer realm=\"taskward\""),
            ),
            StatusCode::UNAUTHORIZED => {
                let expected = "Bearer realm=\"taskward\", error=\"invalid_token\"";
                same("the challenge", &challenge, &Some(expected))?;
                let mut refusals = self.refusals.lock().unwrap();
                let first = refusals.get_or_insert_with(|| answer.body.clone());
                same("the body", &answer.body, first)
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                let seconds = header("retry-after").and_then(|text| text.parse::<u64>().ok());
                same(
                    "whether there is a Retry-After",
                    &seconds.is_some_and(|s| s > 0),
                    &true,
                )
            }
            _ => same("the challenge", &challenge, &None),
        }
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what} is {found:?} instead of {expected:?}"))
    }
}

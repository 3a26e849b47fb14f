//! A plain reverse proxy, behind which servers are exchanged.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

const MAX_BODY_BYTES: usize = 1 << 20;

/// Passes each request on to the next of its servers. It tries nothing twice, so clients see what servers answer.
pub struct Balancer {
    pub url: String,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    http: reqwest::Client,
    servers: Mutex<Vec<Arc<Behind>>>,
    turn: AtomicUsize,
    /// What clients were told that is an error of ours.
    errors: Mutex<Vec<String>>,
}

struct Behind {
    url: String,
    under_way: watch::Sender<usize>,
    answered: watch::Sender<usize>,
}

impl Balancer {
    pub async fn start() -> Self {
        let shared = Arc::new(Shared {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            ..Shared::default()
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new()
            .fallback(pass_on)
            .with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            shared,
            serving,
        }
    }

    /// Sends it requests too, from now on.
    pub fn add(&self, url: &str) {
        self.shared.servers.lock().unwrap().push(Arc::new(Behind {
            url: url.to_owned(),
            under_way: watch::Sender::new(0),
            answered: watch::Sender::new(0),
        }));
    }

    /// Waits until it has answered so many requests.
    pub async fn has_answered(&self, url: &str, requests: usize) {
        let mut answered = self.behind(url).answered.subscribe();
        answered.wait_for(|now| *now >= requests).await.unwrap();
    }

    /// Sends it no more requests, and waits for those under way.
    pub async fn take_out(&self, url: &str) {
        let out = self.behind(url);
        let mut under_way = out.under_way.subscribe();
        self.shared
            .servers
            .lock()
            .unwrap()
            .retain(|server| server.url != url);
        under_way.wait_for(|now| *now == 0).await.unwrap();
    }

    /// Answers of 500 and above, and requests that were not answered.
    pub fn errors(&self) -> Vec<String> {
        self.shared.errors.lock().unwrap().clone()
    }

    fn behind(&self, url: &str) -> Arc<Behind> {
        let servers = self.shared.servers.lock().unwrap();
        let server = servers.iter().find(|server| server.url == url);
        Arc::clone(server.expect(url))
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Shared {
    /// Counted before the list can be changed, so that nobody misses a request that is under way.
    fn next(&self) -> Arc<Behind> {
        let servers = self.servers.lock().unwrap();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % servers.len();
        let server = &servers[turn];
        server.under_way.send_modify(|count| *count += 1);
        Arc::clone(server)
    }

    async fn answer_of(&self, server: &str, request: Request) -> reqwest::Result<Response> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, MAX_BODY_BYTES).await.unwrap();
        let url = format!("{server}{}", parts.uri);
        let mut headers = parts.headers;
        headers.remove(header::HOST);
        let request = self.http.request(parts.method, url).headers(headers);
        let answer = request.body(body).send().await?;
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        headers.remove(header::TRANSFER_ENCODING);
        let body = answer.bytes().await?;
        Ok((status, headers, Body::from(body)).into_response())
    }
}

async fn pass_on(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let asked = format!("{} {}", request.method(), request.uri());
    let server = shared.next();
    let answer = shared.answer_of(&server.url, request).await;
    server.under_way.send_modify(|count| *count -= 1);
    server.answered.send_modify(|count| *count += 1);
    let error = match &answer {
        Ok(answer) if !answer.status().is_server_error() => None,
        Ok(answer) => Some(answer.status().to_string()),
        Err(error) => Some(format!("{error:?}")),
    };
    if let Some(error) = error {
        let error = format!("{asked}: {error}");
        shared.errors.lock().unwrap().push(error);
    }
    answer.unwrap_or_else(|_| StatusCode::BAD_GATEWAY.into_response())
}

//! A small HTTP server on a loopback port whose answers a test decides.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

/// What the server answers to each request.
#[derive(Debug, Clone)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Body,
    delay: Duration,
}

#[derive(Debug, Clone)]
enum Body {
    Whole(Vec<u8>),
    /// Announces more than it sends, then closes.
    CutShort(Vec<u8>),
    Endless,
    None,
}

impl Answer {
    /// 200 with a JSON body.
    #[must_use]
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::of(200, Body::Whole(body.into())).header("Content-Type", "application/json")
    }

    /// That status with that body.
    #[must_use]
    pub fn status(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::of(status, Body::Whole(body.into()))
    }

    /// 302 to another address.
    #[must_use]
    pub fn redirect(to: &str) -> Self {
        Self::of(302, Body::Whole(Vec::new())).header("Location", to)
    }

    /// 200 with a body that never ends, without `Content-Length`.
    #[must_use]
    pub fn endless() -> Self {
        Self::of(200, Body::Endless)
    }

    /// 200 with a body that breaks off before its announced end.
    #[must_use]
    pub fn cut_short(body: impl Into<Vec<u8>>) -> Self {
        Self::of(200, Body::CutShort(body.into()))
    }

    /// Closes the connection without a word.
    #[must_use]
    pub fn nothing() -> Self {
        Self::of(0, Body::None)
    }

    /// The same, after a while of real time.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The same, with another header field.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn of(status: u16, body: Body) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
            delay: Duration::ZERO,
        }
    }
}

/// A server of key sets on a free loopback port; it ends when dropped.
#[derive(Debug)]
pub struct KeySetServer {
    address: SocketAddr,
    state: Arc<State>,
    task: AbortHandle,
}

#[derive(Debug)]
struct State {
    answer: Mutex<Answer>,
    requests: watch::Sender<usize>,
    held: watch::Sender<bool>,
}

impl KeySetServer {
    /// Starts a server that answers every request with that.
    pub async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("the address of a listener");
        let state = Arc::new(State {
            answer: Mutex::new(answer),
            requests: watch::Sender::new(0),
            held: watch::Sender::new(false),
        });
        let task = tokio::spawn(accept(listener, Arc::clone(&state))).abort_handle();
        Self {
            address,
            state,
            task,
        }
    }

    /// The address of the key set.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/api/auth/jwks", self.address)
    }

    /// Answers with that from now on, also those requests that are held.
    pub fn answer(&self, answer: Answer) {
        *self
            .state
            .answer
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = answer;
    }

    /// Lets requests come in, and answers none until [`KeySetServer::release`].
    pub fn hold(&self) {
        self.state.held.send_replace(true);
    }

    /// Answers what was held.
    pub fn release(&self) {
        self.state.held.send_replace(false);
    }

    /// How many requests have come in.
    #[must_use]
    pub fn requests(&self) -> usize {
        *self.state.requests.borrow()
    }

    /// Waits until that many requests have come in since the start.
    ///
    /// # Panics
    ///
    /// If they have not after half a minute of real time.
    pub async fn wait_for_requests(&self, count: usize) {
        let mut requests = self.state.requests.subscribe();
        let waiting = requests.wait_for(|requests| *requests >= count);
        let came = tokio::time::timeout(Duration::from_secs(30), waiting).await;
        came.expect("the requests never came")
            .expect("the server outlives its requests");
    }
}

impl Drop for KeySetServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        connections.spawn(async move {
            // A client that went away is no failure of the server.
            let _ = serve(stream, &state).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(mut stream: TcpStream, state: &State) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    state.requests.send_modify(|requests| *requests += 1);
    let _ = state.held.subscribe().wait_for(|held| !held).await;
    let answer = state
        .answer
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    if !answer.delay.is_zero() {
        tokio::time::sleep(answer.delay).await;
    }
    if matches!(answer.body, Body::None) {
        return Ok(());
    }
    let mut head = format!(
        "HTTP/1.1 {} Scripted\r\nConnection: close\r\n",
        answer.status
    );
    for (name, value) in &answer.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let announced = match &answer.body {
        Body::Whole(body) => Some(body.len()),
        Body::CutShort(body) => Some(body.len() + 99),
        Body::Endless | Body::None => None,
    };
    if let Some(length) = announced {
        let _ = write!(head, "Content-Length: {length}\r\n");
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await?;
    match &answer.body {
        Body::Whole(body) | Body::CutShort(body) => stream.write_all(body).await?,
        Body::Endless => loop {
            stream.write_all(&[b' '; 4096]).await?;
        },
        Body::None => {}
    }
    stream.shutdown().await
}

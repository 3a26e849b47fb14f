//! The stream of revisions. Time is paused where it matters, so that nothing here waits.

use std::time::Duration;

use axum::body::Body;
use http::Response;
use http_body_util::BodyExt;
use tokio::time::Instant;

use super::support::{Server, path_of};

const HEARTBEAT: Duration = Duration::from_secs(15);
const HEARTBEAT_TEXT: &str = ":\n\n";
/// As the test issuer's tokens live, and the verifier's leeway.
const LIFE: Duration = Duration::from_secs(15 * 60 + 30);

/// A stream that is being read.
struct Reading(Body);

impl Reading {
    async fn open(server: &Server, person: &str) -> Self {
        Self::of(server.by(person, "GET", "/api/events").begin().await)
    }

    async fn after(server: &Server, last_event_id: &str) -> Self {
        let sending = server.by("alice", "GET", "/api/events");
        Self::of(sending.header("last-event-id", last_event_id).begin().await)
    }

    fn of(response: Response<Body>) -> Self {
        assert_eq!(response.status(), 200);
        Self(response.into_body())
    }

    /// What comes next; `None` at the end.
    async fn next(&mut self) -> Option<String> {
        let frame = self.0.frame().await?.unwrap();
        Some(String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap())
    }

    /// Nothing comes until it is time for a heartbeat.
    async fn expect_quiet(&mut self) {
        tokio::time::pause();
        assert_eq!(self.next().await.as_deref(), Some(HEARTBEAT_TEXT));
        tokio::time::resume();
    }
}

fn event(revision: u64) -> String {
    format!("id: {revision}\nevent: revision\ndata: {{\"revision\":{revision}}}\n\n")
}

#[tokio::test]
async fn the_present_revision_comes_first_and_then_every_change() {
    let server = Server::start().await;
    let response = server.by("alice", "GET", "/api/events").begin().await;
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/event-stream");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-accel-buffering"), "no");
    let mut alice = Reading::of(response);
    let mut bob = Reading::open(&server, "bob").await;
    assert_eq!(alice.next().await, Some(event(0)));
    assert_eq!(bob.next().await, Some(event(0)));
    let task = server.create("alice", "milk").await;
    assert_eq!(alice.next().await, Some(event(1)));
    // Two before anybody reads are one.
    server.create("alice", "bread").await;
    server.by("alice", "DELETE", &path_of(&task)).send().await;
    assert_eq!(alice.next().await, Some(event(3)));
    // A request that changes nothing is none.
    server.by("alice", "DELETE", &path_of(&task)).send().await;
    alice.expect_quiet().await;
    bob.expect_quiet().await;
}

#[tokio::test]
async fn who_comes_back_is_told_what_was_missed_and_nothing_else() {
    let server = Server::start().await;
    for title in ["one", "two"] {
        server.create("alice", title).await;
    }
    let mut up_to_date = Reading::after(&server, "2").await;
    up_to_date.expect_quiet().await;
    let mut behind = Reading::after(&server, "1").await;
    assert_eq!(behind.next().await, Some(event(2)));
    // From before the database was restored, or nothing that was ever sent.
    for strange in ["7", "x", "-1", ""] {
        let mut reading = Reading::after(&server, strange).await;
        assert_eq!(reading.next().await, Some(event(2)), "{strange:?}");
    }
    server.create("alice", "three").await;
    assert_eq!(up_to_date.next().await, Some(event(3)));
}

#[tokio::test]
async fn a_quiet_stream_has_a_heartbeat() {
    let server = Server::start().await;
    let mut reading = Reading::open(&server, "alice").await;
    assert_eq!(reading.next().await, Some(event(0)));
    tokio::time::pause();
    let start = Instant::now();
    for beat in 1..=3 {
        assert_eq!(reading.next().await.as_deref(), Some(HEARTBEAT_TEXT));
        assert_eq!(start.elapsed().as_secs(), beat * HEARTBEAT.as_secs());
    }
}

#[tokio::test]
async fn a_stream_ends_when_its_token_does() {
    let server = Server::start().await;
    let mut reading = Reading::open(&server, "alice").await;
    assert_eq!(reading.next().await, Some(event(0)));
    // Ten seconds are left, which is less than a heartbeat.
    let left = Duration::from_secs(10);
    server.token_clock.advance(LIFE.checked_sub(left).unwrap());
    tokio::time::pause();
    let start = Instant::now();
    let (end, ()) = tokio::join!(reading.next(), async {
        tokio::time::sleep(Duration::from_secs(9)).await;
        server.token_clock.advance(left);
    });
    assert_eq!(end, None);
    assert_eq!(start.elapsed().as_secs(), left.as_secs());
    assert_eq!(server.streams.open(), 0);
}

#[tokio::test]
async fn streams_end_with_the_server() {
    let server = Server::start().await;
    let mut reading = Reading::open(&server, "alice").await;
    assert_eq!(reading.next().await, Some(event(0)));
    let (next, ()) = tokio::join!(reading.next(), async { server.streams.end() });
    assert_eq!(next, None);
    assert_eq!(Reading::open(&server, "alice").await.next().await, None);
}

#[tokio::test]
async fn nobody_takes_all_the_streams() {
    let server = Server::start().await;
    let ask = async |person| server.by(person, "GET", "/api/events").begin().await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(ask("alice").await);
    }
    let refused = server.get("alice", "/api/events").await;
    refused.assert_problem(429);
    assert_eq!(refused.header("retry-after"), "30");
    open.push(ask("bob").await);
    let refused = server.get("bob", "/api/events").await;
    refused.assert_problem(503);
    assert_eq!(refused.header("retry-after"), "30");
    open.pop();
    assert_eq!(ask("carol").await.status(), 200);
}

#[tokio::test]
async fn a_head_request_opens_no_stream() {
    let server = Server::start().await;
    let answer = server.by("alice", "HEAD", "/api/events").send().await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
    assert_eq!(server.streams.open(), 0);
}

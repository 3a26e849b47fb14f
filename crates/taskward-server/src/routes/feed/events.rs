use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{FromRequestParts, State},
    response::Response,
};
use better_auth_verifier::Principal;
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderName, HeaderValue, header, request::Parts};
use taskward_core::{Owner, Revision};
use taskward_store::Watch;
use tokio::time::Instant;
use utoipa::IntoParams;

use crate::{
    app::AppState,
    extract::{Authenticated, NoBody, NoParameters, Query, read_revision},
    problem::Problem,
    streams::Stream,
};

/// How long nothing may be sent. Shorter than proxies and browsers wait, and the way in which a
/// connection that broke unnoticed is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long changes are gathered behind one that was told.
const GATHERED: Duration = Duration::from_millis(20);
/// A comment (HTML, section 9.2.6), which readers skip.
const HEARTBEAT_TEXT: &str = ":\n\n";
const NO_BUFFERING: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);

/// A stream that says when something changed
///
/// Server-sent events of the type `revision`: the id and the data's `revision` are the owner's present
/// revision. The first one is sent at once, unless `Last-Event-ID` says that it is known; then one after
/// each change, or one for several. Ask `/api/changes` what it was. Every 15 seconds at least something
/// is sent, if only a comment.
///
/// The stream ends when the token expires and when the server does; open it again with a new token. One
/// person has 64 at most.
#[utoipa::path(
    get, path = "/events", operation_id = "streamEvents", tag = "changes",
    params(LastEventIdHeader),
    responses((status = 200, description = "The stream.", body = String, content_type = "text/event-stream"))
)]
pub(super) async fn events(
    State(app): State<AppState>,
    Authenticated { owner, principal }: Authenticated,
    LastEventId(told): LastEventId,
    Query(NoParameters): Query<NoParameters>,
    NoBody: NoBody,
) -> Result<Response, Problem> {
    let stream = app.streams.admit(&owner)?;
    let events = Events {
        // Before the first look, so that nothing is missed between the two.
        watch: app.store.watch(&owner),
        tell_at: None,
        beat_at: Instant::now() + HEARTBEAT,
        app,
        owner,
        principal,
        told,
        stream,
    };
    // A store that does not answer is told of with a status, while there is one to give.
    events.app.store.revision(&events.owner).await?;
    let body = stream::unfold(events, async |mut events| {
        let sent = events.next().await?;
        Some((Ok::<_, Infallible>(sent), events))
    });
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    let content_type = HeaderValue::from_static("text/event-stream");
    headers.insert(header::CONTENT_TYPE, content_type);
    headers.extend([NO_BUFFERING]);
    Ok(response)
}

struct Events {
    app: AppState,
    owner: Owner,
    principal: Arc<Principal>,
    watch: Watch,
    stream: Stream,
    /// What the client knows.
    told: Option<Revision>,
    /// Nothing is told before.
    tell_at: Option<Instant>,
    beat_at: Instant,
}

impl Events {
    /// What is sent next; `None` at the end.
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(at) = self.tell_at.take() {
            tokio::time::sleep_until(at).await;
        }
        loop {
            let valid_for = self.app.verifier.valid_for(&self.principal);
            if self.stream.is_ending() || valid_for.is_zero() {
                return None;
            }
            // The wake-up only says when to look. One that comes for nothing or not at all does no harm.
            let revision = match self.app.store.revision(&self.owner).await {
                Ok(revision) => revision,
                Err(error) => {
                    tracing::warn!(%error, cause = ?error, "a stream of events ends early");
                    return None;
                }
            };
            let now = Instant::now();
            if self.told != Some(revision) {
                self.told = Some(revision);
                self.tell_at = Some(now + GATHERED);
                self.beat_at = now + HEARTBEAT;
                return Some(event(revision));
            }
            if now >= self.beat_at {
                self.beat_at = now + HEARTBEAT;
                return Some(Bytes::from_static(HEARTBEAT_TEXT.as_bytes()));
            }
            let look_again = self.beat_at.min(now + valid_for);
            tokio::select! {
                () = self.watch.changed() => {}
                () = self.stream.ending() => {}
                () = tokio::time::sleep_until(look_again) => {}
            }
        }
    }
}

fn event(revision: Revision) -> Bytes {
    let number = revision.number();
    format!("id: {number}\nevent: revision\ndata: {{\"revision\":{number}}}\n\n").into()
}

/// The revision that the client saw last. What is no revision is no id of ours, and ignored.
pub(super) struct LastEventId(Option<Revision>);

impl<S: Send + Sync> FromRequestParts<S> for LastEventId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let id = parts.headers.get("last-event-id");
        let text = id.and_then(|id| id.to_str().ok());
        Ok(Self(text.and_then(|text| read_revision(text).ok())))
    }
}

/// Where to go on.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it documents the header")]
struct LastEventIdHeader {
    /// The id of the last event that was received.
    #[param(rename = "Last-Event-ID")]
    last_event_id: Option<String>,
}

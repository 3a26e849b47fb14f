//! One Better Auth, its key set's endpoint, a clock, a verifier and a door to it: where a case runs.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinHandle, JoinSet, yield_now};

use super::kitchen::{Kitchen, pooled};
use super::recipe::{Recipe, Request};
use super::setting::Setting;
use super::step::{How, Serve, Step};
use super::table::Case;
use super::verdict::{Expectation, Verdict};
use super::{AUDIENCE, ISSUER, NOW, SECRET};
use crate::algorithm::Algorithm;
use crate::jwks::fetch::MAX_KEY_SET_BYTES;
use crate::stats::Stats;
use crate::test_support::{Answer, Issuer, KeySetServer, ManualClock, SigningKey};
use crate::verifier::Verifier;

/// Longest time a case may take, in real time. None comes near it; it ends those that hang.
const PATIENCE: Duration = Duration::from_mins(1);

/// A way to bring requests before a verifier: by a call, or over HTTP.
pub trait Door: Send + Sync + 'static {
    /// Sends a request and says in what its answer differs from what must come back.
    fn send(
        &self,
        request: Request,
        expected: Expectation,
    ) -> impl Future<Output = Result<(), String>> + Send;

    /// Whether what is behind the door says that tokens can be verified.
    fn is_ready(&self) -> impl Future<Output = bool> + Send;
}

/// Runs a case behind the door that `open` makes for its verifier.
///
/// # Errors
///
/// Where the case stands and in what it differs.
pub async fn run<D: Door>(
    case: &Case,
    open: impl AsyncFnOnce(Verifier) -> D,
) -> Result<(), String> {
    let all = async {
        let mut world = World::new(&case.setting, open).await?;
        for step in &case.steps {
            world.take(step).await?;
        }
        world.end()
    };
    let outcome = tokio::time::timeout(PATIENCE, all).await;
    outcome
        .unwrap_or_else(|_| Err("it never ends".into()))
        .map_err(|fault| format!("{} ({}): {fault}", case.place, case.id))
}

struct World<D> {
    clock: ManualClock,
    issuer: Issuer,
    keys: HashMap<String, SigningKey>,
    kept: HashMap<String, Vec<u8>>,
    server: KeySetServer,
    /// Serves a stranger's keys; nobody may ever come here.
    bait: KeySetServer,
    verifier: Verifier,
    door: Arc<D>,
    /// Requests under way, the oldest first.
    begun: VecDeque<JoinHandle<Result<(), String>>>,
}

impl<D: Door> World<D> {
    async fn new(setting: &Setting, open: impl AsyncFnOnce(Verifier) -> D) -> Result<Self, String> {
        let clock = ManualClock::at(NOW);
        let key = match setting.algorithm {
            Algorithm::Hs256 => SigningKey::secret(SECRET.as_bytes()),
            algorithm => pooled(algorithm, "key-1"),
        };
        let keys = HashMap::from([("key-1".to_owned(), key.clone())]);
        let issuer = Issuer::with_key(ISSUER, key)
            .for_audience(AUDIENCE)
            .by_clock(clock.clone());
        let server = KeySetServer::start(Answer::json(issuer.key_set())).await;
        let stranger =
            Issuer::with_key(ISSUER, pooled(Algorithm::EdDsa, "stranger").named("key-1"));
        let bait = KeySetServer::start(Answer::json(stranger.key_set())).await;
        let config = setting.config(server.url());
        let verifier = Verifier::with_clock(config, Arc::new(clock.clone()))
            .map_err(|error| error.to_string())?;
        let door = Arc::new(open(verifier.clone()).await);
        Ok(Self {
            clock,
            issuer,
            keys,
            kept: HashMap::new(),
            server,
            bait,
            verifier,
            door,
            begun: VecDeque::new(),
        })
    }

    async fn take(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Send {
                recipe,
                how,
                expected,
            } => self.send(recipe, *how, expected).await?,
            Step::Begin(recipe, expected) => {
                let request = self.request(recipe, 0)?;
                let (door, expected) = (Arc::clone(&self.door), expected.clone());
                let task = tokio::spawn(async move { door.send(request, expected).await });
                self.begun.push_back(task);
            }
            Step::End => {
                let task = self.begun.pop_front().ok_or("no request has begun")?;
                task.await.map_err(|error| error.to_string())??;
            }
            Step::Keep(name, recipe) => {
                let token = recipe.token(&self.kitchen(0))?;
                self.kept
                    .insert(name.clone(), token.ok_or("nothing cannot be kept")?);
            }
            Step::Serve(what) => self.server.answer(self.answer(what)?),
            Step::Hold => self.server.hold(),
            Step::Release => self.server.release(),
            Step::Rotate(algorithm, id) => {
                let key = pooled(*algorithm, id);
                self.keys.insert(id.clone(), key.clone());
                self.issuer.rotate_to(key);
            }
            Step::Withdraw(id) => self.issuer.withdraw(id),
            Step::Advance(span) => self.clock.advance(*span),
            Step::SetClock(seconds) => {
                let now = self.clock.unix_seconds().saturating_add_signed(*seconds);
                self.clock.set_wall(Duration::from_secs(now));
            }
            Step::Start => self.verifier.start(),
            Step::AwaitRequests(count) => self.server.wait_for_requests(*count).await,
            Step::AwaitFetches(count) => {
                let ended = |stats: &Stats| stats.fetches + stats.failed_fetches;
                while ended(&self.verifier.stats()) < *count {
                    yield_now().await;
                }
            }
            Step::Fetches(count) => {
                let requests = self.server.requests();
                if requests != *count {
                    return Err(format!(
                        "the key set was asked for {requests} times instead of {count}"
                    ));
                }
            }
            Step::Ready(expected) => {
                if self.door.is_ready().await != *expected {
                    return Err(format!("ready is {} instead of {expected}", !expected));
                }
            }
        }
        Ok(())
    }

    /// What is true at the end of every case.
    fn end(self) -> Result<(), String> {
        if !self.begun.is_empty() {
            return Err("a request has begun and never ends; write `end`".into());
        }
        match self.bait.requests() {
            0 => Ok(()),
            _ => Err("keys were fetched from an address that a token or an answer named".into()),
        }
    }

    async fn send(&self, recipe: &Recipe, how: How, expected: &Expectation) -> Result<(), String> {
        match how {
            How::Once => self.send_once(recipe, 0, expected).await,
            How::Times(count) => {
                for number in 0..count {
                    let sent = self.send_once(recipe, number, expected).await;
                    sent.map_err(|fault| format!("request {number}: {fault}"))?;
                }
                Ok(())
            }
            How::AtOnce(count) => {
                let mut requests = JoinSet::new();
                for number in 0..count {
                    let request = self.request(recipe, number)?;
                    let (door, expected) = (Arc::clone(&self.door), expected.clone());
                    requests.spawn(async move { door.send(request, expected).await });
                }
                let ended = requests.join_all().await;
                ended.into_iter().collect()
            }
        }
    }

    /// Sends one request, and sees to it that it is counted as what it must be.
    async fn send_once(
        &self,
        recipe: &Recipe,
        number: usize,
        expected: &Expectation,
    ) -> Result<(), String> {
        let before = Counted::of(&self.verifier.stats());
        let request = self.request(recipe, number)?;
        self.door.send(request, expected.clone()).await?;
        let after = Counted::of(&self.verifier.stats());
        match &expected.verdict {
            Verdict::Accepted(_) if after.accepted == before.accepted => {
                Err("it was not counted as accepted".into())
            }
            Verdict::Refused(_) if !expected.by_http => {
                let label = expected.verdict.label().unwrap_or_default();
                if after.refused(label) == before.refused(label) + 1 {
                    return Ok(());
                }
                let counted = after.since(&before);
                Err(format!(
                    "it was counted as `{counted}` instead of `{label}`"
                ))
            }
            Verdict::Inexpressible if expected.by_http && after != before => {
                Err("it was counted, though HTTP refuses it".into())
            }
            _ => Ok(()),
        }
    }

    fn request(&self, recipe: &Recipe, number: usize) -> Result<Request, String> {
        recipe.request(self.kitchen(number))
    }

    fn kitchen(&self, number: usize) -> Kitchen<'_> {
        Kitchen {
            issuer: &self.issuer,
            keys: &self.keys,
            kept: &self.kept,
            now: self.clock.unix_seconds(),
            bait: self.bait.url(),
            number,
            token: None,
        }
    }

    fn answer(&self, what: &Serve) -> Result<Answer, String> {
        let keys = self.issuer.key_set();
        Ok(match what {
            Serve::Keys => Answer::json(keys),
            Serve::Status(status) => Answer::status(*status, keys),
            Serve::Html => Answer::json("<!doctype html><title>Taken over by a front end</title>"),
            Serve::Blank => Answer::json(""),
            Serve::Redirect => Answer::redirect(&self.bait.url()),
            Serve::Oversized => {
                let padding = " ".repeat(MAX_KEY_SET_BYTES);
                Answer::json(format!("{keys}{padding}"))
            }
            Serve::Endless => Answer::endless(),
            Serve::CutShort => Answer::cut_short(keys),
            Serve::Nothing => Answer::nothing(),
            Serve::Text(text) => Answer::json(text.fill(&self.kitchen(0))?),
        })
    }
}

/// How many requests were accepted and refused.
#[derive(PartialEq)]
struct Counted {
    accepted: u64,
    refused: Vec<(&'static str, u64)>,
}

impl Counted {
    fn of(stats: &Stats) -> Self {
        Self {
            accepted: stats.verified + stats.remembered,
            refused: stats.refused.clone(),
        }
    }

    fn refused(&self, label: &str) -> u64 {
        let counted = self.refused.iter().find(|(known, _)| *known == label);
        counted.map_or(0, |(_, count)| *count)
    }

    /// The labels that were counted since.
    fn since(&self, before: &Self) -> String {
        let counted = self.refused.iter();
        let more = counted.filter(|(label, count)| *count > before.refused(label));
        more.map(|(label, _)| *label).collect::<Vec<_>>().join(", ")
    }
}

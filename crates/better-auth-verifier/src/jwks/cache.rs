//! The key set over time: fetched at the start and when it is old, one fetch at a time, never
//! replaced by a bad one, trusted only while it is fresh enough.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::{ArcSwapOption, Guard};
use tokio::sync::watch;

use crate::algorithm::AllowedAlgorithms;
use crate::clock::Clock;
use crate::jwks::fetch::{FetchError, KeySetSource};
use crate::key::VerificationKey;
use crate::key_set::{KeySet, KeySetSummary};
use crate::refusal::{Reason, Refusal};
use crate::stats::Counters;

/// Longest time a request waits for a fetch in flight.
pub const MAX_WAIT: Duration = Duration::from_secs(2);

/// Shortest time between two fetches caused by tokens that name unknown keys.
pub const UNKNOWN_KEY_COOLDOWN: Duration = Duration::from_secs(10);

/// Waits between failed fetches: doubled each time, from the first to the last.
const FIRST_BACKOFF: Duration = Duration::from_secs(1);
const LAST_BACKOFF: Duration = Duration::from_secs(30);

/// A failure that goes on is logged as a warning this often.
const WARN_EVERY: Duration = Duration::from_mins(1);

/// Whether tokens can be verified, and if not, why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Readiness {
    /// Tokens can be verified.
    Ready,
    /// No key set has been fetched yet.
    NoKeys {
        /// Why the last fetch failed, if one has.
        cause: Option<FetchError>,
    },
    /// The last good key set is too old to be trusted.
    Stale {
        /// How old it is.
        age: Duration,
        /// Why the last fetch failed, if it has.
        cause: Option<FetchError>,
    },
}

impl Readiness {
    /// Whether tokens can be verified.
    #[must_use]
    pub const fn is_ready(&self) -> bool {
        matches!(self, Self::Ready)
    }
}

type FetchResult = Result<KeySetSummary, FetchError>;
type Flight = watch::Receiver<Option<FetchResult>>;

/// The last good key set and the business of renewing it.
#[derive(Debug)]
pub(crate) struct KeyCache {
    source: KeySetSource,
    clock: Arc<dyn Clock>,
    allowed: AllowedAlgorithms,
    max_age: Duration,
    max_stale: Duration,
    current: ArcSwapOption<Fetched>,
    fetching: Mutex<Fetching>,
    counters: Arc<Counters>,
}

/// A key set and when its fetch began.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) keys: KeySet,
    at: Instant,
}

/// Held for moments, never across an await.
#[derive(Debug, Default)]
struct Fetching {
    flight: Option<Flight>,
    /// Failed fetches since the last good one.
    failures: u32,
    /// When the next attempt is due after a failure.
    retry_at: Option<Instant>,
    unknown_key_fetch_at: Option<Instant>,
    last_error: Option<FetchError>,
    warned_at: Option<Instant>,
}

impl Fetching {
    /// The fetch in flight, if there is one. Its sender is gone if its runtime has ended.
    fn in_flight(&self) -> Option<Flight> {
        self.flight
            .clone()
            .filter(|flight| flight.has_changed().is_ok())
    }
}

impl KeyCache {
    pub(crate) fn new(
        source: KeySetSource,
        clock: Arc<dyn Clock>,
        allowed: AllowedAlgorithms,
        (max_age, max_stale): (Duration, Duration),
        counters: Arc<Counters>,
    ) -> Self {
        Self {
            source,
            clock,
            allowed,
            max_age,
            max_stale,
            current: ArcSwapOption::empty(),
            fetching: Mutex::default(),
            counters,
        }
    }

    /// The key set, if there is one that is fresh enough to be trusted.
    pub(crate) fn trusted(&self) -> Option<Guard<Option<Arc<Fetched>>>> {
        let current = self.current.load();
        let age = self.age_of(current.as_ref()?);
        (age <= self.max_stale).then_some(current)
    }

    /// The key a token names. Waits for keys if there are none, and fetches the set again if it
    /// has no such key.
    pub(crate) async fn find(self: &Arc<Self>, id: &str) -> Result<Arc<VerificationKey>, Refusal> {
        let deadline = self.clock.monotonic() + MAX_WAIT;
        if let Some(found) = self.find_now(id) {
            if !matches!(found, Err(Reason::UnknownKey(_))) || !self.renew(id, deadline).await {
                return found.map_err(Refusal::from);
            }
        } else {
            self.wait_for_keys(deadline).await;
        }
        match self.find_now(id) {
            Some(found) => found.map_err(Refusal::from),
            None => Err(Refusal::NoKeys {
                retry_after: self.retry_after(),
            }),
        }
    }

    /// None if there are no keys to look among.
    fn find_now(self: &Arc<Self>, id: &str) -> Option<Result<Arc<VerificationKey>, Reason>> {
        let trusted = self.trusted()?;
        let fetched = trusted.as_ref()?;
        if self.age_of(fetched) >= self.max_age {
            self.fetch_if_due(&mut self.fetching());
        }
        Some(fetched.keys.find(id))
    }

    /// Whether a key of that id stands in the set.
    fn knows(&self, id: &str) -> bool {
        let current = self.current.load();
        current
            .as_ref()
            .is_some_and(|fetched| fetched.keys.knows(id))
    }

    /// For a token that names an unknown key: waits for the fetch in flight, or for a new one if
    /// the last such fetch is long enough ago. Tells whether it is worth looking again.
    async fn renew(self: &Arc<Self>, id: &str, deadline: Instant) -> bool {
        let flight = {
            let mut fetching = self.fetching();
            if let Some(flight) = fetching.in_flight() {
                flight
            } else if self.knows(id) {
                return true;
            } else {
                let now = self.clock.monotonic();
                let is_cooling = fetching
                    .unknown_key_fetch_at
                    .is_some_and(|last| now.saturating_duration_since(last) < UNKNOWN_KEY_COOLDOWN);
                if is_cooling {
                    return false;
                }
                fetching.unknown_key_fetch_at = Some(now);
                self.fetch(&mut fetching)
            }
        };
        self.wait(flight, deadline).await;
        true
    }

    async fn wait_for_keys(self: &Arc<Self>, deadline: Instant) {
        let flight = self.fetch_if_due(&mut self.fetching());
        if let Some(flight) = flight {
            self.wait(flight, deadline).await;
        }
    }

    async fn wait(&self, mut flight: Flight, deadline: Instant) {
        tokio::select! {
            biased;
            _ = flight.wait_for(Option::is_some) => {}
            () = self.clock.sleep_until(deadline) => {}
        }
    }

    /// Fetches the set now (or joins the fetch in flight) and says what came of it.
    pub(crate) async fn fetch_now(self: &Arc<Self>) -> FetchResult {
        let flight = {
            let mut fetching = self.fetching();
            fetching
                .in_flight()
                .unwrap_or_else(|| self.fetch(&mut fetching))
        };
        landed(flight).await
    }

    /// Keeps the set fresh for as long as it runs.
    pub(crate) async fn maintain(self: Arc<Self>) {
        loop {
            let due = self.due();
            if self.clock.monotonic() < due {
                self.clock.sleep_until(due).await;
                continue;
            }
            let flight = self.fetch_if_due(&mut self.fetching());
            if let Some(flight) = flight {
                // A failure has been logged, and moves the next attempt into the future; a fetch
                // that was abandoned does not.
                if let Err(FetchError::Abandoned) = landed(flight).await {
                    let later = self.clock.monotonic() + FIRST_BACKOFF;
                    self.clock.sleep_until(later).await;
                }
            }
        }
    }

    /// When the next fetch is due.
    fn due(&self) -> Instant {
        let now = self.clock.monotonic();
        let old_at = self.current.load().as_ref().map_or(now, |fetched| {
            fetched.at.checked_add(self.max_age).unwrap_or(now + FAR)
        });
        self.fetching()
            .retry_at
            .map_or(old_at, |retry_at| retry_at.max(old_at))
    }

    /// The fetch in flight, or a new one if the set is old and the last attempt did not fail a
    /// moment ago. The set is looked at again, since a fetch may have landed after the caller did.
    fn fetch_if_due(self: &Arc<Self>, fetching: &mut Fetching) -> Option<Flight> {
        fetching.in_flight().or_else(|| {
            let now = self.clock.monotonic();
            let is_old = self.age().is_none_or(|age| age >= self.max_age);
            let may_try = fetching.retry_at.is_none_or(|retry_at| retry_at <= now);
            (is_old && may_try).then(|| self.fetch(fetching))
        })
    }

    /// Starts a fetch. It goes on by itself: a request that gives up does not take it along.
    fn fetch(self: &Arc<Self>, fetching: &mut Fetching) -> Flight {
        let (landing, flight) = watch::channel(None);
        fetching.flight = Some(flight.clone());
        let cache = Arc::clone(self);
        tokio::spawn(async move {
            let began = cache.clock.monotonic();
            let body = cache.source.fetch(cache.clock.as_ref()).await;
            let result = cache.land(began, body);
            landing.send_replace(Some(result));
        });
        flight
    }

    /// Takes in what a fetch brought.
    fn land(&self, began: Instant, body: Result<Vec<u8>, FetchError>) -> FetchResult {
        let previous = self.current.load_full();
        let previous_keys = previous.as_ref().map(|fetched| &fetched.keys);
        let result = body.and_then(|body| {
            KeySet::parse(&body, self.allowed, previous_keys).map_err(|error| FetchError::KeySet {
                url: self.source.url(),
                error,
            })
        });
        let mut fetching = self.fetching();
        fetching.flight = None;
        match result {
            Ok(keys) => {
                let summary = keys.summary();
                self.counters.fetched();
                log_success(&keys, &summary, previous_keys, fetching.failures);
                self.current
                    .store(Some(Arc::new(Fetched { keys, at: began })));
                fetching.failures = 0;
                fetching.retry_at = None;
                fetching.last_error = None;
                fetching.warned_at = None;
                Ok(summary)
            }
            Err(error) => {
                let now = self.clock.monotonic();
                self.counters.fetch_failed();
                let doubled = FIRST_BACKOFF.saturating_mul(1 << fetching.failures.min(16));
                fetching.retry_at = now.checked_add(doubled.min(LAST_BACKOFF));
                fetching.failures = fetching.failures.saturating_add(1);
                log_failure(&error, &mut fetching, now, previous.is_some());
                fetching.last_error = Some(error.clone());
                Err(error)
            }
        }
    }

    pub(crate) fn readiness(&self) -> Readiness {
        let cause = || self.fetching().last_error.clone();
        match self.age() {
            None => Readiness::NoKeys { cause: cause() },
            Some(age) if age > self.max_stale => Readiness::Stale {
                age,
                cause: cause(),
            },
            Some(_) => Readiness::Ready,
        }
    }

    /// How old the set is.
    pub(crate) fn age(&self) -> Option<Duration> {
        self.current
            .load()
            .as_ref()
            .map(|fetched| self.age_of(fetched))
    }

    fn age_of(&self, fetched: &Fetched) -> Duration {
        self.clock.monotonic().saturating_duration_since(fetched.at)
    }

    fn retry_after(&self) -> Duration {
        let now = self.clock.monotonic();
        let retry_at = self.fetching().retry_at;
        let wait = retry_at.map(|retry_at| retry_at.saturating_duration_since(now));
        wait.unwrap_or_default().max(FIRST_BACKOFF)
    }

    fn fetching(&self) -> MutexGuard<'_, Fetching> {
        self.fetching.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Further ahead than anyone waits, and near enough for every platform's clock.
const FAR: Duration = Duration::from_hours(24);

async fn landed(mut flight: Flight) -> FetchResult {
    match flight.wait_for(Option::is_some).await {
        Ok(result) => result.clone().unwrap_or(Err(FetchError::Abandoned)),
        Err(_) => Err(FetchError::Abandoned),
    }
}

fn log_success(keys: &KeySet, summary: &KeySetSummary, previous: Option<&KeySet>, failures: u32) {
    let is_unchanged = previous.is_some_and(|previous| {
        keys.keys().all(|key| previous.holds(key)) && previous.summary() == *summary
    });
    if is_unchanged {
        if failures > 0 {
            tracing::info!(
                failures,
                "the key set can be fetched again, and has not changed"
            );
        } else {
            tracing::debug!("the key set has been fetched again, and has not changed");
        }
        return;
    }
    let names: Vec<String> = summary
        .keys
        .iter()
        .map(|key| format!("{} ({})", key.kid, key.algorithm))
        .collect();
    tracing::info!(keys = names.join(", "), "a new key set is in use");
    for skipped in &summary.skipped {
        tracing::warn!("a key of the set is skipped: {skipped}");
    }
    for kid in &summary.ambiguous {
        tracing::warn!(%kid, "several keys of the set have this id; tokens that name it are refused");
    }
}

fn log_failure(error: &FetchError, fetching: &mut Fetching, now: Instant, has_keys: bool) {
    let is_new = fetching.last_error.as_ref() != Some(error);
    let is_due = fetching
        .warned_at
        .is_none_or(|at| now.saturating_duration_since(at) >= WARN_EVERY);
    if is_new || is_due {
        fetching.warned_at = Some(now);
        let failures = fetching.failures;
        let outlook = if has_keys {
            "the last good one goes on serving"
        } else {
            "there is none yet"
        };
        tracing::warn!(
            failures,
            "the key set could not be fetched, {outlook}: {error}"
        );
    } else {
        tracing::debug!("the key set could not be fetched: {error}");
    }
}

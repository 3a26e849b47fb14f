//! From a request's headers, or a token, to a principal.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::HeaderMap;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use crate::algorithm::{Algorithm, AllowedAlgorithms};
use crate::authorization::bearer_token;
use crate::claims::{self, Expectations};
use crate::clock::{Clock, SystemClock};
use crate::compact::{Compact, MAX_TOKEN_BYTES};
use crate::config::{Config, ConfigError, JwksConfig, MAX_LEEWAY};
use crate::jose_header::JoseHeader;
use crate::json;
use crate::jwks::cache::{KeyCache, Readiness};
use crate::jwks::fetch::{FetchError, KeySetSource};
use crate::jwks::url::JwksUrl;
use crate::key_set::KeySetSummary;
use crate::memory::{Fingerprint, Memory, Verdict, VerifiedWith};
use crate::principal::Principal;
use crate::refusal::{Part, Reason, Refusal};
use crate::secret::SecretKey;
use crate::stats::{Counters, Stats};

/// Verifies the tokens of one Better Auth. Cheap to clone; clones share keys and memory.
///
/// Fetching keys needs a Tokio runtime with timers and I/O.
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

struct Inner {
    clock: Arc<dyn Clock>,
    algorithms: AllowedAlgorithms,
    expected: Expectations,
    secret: Option<SecretKey>,
    keys: Option<Arc<KeyCache>>,
    memory: Option<Memory>,
    counters: Arc<Counters>,
    maintenance: OnceLock<AbortHandle>,
}

impl Verifier {
    /// A verifier that lives by the system's clock. Nothing is fetched yet.
    ///
    /// # Errors
    ///
    /// If the configuration contradicts itself or is unsafe; the message says how to mend it.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        Self::with_clock(config, Arc::new(SystemClock))
    }

    /// As [`Verifier::new`], with a clock of one's own.
    ///
    /// # Errors
    ///
    /// As [`Verifier::new`].
    pub fn with_clock(config: Config, clock: Arc<dyn Clock>) -> Result<Self, ConfigError> {
        let Config {
            issuer,
            audience,
            algorithms,
            leeway,
            secret,
            jwks,
            remembered,
        } = config;
        if is_blank_or_padded(&issuer) {
            return Err(ConfigError::Issuer);
        }
        if is_blank_or_padded(&audience) {
            return Err(ConfigError::Audience);
        }
        if leeway > MAX_LEEWAY {
            return Err(ConfigError::Leeway(leeway));
        }
        let secret = if algorithms.uses_secret() {
            Some(secret.ok_or(ConfigError::NoSecret)?.key()?)
        } else {
            None
        };
        let counters = Arc::new(Counters::default());
        let keys = if algorithms.uses_key_set() {
            let jwks = jwks.ok_or(ConfigError::NoKeySet(algorithms))?;
            let cache = key_cache(&jwks, algorithms, Arc::clone(&clock), Arc::clone(&counters))?;
            Some(Arc::new(cache))
        } else {
            None
        };
        Ok(Self(Arc::new(Inner {
            clock,
            algorithms,
            expected: Expectations {
                issuer,
                audience,
                leeway,
            },
            secret,
            keys,
            memory: Memory::new(remembered),
            counters,
            maintenance: OnceLock::new(),
        })))
    }

    /// Starts keeping the key set fresh in the background: the first fetch at once, the next when
    /// the set is older than its maximum age, failed ones again after 1 s to 30 s. Ends when the
    /// last clone of this verifier is dropped.
    ///
    /// Without it keys are fetched when a token needs them. A second call does nothing, nor does
    /// one where only HS256 is allowed.
    ///
    /// # Panics
    ///
    /// Outside of a Tokio runtime.
    pub fn start(&self) {
        if let Some(keys) = &self.0.keys {
            self.0.maintenance.get_or_init(|| {
                Handle::current()
                    .spawn(Arc::clone(keys).maintain())
                    .abort_handle()
            });
        }
    }

    /// Who sent a request with these headers.
    ///
    /// Only the `Authorization` field is looked at. A token that was accepted before is remembered
    /// until it ends, or its key does.
    ///
    /// # Errors
    ///
    /// The [`Refusal`] says how to answer; its reason belongs into the log, not into the answer.
    pub async fn authenticate(&self, headers: &HeaderMap) -> Result<Arc<Principal>, Refusal> {
        let outcome = match bearer_token(headers) {
            Ok(token) => self.authenticate_token(token).await,
            Err(refusal) => Err(refusal),
        };
        outcome.inspect_err(|refusal| self.0.counters.refused(refusal))
    }

    /// Whose token this is. Verifies in full every time, for tools that explain a verdict.
    ///
    /// # Errors
    ///
    /// As [`Verifier::authenticate`]; the reason says which check failed and what mends it.
    pub async fn verify(&self, token: &str) -> Result<Arc<Principal>, Refusal> {
        let outcome = self.0.verify(token).await.map(|verdict| verdict.principal);
        outcome.inspect_err(|refusal| self.0.counters.refused(refusal))
    }

    /// How long the token of this principal is still accepted, leeway included: zero from the instant on
    /// from which it would be refused. For answers that go on after the request was authenticated.
    #[must_use]
    pub fn valid_for(&self, principal: &Principal) -> Duration {
        let expires_at = Duration::from_secs(principal.expires_at().get().try_into().unwrap_or(0));
        (expires_at + self.0.expected.leeway).saturating_sub(self.0.clock.wall())
    }

    /// Whether tokens can be verified now, and if not, why. HS256 alone is always ready.
    #[must_use]
    pub fn readiness(&self) -> Readiness {
        self.0
            .keys
            .as_ref()
            .map_or(Readiness::Ready, |keys| keys.readiness())
    }

    /// Fetches the key set now, takes it into use and says what is in it.
    ///
    /// # Errors
    ///
    /// Why it could not be fetched or used; [`FetchError::NotUsed`] where only HS256 is allowed.
    pub async fn fetch_keys(&self) -> Result<KeySetSummary, FetchError> {
        match &self.0.keys {
            Some(keys) => keys.fetch_now().await,
            None => Err(FetchError::NotUsed),
        }
    }

    /// What this verifier has done since it was made.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let verdicts = self.0.memory.as_ref().map_or(0, Memory::len);
        let key_set_age = self.0.keys.as_ref().and_then(|keys| keys.age());
        self.0.counters.snapshot(verdicts, key_set_age)
    }

    async fn authenticate_token(&self, token: &str) -> Result<Arc<Principal>, Refusal> {
        let inner = &self.0;
        // Longer tokens are refused anyway, and are not worth hashing.
        let place = inner
            .memory
            .as_ref()
            .filter(|_| token.len() <= MAX_TOKEN_BYTES)
            .and_then(|memory| Some((memory, Fingerprint::of(token)?)));
        let Some((memory, fingerprint)) = place else {
            return Box::pin(inner.verify(token))
                .await
                .map(|verdict| verdict.principal);
        };
        if let Some(verdict) = memory.recall(&fingerprint) {
            if inner.still_holds(&verdict) {
                inner.counters.remembered();
                return Ok(verdict.principal);
            }
            memory.forget(&fingerprint);
        }
        // Boxed, so that the futures of remembered requests stay small.
        let verdict = Box::pin(inner.verify(token)).await?;
        memory.remember(fingerprint, verdict.clone());
        Ok(verdict.principal)
    }
}

impl Inner {
    /// Verifies a token in full: form, header, key, signature and then, only then, claims.
    async fn verify(&self, token: &str) -> Result<Verdict, Refusal> {
        let jws = Compact::parse(token)?;
        let header = JoseHeader::parse(&jws.header)?;
        let algorithm = header.algorithm;
        if !self.algorithms.contains(algorithm) {
            return Err(Reason::AlgorithmNotAllowed(algorithm, self.algorithms).into());
        }
        let verified_with = self.check_signature(&jws, header).await?;
        let claims = json::parse_object(&jws.payload)
            .map_err(|error| Reason::NotStrictJson(Part::Payload, error))?;
        let (principal, validity) = claims::check(&claims, &self.expected, self.clock.wall())?;
        self.counters.verified();
        Ok(Verdict {
            principal: Arc::new(principal),
            validity,
            verified_with,
        })
    }

    /// The algorithm only chooses between secret and key set; what the key is for decides.
    async fn check_signature(
        &self,
        jws: &Compact<'_>,
        header: JoseHeader,
    ) -> Result<VerifiedWith, Refusal> {
        let algorithm = header.algorithm;
        let not_allowed = || Reason::AlgorithmNotAllowed(algorithm, self.algorithms);
        if algorithm == Algorithm::Hs256 {
            let secret = self.secret.as_ref().ok_or_else(not_allowed)?;
            return if secret.verifies(jws.signing_input, &jws.signature) {
                Ok(VerifiedWith::Secret)
            } else {
                Err(Reason::BadSignature(algorithm).into())
            };
        }
        let keys = self.keys.as_ref().ok_or_else(not_allowed)?;
        let key = keys.find(&header.key_id.ok_or(Reason::NoKeyId)?).await?;
        if key.algorithm() != algorithm {
            return Err(Reason::AlgorithmMismatch {
                token: algorithm,
                key: key.algorithm(),
            }
            .into());
        }
        if !key.verifies(jws.signing_input, &jws.signature) {
            return Err(Reason::BadSignature(algorithm).into());
        }
        Ok(VerifiedWith::Key(key))
    }

    /// Whether a remembered verdict would be given again now.
    fn still_holds(&self, verdict: &Verdict) -> bool {
        let key_is_trusted = match (&verdict.verified_with, &self.keys) {
            (VerifiedWith::Secret, _) => true,
            (VerifiedWith::Key(key), Some(keys)) => keys.trusted().is_some_and(|trusted| {
                trusted
                    .as_ref()
                    .is_some_and(|fetched| fetched.keys.holds(key))
            }),
            (VerifiedWith::Key(_), None) => false,
        };
        key_is_trusted && verdict.validity.check(self.clock.wall()).is_ok()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(maintenance) = self.maintenance.get() {
            maintenance.abort();
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("expected", &self.0.expected)
            .field("algorithms", &self.0.algorithms)
            .field("readiness", &self.readiness())
            .finish_non_exhaustive()
    }
}

fn is_blank_or_padded(text: &str) -> bool {
    text.is_empty() || text.trim() != text
}

fn key_cache(
    jwks: &JwksConfig,
    algorithms: AllowedAlgorithms,
    clock: Arc<dyn Clock>,
    counters: Arc<Counters>,
) -> Result<KeyCache, ConfigError> {
    let JwksConfig {
        url,
        allow_http,
        max_age,
        max_stale,
    } = jwks;
    if max_age.as_secs() == 0 || max_stale.as_secs() == 0 {
        return Err(ConfigError::KeySetAges {
            max_age: *max_age,
            max_stale: *max_stale,
        });
    }
    let source = KeySetSource::new(JwksUrl::parse(url, *allow_http)?)?;
    Ok(KeyCache::new(
        source,
        clock,
        algorithms,
        (*max_age.min(max_stale), *max_stale),
        counters,
    ))
}

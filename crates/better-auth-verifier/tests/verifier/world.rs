//! One Better Auth, its key-set server, a clock and a verifier: what most tests start from.

use std::sync::Arc;
use std::time::Duration;

use better_auth_verifier::test_support::{Answer, Issuer, KeySetServer, ManualClock};
use better_auth_verifier::{Algorithm, Config, JwksConfig, Principal, Reason, Refusal, Verifier};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue};

pub(crate) const ORIGIN: &str = "https://auth.example";
pub(crate) const NOW: u64 = 1_800_000_000;
pub(crate) const MAX_AGE: Duration = Duration::from_mins(10);
pub(crate) const MAX_STALE: Duration = Duration::from_hours(24);

pub(crate) struct World {
    pub(crate) clock: ManualClock,
    pub(crate) issuer: Issuer,
    pub(crate) server: KeySetServer,
    pub(crate) verifier: Verifier,
}

impl World {
    /// An issuer that signs with that algorithm; the verifier allows every public-key algorithm
    /// and has not fetched anything yet.
    pub(crate) async fn new(algorithm: Algorithm) -> Self {
        Self::with(algorithm, |_| {}).await
    }

    /// As [`World::new`], with another configuration.
    pub(crate) async fn with(algorithm: Algorithm, change: impl FnOnce(&mut Config)) -> Self {
        let clock = ManualClock::at(NOW);
        let issuer = Issuer::new(ORIGIN, algorithm).by_clock(clock.clone());
        let server = KeySetServer::start(Answer::json(issuer.key_set())).await;
        let mut config = Config::new(ORIGIN, ORIGIN);
        config.jwks = Some(JwksConfig {
            max_age: MAX_AGE,
            max_stale: MAX_STALE,
            ..JwksConfig::new(server.url())
        });
        change(&mut config);
        let verifier = Verifier::with_clock(config, Arc::new(clock.clone())).unwrap();
        Self {
            clock,
            issuer,
            server,
            verifier,
        }
    }

    /// Publishes what the issuer's key set has become.
    pub(crate) fn publish(&self) {
        self.server.answer(Answer::json(self.issuer.key_set()));
    }

    pub(crate) async fn authenticate(&self, token: &str) -> Result<Arc<Principal>, Refusal> {
        self.verifier.authenticate(&bearer(token)).await
    }

    pub(crate) async fn accepts(&self, token: &str) {
        if let Err(refusal) = self.authenticate(token).await {
            panic!("refused: {refusal}");
        }
    }

    /// Why a token is invalid; it has to be.
    pub(crate) async fn reason(&self, token: &str) -> Reason {
        match self.authenticate(token).await {
            Err(Refusal::Invalid(reason)) => reason,
            other => panic!("not refused as invalid: {other:?}"),
        }
    }
}

pub(crate) fn bearer(token: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(
        AUTHORIZATION,
        HeaderValue::try_from(format!("Bearer {token}")).unwrap(),
    );
    headers
}

//! What a verifier is set to, and what is wrong with it if it cannot be.

use std::time::Duration;

use crate::algorithm::AllowedAlgorithms;
use crate::jwks::url::JwksUrlError;
use crate::secret::{SecretError, SharedSecret};

/// Largest leeway: more would keep tokens alive longer than clocks go wrong.
pub const MAX_LEEWAY: Duration = Duration::from_mins(10);

/// What a [`Verifier`](crate::Verifier) is set to.
#[derive(Debug, Clone)]
pub struct Config {
    /// The only `iss` accepted, equal to the byte. Better Auth's default is the origin of its
    /// `baseURL`, such as `https://app.example`, without the path it is mounted on.
    pub issuer: String,
    /// The `aud` a token must have or contain. Better Auth's default is the same origin.
    pub audience: String,
    /// The algorithms accepted.
    pub algorithms: AllowedAlgorithms,
    /// How far the clocks of issuer and verifier may differ; at most [`MAX_LEEWAY`].
    pub leeway: Duration,
    /// The secret shared with Better Auth. Needed, and looked at, only if HS256 is allowed.
    pub secret: Option<SharedSecret>,
    /// Where the key set is. Needed, and looked at, only if an algorithm other than HS256 is allowed.
    pub jwks: Option<JwksConfig>,
    /// How many verdicts are remembered; zero remembers none. One takes about 300 bytes.
    pub remembered: usize,
}

impl Config {
    /// Every public-key algorithm, a leeway of 30 s, 10,000 remembered verdicts, no secret, no key
    /// set yet.
    #[must_use]
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            audience: audience.into(),
            algorithms: AllowedAlgorithms::default(),
            leeway: Duration::from_secs(30),
            secret: None,
            jwks: None,
            remembered: 10_000,
        }
    }
}

/// Where the key set is and how long it serves.
#[derive(Debug, Clone)]
pub struct JwksConfig {
    /// Its address: `https:`, or `http:` to a loopback address or name.
    pub url: String,
    /// Allow `http:` to any host. Whoever can alter that traffic can then sign in as anyone.
    pub allow_http: bool,
    /// The age at which the set is fetched again, at least one second. It is never left to get
    /// older than `max_stale`.
    pub max_age: Duration,
    /// The age up to which the last good set serves while fetching fails, at least one second.
    pub max_stale: Duration,
}

impl JwksConfig {
    /// Fetched again after 10 minutes, serving through an outage for a day.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            allow_http: false,
            max_age: Duration::from_mins(10),
            max_stale: Duration::from_hours(24),
        }
    }
}

/// What is wrong with a [`Config`], and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The issuer is empty or has blanks around it.
    #[error(
        "the expected issuer is empty or has blanks around it; give the origin of Better Auth, such \
         as https://app.example"
    )]
    Issuer,
    /// The audience is empty or has blanks around it.
    #[error(
        "the expected audience is empty or has blanks around it; give the one Better Auth is set \
         to, by default its origin"
    )]
    Audience,
    /// The leeway is above [`MAX_LEEWAY`].
    #[error("a leeway of {} s is more than {} s; set the clocks right instead", .0.as_secs(), MAX_LEEWAY.as_secs())]
    Leeway(Duration),
    /// HS256 is allowed and there is no secret.
    #[error(
        "HS256 is allowed, but there is no shared secret; give the secret that Better Auth has, or \
         take HS256 off the list"
    )]
    NoSecret,
    /// The secret cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A public-key algorithm is allowed and there is no key set to fetch.
    #[error(
        "{0} need Better Auth's public keys, but there is no address of its key set; give it, or \
         allow HS256 alone"
    )]
    NoKeySet(AllowedAlgorithms),
    /// The address of the key set cannot be used.
    #[error(transparent)]
    KeySetUrl(#[from] JwksUrlError),
    /// An age of the key set is under one second.
    #[error(
        "a key set must be used for at least one second, both before it is fetched again ({} s) and \
         while fetching fails ({} s)", .max_age.as_secs(), .max_stale.as_secs()
    )]
    KeySetAges {
        /// The age at which it is fetched again.
        max_age: Duration,
        /// The age up to which it serves.
        max_stale: Duration,
    },
    /// The HTTP client could not be made, most likely for want of trusted certificates.
    #[error(
        "no secure connection to the key set is possible: {0}. Install the system's certificates \
         (Debian: the package ca-certificates)"
    )]
    HttpClient(String),
}

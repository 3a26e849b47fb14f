//! Fetching a key set over HTTP, within limits of time and size.

use std::error::Error as _;
use std::time::Duration;

use http::StatusCode;
use http::header::ACCEPT;
use reqwest::redirect::Policy;

use crate::clock::Clock;
use crate::config::ConfigError;
use crate::jwks::url::JwksUrl;
use crate::key_set::KeySetError;

/// Longest time a fetch may take, from looking the host up to the last byte.
pub const FETCH_TIMEOUT: Duration = Duration::from_secs(5);

/// Largest key set in bytes.
pub const MAX_KEY_SET_BYTES: usize = 256 * 1024;

/// Why the key set could not be fetched. `Display` names cause and mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// There is no key set to fetch: the shared secret alone is used.
    #[error("no key set is used: only HS256 is allowed")]
    NotUsed,
    /// No connection, or it broke.
    #[error("no answer from {url}: {cause}; check the address and that Better Auth is running")]
    Unreachable {
        /// The address.
        url: String,
        /// What the network said.
        cause: String,
    },
    /// Not done within [`FETCH_TIMEOUT`].
    #[error(
        "{url} did not answer in full within {} s; check the address and the load of Better Auth",
        FETCH_TIMEOUT.as_secs()
    )]
    Timeout {
        /// The address.
        url: String,
    },
    /// The address redirects; redirects are never followed.
    #[error(
        "{url} redirects ({status}), and redirects are not followed; give the address it leads to, \
         if that is right"
    )]
    Redirect {
        /// The address.
        url: String,
        /// The status of the answer.
        status: u16,
    },
    /// A status other than 200.
    #[error("{url} answered {status}{}", status_hint(*.status))]
    Status {
        /// The address.
        url: String,
        /// The status of the answer.
        status: u16,
    },
    /// More than [`MAX_KEY_SET_BYTES`].
    #[error("{url} sent more than {MAX_KEY_SET_BYTES} bytes; this is not a key set of Better Auth")]
    TooLarge {
        /// The address.
        url: String,
    },
    /// The answer came, and is no set of keys that can be used.
    #[error("{url}: {error}")]
    KeySet {
        /// The address.
        url: String,
        /// What is wrong with it.
        error: KeySetError,
    },
    /// The fetch was abandoned, because the program is ending.
    #[error("the fetch was abandoned")]
    Abandoned,
}

fn status_hint(status: u16) -> &'static str {
    match status {
        404 => {
            "; either the path is wrong (usual is /api/auth/jwks), or the jwt plugin is not \
             installed there, or this Better Auth signs with the shared secret and publishes no \
             keys: then allow HS256 alone"
        }
        401 | 403 => "; a key set is public, so something in between wants a sign-in",
        429 => "; too many requests: the next attempt comes later",
        500..=599 => {
            "; look into Better Auth's log (after a change of its secret it cannot decrypt its \
             stored keys: restore the secret or empty its `jwks` table)"
        }
        _ => "; check the address of the key set",
    }
}

/// Where a key set is fetched from.
#[derive(Debug)]
pub(crate) struct KeySetSource {
    client: reqwest::Client,
    url: JwksUrl,
}

impl KeySetSource {
    /// Over `https:` the system's certificates are trusted and its proxy settings obeyed. Over
    /// `http:` neither is touched: nothing may stand between us and this machine, and certificates
    /// would cost memory for nothing.
    pub(crate) fn new(url: JwksUrl) -> Result<Self, ConfigError> {
        let mut builder = reqwest::Client::builder()
            .redirect(Policy::none())
            .pool_max_idle_per_host(0)
            .user_agent(concat!("better-auth-verifier/", env!("CARGO_PKG_VERSION")));
        if url.is_https() {
            builder = builder.https_only(true);
        } else {
            builder = builder.no_proxy().tls_certs_only([]);
        }
        if let Some((name, addresses)) = url.loopback_name() {
            builder = builder.resolve_to_addrs(name, &addresses);
        }
        let client = builder
            .build()
            .map_err(|error| ConfigError::HttpClient(causes(&error)))?;
        Ok(Self { client, url })
    }

    pub(crate) fn url(&self) -> String {
        self.url.as_url().to_string()
    }

    /// The body of the answer, if it is one of status 200 that ends within time and size.
    pub(crate) async fn fetch(&self, clock: &dyn Clock) -> Result<Vec<u8>, FetchError> {
        let deadline = clock.sleep_until(clock.monotonic() + FETCH_TIMEOUT);
        tokio::select! {
            biased;
            body = self.body() => body,
            () = deadline => Err(FetchError::Timeout { url: self.url() }),
        }
    }

    async fn body(&self) -> Result<Vec<u8>, FetchError> {
        let unreachable = |error: reqwest::Error| FetchError::Unreachable {
            url: self.url(),
            cause: causes(&error.without_url()),
        };
        let request = self.client.get(self.url.as_url().clone());
        let mut answer = request
            .header(ACCEPT, "application/json")
            .send()
            .await
            .map_err(unreachable)?;
        let status = answer.status();
        if status.is_redirection() {
            return Err(FetchError::Redirect {
                url: self.url(),
                status: status.as_u16(),
            });
        }
        if status != StatusCode::OK {
            return Err(FetchError::Status {
                url: self.url(),
                status: status.as_u16(),
            });
        }
        // The length is counted as it comes: `Content-Length` may be missing or a lie.
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
            if body.len() + chunk.len() > MAX_KEY_SET_BYTES {
                return Err(FetchError::TooLarge { url: self.url() });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// An error with what caused it, outermost first.
fn causes(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

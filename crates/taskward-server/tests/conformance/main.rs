//! The conformance table of token verification, run over HTTP: the same lines as the verifier's own
//! suite, sent through a socket to the whole server.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where"
)]

mod http_door;
mod one_connection;
mod page;
mod real_tokens;
mod wire;

use better_auth_verifier::conformance_suite;

use self::http_door::Servers;

conformance_suite!(
    let servers = Servers::new();
    async |verifier| servers.open(verifier).await
);

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

use better_auth_verifier::test_support::conformance::{read, run_family};

use self::http_door::Servers;

/// A test for each family, and one that none is missing.
macro_rules! families {
    ($($test:ident: $family:literal,)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                let servers = Servers::new();
                let outcome = run_family($family, async |verifier| servers.open(verifier).await);
                if let Err(faults) = outcome.await {
                    panic!("{faults}");
                }
            }
        )*

        #[test]
        fn every_family_is_run() {
            let families: Vec<_> = read().unwrap().iter().map(|family| family.name).collect();
            assert_eq!(families, [$($family),*]);
        }
    };
}

families! {
    requests: "requests",
    structure: "structure",
    algorithms: "algorithms",
    header_members: "header-members",
    signatures: "signatures",
    claims: "claims",
    other_tokens: "other-tokens",
    keys_over_time: "keys-over-time",
}

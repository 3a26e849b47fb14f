//! The conformance table, run against the verifier as a library. The server runs the same lines over
//! HTTP, in its own tests.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed, and says where"
)]

use std::collections::HashSet;

use better_auth_verifier::test_support::conformance::{Library, read, run_family};
use better_auth_verifier::{Config, JwksConfig, Verifier};

/// A test for each family, and one that none is missing.
macro_rules! families {
    ($($test:ident: $family:literal,)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                let outcome = run_family($family, async |verifier| Library(verifier));
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

#[test]
fn every_kind_of_refusal_has_a_case() {
    let families = read().unwrap();
    let cases = families.iter().flat_map(|family| &family.cases);
    let expected: HashSet<_> = cases.flat_map(|case| case.labels()).collect();
    let config = Config {
        jwks: Some(JwksConfig::new("https://auth.example/jwks")),
        ..Config::new("https://auth.example", "https://tasks.example")
    };
    let labels = Verifier::new(config).unwrap().stats().refused;
    let missing: Vec<_> = labels
        .iter()
        .map(|(label, _)| *label)
        .filter(|label| !expected.contains(label))
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

//! The conformance table, run against the verifier as a library. The server runs the same lines over
//! HTTP, in its own tests.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed, and says where"
)]

use std::collections::HashSet;

use better_auth_verifier::test_support::conformance::{Library, read};
use better_auth_verifier::{Config, JwksConfig, Verifier, conformance_suite};

conformance_suite!(async |verifier| Library(verifier));

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

//! What must not compile: a principal that no token was verified for.
//!
//! `TRYBUILD=overwrite cargo test -p better-auth-verifier --test compile_fail` records what a new compiler says.

#[test]
fn a_principal_is_made_by_the_verifier_alone() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}

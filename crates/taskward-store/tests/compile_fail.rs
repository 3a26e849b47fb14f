//! What must not compile: a question to the store that names no owner, and a way around the port.
//!
//! `TRYBUILD=overwrite cargo test -p taskward-store --test compile_fail` records what a new compiler says.

#[test]
fn the_store_is_asked_for_an_owner_or_not_at_all() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}

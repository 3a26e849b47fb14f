//! What must not compile: an id, a cursor or an owner out of thin air.
//!
//! That the server makes an [`Owner`](taskward_core::Owner) in one place only is beyond the types (the tests and the
//! stores make some too): a lint (`disallowed-methods` in clippy.toml) and a test of the server's say that.
//!
//! `TRYBUILD=overwrite cargo test -p taskward-core --test compile_fail` records what a new compiler says.

#[test]
fn nothing_of_an_owners_is_made_without_the_owner() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}

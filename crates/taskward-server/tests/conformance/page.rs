//! The page in the documentation that shows the table.

use std::{env, fs, path::Path};

use better_auth_verifier::test_support::conformance::{page, read};

/// Set by `make conformance`, which writes the page; tests only compare it.
const WRITE: &str = "CONFORMANCE_WRITE";

#[test]
fn the_page_shows_the_table_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/conformance.md");
    let page = page(&read().unwrap_or_else(|faults| panic!("{faults}")));
    if env::var_os(WRITE).is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/conformance.md is out of date; run `make conformance`"
    );
}

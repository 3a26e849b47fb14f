//! What is fuzzed: each function takes any bytes, panics if a property does not hold, and says whether
//! the input was accepted as what it is meant to be.
//!
//! `cargo fuzz` calls them with inputs it makes up (`fuzz/fuzz_targets/`), and `tests/replay/` with
//! the corpus, on any toolchain.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::panic,
    reason = "a property that does not hold ends the run"
)]

mod cursor;
mod filter;
mod key_set;
mod merge_patch;
mod query;
mod recurrence;
mod service;
mod task_id;
mod token;

pub use cursor::cursor;
pub use filter::filter;
pub use key_set::key_set;
pub use merge_patch::merge_patch;
pub use query::query;
pub use recurrence::recurrence;
pub use task_id::task_id;
pub use token::token;

/// A target: its name, which is that of its corpus, and its function.
pub type Target = (&'static str, fn(&[u8]) -> bool);

/// Every target.
pub const TARGETS: [Target; 8] = [
    ("cursor", cursor),
    ("filter", filter),
    ("key_set", key_set),
    ("merge_patch", merge_patch),
    ("query", query),
    ("recurrence", recurrence),
    ("task_id", task_id),
    ("token", token),
];

#[expect(clippy::disallowed_methods, reason = "these owners come from no token")]
fn owner(name: &str) -> taskward_core::Owner {
    taskward_core::Owner::from_subject(name).expect("a subject")
}

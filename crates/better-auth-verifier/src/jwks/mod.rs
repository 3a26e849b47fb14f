//! The key set of a Better Auth: where it is, how it is fetched, how long it serves.

pub(crate) mod cache;
pub(crate) mod fetch;
pub(crate) mod url;

//! The API as a client sees it, laid out as its routes are.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that panics has failed, and says where; tests make owners up"
)]

mod authentication;
mod changes;
mod complete;
mod cors;
mod create;
mod delete_and_restore;
mod description;
mod events;
mod filter;
mod health;
mod isolation;
mod labels;
mod list;
mod lists;
mod odd_paths;
mod order_of_checks;
mod patch;
mod rate_limit;
mod read;
mod recurrence;
mod replace;
mod route_walk;
mod support;
mod users_path;
mod web;

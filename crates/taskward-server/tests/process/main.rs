//! The binary `taskward` as a process: its command line, its ways to Better Auth and to the database, its end.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, and says where; its peers have routes of their own"
)]

mod auth_proxy;
mod better_auth;
mod command_line;
mod database_roles;
mod database_tls;
mod metrics;
#[path = "../support/postgres_server.rs"]
mod postgres_server;
mod response_headers;
mod shutdown;
#[path = "../support/small_disk.rs"]
mod small_disk;
mod smuggling;
mod streams;
mod support;

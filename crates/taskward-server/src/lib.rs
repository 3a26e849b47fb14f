//! The task service.
//!
//! A request goes one way: the extractors say who sends it and what they may touch, a handler of a few
//! lines asks the store, and what comes back becomes JSON. See docs/architecture.md.

pub mod app;
pub mod cli;
pub mod config;
mod documents;
pub mod extract;
pub mod listen;
pub mod log;
pub mod metrics;
pub mod problem;
pub mod rate_limit;
pub mod routes;
pub mod streams;

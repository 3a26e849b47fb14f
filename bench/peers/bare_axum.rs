//! The limit of reading over HTTP: axum with a route that answers with a struct it has in memory.
//!
//! No token, no database, no middleware. The answers are those of the server under test, given as
//! files, so that both serialise and send the same JSON.

use std::{fs, io::Write as _, path::PathBuf};

use anyhow::Context as _;
use axum::{Json, Router, routing::get, serve::ListenerExt as _};
use clap::Parser;
use serde::{Deserialize, Serialize};

/// Serves one task at /api/tasks/{id} and one page at /api/tasks, and prints its address.
#[derive(Parser)]
struct Options {
    /// The JSON of a task
    #[arg(long)]
    task: PathBuf,
    /// The JSON of a page
    #[arg(long)]
    page: PathBuf,
}

/// A task as it is answered. Unknown members are refused, so that this peer cannot fall behind.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Task {
    id: String,
    title: String,
    description: Option<String>,
    priority: u8,
    due: Option<Due>,
    start: Option<String>,
    list_id: Option<String>,
    labels: Vec<String>,
    recurrence: Option<Recurrence>,
    position: String,
    completed: bool,
    completed_at: Option<String>,
    created_at: String,
    updated_at: String,
    revision: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Due {
    local: String,
    zone: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recurrence {
    rule: String,
    base: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    items: Vec<Task>,
    next: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    // Lives as long as the program, so that a request copies a pointer and no text.
    let task: &'static Task = Box::leak(Box::new(read(&options.task)?));
    let page: &'static Page = Box::leak(Box::new(read(&options.page)?));
    #[expect(
        clippy::disallowed_methods,
        reason = "measured against, and no part of the service"
    )]
    let router = Router::new()
        .route("/api/tasks/{id}", get(async move || Json(task)))
        .route("/api/tasks", get(async move || Json(page)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
    let listener = listener.tap_io(|stream| {
        // Without it the peer would be slower, not wrong.
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}

fn read<T: serde::de::DeserializeOwned>(path: &PathBuf) -> anyhow::Result<T> {
    let json = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_slice(&json)
        .with_context(|| format!("{} is not what this peer answers", path.display()))
}

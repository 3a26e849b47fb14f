//! The tasks that are read and written.

use std::net::SocketAddr;

use anyhow::Context as _;
use futures_util::future::try_join_all;

use crate::{
    http1::{self, Connection, Request},
    people::People,
};

/// As long as people's titles mostly are. All tasks are alike, so that answers are equally long
/// and the bare route can send the same.
pub const TITLE: &str = "Ask the landlord about the broken boiler";
/// Two lines of Markdown.
pub const DESCRIPTION: &str =
    "He said *Tuesday*, which was last week.\n- model number is on the left side\n- before noon";
/// Tasks on a page.
pub const PAGE: usize = 20;

/// A request that creates a task.
pub fn creation(token: &str) -> Request {
    let body = serde_json::json!({ "title": TITLE, "description": DESCRIPTION });
    http1::post("/api/tasks", token, &body.to_string())
}

/// A request that reads one.
pub fn point_read(token: &str, id: &str) -> Request {
    http1::get(&format!("/api/tasks/{id}"), token)
}

/// A request that reads the newest.
pub fn page(token: &str) -> Request {
    http1::get(&format!("/api/tasks?limit={PAGE}"), token)
}

/// Creates so many tasks for each person and gives their ids, by person.
///
/// # Errors
/// The server refuses one.
pub async fn seed(
    address: SocketAddr,
    people: &People,
    each: usize,
) -> anyhow::Result<Vec<Vec<String>>> {
    let one = async |token: &String| {
        let mut connection = Connection::open(address).await?;
        let request = creation(token);
        let mut ids = Vec::with_capacity(each);
        for _ in 0..each {
            let body = connection.expect(&request, 201).await?;
            let task: serde_json::Value = serde_json::from_slice(body)?;
            let id = task.get("id").and_then(serde_json::Value::as_str);
            ids.push(id.context("a task without an id")?.to_owned());
        }
        anyhow::Ok(ids)
    };
    try_join_all(people.tokens.iter().map(one)).await
}

/// Ids of some tasks that each person has already, by person.
///
/// # Errors
/// Somebody has none.
pub async fn newest(address: SocketAddr, people: &People) -> anyhow::Result<Vec<Vec<String>>> {
    let mut connection = Connection::open(address).await?;
    let mut ids = Vec::new();
    for token in &people.tokens {
        let body = connection.expect(&page(token), 200).await?;
        let body: serde_json::Value = serde_json::from_slice(body)?;
        let items = body.get("items").and_then(serde_json::Value::as_array);
        let tasks = items.into_iter().flatten();
        let of_person: Vec<_> = tasks
            .filter_map(|task| Some(task.get("id")?.as_str()?.to_owned()))
            .collect();
        anyhow::ensure!(!of_person.is_empty(), "a person shows no tasks");
        ids.push(of_person);
    }
    Ok(ids)
}

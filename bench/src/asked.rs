//! What is asked of a program, over and over: the same of everybody who is measured.

use std::net::SocketAddr;

use anyhow::{Context as _, bail};
use serde_json::{Value as Json, json};

use crate::{
    http1::{self, Connection, Request},
    load::Requests,
    tasks,
};

/// Texts that a task gets one after the other: nearly every patch changes something.
const TEXTS: usize = 100;
/// Of five requests, so many read.
const READS_OF_FIVE: usize = 4;
/// By how many changes somebody is behind who asks what changed.
const BEHIND: u64 = 10;
/// The most tasks that a page holds.
const LARGEST_PAGE: usize = 200;

/// Requests of one kind, and how they are answered.
pub struct Scenario {
    /// What they are called.
    pub what: &'static str,
    /// Statuses that are right.
    pub statuses: &'static [u16],
    /// The requests.
    pub requests: Requests,
}

/// People and what they may ask about.
pub struct Asked<'a> {
    /// Where the program is.
    pub address: SocketAddr,
    /// A token for each person.
    pub tokens: &'a [String],
    /// Ids of each person's tasks.
    pub ids: Vec<Vec<String>>,
}

impl Asked<'_> {
    /// Everybody's tasks, one at a time.
    pub fn point_reads(&self) -> Scenario {
        Scenario::of("point read", self.of_tasks(tasks::point_read))
    }

    /// Everybody's newest tasks.
    pub fn pages(&self) -> Scenario {
        Scenario::of("page of 20", self.of_people(tasks::page))
    }

    /// Two words that all of somebody's tasks contain.
    pub fn searches(&self) -> Scenario {
        let search = |token: &str| {
            let path = format!("/api/tasks?limit={}&q=landlord%20boiler", tasks::PAGE);
            http1::get(&path, token)
        };
        Scenario::of("search", self.of_people(search))
    }

    /// A new task for everybody.
    pub fn creations(&self) -> Scenario {
        Scenario {
            statuses: &[201],
            ..Scenario::of("durable creation", self.of_people(tasks::creation))
        }
    }

    /// Another description for a task of everybody's.
    pub fn patches(&self) -> Scenario {
        let patches = (0..TEXTS).flat_map(|number| {
            let body = json!({ "description": format!("{number} of them") }).to_string();
            let of_person = move |(token, ids): (&String, &Vec<String>)| {
                let id = ids.first().map_or("", String::as_str);
                http1::patch(&format!("/api/tasks/{id}"), token, &body)
            };
            self.tokens.iter().zip(&self.ids).map(of_person)
        });
        Scenario::of("patch of a description", patches.collect())
    }

    /// Everybody's tasks completed, and opened again the next time.
    pub fn toggles(&self) -> Scenario {
        let toggle =
            |token: &str, id: &str| http1::patch(&format!("/api/tasks/{id}/complete"), token, "");
        Scenario::of("completing and reopening", self.of_tasks(toggle))
    }

    /// Four reads to a creation.
    pub fn mixed(&self) -> Scenario {
        let reads = self.of_tasks(tasks::point_read);
        let mut mixed = Vec::with_capacity(reads.len() * 5 / READS_OF_FIVE);
        for (reads, token) in reads.chunks(READS_OF_FIVE).zip(self.tokens.iter().cycle()) {
            mixed.extend_from_slice(reads);
            mixed.push(tasks::creation(token));
        }
        Scenario {
            statuses: &[200, 201],
            ..Scenario::of("four reads to a creation", mixed)
        }
    }

    /// What changed for somebody who is ten changes behind.
    ///
    /// # Errors
    /// The program does not tell anybody's revision.
    pub async fn changes(&self) -> anyhow::Result<Scenario> {
        let mut connection = Connection::open(self.address).await?;
        let mut requests = Vec::new();
        for token in self.tokens {
            let all = http1::get("/api/changes?since=0&limit=1", token);
            let answer: Json = serde_json::from_slice(connection.expect(&all, 200).await?)?;
            let revision = answer.get("revision").and_then(Json::as_u64);
            let since = revision.context("no revision")?.saturating_sub(BEHIND);
            let path = format!("/api/changes?since={since}&limit={}", tasks::PAGE);
            requests.push(http1::get(&path, token));
        }
        Ok(Scenario::of("what changed, ten changes behind", requests))
    }

    fn of_people(&self, request: impl Fn(&str) -> Request) -> Vec<Request> {
        self.tokens.iter().map(|token| request(token)).collect()
    }

    fn of_tasks(&self, request: impl Fn(&str, &str) -> Request) -> Vec<Request> {
        let mut requests = Vec::new();
        for (token, ids) in self.tokens.iter().zip(&self.ids) {
            requests.extend(ids.iter().map(|id| request(token, id)));
        }
        requests
    }
}

impl Scenario {
    fn of(what: &'static str, requests: Vec<Request>) -> Self {
        Self {
            what,
            statuses: &[200],
            requests: Requests::Over(requests),
        }
    }

    /// A page behind so many of somebody's tasks.
    ///
    /// # Errors
    /// They have fewer.
    pub async fn deep_page(
        address: SocketAddr,
        token: &str,
        behind: usize,
    ) -> anyhow::Result<Self> {
        let cursor = cursor_behind(address, token, behind).await?;
        let page = format!("/api/tasks?limit={}&cursor={cursor}", tasks::PAGE);
        Ok(Self::of("deep page", vec![http1::get(&page, token)]))
    }
}

/// The cursor of the page behind so many tasks.
async fn cursor_behind(address: SocketAddr, token: &str, count: usize) -> anyhow::Result<String> {
    let mut connection = Connection::open(address).await?;
    let mut page = format!("/api/tasks?limit={LARGEST_PAGE}");
    let mut cursor = String::new();
    for _ in 0..(count / LARGEST_PAGE).max(1) {
        let body = connection.expect(&http1::get(&page, token), 200).await?;
        let mut body: Json = serde_json::from_slice(body)?;
        let Some(Json::String(next)) = body.get_mut("next").map(Json::take) else {
            bail!("there are fewer tasks than were created");
        };
        page = format!("/api/tasks?limit={LARGEST_PAGE}&cursor={next}");
        cursor = next;
    }
    Ok(cursor)
}

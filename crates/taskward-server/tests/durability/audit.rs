//! Holds what a server answers against what its clients were told by the servers before it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    change::{Change, State, content},
    client::Client,
};

/// How many tasks that were known before are created again, to see that nothing comes of it.
const REPEATED: usize = 10;

/// What is not as it was acknowledged.
pub type Loss = String;

/// One person's tasks, seen by one token of theirs.
pub struct Audit<'a> {
    http: &'a reqwest::Client,
    server: &'a str,
    token: String,
}

/// What became of the changes that were never answered.
#[derive(Debug, Default)]
pub struct Unanswered {
    pub happened: usize,
    pub did_not: usize,
}

impl<'a> Audit<'a> {
    pub fn new(http: &'a reqwest::Client, server: &'a str, clients: &[Client]) -> Self {
        let token = clients[0].token.clone();
        Self {
            http,
            server,
            token,
        }
    }

    /// Compares everything of one person, whose clients these all are. Adds a task, and creates again what
    /// was not answered.
    ///
    /// # Errors
    /// What is missing, changed, or half there.
    pub async fn run(&self, clients: &mut [Client]) -> Result<Unanswered, Loss> {
        let mut unanswered = Unanswered::default();
        let mut creations = Vec::new();
        for (number, client) in clients.iter_mut().enumerate() {
            for place in 0..client.tasks.len() {
                let open = client.tasks[place].unanswered.take();
                match self.settle(client, place, open.as_ref()).await? {
                    None => {}
                    Some(true) => unanswered.happened += 1,
                    Some(false) => unanswered.did_not += 1,
                }
                if let Some(creation @ Change::Create(_)) = open {
                    creations.push((number, place, creation));
                }
            }
        }
        self.check_pages(clients).await?;
        self.check_revisions(clients).await?;
        self.check_feed(clients).await?;
        for (number, place, creation) in creations {
            self.create_again(&mut clients[number], place, &creation)
                .await?;
        }
        for client in clients {
            for place in (0..client.tasks.len()).rev().take(REPEATED) {
                let other = Change::Create(json!({ "title": "another one" }));
                if client.tasks[place].state != State::Absent {
                    self.create_again(client, place, &other).await?;
                }
            }
        }
        Ok(unanswered)
    }

    /// Compares a task with what its client knows, and finds out whether the open change has happened.
    async fn settle(
        &self,
        client: &mut Client,
        place: usize,
        open: Option<&Change>,
    ) -> Result<Option<bool>, Loss> {
        let task = &client.tasks[place];
        let (status, found) = self.get(&format!("/api/tasks/{}", task.id)).await?;
        let is_before = match &task.state {
            State::Live(before) => status == 200 && found == *before,
            State::Absent | State::Deleted(_) => status == 404,
        };
        let Some(change) = open else {
            let before = &task.state;
            return is_before
                .then_some(None)
                .ok_or_else(|| format!("acknowledged {before:?}, found {status} {found}"));
        };
        if is_before {
            return Ok(Some(false));
        }
        let is_after = match change.outcome(&task.state) {
            Some(outcome) => status == 200 && content(&found) == outcome,
            None => status == 404,
        };
        if !is_after {
            let before = &task.state;
            return Err(format!(
                "{change:?} of {before:?} is half there: {status} {found}"
            ));
        }
        client.remember(place, change, found);
        Ok(Some(true))
    }

    /// Pages in every order hold the same tasks as point reads, each once.
    async fn check_pages(&self, clients: &[Client]) -> Result<(), Loss> {
        let tasks = clients.iter().flat_map(|client| &client.tasks);
        let expected: BTreeMap<_, _> = tasks
            .filter_map(|task| match &task.state {
                State::Live(known) => Some((task.id.as_str(), known)),
                State::Absent | State::Deleted(_) => None,
            })
            .collect();
        for (order, limit) in [("-created", 200), ("updated", 37), ("title", 111)] {
            let found = self.pages(&format!("sort={order}&limit={limit}")).await?;
            let by_id: BTreeMap<_, _> = found
                .iter()
                .map(|task| (task["id"].as_str().unwrap_or_default(), task))
                .collect();
            if by_id != expected || found.len() != expected.len() {
                let lists = format!("{by_id:#?}\ninstead of\n{expected:#?}");
                return Err(format!("pages by {order} hold other tasks: {lists}"));
            }
        }
        Ok(())
    }

    /// The feed tells of every task and of every deletion, each once.
    async fn check_feed(&self, clients: &[Client]) -> Result<(), Loss> {
        // What a reader who knows nothing is not told: deletions before the first revision.
        const SINCE: u64 = 1;
        let mut told = BTreeMap::new();
        let mut revisions = BTreeSet::new();
        let mut path = format!("/api/changes?since={SINCE}&limit=150");
        loop {
            let (status, page) = self.get(&path).await?;
            let (Value::Array(tasks), Value::Array(deleted)) = (&page["tasks"], &page["deleted"])
            else {
                return Err(format!("no changes: {status} {page}"));
            };
            for entry in tasks.iter().chain(deleted) {
                let id = entry["id"].as_str().unwrap_or_default().to_owned();
                let task = entry.get("title").map(|_| entry.clone());
                let is_first = told.insert(id, task).is_none();
                if !revisions.insert(entry["revision"].as_u64()) || !is_first {
                    return Err(format!("told twice: {entry}"));
                }
            }
            match page["next"].as_str() {
                Some(next) => path = format!("/api/changes?since={SINCE}&limit=150&cursor={next}"),
                None => break,
            }
        }
        let tasks = clients.iter().flat_map(|client| &client.tasks);
        let expected: BTreeMap<_, _> = tasks
            .filter_map(|task| match &task.state {
                State::Absent => None,
                State::Live(known) if known["revision"].as_u64() <= Some(SINCE) => None,
                State::Live(known) => Some((task.id.clone(), Some(known.clone()))),
                State::Deleted(_) => Some((task.id.clone(), None)),
            })
            .collect();
        (told == expected)
            .then_some(())
            .ok_or_else(|| format!("the feed tells {told:#?}\ninstead of\n{expected:#?}"))
    }

    /// Revisions are given once, without a gap, to changes that are there, and to nothing else.
    async fn check_revisions(&self, clients: &mut [Client]) -> Result<(), Loss> {
        let mut given: Vec<_> = clients
            .iter()
            .flat_map(|it| &it.revisions)
            .copied()
            .collect();
        let deletions: u64 = clients.iter().map(|client| client.deletions).sum();
        let seen = clients.iter().map(|client| client.seen).max().unwrap_or(0);
        let client = &mut clients[0];
        let place = client.add();
        let creation = Change::Create(json!({ "title": client.mark(), "completed": false }));
        let sent = client.send(self.http, self.server, place, creation).await;
        sent.map_err(|error| error.to_string())?;
        let next = *client
            .revisions
            .last()
            .ok_or("a creation without a revision")?;
        let changes = given.len() as u64 + deletions;
        given.sort_unstable();
        let times = given.len();
        given.dedup();
        if next != changes + 1 || times != given.len() || given.last() >= Some(&next) {
            return Err(format!(
                "{changes} changes of which {deletions} deletions, revisions {given:?} \
                 ({times} times), then {next}"
            ));
        }
        if seen >= next {
            return Err(format!(
                "revision {seen} was shown, and {next} is given again"
            ));
        }
        Ok(())
    }

    /// Creates a task of an id that was sent before: new if it is not there, else without effect.
    async fn create_again(
        &self,
        client: &mut Client,
        place: usize,
        creation: &Change,
    ) -> Result<(), Loss> {
        let task = &client.tasks[place];
        let State::Live(known) = &task.state else {
            if task.state == State::Absent {
                let sent = client.send(self.http, self.server, place, creation.clone());
                return sent.await.map_err(|error| error.to_string());
            }
            let (status, found) = self.send(creation, &task.id).await?;
            return (status == 409)
                .then_some(())
                .ok_or_else(|| format!("{} was deleted, and again: {status} {found}", task.id));
        };
        let (status, found) = self.send(creation, &task.id).await?;
        (status == 200 && found == *known)
            .then_some(())
            .ok_or_else(|| format!("created again: {status} {found} instead of {known}"))
    }

    async fn pages(&self, query: &str) -> Result<Vec<Value>, Loss> {
        let mut tasks = Vec::new();
        let mut path = format!("/api/tasks?{query}");
        loop {
            let (status, page) = self.get(&path).await?;
            let Value::Array(items) = &page["items"] else {
                return Err(format!("no page: {status} {page}"));
            };
            tasks.extend_from_slice(items);
            match page["next"].as_str() {
                Some(next) => path = format!("/api/tasks?{query}&cursor={next}"),
                None => return Ok(tasks),
            }
        }
    }

    async fn send(&self, change: &Change, id: &str) -> Result<(u16, Value), Loss> {
        self.answer(change.request(self.http, self.server, id))
            .await
    }

    async fn get(&self, path: &str) -> Result<(u16, Value), Loss> {
        self.answer(self.http.get(format!("{}{path}", self.server)))
            .await
    }

    async fn answer(&self, request: reqwest::RequestBuilder) -> Result<(u16, Value), Loss> {
        let answer = async {
            let response = request.bearer_auth(&self.token).send().await?;
            let status = response.status().as_u16();
            let text = response.text().await?;
            Ok((status, serde_json::from_str(&text).unwrap_or_default()))
        };
        let answer: Result<_, reqwest::Error> = answer.await;
        answer.map_err(|error| format!("no answer after the start: {error}"))
    }
}

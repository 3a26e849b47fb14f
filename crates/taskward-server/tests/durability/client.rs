//! Somebody at work on one connection, who remembers what was answered.

use std::sync::atomic::{AtomicUsize, Ordering};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::Value;
use taskward_core::{Owner, TaskId, Timestamp};
use tokio::sync::Notify;

use super::change::{Change, State, content};

/// Now and then a new task rather than a change of an old one.
const NEW: f64 = 0.4;
/// Now and then a look at the list.
const LOOK: f64 = 0.1;

/// A client of one person. No other client changes its tasks, so it knows what they must be.
pub struct Client {
    pub token: String,
    /// Its tasks, and whatever became of them.
    pub tasks: Vec<Kept>,
    /// The revisions of its changes, as they were answered.
    pub revisions: Vec<u64>,
    /// Its deletions, whose revisions are not answered.
    pub deletions: u64,
    /// The highest revision of the person's that it was shown.
    pub seen: u64,
    owner: Owner,
    number: u64,
    marks: u64,
    random: StdRng,
}

/// A task and the client's knowledge of it.
pub struct Kept {
    pub id: String,
    pub state: State,
    /// A change that was asked for and never answered: it has happened, or it has not.
    pub unanswered: Option<Change>,
}

/// Tells when so many changes were acknowledged, to all clients together.
pub struct Pace {
    wanted: usize,
    acknowledged: AtomicUsize,
    reached: Notify,
}

impl Pace {
    pub fn new(wanted: usize) -> Self {
        Self {
            wanted,
            acknowledged: AtomicUsize::new(0),
            reached: Notify::new(),
        }
    }

    pub async fn reached(&self) {
        self.reached.notified().await;
    }

    pub fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::Relaxed)
    }

    fn count(&self) {
        if self.acknowledged.fetch_add(1, Ordering::Relaxed) + 1 == self.wanted {
            self.reached.notify_one();
        }
    }
}

impl Client {
    /// The client of that number, which no other one of this person has.
    pub fn new(person: &str, token: String, number: u64, seed: u64) -> Self {
        Self {
            token,
            tasks: Vec::new(),
            revisions: Vec::new(),
            deletions: 0,
            seen: 0,
            owner: Owner::from_subject(person).unwrap(),
            number,
            marks: 0,
            random: StdRng::seed_from_u64(seed),
        }
    }

    /// Works until the server is gone.
    pub async fn work(&mut self, http: &reqwest::Client, server: &str, pace: &Pace) {
        loop {
            if self.random.random_bool(LOOK) && self.look(http, server).await.is_err() {
                return;
            }
            let task = self.choose();
            let mark = self.mark();
            let change = Change::of(&self.tasks[task].state, &mark, &mut self.random);
            if self.send(http, server, task, change).await.is_err() {
                return;
            }
            pace.count();
        }
    }

    /// A text that occurs once in all this client sends.
    pub fn mark(&mut self) -> String {
        self.marks += 1;
        format!("{}-{}", self.number, self.marks)
    }

    /// The place of a task to change: a new one or one that was there.
    fn choose(&mut self) -> usize {
        if self.tasks.is_empty() || self.random.random_bool(NEW) {
            return self.add();
        }
        self.random.random_range(..self.tasks.len())
    }

    /// A task that is yet to be created.
    pub fn add(&mut self) -> usize {
        let random = self.number << 32 | self.tasks.len() as u64;
        let id = TaskId::generate(&self.owner, Timestamp::UNIX_EPOCH, random);
        self.tasks.push(Kept {
            id: id.to_string(),
            state: State::Absent,
            unanswered: None,
        });
        self.tasks.len() - 1
    }

    /// Sends a change and remembers its answer.
    ///
    /// # Errors
    /// None came.
    pub async fn send(
        &mut self,
        http: &reqwest::Client,
        server: &str,
        place: usize,
        change: Change,
    ) -> Result<(), reqwest::Error> {
        let task = &mut self.tasks[place];
        task.unanswered = Some(change.clone());
        let request = change.request(http, server, &task.id);
        let response = request.bearer_auth(&self.token).send().await?;
        let status = response.status().as_u16();
        let text = response.text().await?;
        assert_eq!(status, change.status(), "{change:?}: {text}");
        task.unanswered = None;
        let answer = serde_json::from_str(&text).unwrap_or_default();
        self.remember(place, &change, answer);
        Ok(())
    }

    /// Takes a change for done. `answer` is the task now, null where it was deleted.
    pub fn remember(&mut self, place: usize, change: &Change, answer: Value) {
        let task = &mut self.tasks[place];
        let Some(expected) = change.outcome(&task.state) else {
            let State::Live(before) = &task.state else {
                unreachable!("only live tasks are deleted");
            };
            task.state = State::Deleted(before.clone());
            self.deletions += 1;
            return;
        };
        assert_eq!(content(&answer), expected, "{change:?}");
        assert_eq!(answer["id"], *task.id);
        self.revisions.push(answer["revision"].as_u64().unwrap());
        task.state = State::Live(answer);
    }

    /// Reads what was changed last.
    async fn look(&mut self, http: &reqwest::Client, server: &str) -> Result<(), reqwest::Error> {
        let request = http.get(format!("{server}/api/tasks?sort=-updated&limit=3"));
        let response = request.bearer_auth(&self.token).send().await?;
        let page: Value = serde_json::from_str(&response.text().await?).unwrap();
        let newest = page["items"][0]["revision"].as_u64();
        self.seen = self.seen.max(newest.unwrap_or_default());
        Ok(())
    }
}

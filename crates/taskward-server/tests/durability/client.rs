//! Somebody at work on one connection, who remembers what was answered.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::Value;
use taskward_core::{Owner, TaskId, Timestamp};
use tokio::sync::watch;

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

/// What was answered to all clients together.
#[derive(Default)]
pub struct Pace {
    pub acknowledged: Counter,
    pub refused: Counter,
    /// All that people were told when they were refused.
    pub told: Mutex<BTreeSet<String>>,
    over: AtomicBool,
}

#[derive(Default)]
pub struct Counter(watch::Sender<usize>);

/// What came of a change that was sent.
#[derive(Debug)]
pub enum Sent {
    Done,
    /// The database was not to be had. What the person was told.
    Refused(String),
}

impl Pace {
    /// Tells those who work through everything that it is enough.
    pub fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }
}

impl Counter {
    pub fn get(&self) -> usize {
        *self.0.borrow()
    }

    pub async fn reaches(&self, count: usize) {
        let mut counted = self.0.subscribe();
        counted.wait_for(|now| *now >= count).await.unwrap();
    }

    fn add(&self) {
        self.0.send_modify(|count| *count += 1);
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
            let (task, change) = self.plan();
            if self.send(http, server, task, change).await.is_err() {
                return;
            }
            pace.acknowledged.add();
        }
    }

    /// Works on whatever becomes of the database, until it is enough. What was not done is asked for again.
    pub async fn work_through(&mut self, http: &reqwest::Client, server: &str, pace: &Pace) {
        let mut again = None;
        while !pace.is_over() {
            if self.random.random_bool(LOOK) {
                let status = self.look(http, server).await.unwrap();
                assert!([200, 503].contains(&status), "a page: {status}");
            }
            let (task, change) = again.take().unwrap_or_else(|| self.plan());
            let sent = self.try_send(http, server, task, change.clone()).await;
            match sent.unwrap() {
                Sent::Done => pace.acknowledged.add(),
                Sent::Refused(told) => {
                    pace.refused.add();
                    pace.told.lock().unwrap().insert(told);
                    if self.tasks[task].unanswered.is_none() {
                        again = Some((task, change));
                    }
                }
            }
        }
    }

    /// A task and what is to become of it.
    fn plan(&mut self) -> (usize, Change) {
        let place = self.choose();
        let mark = self.mark();
        let change = Change::of(&self.tasks[place].state, &mark, &mut self.random);
        (place, change)
    }

    /// A text that occurs once in all this client sends.
    pub fn mark(&mut self) -> String {
        self.marks += 1;
        format!("{}-{}", self.number, self.marks)
    }

    /// The place of a task to change: a new one, or one that was there and of which all is known.
    fn choose(&mut self) -> usize {
        if self.tasks.is_empty() || self.random.random_bool(NEW) {
            return self.add();
        }
        let place = self.random.random_range(..self.tasks.len());
        if self.tasks[place].unanswered.is_some() {
            return self.add();
        }
        place
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
        match self.try_send(http, server, place, change).await? {
            Sent::Done => Ok(()),
            Sent::Refused(told) => panic!("{told}"),
        }
    }

    /// Sends a change to a server whose database may not be there.
    ///
    /// # Errors
    /// No answer came.
    pub async fn try_send(
        &mut self,
        http: &reqwest::Client,
        server: &str,
        place: usize,
        change: Change,
    ) -> Result<Sent, reqwest::Error> {
        let task = &mut self.tasks[place];
        task.unanswered = Some(change.clone());
        let request = change.request(http, server, &task.id);
        let response = request.bearer_auth(&self.token).send().await?;
        let status = response.status().as_u16();
        let says_when = response.headers().contains_key("retry-after");
        let text = response.text().await?;
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        if status == 503 {
            assert_eq!(answer["type"], "urn:taskward:problem:store", "{text}");
            assert!(says_when, "{text}");
            let told = answer["detail"].as_str().unwrap();
            if told.contains("Nothing was changed") {
                task.unanswered = None;
            } else {
                assert!(told.contains("whole or not at all"), "{told}");
            }
            return Ok(Sent::Refused(told.to_owned()));
        }
        assert_eq!(status, change.status(), "{change:?}: {text}");
        task.unanswered = None;
        self.remember(place, &change, answer);
        Ok(Sent::Done)
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

    /// Reads what was changed last. Gives the status.
    async fn look(&mut self, http: &reqwest::Client, server: &str) -> Result<u16, reqwest::Error> {
        let request = http.get(format!("{server}/api/tasks?sort=-updated&limit=3"));
        let response = request.bearer_auth(&self.token).send().await?;
        let status = response.status().as_u16();
        let page: Value = serde_json::from_str(&response.text().await?).unwrap();
        let newest = page["items"][0]["revision"].as_u64();
        self.seen = self.seen.max(newest.unwrap_or_default());
        Ok(status)
    }
}

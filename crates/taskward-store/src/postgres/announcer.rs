//! Telling other processes on the same database of changes, and hearing of theirs.
//!
//! Changes are told outside their transactions, since a notification within one would let commits pass one at a time,
//! and gathered first. A connection of its own listens. Nothing depends on a message: whoever waits is woken when the
//! connection comes back after it was lost, and reads the revision.

use std::{
    collections::BTreeSet,
    future::poll_fn,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use taskward_core::Owner;
use tokio::{
    sync::{Notify, mpsc},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_postgres::{AsyncMessage, Client, Error, Notification};

use super::{
    PostgresUrl,
    addresses::Addresses,
    connect::{self, Role},
    failure,
};
use crate::{StoreError, watch::Watches};

/// How long changes are gathered before others are told.
const GATHER: Duration = Duration::from_millis(20);
/// After how long a lost connection is tried again, and how often those who wait are woken where nothing can be
/// listened to, as behind a pooler that shares connections between transactions.
const AGAIN: Duration = Duration::from_secs(2);
/// How long closing waits for the last changes to be told.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// PostgreSQL takes messages of fewer than 8000 bytes. A subject has at most 255.
const MESSAGE_BYTES: usize = 7500;

/// Tells and listens until it is closed or dropped.
pub(super) struct Announcer {
    news: Arc<News>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// The owners whose changes are still to be told.
#[derive(Default)]
struct News {
    subjects: Mutex<BTreeSet<String>>,
    some: Notify,
    closing: Notify,
}

impl News {
    fn take(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.subjects.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, subjects: impl IntoIterator<Item = String>) {
        let mut gathered = self.subjects.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.extend(subjects);
        self.some.notify_one();
    }
}

impl Announcer {
    /// Begins to listen; `watches` are those that changes elsewhere wake.
    pub(super) async fn start(url: &PostgresUrl, role: Role, watches: Watches) -> Self {
        let news = Arc::<News>::default();
        let first = Line::open(url, role).await;
        let (url, telling) = (url.clone(), Arc::clone(&news));
        let task = tokio::spawn(async move { run(&url, role, &watches, &telling, first).await });
        Self {
            news,
            task: Mutex::new(Some(task)),
        }
    }

    /// Has others told of a change that was committed.
    pub(super) fn tell(&self, owner: &Owner) {
        self.news.add([owner.subject().to_owned()]);
    }

    /// Tells what is left to tell, and ends.
    pub(super) async fn close(&self) {
        let task = self
            .task
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(mut task) = task {
            self.news.closing.notify_one();
            if timeout(LAST_WORDS, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

impl Drop for Announcer {
    fn drop(&mut self) {
        let task = self.task.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = task {
            task.abort();
        }
    }
}

async fn run(
    url: &PostgresUrl,
    role: Role,
    watches: &Watches,
    news: &News,
    first: Result<Line, StoreError>,
) {
    let mut opened = first;
    loop {
        match opened {
            Ok(mut line) => match line.use_until_lost(watches, news).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "changes elsewhere are not heard of for now"),
            },
            Err(error) => tracing::debug!(%error, "changes elsewhere cannot be listened to"),
        }
        tokio::select! {
            () = sleep(AGAIN) => {}
            () = news.closing.notified() => return,
        }
        opened = Line::open(url, role).await;
        // Something may have changed meanwhile.
        if !matches!(opened, Err(StoreError::Unreachable(_))) {
            watches.wake_all();
        }
    }
}

/// A connection that tells and listens.
struct Line {
    client: Client,
    heard: mpsc::UnboundedReceiver<Notification>,
    /// Which of the messages are our own.
    process_id: i32,
}

impl Line {
    async fn open(url: &PostgresUrl, role: Role) -> Result<Self, StoreError> {
        let (client, mut connection) = Addresses::of(url)?.connect().await?;
        let (hear, heard) = mpsc::unbounded_channel();
        // Ends with the client, which hears of errors too.
        tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await
            {
                if let AsyncMessage::Notification(notification) = message
                    && hear.send(notification).is_err()
                {
                    return;
                }
            }
        });
        let process_id = Self::prepare(&client, role).await;
        Ok(Self {
            process_id: process_id.map_err(failure::store_error)?,
            client,
            heard,
        })
    }

    async fn prepare(client: &Client, role: Role) -> Result<i32, Error> {
        connect::prepare(client, role).await?;
        client.batch_execute("LISTEN taskward_changes").await?;
        let row = client.query_one("SELECT pg_backend_pid()", &[]).await?;
        row.try_get(0)
    }

    /// # Errors
    /// The connection was lost. Without an error, the work is done.
    async fn use_until_lost(&mut self, watches: &Watches, news: &News) -> Result<(), StoreError> {
        loop {
            tokio::select! {
                heard = self.heard.recv() => {
                    let Some(message) = heard else {
                        return Err(StoreError::Closed);
                    };
                    if message.process_id() != self.process_id {
                        message.payload().lines().for_each(|subject| watches.wake_subject(subject));
                    }
                }
                () = news.some.notified() => {
                    let closing = tokio::select! {
                        () = sleep(GATHER) => false,
                        () = news.closing.notified() => true,
                    };
                    self.tell(news).await?;
                    if closing {
                        return Ok(());
                    }
                }
                () = news.closing.notified() => return self.tell(news).await,
            }
        }
    }

    /// Tells all that was gathered, or keeps it for the next connection.
    async fn tell(&self, news: &News) -> Result<(), StoreError> {
        let subjects = news.take();
        for message in messages(&subjects) {
            let tell = "SELECT pg_notify('taskward_changes', $1)";
            if let Err(error) = self.client.execute(tell, &[&message]).await {
                news.add(subjects);
                return Err(failure::store_error(error));
            }
        }
        Ok(())
    }
}

/// The subjects, one a line, in as few messages as they fit into. No subject has a control character.
fn messages(subjects: &BTreeSet<String>) -> Vec<String> {
    let mut messages: Vec<String> = vec![];
    for subject in subjects {
        match messages.last_mut() {
            Some(last) if last.len() + subject.len() < MESSAGE_BYTES => {
                last.push('\n');
                last.push_str(subject);
            }
            _ => messages.push(subject.clone()),
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subject_is_in_a_message_that_is_short_enough() {
        let subjects: BTreeSet<_> = (0..1000).map(|number| format!("person {number}")).collect();
        let messages = messages(&subjects);
        assert!(messages.iter().all(|message| message.len() < 8000));
        assert!(messages.len() < 10, "they are gathered: {}", messages.len());
        let told = messages.iter().flat_map(|message| message.lines());
        assert!(told.eq(subjects.iter().map(String::as_str)));
    }
}

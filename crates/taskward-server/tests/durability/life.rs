//! A database and the servers that live and end on it, one after the other.

use std::{env, thread, time::Duration};

use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::{
    audit::{Loss, Unanswered},
    better_auth::BetterAuth,
    client::{Client, Pace},
    database::Database,
    people::People,
    server::{Process, Server},
};

/// After so many ends a new database, since everything is compared after every one.
const ENDS_OF_ONE_DATABASE: usize = 10;
/// Changes acknowledged between two ends at most, by all clients together.
const CHANGES: usize = 300;

/// How often the server ends, and with which choices.
pub struct Plan {
    ends: usize,
    seed: u64,
}

/// What happened to one database.
#[derive(Debug, Default)]
pub struct Tally {
    acknowledged: usize,
    unanswered: Unanswered,
}

/// How a server ends.
#[derive(Clone, Copy, Debug)]
enum End {
    /// At a random moment of its work.
    AtWork,
    /// While it ends by itself, because it was asked to.
    WhileEnding,
}

impl Plan {
    /// What the variables of `main.rs` say.
    pub fn of_this_run() -> Self {
        let number = |name| {
            let text = env::var(name).ok()?;
            Some(text.parse::<u64>().expect(name))
        };
        let ends = number("DURABILITY_ENDS").unwrap_or(20);
        Self {
            ends: usize::try_from(ends).unwrap(),
            seed: number("DURABILITY_SEED").unwrap_or_else(rand::random),
        }
    }

    /// Lives through one database after the other.
    ///
    /// # Panics
    /// Something acknowledged was lost.
    pub async fn live<D: Database>(&self, what: &str, new_database: impl AsyncFn() -> D) {
        let mut ended = 0;
        let mut seed = self.seed;
        while ended < self.ends {
            let ends = ENDS_OF_ONE_DATABASE.min(self.ends - ended);
            match live_once(seed, ends, &mut new_database().await).await {
                Ok(tally) => {
                    ended += ends;
                    let Tally {
                        acknowledged,
                        unanswered: Unanswered { happened, did_not },
                    } = tally;
                    eprintln!(
                        "{what}: {ended} of {}; in the last {ends} {acknowledged} changes acknowledged and \
                         kept, {happened} happened without an answer, {did_not} did not happen",
                        self.ends
                    );
                }
                Err((end, loss)) => {
                    panic!("{what}, end {end}, DURABILITY_SEED={seed}: {loss}")
                }
            }
            seed = seed.wrapping_add(1);
        }
    }
}

/// Lets so many servers end on one database.
///
/// # Errors
/// What was lost, and in which of the ends.
pub async fn live_once(
    seed: u64,
    ends: usize,
    database: &mut impl Database,
) -> Result<Tally, (usize, Loss)> {
    let mut random = StdRng::seed_from_u64(seed);
    let better_auth = BetterAuth::start().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut people = People::new(&better_auth, &mut random);
    let mut variables = database.variables();
    variables.extend(better_auth.variables());
    let mut tally = Tally::default();
    for end in 0..=ends {
        if random.random_bool(0.2) {
            end_at_its_start(&variables, &mut random).await;
            database.after_an_end(&mut random).await;
        }
        let server = Server::start(&variables).map_err(|loss| (end, loss))?;
        let audit = people.audit(&http, &server.url).await;
        let unanswered = audit.map_err(|loss| (end, loss))?;
        tally.unanswered.happened += unanswered.happened;
        tally.unanswered.did_not += unanswered.did_not;
        if end < ends {
            let clients = people.clients();
            tally.acknowledged += end_at_work(server, &http, clients, &mut random).await;
            database.after_an_end(&mut random).await;
        }
    }
    Ok(tally)
}

/// Ends a server that may not even listen: while it migrates, or reads what the last one left.
async fn end_at_its_start(variables: &[(&str, String)], random: &mut StdRng) {
    let mut process = Process::spawn(variables);
    let moment = Duration::from_micros(random.random_range(..80_000));
    at_a_moment(moment, move || process.kill()).await;
}

/// Lets the clients work until the server ends. Gives how many changes were acknowledged.
async fn end_at_work(
    server: Server,
    http: &reqwest::Client,
    clients: impl Iterator<Item = &mut Client>,
    random: &mut StdRng,
) -> usize {
    let how = if random.random_bool(0.2) {
        End::WhileEnding
    } else {
        End::AtWork
    };
    let pace = Pace::default();
    let wanted = random.random_range(1..=CHANGES);
    // Some way into the next commit, where an answer's moment alone would never be.
    let moment = Duration::from_micros(random.random_range(..3_000));
    let url = server.url.clone();
    let mut process = server.into_process();
    let mut work = join_all(clients.map(|client| client.work(http, &url, &pace)));
    tokio::select! {
        () = pace.acknowledged.reaches(wanted) => {}
        _ = &mut work => panic!("the server ended by itself"),
    }
    if matches!(how, End::WhileEnding) {
        process.terminate();
    }
    tokio::join!(work, at_a_moment(moment, move || process.kill()));
    pace.acknowledged.get()
}

/// Does it after a while, on a thread of its own, so that the clients work on.
async fn at_a_moment(moment: Duration, act: impl FnOnce() + Send + 'static) {
    let waited = tokio::task::spawn_blocking(move || {
        thread::sleep(moment);
        act();
    });
    waited.await.unwrap();
}

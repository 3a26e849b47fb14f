//! The database goes away under load, and comes back to a server that was there all the time.

use std::{process::Command, time::Duration};

use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::time::timeout;

use super::{
    better_auth::BetterAuth,
    client::Pace,
    people::People,
    postgres_server::{PostgresServer, Stop},
    server::{PROGRAM, Server},
};

/// How long all of an outage may take, to the last change behind it.
const PATIENCE: Duration = Duration::from_mins(1);
/// Changes acknowledged before an outage at most, and after each at least.
const CHANGES: usize = 100;
/// Changes refused in an outage at least.
pub const REFUSED: usize = 50;

/// A server that outlives its database, and people at work on it.
pub struct Service {
    pub server: Server,
    people: People,
    pub http: reqwest::Client,
    random: StdRng,
    _better_auth: BetterAuth,
}

impl Service {
    pub async fn start(database_url: &str) -> Self {
        Self::start_by(Command::new(PROGRAM), database_url).await
    }

    /// The same with a server that a command starts.
    pub async fn start_by(command: Command, database_url: &str) -> Self {
        let mut random = StdRng::from_rng(&mut rand::rng());
        let better_auth = BetterAuth::start().await;
        let mut variables = vec![("DATABASE_URL", database_url.to_owned())];
        variables.extend(better_auth.variables());
        Self {
            server: Server::start_by(command, &variables).unwrap(),
            people: People::new(&better_auth, &mut random),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            random,
            _better_auth: better_auth,
        }
    }

    /// Has everybody work while something befalls the database. Compares everything when it is over.
    pub async fn endure(&mut self, what: &str, trouble: impl AsyncFnOnce(&Pace)) {
        let pace = Pace::default();
        let (http, url) = (&self.http, &self.server.url);
        let before = self.random.random_range(1..=CHANGES);
        let clients = self.people.clients();
        let work = join_all(clients.map(|client| client.work_through(http, url, &pace)));
        let trouble = async {
            pace.acknowledged.reaches(before).await;
            trouble(&pace).await;
            let now = pace.acknowledged.get();
            pace.acknowledged.reaches(now + CHANGES).await;
            pace.end();
        };
        let over = timeout(PATIENCE, async { tokio::join!(work, trouble) }).await;
        let (done, refused) = (pace.acknowledged.get(), pace.refused.get());
        assert!(
            over.is_ok(),
            "{what}: not over, {done} changes done, {refused} refused"
        );
        assert_eq!(self.ready().await, 200, "{what}");
        match self.people.audit(http, url).await {
            Ok(unanswered) => {
                eprintln!(
                    "{what}: {done} changes done and kept, {refused} refused, {unanswered:?}"
                );
            }
            Err(loss) => panic!("{what}: {loss}"),
        }
    }

    async fn ready(&self) -> u16 {
        ready(&self.http, &self.server.url).await
    }
}

/// The status of its probe.
pub async fn ready(http: &reqwest::Client, server: &str) -> u16 {
    let request = http.get(format!("{server}/health/ready"));
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_server_works_on_when_postgres_was_restarted() {
    let mut postgres = PostgresServer::start_new().await;
    let mut service = Service::start(&postgres.url("postgres")).await;
    for how in [Stop::Fast, Stop::Immediate] {
        let (http, url) = (service.http.clone(), service.server.url.clone());
        let restart = async |pace: &Pace| {
            postgres.stop(how).await;
            let refused = pace.refused.get();
            pace.refused.reaches(refused + REFUSED).await;
            assert_eq!(ready(&http, &url).await, 503);
            postgres.start().await;
        };
        service.endure(&format!("{how:?} restart"), restart).await;
    }
}

/// What was acknowledged is on both, so that either may be lost (`synchronous_standby_names`).
#[tokio::test]
async fn a_server_goes_on_with_a_standby_that_takes_over() {
    let mut first = PostgresServer::new();
    let mut second = first.standby();
    first.set("synchronous_standby_names", "*");
    first.start().await;
    second.start().await;
    let mut service = Service::start(&first.url_with(&second, "postgres")).await;
    let (http, url) = (service.http.clone(), service.server.url.clone());
    let fail_over = async |pace: &Pace| {
        first.stop(Stop::Immediate).await;
        let refused = pace.refused.get();
        pace.refused.reaches(refused + REFUSED).await;
        assert_eq!(ready(&http, &url).await, 503, "a standby is not enough");
        second.promote().await;
    };
    service.endure("failover", fail_over).await;

    // The first one comes back and takes no writes, and it stands first in the URL.
    first.follow(&second);
    first.start().await;
    let reconnect = async |pace: &Pace| {
        second.stop(Stop::Fast).await;
        let refused = pace.refused.get();
        pace.refused.reaches(refused + REFUSED).await;
        assert_eq!(ready(&http, &url).await, 503, "nor is this one");
        second.start().await;
    };
    service
        .endure("an old primary that came back", reconnect)
        .await;
}

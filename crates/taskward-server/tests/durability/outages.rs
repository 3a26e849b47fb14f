//! The database goes away under load, and comes back to a server that was there all the time.

use std::time::Duration;

use futures_util::future::join_all;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::time::timeout;

use super::{
    better_auth::BetterAuth,
    client::Pace,
    people::People,
    postgres_server::{PostgresServer, Stop},
    server::Server,
};

/// How long all of an outage may take, to the last change behind it.
const PATIENCE: Duration = Duration::from_mins(1);
/// Changes acknowledged before an outage at most, and after each at least.
const CHANGES: usize = 100;
/// Changes refused in an outage at least.
const REFUSED: usize = 50;

/// A server that outlives its database, and people at work on it.
struct Service {
    server: Server,
    people: People,
    http: reqwest::Client,
    random: StdRng,
    _better_auth: BetterAuth,
}

impl Service {
    async fn start(database_url: &str) -> Self {
        let mut random = StdRng::from_rng(&mut rand::rng());
        let better_auth = BetterAuth::start().await;
        let mut variables = vec![("DATABASE_URL", database_url.to_owned())];
        variables.extend(better_auth.variables());
        Self {
            server: Server::start(&variables).unwrap(),
            people: People::new(&better_auth, &mut random),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            random,
            _better_auth: better_auth,
        }
    }

    /// Has everybody work while something befalls the database. Compares everything when it is over.
    async fn endure(&mut self, what: &str, trouble: impl AsyncFnOnce(&Pace)) {
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

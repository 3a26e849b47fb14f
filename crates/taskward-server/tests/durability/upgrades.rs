//! Servers on one PostgreSQL are exchanged for those of the next version, one after the other, while people work.

use std::{mem, time::Duration};

use futures_util::future::join_all;
use rand::{SeedableRng, rngs::StdRng};
use serde_json::json;
use taskward_store::test_support::{Migration, postgres_migrations};
use tokio::time::timeout;

use super::{
    balancer::Balancer,
    better_auth::BetterAuth,
    client::Pace,
    database::{Database, Postgres},
    outages::ready,
    people::People,
    version::Version,
};

const SERVERS: usize = 3;
/// How long both upgrades may take.
const PATIENCE: Duration = Duration::from_mins(2);
/// Changes acknowledged and requests answered by a new server before the next one is exchanged.
const CHANGES: usize = 50;

/// What this program knows, and what two releases after it add: one expands, the other takes away what servers of
/// before would need.
fn versions() -> [Vec<Migration>; 3] {
    let present = postgres_migrations();
    let number = |steps: &[Migration]| i64::try_from(steps.len()).unwrap();
    let step = |sql, serves_from, concurrently| Migration {
        name: "next",
        sql,
        serves_from,
        concurrently,
    };
    let serves_from = present.last().unwrap().serves_from;
    let mut expanded = present.clone();
    expanded.extend([
        step(
            "ALTER TABLE taskward.tasks ADD COLUMN note text NOT NULL DEFAULT '', ADD COLUMN old_note text",
            serves_from,
            false,
        ),
        step(
            "DROP INDEX CONCURRENTLY IF EXISTS taskward.tasks_by_update;
             CREATE INDEX CONCURRENTLY tasks_by_update ON taskward.tasks (user_id, updated_at);",
            serves_from,
            true,
        ),
    ]);
    let mut contracted = expanded.clone();
    contracted.push(step(
        "ALTER TABLE taskward.tasks DROP COLUMN old_note",
        number(&expanded),
        false,
    ));
    [present, expanded, contracted]
}

/// Several servers behind a proxy.
struct Fleet<'a> {
    better_auth: &'a BetterAuth,
    database_url: String,
    balancer: Balancer,
    servers: Vec<Version>,
}

impl<'a> Fleet<'a> {
    async fn start(better_auth: &'a BetterAuth, database_url: String, steps: &[Migration]) -> Self {
        let started = (0..SERVERS).map(|_| Version::start(better_auth, &database_url, steps));
        let servers = join_all(started).await;
        let balancer = Balancer::start().await;
        for server in &servers {
            balancer.add(&server.url);
        }
        Self {
            better_auth,
            database_url,
            balancer,
            servers,
        }
    }

    /// Exchanges all servers, as docs/operations.md tells. Gives the last one that was taken out, which still runs.
    async fn upgrade(
        &mut self,
        steps: &[Migration],
        http: &reqwest::Client,
        pace: &Pace,
    ) -> Version {
        let mut forgotten: Option<Version> = None;
        for old in mem::take(&mut self.servers) {
            let new = Version::start(self.better_auth, &self.database_url, steps).await;
            assert_eq!(ready(http, &new.url).await, 200);
            self.balancer.add(&new.url);
            self.balancer.has_answered(&new.url, CHANGES).await;
            let now = pace.acknowledged.get();
            pace.acknowledged.reaches(now + CHANGES).await;
            assert_eq!(ready(http, &old.url).await, 200, "both are served");
            self.balancer.take_out(&old.url).await;
            self.servers.push(new);
            if let Some(before) = forgotten.replace(old) {
                before.stop().await;
            }
        }
        forgotten.unwrap()
    }
}

#[tokio::test]
async fn servers_are_exchanged_for_two_new_versions_and_no_client_sees_an_error() {
    let [present, expanded, contracted] = versions();
    let database = Postgres::new().await;
    let [(_, database_url)] = database.variables().try_into().unwrap();
    let better_auth = BetterAuth::start().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut random = StdRng::from_rng(&mut rand::rng());
    let mut people = People::new(&better_auth, &mut random);
    let mut fleet = Fleet::start(&better_auth, database_url, &present).await;
    let url = fleet.balancer.url.clone();

    let pace = Pace::default();
    let clients = people.clients();
    let work = join_all(clients.map(|client| client.work_through(&http, &url, &pace)));
    let upgrades = async {
        pace.acknowledged.reaches(CHANGES).await;
        let forgotten = fleet.upgrade(&expanded, &http, &pace).await;
        fleet.upgrade(&contracted, &http, &pace).await.stop().await;
        pace.end();
        forgotten
    };
    let over = timeout(PATIENCE, async { tokio::join!(work, upgrades) }).await;
    let (_, forgotten) = over.expect("the upgrades take too long");

    assert_eq!(fleet.balancer.errors(), [""; 0]);
    let done = pace.acknowledged.get();
    refuses_to_do_harm(&forgotten, &better_auth, &http).await;
    match people.audit(&http, &url).await {
        Ok(unanswered) => {
            eprintln!("two upgrades of {SERVERS} servers: {done} changes done and kept");
            assert_eq!((unanswered.happened, unanswered.did_not), (0, 0));
        }
        Err(loss) => panic!("{loss}"),
    }
    assert_eq!(fleet.balancer.errors(), [""; 0]);
}

/// A server of the first version that was left running, on a schema that no longer serves it.
async fn refuses_to_do_harm(server: &Version, better_auth: &BetterAuth, http: &reqwest::Client) {
    let creation = http
        .post(format!("{}/api/tasks", server.url))
        .bearer_auth(better_auth.token("somebody who knows its address"))
        .header("content-type", "application/json")
        .body(json!({ "title": "late" }).to_string());
    let answer = creation.send().await.unwrap();
    assert_eq!(answer.status(), 503);
    assert!(answer.headers().contains_key("retry-after"));
    assert_eq!(ready(http, &server.url).await, 503);
}

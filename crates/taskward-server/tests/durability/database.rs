//! Where the tasks are kept.

use std::{
    env, process,
    sync::atomic::{AtomicU32, Ordering},
};

use rand::rngs::StdRng;
use tempfile::TempDir;
use tokio_postgres::{Client, Config, NoTls};

/// A database that outlives the servers on it.
pub trait Database {
    /// What a server on it is told, `DATABASE_URL` among it.
    fn variables(&self) -> Vec<(&'static str, String)>;

    /// What becomes of it when a server has ended.
    async fn after_an_end(&mut self, _random: &mut StdRng) {}
}

/// A file that loses nothing but the server.
pub struct Sqlite(TempDir);

impl Sqlite {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
}

impl Database for Sqlite {
    fn variables(&self) -> Vec<(&'static str, String)> {
        let path = self.0.path().join("tasks.db");
        vec![("DATABASE_URL", format!("sqlite://{}", path.display()))]
    }
}

/// A database of a PostgreSQL that goes on running; dropped with the PostgreSQL of `make test`.
pub struct Postgres {
    server: Client,
    url: String,
    name: String,
}

impl Postgres {
    pub async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("taskward_durability_{}_{number}", process::id());
        // A missing server fails the test.
        let server_url = env::var("TEST_POSTGRES_URL").expect(
            "TEST_POSTGRES_URL names no PostgreSQL; run `make test`, or \
             `node scripts/postgres.mjs cargo test -p taskward-server --test durability`",
        );
        let (address, _) = server_url.rsplit_once('/').unwrap();
        let url = format!("{address}/{name}");
        let config: Config = server_url.parse().unwrap();
        let (server, connection) = config.connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        let create = format!("CREATE DATABASE {name} TEMPLATE template0");
        server.batch_execute(&create).await.unwrap();
        Self { server, url, name }
    }
}

impl Database for Postgres {
    fn variables(&self) -> Vec<(&'static str, String)> {
        vec![("DATABASE_URL", self.url.clone())]
    }

    /// Waits until it has noticed: what a client had sent before it was killed is still carried out.
    async fn after_an_end(&mut self, _random: &mut StdRng) {
        let clients = "SELECT count(*) FROM pg_stat_activity \
                       WHERE datname = $1 AND backend_type = 'client backend'";
        loop {
            let row = self.server.query_one(clients, &[&self.name]).await.unwrap();
            if row.get::<_, i64>(0) == 0 {
                return;
            }
        }
    }
}

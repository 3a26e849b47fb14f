//! Databases for tests, each of its own.

use std::{
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use taskward_store::{PostgresStore, PostgresUrl};
use tokio_postgres::{Client, Config, NoTls};

/// A database that is dropped with this.
pub struct TestDatabase {
    pub name: String,
    /// As the superuser of the tests' server.
    pub url: String,
}

impl TestDatabase {
    pub async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("taskward_test_{}_{number}", process::id());
        let server = server_url();
        let create = format!("CREATE DATABASE {name} TEMPLATE template0");
        connect(&server).await.batch_execute(&create).await.unwrap();
        let (address, _) = server.rsplit_once('/').unwrap();
        Self {
            url: format!("{address}/{name}"),
            name,
        }
    }

    /// The URL for another role of the tests' server.
    pub fn url_as(&self, role: &str, password: &str) -> String {
        let (_, address) = self.url.rsplit_once('@').unwrap();
        format!("postgres://{role}:{password}@{address}")
    }

    pub fn password(&self) -> &str {
        let (login, _) = self.url.rsplit_once('@').unwrap();
        login.rsplit_once(':').unwrap().1
    }

    pub async fn open(&self) -> PostgresStore {
        PostgresStore::open(&url(&self.url), None, 4).await.unwrap()
    }

    /// A connection as the superuser.
    pub async fn connect(&self) -> Client {
        connect(&self.url).await
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // The test's own runtime is busy with dropping this.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async { connect(&server_url()).await.batch_execute(&drop).await })
        });
        if !std::thread::panicking() {
            dropped.join().unwrap().unwrap();
        }
    }
}

pub fn url(text: &str) -> PostgresUrl {
    text.parse().unwrap()
}

/// A missing server fails every test: none is skipped.
fn server_url() -> String {
    std::env::var("TEST_POSTGRES_URL").expect(
        "TEST_POSTGRES_URL names no PostgreSQL; run `make test`, or \
         `node scripts/postgres.mjs cargo test -p taskward-store --test postgres`",
    )
}

pub async fn connect(url: &str) -> Client {
    let config: Config = url.parse().unwrap();
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

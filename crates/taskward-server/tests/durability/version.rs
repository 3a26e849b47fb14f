//! A server of any version: this program, with the steps of the schema that it is to know.

use std::sync::Arc;

use better_auth_verifier::Verifier;
use taskward_server::{
    app::{App, SystemClock, SystemRandom},
    extract::TrustedProxies,
    listen::{self, Connections},
    rate_limit::RateLimits,
    routes::{self, HttpOptions},
    streams::{StreamLimits, Streams},
};
use taskward_store::{PostgresStore, Store, test_support::Migration};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use super::better_auth::BetterAuth;

/// Of each server; several share the tests' PostgreSQL.
const CONNECTIONS: usize = 8;

/// It listens on a port of its own, with everything but the process and its command line.
pub struct Version {
    pub url: String,
    store: Arc<dyn Store>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Version {
    /// Opens the database, which migrates it where that is needed, and serves.
    pub async fn start(better_auth: &BetterAuth, database_url: &str, steps: &[Migration]) -> Self {
        let address = database_url.parse().unwrap();
        let opened = PostgresStore::open_as(&address, None, CONNECTIONS, steps);
        let store: Arc<dyn Store> = Arc::new(opened.await.unwrap());
        let verifier = Verifier::new(better_auth.config()).unwrap();
        verifier.fetch_keys().await.unwrap();
        let app = Arc::new(App {
            verifier,
            store: Arc::clone(&store),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            rate_limits: RateLimits::new("off".parse().unwrap()),
            streams: Streams::new(StreamLimits { total: 4, owner: 4 }),
            trusted_proxies: TrustedProxies::default(),
        });
        let router = routes::router(app, HttpOptions::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(async move {
            let stopped = async { stopped.await.unwrap() };
            listen::serve(listener, router, Connections::unlimited(), stopped).await;
        });
        Self {
            url,
            store,
            stop,
            serving,
        }
    }

    /// As SIGTERM does.
    pub async fn stop(self) {
        self.stop.send(()).unwrap();
        self.serving.await.unwrap();
        self.store.close().await;
    }
}

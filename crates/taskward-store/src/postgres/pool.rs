//! Connections that are used again and again, by one transaction at a time.

use std::time::Duration;

use deadpool_postgres::{
    ClientWrapper, Hook, HookError, Manager, ManagerConfig, Object, RecyclingMethod, Runtime,
};

use super::{
    PostgresUrl,
    connect::{self, Role},
    failure, fence,
    tls::Tls,
};
use crate::StoreError;

/// How long a request waits for a connection that others use.
const WAIT: Duration = Duration::from_secs(5);
/// How long all addresses together may take to be connected to.
const CREATE: Duration = Duration::from_secs(15);
/// How long a failed transaction may take to be undone, before its connection is given up.
const ROLL_BACK: Duration = Duration::from_secs(5);

pub(super) struct Pool(deadpool_postgres::Pool);

impl Pool {
    pub(super) fn new(
        url: &PostgresUrl,
        role: Role,
        connections: usize,
        known_schema: i64,
    ) -> Result<Self, StoreError> {
        // Those that were closed are noticed without asking; asking would cost each request a round trip.
        let config = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let tls = Tls::new(url.trust())?;
        let manager = Manager::from_config(url.config().clone(), tls, config);
        let prepare = Hook::async_fn(move |client: &mut ClientWrapper, _| {
            Box::pin(async move {
                let prepare = async {
                    connect::prepare(client, role).await?;
                    let known = fence::known_schema(known_schema);
                    client.batch_execute(&known).await
                };
                prepare.await.map_err(HookError::Backend)
            })
        });
        deadpool_postgres::Pool::builder(manager)
            .max_size(connections)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(CREATE))
            .post_create(prepare)
            .build()
            .map(Self)
            .map_err(StoreError::failed)
    }

    pub(super) async fn lease(&self) -> Result<Lease, StoreError> {
        let object = self.0.get().await.map_err(failure::of_pool)?;
        Ok(Lease(Some(object)))
    }

    /// A connection that was made just now. Those in the pool are given up.
    pub(super) async fn lease_new(&self) -> Result<Lease, StoreError> {
        loop {
            self.forget_idle();
            let object = self.0.get().await.map_err(failure::of_pool)?;
            let was_used = Object::metrics(&object).recycle_count > 0;
            let lease = Lease(Some(object));
            if !was_used {
                return Ok(lease);
            }
        }
    }

    /// Gives up all connections that are not in use, since the server they lead to is gone or another one now.
    pub(super) fn forget_idle(&self) {
        self.0.retain(|_, _| false);
    }

    /// Hands out no more connections.
    pub(super) fn close(&self) {
        self.0.close();
    }
}

/// A connection in use. It is given up, unless it is handed back at a point where it is known to be idle: one that
/// is still in a transaction would carry its owner over to somebody else's.
pub(super) struct Lease(Option<Object>);

impl Lease {
    pub(super) fn hand_back(mut self) {
        drop(self.0.take());
    }

    /// Undoes what was begun, and hands the connection back if that worked.
    pub(super) async fn roll_back(self) {
        let Some(client) = &self.0 else { return };
        let undone = tokio::time::timeout(ROLL_BACK, client.batch_execute("ROLLBACK")).await;
        if matches!(undone, Ok(Ok(()))) {
            self.hand_back();
        }
    }

    pub(super) fn client(&self) -> Option<&ClientWrapper> {
        self.0.as_deref()
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(object) = self.0.take() {
            drop(Object::take(object));
        }
    }
}

//! Connections that are used again and again, by one transaction at a time.

use std::{
    future::{Future, pending},
    pin::Pin,
    time::Duration,
};

use deadpool_postgres::{
    ClientWrapper, Connect, Hook, HookError, Manager, ManagerConfig, Object, RecyclingMethod,
    Runtime,
};
use tokio::{task::JoinHandle, time::timeout};
use tokio_postgres::{Client, Config, Error};

use super::{
    PostgresUrl,
    addresses::{Addresses, ConnectError},
    connect::{self, Role},
    failure, fence,
};
use crate::StoreError;

/// How long a request waits for a connection that others use.
const WAIT: Duration = Duration::from_secs(5);
/// How long a new connection may take to be made one of the service's.
const PREPARE: Duration = Duration::from_secs(5);
/// How long all addresses together may take to be connected to, if that is longer than each may take.
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
        let addresses = Addresses::of(url)?;
        let create = addresses.patience().max(CREATE);
        let manager = Manager::from_connect(url.config().clone(), addresses, config);
        let prepare = Hook::async_fn(move |client: &mut ClientWrapper, _| {
            Box::pin(async move {
                let prepare = async {
                    connect::prepare(client, role).await?;
                    let known = fence::known_schema(known_schema);
                    client.batch_execute(&known).await
                };
                match timeout(PREPARE, prepare).await {
                    Ok(prepared) => prepared.map_err(HookError::Backend),
                    Err(_) => Err(HookError::message("it does not answer")),
                }
            })
        });
        deadpool_postgres::Pool::builder(manager)
            .max_size(connections)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(create))
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

impl Connect for Addresses {
    fn connect(
        &self,
        _config: &Config,
    ) -> Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), Error>> + Send + '_>> {
        Box::pin(async {
            let (client, connection) = match Addresses::connect(self).await {
                Ok(connected) => connected,
                Err(ConnectError::Refused(error)) => return Err(error),
                // The driver has no error for that. The pool's own limit is about to end this.
                Err(ConnectError::Silent(_)) => pending().await,
            };
            let driven = tokio::spawn(async move {
                // The client is told as well.
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a connection to the database ended");
                }
            });
            Ok((client, driven))
        })
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

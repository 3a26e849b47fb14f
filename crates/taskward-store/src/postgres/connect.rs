//! Connections, and what is set on each.

use tokio_postgres::{Client, Error};

use super::{PostgresUrl, addresses::Addresses};
use crate::StoreError;

/// Who a connection of the service works as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Whom it logged in as.
    Login,
    /// `taskward_app`, which its login role may become.
    App,
}

impl Role {
    /// With a URL for the schema's owner the service logs in as somebody else.
    pub(super) fn of_service(owner_url: Option<&PostgresUrl>) -> Self {
        match owner_url {
            Some(_) => Self::Login,
            None => Self::App,
        }
    }
}

/// Limits so that nothing holds an owner's row for long, whatever becomes of us. Statements are short, and are not
/// worth compiling.
const SETTINGS: &str = "SET search_path TO taskward, pg_temp; \
    SET statement_timeout TO '10s'; \
    SET lock_timeout TO '5s'; \
    SET idle_in_transaction_session_timeout TO '10s'; \
    SET jit TO off";

/// Makes a new connection one of the service's.
pub(super) async fn prepare(client: &Client, role: Role) -> Result<(), Error> {
    client.batch_execute(SETTINGS).await?;
    match role {
        Role::Login => Ok(()),
        Role::App => client.batch_execute("SET ROLE taskward_app").await,
    }
}

/// A connection outside the pool, as the login role. It ends when the client is dropped.
pub(crate) async fn open(url: &PostgresUrl) -> Result<Client, StoreError> {
    let (client, connection) = Addresses::of(url)?.connect().await?;
    tokio::spawn(async move {
        // The client is told as well.
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to the database ended");
        }
    });
    Ok(client)
}

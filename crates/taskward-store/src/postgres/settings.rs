//! What the database remembers about the deployment.

use deadpool_postgres::ClientWrapper;

use super::{
    failure::Failure,
    rows,
    work::{Done, Work},
};
use crate::StoreError;

pub(super) const SELECT_ISSUER: &str = "SELECT value FROM settings WHERE name = 'issuer'";

/// The issuer, if one was recorded.
pub(super) struct Issuer;

impl Work for Issuer {
    type Answer = Option<String>;
    const WRITES: bool = false;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Option<String>>, Failure> {
        let select = client.prepare_cached(SELECT_ISSUER).await?;
        let row = client.query_opt(&select, &[]).await?;
        let issuer = row.map(|row| rows::column(&row, 0)).transpose()?;
        Ok(Done::Committed(issuer))
    }
}

/// Records an issuer, if none was recorded, and gives the one that is.
pub(super) struct ClaimIssuer {
    pub(super) claim: String,
}

impl Work for ClaimIssuer {
    type Answer = String;
    const WRITES: bool = true;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<String>, Failure> {
        const CLAIM: &str = "INSERT INTO settings (name, value) VALUES ('issuer', $1) \
                             ON CONFLICT (name) DO NOTHING";
        let claim = client.prepare_cached(CLAIM).await?;
        let select = client.prepare_cached(SELECT_ISSUER).await?;
        // Repeating it changes nothing more, so it is no matter whether it was done before a connection broke.
        client.execute(&claim, &[&self.claim]).await?;
        let row = client.query_opt(&select, &[]).await?;
        let row = row.ok_or(StoreError::Corrupt("issuer"))?;
        Ok(Done::Committed(rows::column(&row, 0)?))
    }
}

/// Records an issuer over whichever was recorded.
pub(super) struct AdoptIssuer {
    pub(super) issuer: String,
}

impl Work for AdoptIssuer {
    type Answer = ();
    const WRITES: bool = true;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<()>, Failure> {
        const ADOPT: &str = "INSERT INTO settings (name, value) VALUES ('issuer', $1) \
                             ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        let adopt = client.prepare_cached(ADOPT).await?;
        client.execute(&adopt, &[&self.issuer]).await?;
        Ok(Done::Committed(()))
    }
}

/// What this connection has prepared, in order.
#[cfg(feature = "test-support")]
pub(super) struct PreparedStatements;

#[cfg(feature = "test-support")]
impl Work for PreparedStatements {
    type Answer = Vec<String>;
    const WRITES: bool = false;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Vec<String>>, Failure> {
        let select = "SELECT statement FROM pg_prepared_statements ORDER BY prepare_time";
        let rows = client.query(select, &[]).await?;
        let statements = rows.iter().map(|row| rows::column(row, 0));
        Ok(Done::Committed(statements.collect::<Result<_, _>>()?))
    }
}

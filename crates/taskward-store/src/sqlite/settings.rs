//! What the database remembers about the deployment.

use rusqlite::{Connection, OptionalExtension};

use crate::StoreError;

pub(crate) fn issuer(connection: &Connection) -> Result<Option<String>, StoreError> {
    let mut select =
        connection.prepare_cached("SELECT value FROM settings WHERE name = 'issuer'")?;
    Ok(select.query_row([], |row| row.get(0)).optional()?)
}

pub(super) fn claim_issuer(connection: &Connection, claim: &str) -> Result<String, StoreError> {
    connection.execute(
        "INSERT INTO settings (name, value) VALUES ('issuer', ?1) ON CONFLICT (name) DO NOTHING",
        [claim],
    )?;
    Ok(issuer(connection)?.unwrap_or_else(|| claim.to_owned()))
}

pub(crate) fn adopt_issuer(connection: &Connection, issuer: &str) -> Result<(), StoreError> {
    connection.execute(
        "INSERT INTO settings (name, value) VALUES ('issuer', ?1) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [issuer],
    )?;
    Ok(())
}

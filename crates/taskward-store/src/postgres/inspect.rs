//! Looking at a database without changing it.

use super::{PostgresUrl, connect, connect::Role, failure, migrations, roles, rows};
use crate::{Inspection, OpenError, schema};

/// What is in the database, and whether the service could work there.
pub(crate) async fn inspect(
    url: &PostgresUrl,
    owner_url: Option<&PostgresUrl>,
) -> Result<Inspection, OpenError> {
    let client = connect::open(owner_url.unwrap_or(url))
        .await
        .map_err(|error| url.unusable(error))?;
    let known = schema::newest(migrations::STEPS);
    let version = migrations::usable_version(&client, url, known).await?;
    let mut issuer = None;
    if version.number > 0 {
        roles::check(url, Role::of_service(owner_url)).await?;
        let select = "SELECT value FROM taskward.settings WHERE name = 'issuer'";
        let row = client.query_opt(select, &[]).await;
        let row = row.map_err(|error| url.unusable(failure::store_error(error)))?;
        issuer = row
            .map(|row| rows::column(&row, 0))
            .transpose()
            .map_err(|error| url.unusable(error))?;
    }
    Ok(Inspection {
        issuer,
        schema: version.seen_from(known),
    })
}

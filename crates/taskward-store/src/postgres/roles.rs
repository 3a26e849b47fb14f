//! Whether policies bind the service.

use super::{
    PostgresUrl,
    connect::{self, Role},
    failure, rows,
};
use crate::{OpenError, StoreError};

/// Why the service must not work as a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoleFault {
    /// The login role is not a member of `taskward_app`.
    #[error("it may not use the tables; run `GRANT taskward_app TO` it")]
    NotGranted,
    /// No policy holds for a superuser.
    #[error("it is a superuser, whom no policy binds; log in as a role of its own")]
    Superuser,
    /// No policy holds for it.
    #[error("it may bypass policies; run `ALTER ROLE … NOBYPASSRLS`")]
    BypassesPolicies,
    /// It could switch the policies off.
    #[error(
        "it owns Taskward's tables and could switch their policies off; log in as another role, or leave \
         DATABASE_OWNER_URL out"
    )]
    OwnsTables,
    /// A policy lets it read everybody's rows.
    #[error(
        "it is a member of taskward_copy, which reads everybody's rows; run `REVOKE taskward_copy FROM` it"
    )]
    MayCopy,
}

/// Refuses to serve as a role that could see everybody's rows.
pub(super) async fn check(url: &PostgresUrl, role: Role) -> Result<(), OpenError> {
    // A role that may become the owner could do what the owner may.
    const SQL: &str = "SELECT current_user::text, r.rolsuper, r.rolbypassrls, \
            EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                    WHERE n.nspname = 'taskward' AND pg_has_role(c.relowner, 'MEMBER')), \
            has_schema_privilege('taskward', 'USAGE') \
                AND has_table_privilege('taskward.settings', 'SELECT'), \
            EXISTS (SELECT FROM pg_roles c WHERE c.rolname = 'taskward_copy' AND pg_has_role(c.oid, 'MEMBER')) \
        FROM pg_roles r WHERE r.rolname = current_user";
    let unusable = |error| url.unusable(error);
    let refused = |role: String, fault| OpenError::Role {
        database: url.to_string(),
        role,
        fault,
    };
    let client = connect::open(url).await.map_err(unusable)?;
    if let Err(error) = connect::prepare(&client, role).await {
        if error.code() == Some(&tokio_postgres::error::SqlState::INSUFFICIENT_PRIVILEGE) {
            let login = url.config().get_user().unwrap_or_default().to_owned();
            return Err(refused(login, RoleFault::NotGranted));
        }
        return Err(unusable(failure::store_error(error)));
    }
    let row = client.query_one(SQL, &[]).await;
    let row = row.map_err(|error| unusable(failure::store_error(error)))?;
    let fault = || -> Result<Option<RoleFault>, StoreError> {
        Ok(if rows::column(&row, 1)? {
            Some(RoleFault::Superuser)
        } else if rows::column(&row, 2)? {
            Some(RoleFault::BypassesPolicies)
        } else if rows::column(&row, 3)? {
            Some(RoleFault::OwnsTables)
        } else if rows::column(&row, 5)? {
            Some(RoleFault::MayCopy)
        } else if rows::column(&row, 4)? {
            None
        } else {
            Some(RoleFault::NotGranted)
        })
    };
    match fault().map_err(unusable)? {
        None => Ok(()),
        Some(fault) => Err(refused(rows::column(&row, 0).map_err(unusable)?, fault)),
    }
}

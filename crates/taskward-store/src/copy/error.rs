use crate::{OpenError, RoleFault, StoreError};

/// Why a copy was not made. The messages are for the person who asked for it.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// From a database to itself.
    #[error("--from and --to are the same database")]
    SameDatabase,
    /// The source has an older schema, and is not to be changed.
    #[error(
        "the source is of an earlier version; start `taskward serve` on it once, and copy then"
    )]
    EarlierSchema,
    /// One side has a newer schema. It serves this program, which does not know all that is in it.
    #[error("one of the databases is of a newer version; copy with the newer program")]
    LaterSchema,
    /// A side cannot be opened.
    #[error(transparent)]
    Open(OpenError),
    /// Its role reads nobody's rows, as is right for every day.
    #[error(
        "the role that logs in to {database} may not read and write everybody's rows; as a superuser, `GRANT taskward_copy, \
         taskward_app TO` it for as long as the copy takes, and `REVOKE taskward_copy, taskward_app FROM` it then"
    )]
    MayNotRead {
        /// The database.
        database: String,
    },
    /// The target belongs to users of another Better Auth.
    #[error("the tasks in the target belong to users of {found}; copy into a new database")]
    OtherIssuer {
        /// That Better Auth's issuer.
        found: String,
    },
    /// The target has owners of its own, or newer changes.
    #[error(
        "the target holds what the source does not; copy into a new database, or into one that an earlier copy of \
         this source began and nobody has used"
    )]
    InUse,
    /// What was read back is not what was written.
    #[error(
        "the tasks of {owner} differ; run the same command again, and do not use the target until it succeeds"
    )]
    Differs {
        /// The subject.
        owner: String,
    },
    /// A side failed.
    #[error("{0}; run the same command again to go on")]
    Store(#[from] StoreError),
}

impl From<OpenError> for CopyError {
    fn from(error: OpenError) -> Self {
        match error {
            // It lacks both roles, and is told of both at once.
            OpenError::Role {
                database,
                fault: RoleFault::NotGranted,
                ..
            } => Self::MayNotRead { database },
            other => Self::Open(other),
        }
    }
}

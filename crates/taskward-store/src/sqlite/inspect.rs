//! Looking at a file without changing it.

use std::path::Path;

use super::{STEPS, connection, migrations, settings};
use crate::{Inspection, OpenError, schema};

/// What is in the file, which must be there.
pub(crate) fn inspect(path: &Path) -> Result<Inspection, OpenError> {
    let connection = connection::open_to_inspect(path)?;
    let failed = |error| connection::unusable(path, error);
    let version =
        migrations::schema_of(&connection).map_err(|error| connection::explain(path, error))?;
    let known = schema::newest(STEPS);
    connection::refuse_newer(path, version, known)?;
    let issuer = if version.number == 0 {
        None
    } else {
        settings::issuer(&connection).map_err(failed)?
    };
    Ok(Inspection {
        issuer,
        schema: version.seen_from(known),
    })
}

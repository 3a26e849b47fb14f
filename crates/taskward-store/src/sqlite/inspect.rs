//! Looking at a file without changing it.

use std::path::Path;

use super::{connection, migrations, settings};
use crate::{Inspection, OpenError};

/// What is in the file, which must be there.
pub(crate) fn inspect(path: &Path) -> Result<Inspection, OpenError> {
    let connection = connection::open_to_inspect(path)?;
    let failed = |error| connection::unusable(path, error);
    let schema =
        migrations::schema_of(&connection).map_err(|error| connection::explain(path, error))?;
    if schema > migrations::newest() {
        let (found, known) = (schema, migrations::newest());
        return Err(OpenError::Newer {
            database: path.display().to_string(),
            found,
            known,
        });
    }
    let issuer = if schema == 0 {
        None
    } else {
        settings::issuer(&connection).map_err(failed)?
    };
    Ok(Inspection {
        issuer,
        up_to_date: schema == migrations::newest(),
    })
}

//! Which servers may work with which database.
//!
//! The schema grows by steps. Each says which servers it leaves able to work, and the database remembers it, so
//! that servers of two versions can share one while they are exchanged (docs/decisions/0019-expand-migrate-contract.md).

use std::sync::atomic::{AtomicBool, Ordering};

use crate::StoreError;

/// A step from one schema version to the next. Step N brings a database from version N − 1 to N.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its file, without the ending.
    pub name: &'static str,
    /// What it does.
    pub sql: &'static str,
    /// The oldest version whose servers can do their work, whole and without harm, on a database that has
    /// taken this step. It never sinks from one step to the next.
    pub serves_from: i64,
    /// Whether PostgreSQL refuses it within a transaction, as it does `CREATE INDEX CONCURRENTLY`. Its statements, which end
    /// in semicolons and have no other ones, are then run one by one. It may stop between any two and is begun
    /// anew then, so each has to be one that may be repeated. `SQLite` takes every step in a transaction.
    pub concurrently: bool,
}

/// The version of a program that knows these steps.
pub(crate) fn newest(steps: &[Migration]) -> i64 {
    i64::try_from(steps.len()).unwrap_or(i64::MAX)
}

/// What a database says about its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SchemaVersion {
    /// How many steps it has taken.
    pub(crate) number: i64,
    /// The oldest version whose servers it serves.
    pub(crate) serves_from: i64,
}

impl SchemaVersion {
    /// That of an empty database.
    pub(crate) const NONE: Self = Self {
        number: 0,
        serves_from: 0,
    };

    /// Whether a server that knows this version may work with it. A database that is older is migrated first.
    pub(crate) fn serves(self, known: i64) -> bool {
        self.serves_from <= known
    }

    /// How it looks to a program that knows this version and may work with it.
    pub(crate) fn seen_from(self, known: i64) -> SchemaAge {
        match self.number.cmp(&known) {
            std::cmp::Ordering::Less => SchemaAge::Older,
            std::cmp::Ordering::Equal => SchemaAge::Same,
            std::cmp::Ordering::Greater => SchemaAge::Newer,
        }
    }
}

/// How old a database's schema is, seen from this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaAge {
    /// There is none yet, or an older one. Opening the database migrates it.
    Older,
    /// It is the one that this program knows.
    Same,
    /// A newer program has migrated it, and this one may still work with it.
    Newer,
}

/// Stands between a server and a database that no longer serves it. Once shut it stays so.
#[derive(Debug)]
pub(crate) struct Fence {
    known: i64,
    shut: AtomicBool,
}

impl Fence {
    /// For a server that knows this version.
    pub(crate) fn new(known: i64) -> Self {
        Self {
            known,
            shut: AtomicBool::new(false),
        }
    }

    /// The version that the server knows.
    pub(crate) fn known(&self) -> i64 {
        self.known
    }

    /// # Errors
    /// [`StoreError::Outdated`] if it was shut.
    pub(crate) fn pass(&self) -> Result<(), StoreError> {
        if self.shut.load(Ordering::Relaxed) {
            return Err(StoreError::Outdated);
        }
        Ok(())
    }

    /// Lets nothing through any more, and says so in the log the first time.
    pub(crate) fn shut(&self) {
        if !self.shut.swap(true, Ordering::Relaxed) {
            tracing::error!(
                schema = self.known,
                "the database was migrated beyond what this version of Taskward understands; this server answers \
                 503 from now on and is not ready: replace it by one of the new version"
            );
        }
    }
}

/// Says, when a server begins, that its database is ahead of it.
pub(crate) fn log_version(found: SchemaVersion, known: i64) {
    if found.number > known {
        tracing::info!(
            schema = found.number,
            known,
            serves_from = found.serves_from,
            "the database has a newer schema, which still serves this version"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

    use sha2::{Digest, Sha256};

    use super::*;
    use crate::{postgres, sqlite};

    fn stores() -> [(&'static str, &'static [Migration]); 2] {
        [("postgres", postgres::STEPS), ("sqlite", sqlite::STEPS)]
    }

    fn checksum(bytes: &[u8]) -> String {
        let mut text = String::new();
        for byte in Sha256::digest(bytes) {
            write!(text, "{byte:02x}").unwrap();
        }
        text
    }

    #[test]
    fn a_released_step_never_changes() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let released = fs::read_to_string(folder.join("released.sha256")).unwrap();
        let released: BTreeMap<_, _> = released
            .lines()
            .map(|line| {
                let (sum, file) = line.split_once("  ").unwrap();
                (file.to_owned(), sum.to_owned())
            })
            .collect();
        let mut used = BTreeMap::new();
        for (store, steps) in stores() {
            for step in steps {
                let file = format!("{store}/{}.sql", step.name);
                used.insert(file, checksum(step.sql.as_bytes()));
            }
        }
        assert_eq!(
            used, released,
            "a new step is written down; one that is written down stays as it is: migrations/README.md"
        );
        for (store, steps) in stores() {
            let files = fs::read_dir(folder.join(store)).unwrap().count();
            assert_eq!(files, steps.len(), "every file of {store} is a step");
        }
    }

    #[test]
    fn steps_are_numbered_alike_and_serve_no_fewer_than_they_say() {
        let [(_, postgres), (_, sqlite)] = stores();
        assert_eq!(postgres.len(), sqlite.len());
        for (store, steps) in stores() {
            let mut serves_from = 1;
            for (number, step) in (1..).zip(steps) {
                let named = format!("{number:04}_");
                assert!(step.name.starts_with(&named), "{} of {store}", step.name);
                let range = serves_from..=number;
                assert!(
                    range.contains(&step.serves_from),
                    "{} of {store}",
                    step.name
                );
                serves_from = step.serves_from;
            }
        }
    }
}

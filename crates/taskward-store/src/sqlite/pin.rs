//! A reader that is there so that others are fast.

use rusqlite::Connection;

/// Holds the lock of readers while nothing is written.
///
/// The first reader of a process takes the lock from the system and the last one gives it back, both
/// within a mutex that all connections share. Under load every read was both, and threads queued
/// at the mutex. While the pin holds the lock, others only count themselves in and out.
///
/// It is let go around every transaction, since a log that is being read cannot begin anew.
pub(super) struct Pin(Connection);

impl Pin {
    pub(super) fn new(connection: Connection) -> Self {
        let pin = Self(connection);
        pin.hold();
        pin
    }

    pub(super) fn hold(&self) {
        self.execute("BEGIN");
        self.execute("SELECT count(*) FROM settings WHERE name = ''");
    }

    pub(super) fn release(&self) {
        if !self.0.is_autocommit() {
            self.execute("ROLLBACK");
        }
    }

    /// A pin that does not hold costs time and nothing else.
    fn execute(&self, sql: &str) {
        let outcome = self.0.prepare_cached(sql).and_then(|mut statement| {
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
            Ok(())
        });
        if let Err(error) = outcome {
            tracing::debug!(%error, "the database's readers are not pinned");
        }
    }
}

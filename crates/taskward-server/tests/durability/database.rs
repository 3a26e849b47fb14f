//! Where the tasks are kept.

use rand::rngs::StdRng;
use tempfile::TempDir;

/// A database that outlives the servers on it.
pub trait Database {
    /// What a server on it is told, `DATABASE_URL` among it.
    fn variables(&self) -> Vec<(&'static str, String)>;

    /// What becomes of it when a server has ended.
    fn after_an_end(&mut self, _random: &mut StdRng) {}
}

/// A file that loses nothing but the server.
pub struct Sqlite(TempDir);

impl Sqlite {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
}

impl Database for Sqlite {
    fn variables(&self) -> Vec<(&'static str, String)> {
        let path = self.0.path().join("tasks.db");
        vec![("DATABASE_URL", format!("sqlite://{}", path.display()))]
    }
}

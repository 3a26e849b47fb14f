//! What is measured, a file each.

pub mod creates;
pub mod flame;
pub mod flood;
pub mod footprint;
pub mod growth;
pub mod peers;
pub mod postgres;
pub mod reads;
pub mod verification;
pub mod web;
pub mod work;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    time::Instant,
};

use crate::{
    compare::Plan,
    people::People,
    process::{Program, UNLIMITED},
};

/// What every scenario works with.
pub struct Bench {
    /// The server's binary.
    pub server: PathBuf,
    /// A folder on a real disk, gone after the run.
    pub folder: PathBuf,
    /// Numbers of connections.
    pub connections: Vec<usize>,
    /// How long turns are.
    pub plan: Plan,
    /// Less of everything.
    pub quick: bool,
    /// Who asks.
    pub people: People,
    /// When the run began.
    pub begun: Instant,
}

impl Bench {
    /// Starts a server on a database of this name, with limits that the load does not reach, and waits
    /// until it is ready.
    ///
    /// # Errors
    /// It does not start.
    pub async fn serve(&self, database: &str) -> anyhow::Result<Program> {
        self.serve_with(database, &[UNLIMITED]).await
    }

    /// As [`Bench::serve`], with these variables and otherwise as in production.
    ///
    /// # Errors
    /// It does not start.
    pub async fn serve_with(
        &self,
        database: &str,
        variables: &[(&str, &str)],
    ) -> anyhow::Result<Program> {
        let database = self.sqlite(database);
        let server = Program::server(&self.server, &database, &self.people, variables)?;
        server.ready().await?;
        Ok(server)
    }

    /// The URL of a database in a file.
    pub fn sqlite(&self, name: &str) -> String {
        format!("sqlite://{}", self.database(name).display())
    }

    /// The path of a database.
    pub fn database(&self, name: &str) -> PathBuf {
        self.folder.join(Path::new(name).with_extension("db"))
    }

    /// Says on standard error what is being done.
    pub fn progress(&self, what: &str) {
        let seconds = self.begun.elapsed().as_secs();
        // Nobody may be reading, which is no reason to stop.
        let _ = writeln!(std::io::stderr(), "[{seconds:>3} s] {what}");
    }

    /// The smaller number in a quick run.
    pub fn scaled(&self, quick: usize, whole: usize) -> usize {
        if self.quick { quick } else { whole }
    }
}

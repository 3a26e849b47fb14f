//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use crate::{report::Subject, scenarios::peers::Peers};

/// Measures Taskward against its limits, in one run on one machine.
///
/// The load generator runs on the same cores as what it loads. Subject and peer take turns; ratios are
/// the median of the turns. Everything stays on loopback addresses and in a folder that is deleted
/// afterwards. The report goes to standard output, progress to standard error.
#[derive(Parser)]
#[command(version)]
pub struct Options {
    /// The server's binary [default: `taskward` beside this program]
    #[arg(long, value_name = "PATH")]
    pub server: Option<PathBuf>,
    /// The built pages
    #[arg(long, value_name = "FOLDER", default_value = "web/dist")]
    pub pages: PathBuf,
    /// A Python with what the FastAPI peer needs; not given, it is not measured
    #[arg(long, value_name = "PATH")]
    pub fastapi: Option<PathBuf>,
    /// The Fastify peer with what it needs; not given, it is not measured
    #[arg(long, value_name = "FOLDER")]
    pub fastify: Option<PathBuf>,
    /// A PostgreSQL on this machine that the run has for itself, as its superuser; not given, it is not measured
    #[arg(long, value_name = "URL")]
    pub postgres: Option<String>,
    /// What PostgreSQL is held against; not given, it is not measured
    #[arg(long, value_name = "PATH")]
    pub pgbench: Option<PathBuf>,
    /// The Chromium that opens the pages; not given, they are not opened
    #[arg(long, value_name = "PATH")]
    pub chromium: Option<PathBuf>,
    /// Where a flame graph of point reads goes; not given, none is drawn
    #[arg(long, value_name = "FILE")]
    pub flame: Option<PathBuf>,
    /// Where databases are kept during the run; should be on a disk [default: beside this program]
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// What to measure
    #[arg(long, value_delimiter = ',', value_name = "LIST", default_values_t = [
        Part::Footprint, Part::Reads, Part::Creates, Part::Work, Part::Flood, Part::Verification, Part::Postgres, Part::Peers, Part::Web, Part::Growth, Part::Flame,
    ])]
    pub only: Vec<Part>,
    /// Numbers of connections that read
    #[arg(long, value_delimiter = ',', value_name = "LIST", default_values_t = [1, 32, 128])]
    pub connections: Vec<usize>,
    /// People with tasks and a token each
    #[arg(long, default_value_t = 100)]
    pub people: usize,
    /// Turns of each side that count
    #[arg(long, default_value_t = 5)]
    pub rounds: usize,
    /// Length of a turn
    #[arg(long, default_value_t = 2.0)]
    pub seconds: f64,
    /// Some seconds in all, to see that everything works; the figures mean nothing
    #[arg(long, conflicts_with_all = ["rounds", "seconds", "people", "connections", "write"])]
    pub quick: bool,
    /// Print JSON instead of tables
    #[arg(long)]
    pub json: bool,
    /// Also put the tables between the markers of this page
    #[arg(long, value_name = "FILE")]
    pub write: Option<PathBuf>,
    /// End with status 1 if a target is not met
    #[arg(long)]
    pub check: bool,
}

/// A part of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Start and memory at rest
    Footprint,
    /// Point reads and pages against bare axum
    Reads,
    /// Durable creations against bare SQLite
    Creates,
    /// Changing, completing, searching, catching up, paging far, and all of it mixed
    Work,
    /// Tokens, new and remembered
    Verification,
    /// How cost grows with what is stored (takes minutes, and a gigabyte)
    Growth,
    /// What others feel of a flood of bad tokens from one address
    Flood,
    /// The stacks that it is usually built on
    Peers,
    /// The same on PostgreSQL, against pgbench
    Postgres,
    /// What a browser loads, and how soon it shows what people do
    Web,
    /// A picture of where the time of point reads goes, with perf
    Flame,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.to_possible_value()
            .map_or(Ok(()), |value| f.write_str(value.get_name()))
    }
}

impl Part {
    /// In which chapter its figures stand; a picture stands by itself.
    #[must_use]
    pub fn subject(self) -> Subject {
        match self {
            Self::Footprint
            | Self::Reads
            | Self::Creates
            | Self::Work
            | Self::Flood
            | Self::Flame => Subject::Sqlite,
            Self::Verification => Subject::Tokens,
            Self::Postgres => Subject::Postgres,
            Self::Peers => Subject::Peers,
            Self::Web => Subject::Web,
            Self::Growth => Subject::Growth,
        }
    }
}

impl Options {
    /// The peers that are given.
    #[must_use]
    pub fn peers(&self) -> Peers<'_> {
        Peers {
            fastapi: self.fastapi.as_deref(),
            fastify: self.fastify.as_deref(),
        }
    }

    /// With what a quick run asks for.
    #[must_use]
    pub fn settled(self) -> Self {
        if self.quick {
            Self {
                connections: vec![1, 8],
                people: 4,
                rounds: 1,
                seconds: 0.1,
                ..self
            }
        } else {
            self
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Options::command().debug_assert();
    }
}

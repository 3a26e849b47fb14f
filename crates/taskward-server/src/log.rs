//! The log, on standard error.

use std::{
    io::{self, IsTerminal},
    str::FromStr,
};

use tracing_subscriber::{EnvFilter, filter::ParseError};

/// What is logged, and how.
#[derive(Clone, Debug)]
pub struct LogSettings {
    /// What.
    pub filter: LogFilter,
    /// How.
    pub format: LogFormat,
}

/// A level (`info`) or directives (`warn,taskward_server=debug`).
#[derive(Clone, Debug)]
pub struct LogFilter(String);

impl LogFilter {
    /// Reads a filter.
    ///
    /// # Errors
    /// A text that is none.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        EnvFilter::builder()
            .parse(text)
            .map(|_| Self(text.to_owned()))
    }
}

/// How the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// A JSON object a line, for machines.
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("must be text or json"),
        }
    }
}

/// Starts the log.
pub fn start(settings: &LogSettings) {
    let filter = EnvFilter::builder().parse_lossy(&settings.filter.0);
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    match settings.format {
        LogFormat::Text => log.with_ansi(io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
}

//! The command line.

mod adopt_issuer;
mod check;
mod copy;
mod openapi;
mod report;
mod serve;
mod verify;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use taskward_store::DatabaseUrl;

use crate::config::Settings;

/// The task service of Taskward
///
/// It keeps everybody's tasks and trusts nothing but tokens that Better Auth issues. Settings come
/// from the environment or from flags.
#[derive(Parser)]
#[command(name = "taskward", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API, the web application and the way to Better Auth
    Serve {
        #[command(flatten)]
        settings: Box<Settings>,
    },
    /// Say whether the configuration works, and if not, how to mend it
    ///
    /// Reads the settings, reaches the database and the keys. Exits with 0 if all is well, with 1 if
    /// something is not.
    Check {
        #[command(flatten)]
        settings: Box<Settings>,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Say why a token is or is not accepted
    ///
    /// For people who set up their Better Auth. Exits with 0 if it is accepted, with 1 if it is not.
    Verify {
        /// The token; `-` or nothing reads it from standard input, which keeps it out of the shell's
        /// history
        token: Option<String>,
        #[command(flatten)]
        settings: Box<Settings>,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Let tokens of another issuer own the tasks in the database
    ///
    /// Subjects mean nothing outside their issuer, so the database remembers it and the server refuses
    /// another. Use this after Better Auth moved to another address with the same users.
    AdoptIssuer {
        #[command(flatten)]
        settings: Box<Settings>,
    },
    /// Copy all tasks from one database into another
    ///
    /// The source is read as it is when the copy begins and is not changed; a server may run on it, but what
    /// it writes meanwhile stays behind. The target is a new database, or one that an earlier copy of the
    /// same source began: run the same command again after an interruption. In the end both are read again
    /// and compared, owner by owner. Exits with 0 if they are equal, with 1 if not.
    Copy {
        /// The database to read: sqlite:// or postgres:// (there, the role that owns the schema)
        #[arg(long, value_name = "URL")]
        from: DatabaseUrl,
        /// The database to fill
        #[arg(long, value_name = "URL")]
        to: DatabaseUrl,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the OpenAPI description of the API
    Openapi,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Runs the command that the arguments name.
#[must_use]
pub fn run() -> ExitCode {
    match Arguments::parse().command {
        Command::Serve { settings } => serve::run(&settings),
        Command::Check { settings, json } => check::run(&settings, json),
        Command::Verify {
            token,
            settings,
            json,
        } => verify::run(token, &settings, json),
        Command::AdoptIssuer { settings } => adopt_issuer::run(&settings),
        Command::Copy { from, to, json } => copy::run(&from.into(), &to.into(), json),
        Command::Openapi => openapi::run(),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "taskward", &mut script);
            report::say(String::from_utf8_lossy(&script).trim_end());
            ExitCode::SUCCESS
        }
    }
}

//! What commands say to people and to machines.

use std::{
    fmt::Display,
    future::Future,
    io::{self, ErrorKind, Write},
    process::{self, ExitCode},
};

use serde::Serialize;

use crate::config::SettingError;

/// Prints a line on standard output. A reader that has gone away is no error; a full disk ends the
/// program, since its exit code would say that all was written.
pub(super) fn say(line: impl Display) {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            complain(format_args!("The output cannot be written: {error}"));
            process::exit(1);
        }
        _ => {}
    }
}

/// Prints a line on standard error.
pub(super) fn complain(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Prints a JSON document on standard output.
pub(super) fn say_json(document: &impl Serialize) {
    say(serde_json::to_string_pretty(document).unwrap_or_default());
}

/// Names the settings that cannot be used; the exit code for that is 2, as for wrong arguments.
pub(super) fn refuse_settings(errors: &[SettingError]) -> ExitCode {
    complain("Taskward cannot use these settings:");
    for error in errors {
        complain(format_args!("  {error}"));
    }
    ExitCode::from(2)
}

/// Runs asynchronous work of a command.
pub(super) fn block_on(work: impl Future<Output = ExitCode>) -> ExitCode {
    match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => {
            complain(format_args!("The system gives no threads: {error}"));
            ExitCode::FAILURE
        }
    }
}

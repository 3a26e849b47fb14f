use std::process::ExitCode;

use super::report::say_json;

pub(super) fn run() -> ExitCode {
    say_json(&crate::routes::description());
    ExitCode::SUCCESS
}

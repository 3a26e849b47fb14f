use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use serde::Serialize;
use taskward_store::{CopyProgress, CopyReport, CopyStage, Database, copy};

use super::report::{block_on, complain, say, say_json};

/// How often a line tells how far it is.
const TELL_EVERY: Duration = Duration::from_secs(1);

#[derive(Serialize)]
struct ReportDocument {
    owners_copied: u64,
    owners_unchanged: u64,
    tasks: u64,
}

pub(super) fn run(from: &Database, to: &Database, json: bool) -> ExitCode {
    block_on(async {
        let mut told = None;
        let mut tell = |progress| tell(progress, &mut told);
        match copy(from, to, &mut tell).await {
            Ok(report) if json => {
                say_json(&ReportDocument::from(report));
                ExitCode::SUCCESS
            }
            Ok(report) => {
                say(format_args!(
                    "{} owners copied, {} there already. {to} holds the same {} tasks and tombstones as {from}, \
                     compared owner by owner.",
                    report.copied, report.unchanged, report.tasks
                ));
                ExitCode::SUCCESS
            }
            Err(error) => {
                complain(format_args!("Not copied: {error}."));
                ExitCode::FAILURE
            }
        }
    })
}

impl From<CopyReport> for ReportDocument {
    fn from(report: CopyReport) -> Self {
        Self {
            owners_copied: report.copied,
            owners_unchanged: report.unchanged,
            tasks: report.tasks,
        }
    }
}

fn tell(progress: CopyProgress, told: &mut Option<Instant>) {
    let now = Instant::now();
    if told.is_some_and(|told| now.duration_since(told) < TELL_EVERY) {
        return;
    }
    *told = Some(now);
    let stage = match progress.stage {
        CopyStage::Copying => "copying",
        CopyStage::Comparing => "comparing",
    };
    complain(format_args!(
        "{stage}: {} owners, {} tasks",
        progress.owners, progress.tasks
    ));
}

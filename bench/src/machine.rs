//! The machine that a run was made on.

use std::{
    fmt, fs,
    io::Write as _,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use serde::Serialize;

/// How often, and how long at most, the disk is asked to sync.
const SYNCS: usize = 400;
const SYNC_TIME: Duration = Duration::from_secs(1);

/// What decides how fast things are.
#[derive(Serialize)]
pub struct Machine {
    /// Its processor.
    pub processor: String,
    /// Cores that may be used.
    pub cores: usize,
    /// In bytes.
    pub memory: u64,
    /// Linux's version.
    pub kernel: String,
    /// Of the folder where the databases are.
    pub file_system: String,
    /// How long a write of 4 KiB with `fdatasync` takes there, in microseconds: the middle, and one in
    /// a hundred.
    pub sync_micros: (f64, f64),
    /// The compiler.
    pub rustc: String,
    /// The state of the sources.
    pub commit: String,
    /// Load of the last minute when the run began: what else the machine did.
    pub load_before: String,
}

impl Machine {
    /// This one, with databases in that folder.
    ///
    /// # Errors
    /// It does not tell.
    pub fn here(folder: &Path) -> anyhow::Result<Self> {
        let cpus = fs::read_to_string("/proc/cpuinfo")?;
        let memory = fs::read_to_string("/proc/meminfo")?;
        let memory = value(&memory, "MemTotal").context("no MemTotal in /proc/meminfo")?;
        let kilobytes = memory.trim_end_matches("kB").trim();
        Ok(Self {
            processor: value(&cpus, "model name").unwrap_or("unknown").to_owned(),
            cores: thread::available_parallelism()?.get(),
            memory: kilobytes.parse::<u64>()? * 1024,
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease")?
                .trim()
                .to_owned(),
            file_system: file_system(folder)?,
            sync_micros: sync_micros(folder)?,
            rustc: output("rustc", &["--version"]),
            commit: output("git", &["describe", "--always", "--dirty"]),
            load_before: fs::read_to_string("/proc/loadavg")?
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned(),
        })
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
        let gigabytes = self.memory as f64 / 1e9;
        writeln!(
            f,
            "{}, {} cores, {gigabytes:.0} GB, Linux {}, {}, {}, commit {}. A write of 4 KiB with \
             fdatasync takes {:.0} µs there (one in a hundred {:.0} µs). Load of the minute before \
             the run: {}.",
            self.processor,
            self.cores,
            self.kernel,
            self.file_system,
            self.rustc,
            self.commit,
            self.sync_micros.0,
            self.sync_micros.1,
            self.load_before,
        )
    }
}

/// The first value of this name in lines of `name : value`.
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim())
    })
}

/// The type of the file system that the folder is on: of the longest mount point above it.
fn file_system(folder: &Path) -> anyhow::Result<String> {
    let folder = folder.canonicalize()?;
    let mounts = fs::read_to_string("/proc/mounts")?;
    let above = mounts.lines().filter_map(|line| {
        let mut fields = line.split_whitespace().skip(1);
        let (point, kind) = (fields.next()?, fields.next()?);
        folder.starts_with(point).then_some((point.len(), kind))
    });
    // The last of equals: it is mounted over the others.
    let longest = above.max_by_key(|(length, _)| *length);
    Ok(longest.map_or("unknown", |(_, kind)| kind).to_owned())
}

fn sync_micros(folder: &Path) -> anyhow::Result<(f64, f64)> {
    let mut file = tempfile::tempfile_in(folder)?;
    let block = [0x5A; 4096];
    let begun = Instant::now();
    let mut times = Vec::new();
    while times.len() < SYNCS && begun.elapsed() < SYNC_TIME {
        let start = Instant::now();
        file.write_all(&block)?;
        file.sync_data()?;
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times.get(times.len() * percent / 100).copied();
    Ok((at(50).context("no sync")?, at(99).context("no sync")?))
}

/// What a program says of itself; what cannot be asked is unknown, and no reason to measure nothing.
fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().ok();
    let output = output.filter(|output| output.status.success());
    output.map_or_else(
        || "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_name() {
        let text = "processor\t: 0\nmodel name\t: Some CPU\nmodel name\t: Other";
        assert_eq!(value(text, "model name"), Some("Some CPU"));
        assert_eq!(value(text, "MemTotal"), None);
    }

    #[test]
    fn this_machine_tells() {
        let machine = Machine::here(&std::env::temp_dir()).unwrap();
        assert!(machine.cores > 0 && machine.memory > 0 && machine.sync_micros.0 > 0.0);
        assert_ne!(machine.file_system, "unknown");
    }
}

//! Power cuts, without a switch: what the server has synced is kept apart, and when it ends, the rest is lost.
//!
//! `disk.c` is loaded into the server and keeps a second folder with what was synced. A file system may also
//! have written more than it was asked to, in any order; so at a cut, parts of what was not synced stay, at random.

mod after_a_kill;

use std::{
    collections::BTreeSet,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use rand::{Rng, RngExt, rngs::StdRng, seq::IndexedRandom};
use tempfile::TempDir;

use super::database::Database;

/// What a disk writes whole or not at all, in bytes.
const SECTOR: usize = 512;

/// What a disk does when it is told to sync.
#[derive(Clone, Copy, PartialEq)]
pub enum Disk {
    /// It syncs.
    Honest,
    /// It says that it did.
    Lying,
}

/// A `SQLite` file on a disk whose power is cut whenever the server ends.
pub struct PowerCuts {
    library: PathBuf,
    /// What programs see.
    disk: PathBuf,
    /// What would be left without power, at the least.
    synced: PathBuf,
    /// While there is a pipe of this name, syncing never ends.
    stall: PathBuf,
    kind: Disk,
    _folder: TempDir,
}

impl PowerCuts {
    pub fn new(kind: Disk) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // As the kernel names it, so that the library knows its files.
        let path = folder.path().canonicalize().unwrap();
        let [disk, synced] = ["disk", "synced"].map(|name| path.join(name));
        fs::create_dir(&disk).unwrap();
        fs::create_dir(&synced).unwrap();
        let library = path.join("disk.so");
        compile(&library);
        Self {
            library,
            disk,
            synced,
            stall: path.join("stall"),
            kind,
            _folder: folder,
        }
    }

    /// Cuts the power. With that luck, from 0 to 1, each part of what was not synced stays.
    fn cut(&self, luck: f64, random: &mut impl Rng) {
        for name in names_in(&self.disk).union(&names_in(&self.synced)) {
            let [disk, synced] = [&self.disk, &self.synced].map(|folder| folder.join(name));
            match left_of(fs::read(&disk).ok(), fs::read(&synced).ok(), luck, random) {
                // Shared memory is no file for long: the last power cut was its end.
                Some(bytes) if !name.ends_with("-shm") => {
                    fs::write(&disk, &bytes).unwrap();
                    fs::write(&synced, &bytes).unwrap();
                }
                _ => {
                    // Either may not be there.
                    let _ = fs::remove_file(&disk);
                    let _ = fs::remove_file(&synced);
                }
            }
        }
    }

    /// Lets the disk stall. Gives what ends when a server waits for it.
    fn stall(&self) -> impl Future<Output = ()> + use<> {
        let made = Command::new("mkfifo").arg(&self.stall).status();
        assert!(made.unwrap().success());
        let pipe = self.stall.clone();
        async {
            // Both ends of a pipe wait for each other when they open it.
            let opened = tokio::task::spawn_blocking(|| File::open(pipe));
            opened.await.unwrap().unwrap();
        }
    }

    /// Ends the stall.
    fn work_again(&self) {
        fs::remove_file(&self.stall).unwrap();
    }
}

impl Database for PowerCuts {
    fn variables(&self) -> Vec<(&'static str, String)> {
        let shown = |path: &Path| path.display().to_string();
        let mut variables = vec![
            (
                "DATABASE_URL",
                format!("sqlite://{}/tasks.db", shown(&self.disk)),
            ),
            ("LD_PRELOAD", shown(&self.library)),
            ("DISK", shown(&self.disk)),
            ("DISK_SYNCED", shown(&self.synced)),
            ("DISK_STALL", shown(&self.stall)),
        ];
        if self.kind == Disk::Lying {
            variables.push(("DISK_LIES", "1".into()));
        }
        variables
    }

    async fn after_an_end(&mut self, random: &mut StdRng) {
        // Else it was the server alone that ended: everything stays, and is synced by the next one or never.
        if random.random_bool(0.8) {
            // From nothing to nearly all of what was not synced stays.
            let luck = *[0.0, 0.5, 0.9].choose(random).unwrap();
            self.cut(luck, random);
        }
    }
}

/// What is left of a file: what was synced, and with some luck sectors of what was written since.
fn left_of(
    written: Option<Vec<u8>>,
    synced: Option<Vec<u8>>,
    luck: f64,
    random: &mut impl Rng,
) -> Option<Vec<u8>> {
    let Some(written) = written else {
        // Deleted, and its folder not synced since.
        return synced.filter(|_| !random.random_bool(luck));
    };
    let mut left = synced.or_else(|| random.random_bool(luck).then(Vec::new))?;
    if random.random_bool(luck) {
        left.resize(written.len(), 0);
    }
    for (left, written) in left.chunks_mut(SECTOR).zip(written.chunks(SECTOR)) {
        let both = left.len().min(written.len());
        if random.random_bool(luck) {
            left[..both].copy_from_slice(&written[..both]);
        }
    }
    Some(left)
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn compile(library: &Path) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/durability/power_cut/disk.c");
    let status = Command::new("cc")
        .args([
            "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o",
        ])
        .args([library, &source])
        .status()
        .expect("`cc`, with which Rust links");
    assert!(status.success());
}

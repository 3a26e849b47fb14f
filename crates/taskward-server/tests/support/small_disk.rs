//! A file system of a test's own that is small enough to be filled.

#![allow(dead_code, reason = "no test program uses all of it")]

use std::{
    ffi::OsStr,
    fs::File,
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use rustix::process::{getegid, geteuid};
use tempfile::TempDir;

/// What only processes see that are started with [`SmallDisk::command`]: it is mounted for them alone, and nothing of it
/// is left behind them. Root may mount, and so may anybody in a user namespace where the system allows those.
pub struct SmallDisk {
    /// Keeps it mounted until its input ends.
    keeper: Child,
    path: PathBuf,
    _folder: TempDir,
}

impl SmallDisk {
    /// # Panics
    /// This machine does not let anybody mount, so that nothing can be tried here.
    pub fn new(mebibytes: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disk");
        std::fs::create_dir(&path).unwrap();
        let mut unshare = Command::new("unshare");
        if !geteuid().is_root() {
            unshare.args(["--user", "--map-root-user"]);
        }
        let script =
            "mount -t tmpfs -o size=$0m,mode=0777 tmpfs \"$1\" && echo mounted && exec cat";
        let mut keeper = unshare
            .args(["--mount", "--propagation", "private", "sh", "-c", script])
            .arg(mebibytes.to_string())
            .arg(&path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("util-linux has unshare");
        let mut said = String::new();
        let mut output = BufReader::new(keeper.stdout.take().unwrap());
        output.read_line(&mut said).unwrap();
        if said != "mounted\n" {
            let mut errors = keeper.stderr.take().unwrap();
            errors.read_to_string(&mut said).unwrap();
            panic!("a full disk cannot be tried here, since nothing can be mounted: {said}");
        }
        Self {
            keeper,
            path,
            _folder: folder,
        }
    }

    /// Where its processes find it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A program that sees it, run by this user and group if that is not the one who runs the tests.
    pub fn command(&self, program: impl AsRef<OsStr>, identity: Option<(u32, u32)>) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--target", &self.keeper.id().to_string(), "--mount"]);
        if geteuid().is_root() {
            if let Some((user, group)) = identity {
                let (user, group) = (format!("--reuid={user}"), format!("--regid={group}"));
                command.args(["setpriv", &user, &group, "--clear-groups"]);
            }
        } else {
            // Root in there, where the mount is; and then again who we are.
            let user = format!("--map-user={}", geteuid().as_raw());
            let group = format!("--map-group={}", getegid().as_raw());
            command.args(["--user", "--preserve-credentials"]);
            command.args(["unshare", "--user", &user, &group]);
        }
        command.arg(program);
        command
    }

    /// Leaves no room.
    pub fn fill(&self) {
        let mut file = File::create(self.filler()).unwrap();
        // Whole pages first, and then what is left of the last one.
        let error = loop {
            if let Err(error) = file.write_all(&[1; 4096]) {
                break error;
            }
        };
        assert_eq!(error.kind(), ErrorKind::StorageFull);
    }

    /// Makes room again.
    pub fn free(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }

    /// As seen from here.
    fn filler(&self) -> PathBuf {
        let root = format!("/proc/{}/root", self.keeper.id());
        let path = self.path.strip_prefix("/").unwrap();
        Path::new(&root).join(path).join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.keeper.kill();
        let _ = self.keeper.wait();
    }
}

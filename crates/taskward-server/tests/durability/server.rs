//! The server, started often and ended rudely.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// The server itself.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_taskward");
const PATIENCE: Duration = Duration::from_mins(1);

/// A running `taskward serve` on a free port. It ends when dropped.
pub struct Server {
    pub url: String,
    process: Process,
}

/// The same, perhaps not listening yet.
pub struct Process(Child);

impl Process {
    pub fn spawn(variables: &[(&str, String)]) -> Self {
        Self::spawn_by(Command::new(PROGRAM), variables)
    }

    fn spawn_by(mut command: Command, variables: &[(&str, String)]) -> Self {
        command
            .arg("serve")
            .env_clear()
            .envs([("PORT", "0"), ("LOG_FORMAT", "json"), ("RATE_LIMIT", "off")])
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stderr(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    /// Asks it to finish and end.
    pub fn terminate(&self) {
        let id = Pid::from_child(&self.0);
        kill_process(id, Signal::TERM).unwrap();
    }

    /// Lets it finish, and waits until it has ended.
    pub fn end(mut self) {
        self.terminate();
        assert!(self.0.wait().unwrap().success());
    }

    /// Ends it where it stands (`SIGKILL`), and waits until it is gone.
    pub fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// Starts it and waits until it listens.
    ///
    /// # Errors
    /// It ended instead, with its log.
    pub fn start(variables: &[(&str, String)]) -> Result<Self, String> {
        Self::start_by(Command::new(PROGRAM), variables)
    }

    /// The same by a command of which this is the last word: [`PROGRAM`].
    ///
    /// # Errors
    /// It ended instead, with its log.
    pub fn start_by(command: Command, variables: &[(&str, String)]) -> Result<Self, String> {
        let mut process = Process::spawn_by(command, variables);
        let log = BufReader::new(process.0.stderr.take().unwrap());
        let (tell, told) = mpsc::channel();
        // Reads on when nobody listens any more: a server must not wait for its log.
        thread::spawn(move || {
            let mut lines = String::new();
            for line in log.lines().map_while(Result::ok) {
                let entry: Value = serde_json::from_str(&line).unwrap_or_default();
                if entry["message"] == "serving" {
                    let _ = tell.send(Ok(format!("http://{}", entry["address"].as_str().unwrap())));
                }
                lines.push_str(&line);
                lines.push('\n');
            }
            let _ = tell.send(Err(lines));
        });
        match told.recv_timeout(PATIENCE) {
            Ok(Ok(url)) => Ok(Self { url, process }),
            Ok(Err(log)) => Err(format!("the server does not start again:\n{log}")),
            Err(_) => Err("the server does not listen".into()),
        }
    }

    /// The process, to end it.
    pub fn into_process(self) -> Process {
        self.process
    }
}

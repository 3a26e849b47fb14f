//! PostgreSQL servers of a test's own, to be stopped, broken and started again.

#![allow(dead_code, reason = "no test program uses all of it")]

use std::{
    env, fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::{sync::mpsc, task::spawn_blocking, time::timeout};
use tokio_postgres::{Client, Config, NoTls};

use super::small_disk::SmallDisk;

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_mins(1);
const PASSWORD: &str = "of-this-test-alone";

/// A server with a folder and a port of its own. It ends when dropped.
pub struct PostgresServer {
    port: u16,
    settings: Vec<String>,
    process: Option<Child>,
    folder: TempDir,
    /// Where its data is, if that is not the folder.
    pub disk: Option<SmallDisk>,
}

/// How a server ends.
#[derive(Clone, Copy, Debug)]
pub enum Stop {
    /// It ends its connections and brings everything to its files ("fast").
    Fast,
    /// It drops everything, and recovers from its log when it starts again ("immediate").
    Immediate,
}

impl PostgresServer {
    /// Makes one and starts it.
    pub async fn start_new() -> Self {
        let mut server = Self::new();
        server.start().await;
        server
    }

    /// Makes one that is yet to be started.
    pub fn new() -> Self {
        Self::without_data(None).initialised()
    }

    /// The same with all its data on a small disk.
    pub fn on(disk: SmallDisk) -> Self {
        Self::without_data(Some(disk)).initialised()
    }

    fn initialised(self) -> Self {
        let password = self.write("password", PASSWORD);
        let options = [
            "--username=postgres",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ];
        let mut initialise = self.program("initdb");
        initialise.arg("--pgdata").arg(self.data()).args(options);
        run(initialise.arg("--pwfile").arg(password));
        self
    }

    /// One that follows this one, which must not run yet, and takes over when it is told to.
    pub fn standby(&self) -> Self {
        let mut standby = Self::without_data(None);
        run(Command::new("cp")
            .arg("-a")
            .arg(self.data())
            .arg(standby.data()));
        standby.follow(self);
        standby
    }

    /// Makes it one that only follows another, from its next start on.
    pub fn follow(&mut self, other: &Self) {
        self.write("data/standby.signal", "");
        let address = format!("host=127.0.0.1 port={}", other.port);
        let login = format!("user=postgres password={PASSWORD}");
        self.set("primary_conninfo", &format!("{address} {login}"));
    }

    /// Makes a standby one that takes writes.
    pub async fn promote(&self) {
        let promoted = self.connect().await;
        let promoted = promoted.query_one("SELECT pg_promote()", &[]).await;
        assert!(promoted.unwrap().get::<_, bool>(0));
    }

    fn without_data(disk: Option<SmallDisk>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        give_away(folder.path());
        Self {
            port: free_port(),
            settings: vec!["fsync=off".into()],
            process: None,
            folder,
            disk,
        }
    }

    /// Adds a line of `postgresql.conf`, which holds from the next start on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.push(format!("{name}={value}"));
    }

    /// Writes a file that the server alone may read, as it wants its keys.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        give_away(&path);
        path
    }

    /// Starts it, on the same port each time, and waits until it takes connections.
    pub async fn start(&mut self) {
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.data()).stderr(Stdio::piped());
        let port = format!("port={}", self.port);
        let address = ["listen_addresses=127.0.0.1", "unix_socket_directories="];
        let settings = self.settings.iter().map(String::as_str);
        for setting in address.into_iter().chain([port.as_str()]).chain(settings) {
            command.args(["-c", setting]);
        }
        let mut process = command.spawn().unwrap();
        let log = BufReader::new(process.stderr.take().unwrap());
        self.process = Some(process);
        let (tell, mut told) = mpsc::unbounded_channel();
        // Reads on when nobody listens any more: a server must not wait for its log.
        thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        let mut seen = String::new();
        while !seen.contains("ready to accept") {
            match timeout(PATIENCE, told.recv()).await {
                Ok(Some(line)) => seen = format!("{seen}\n{line}"),
                Ok(None) | Err(_) => panic!("PostgreSQL does not start: {seen}"),
            }
        }
    }

    /// Ends it and waits until it is gone.
    pub async fn stop(&mut self, how: Stop) {
        let mut process = self.process.take().expect("it runs");
        let signal = match how {
            Stop::Fast => Signal::INT,
            Stop::Immediate => Signal::QUIT,
        };
        kill_process(Pid::from_child(&process), signal).unwrap();
        spawn_blocking(move || process.wait())
            .await
            .unwrap()
            .unwrap();
    }

    /// The address of a database of it, as the superuser.
    pub fn url(&self, database: &str) -> String {
        self.url_as("postgres", PASSWORD, database)
    }

    /// The same as another role.
    pub fn url_as(&self, role: &str, password: &str, database: &str) -> String {
        format!(
            "postgres://{role}:{password}@127.0.0.1:{}/{database}",
            self.port
        )
    }

    /// The address of one of two, whichever takes writes.
    pub fn url_with(&self, other: &Self, database: &str) -> String {
        let address = |server: &Self| format!("127.0.0.1:{}", server.port);
        let both = format!("{},{}", address(self), address(other));
        self.url(database).replace(&address(self), &both)
    }

    /// A connection as the superuser.
    pub async fn connect(&self) -> Client {
        let config: Config = self.url("postgres").parse().unwrap();
        let (client, connection) = config.connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    fn data(&self) -> PathBuf {
        let disk = self.disk.as_ref().map(SmallDisk::path);
        disk.unwrap_or(self.folder.path()).join("data")
    }

    fn program(&self, name: &str) -> Command {
        let folder = variable("TEST_POSTGRES_BIN").expect(
            "TEST_POSTGRES_BIN names no folder with PostgreSQL's programs; run `make test`, or \
             `node scripts/postgres.mjs cargo test -p taskward-server`",
        );
        let program = Path::new(&folder).join(name);
        let mut command = match (&self.disk, identity()) {
            (Some(disk), identity) => disk.command(program, identity),
            (None, None) => Command::new(program),
            (None, Some((user, group))) => {
                let mut command = Command::new(program);
                command.uid(user).gid(group);
                command
            }
        };
        command.env("LC_ALL", "C").current_dir(&self.folder);
        command
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            // An error means that it has ended already.
            let _ = kill_process(Pid::from_child(process), Signal::QUIT);
            let _ = process.wait();
        }
    }
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whose the server is, if root runs the tests: PostgreSQL refuses root.
fn identity() -> Option<(u32, u32)> {
    let text = variable("TEST_POSTGRES_USER")?;
    let (user, group) = text.split_once(':').unwrap();
    Some((user.parse().unwrap(), group.parse().unwrap()))
}

fn give_away(path: &Path) {
    if let Some((user, group)) = identity() {
        chown(path, Some(user), Some(group)).unwrap();
    }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
}

/// A port that nobody is given by chance while the server is away: those that systems hand out lie above.
fn free_port() -> u16 {
    loop {
        let port = rand::random_range(10_000..30_000);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

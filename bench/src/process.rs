//! The programs that are measured: started, looked at from outside, stopped.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

use crate::{
    http1::{self, Connection},
    people::People,
};

/// How long a program may take to start, or to stop.
const PATIENCE: Duration = Duration::from_secs(20);
/// Ticks a second in which Linux counts the time of processes (`USER_HZ`, the same everywhere).
const TICKS_PER_SECOND: f64 = 100.0;
/// Rate limits that no load reaches.
pub const UNLIMITED: (&str, &str) = ("RATE_LIMIT", "1000000000,1000000000");

/// A program that listens. It ends when dropped.
pub struct Program {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

/// Memory of a process, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// In RAM, with pages shared with others counted whole.
    pub resident: u64,
    /// In RAM, with shared pages counted by share.
    pub proportional: u64,
}

impl Program {
    /// Starts the server on that database and a free port, as it is started in production but for
    /// these variables.
    ///
    /// # Errors
    /// It does not start.
    pub fn server(
        program: &Path,
        database_url: &str,
        people: &People,
        variables: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let mut command = Command::new(program);
        command
            .arg("serve")
            .env_clear()
            .env("PORT", "0")
            .env("DATABASE_URL", database_url)
            .env("BETTER_AUTH_URL", People::ORIGIN)
            .env("JWKS_URL", people.key_set_url())
            .env("LOG", "info")
            .env("LOG_FORMAT", "json")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let child = spawn(command)?;
        Self::listening(child, |child| {
            child.stderr.take().map(|log| Box::new(log) as _)
        })
    }

    /// Starts the bare route with these answers.
    ///
    /// # Errors
    /// It does not start, or the answers have a form it does not know.
    pub fn bare_axum(task: &Path, page: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new(beside("bare-axum")?);
        command
            .args([Path::new("--task"), task, Path::new("--page"), page])
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let child = spawn(command)?;
        Self::listening(child, |child| {
            child.stdout.take().map(|output| Box::new(output) as _)
        })
    }

    /// Starts the FastAPI peer with that Python, on a file or a `postgres://` URL.
    ///
    /// # Errors
    /// It does not start.
    pub fn fastapi(python: &Path, database: &str, people: &People) -> anyhow::Result<Self> {
        let mut command = Command::new(python);
        command
            .arg("-B")
            .arg(peers_folder().join("fastapi/serve.py"));
        Self::peer(command, database, people)
    }

    /// Starts the Fastify peer that is installed in that folder, on a file or a `postgres://` URL.
    ///
    /// # Errors
    /// It does not start.
    pub fn fastify(folder: &Path, database: &str, people: &People) -> anyhow::Result<Self> {
        let mut command = Command::new("node");
        command
            .arg(folder.join("serve.js"))
            .env("NODE_ENV", "production");
        Self::peer(command, database, people)
    }

    fn peer(mut command: Command, database: &str, people: &People) -> anyhow::Result<Self> {
        command
            .env("DATABASE", database)
            .env("BETTER_AUTH_URL", People::ORIGIN)
            .env("JWKS_URL", people.key_set_url())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let child = spawn(command)?;
        Self::listening(child, |child| {
            child.stdout.take().map(|output| Box::new(output) as _)
        })
    }

    /// Waits for the line that says where the program listens, then lets its output run off.
    fn listening(
        mut child: Child,
        output: impl FnOnce(&mut Child) -> Option<Box<dyn std::io::Read + Send>>,
    ) -> anyhow::Result<Self> {
        let output = output(&mut child).context("a program without output")?;
        let (tell, told) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let mut before = String::new();
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let address = address_in(&line);
                before.push_str(&line);
                before.push('\n');
                if let Some(address) = address {
                    // Nobody waits any more once it was told.
                    let _ = tell.send(Ok(address));
                    before.clear();
                }
            }
            let _ = tell.send(Err(before));
        });
        match told.recv_timeout(PATIENCE) {
            Ok(Ok(address)) => Ok(Self { child, address }),
            Ok(Err(log)) => {
                child.wait()?;
                bail!("a program ended before it listened:\n{log}")
            }
            Err(_) => {
                child.kill()?;
                child.wait()?;
                bail!("a program did not listen within {} s", PATIENCE.as_secs())
            }
        }
    }

    /// Waits until the server says that it is ready.
    ///
    /// # Errors
    /// It does not become so in time.
    pub async fn ready(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        let request = http1::get("/health/ready", "none");
        let mut connection = Connection::open(self.address).await?;
        while Instant::now() < deadline {
            if let (200, _) = connection.exchange(&request).await? {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        bail!("the server was not ready within {} s", PATIENCE.as_secs())
    }

    /// Its memory now.
    ///
    /// # Errors
    /// It has ended.
    pub fn memory(&self) -> anyhow::Result<Memory> {
        let rollup = fs::read_to_string(self.proc("smaps_rollup"))?;
        let bytes = |name: &str| -> anyhow::Result<u64> {
            let line = rollup.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes = line.and_then(|line| line.split_whitespace().next());
            Ok(kilobytes
                .context("no such figure of memory")?
                .parse::<u64>()?
                * 1024)
        };
        Ok(Memory {
            resident: bytes("Rss:")?,
            proportional: bytes("Pss:")?,
        })
    }

    /// Processor time it has used, in seconds.
    ///
    /// # Errors
    /// It has ended.
    pub fn processor_seconds(&self) -> anyhow::Result<f64> {
        let stat = fs::read_to_string(self.proc("stat"))?;
        // The name, in parentheses, may contain blanks. Behind it utime and stime are 12th and 13th.
        let (_, behind) = stat.rsplit_once(')').context("no process statistics")?;
        let ticks: Vec<f64> = behind
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        Ok(ticks.iter().sum::<f64>() / TICKS_PER_SECOND)
    }

    /// Its number, for whoever looks at it from outside.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn proc(&self, file: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{file}", self.child.id()))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program that was built with this one.
///
/// # Errors
/// It was not.
pub fn beside(name: &str) -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    if !path.exists() {
        bail!(
            "{} is missing; build it first (make bench does)",
            path.display()
        );
    }
    Ok(path)
}

/// Where the sources of the peers are.
fn peers_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers")
}

fn spawn(mut command: Command) -> anyhow::Result<Child> {
    let name = command.get_program().to_owned();
    command
        .spawn()
        .with_context(|| format!("{} cannot be started", name.display()))
}

/// The address in a line of a log or the line itself.
fn address_in(line: &str) -> Option<SocketAddr> {
    let logged: Option<serde_json::Value> = serde_json::from_str(line).ok();
    let field = logged
        .as_ref()
        .and_then(|line| line.get("address")?.as_str());
    field.unwrap_or(line).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_either_form() {
        let expected = "127.0.0.1:5".parse().ok();
        assert_eq!(address_in("127.0.0.1:5"), expected);
        assert_eq!(
            address_in(r#"{"message":"serving","address":"127.0.0.1:5"}"#),
            expected
        );
        assert_eq!(address_in(r#"{"message":"starting"}"#), None);
    }
}

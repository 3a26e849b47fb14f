//! Processes that end with their test.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use better_auth_verifier::{
    Algorithm,
    test_support::{Answer as Keys, Issuer, KeySetServer},
};
use http::HeaderMap;
use reqwest::Response;
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Better Auth's public address in these tests. Nothing listens there: the pages do not matter here.
pub const ORIGIN: &str = "http://localhost:8000";
const DEADLINE: Duration = Duration::from_mins(1);

/// A stand-in for Better Auth that issues tokens and publishes its keys.
pub async fn issuer() -> (KeySetServer, Issuer) {
    let issuer = Issuer::new(ORIGIN, Algorithm::EdDsa);
    let keys = KeySetServer::start(Keys::json(issuer.key_set())).await;
    (keys, issuer)
}

/// `taskward` with these arguments and variables, and no others.
pub fn taskward(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_taskward"));
    command
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied());
    command
}

/// Runs it to its end.
pub fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Finished {
    finished(taskward(arguments, variables).output().unwrap())
}

pub fn finished(
    Output {
        status,
        stdout,
        stderr,
    }: Output,
) -> Finished {
    Finished {
        code: status.code(),
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
    }
}

#[derive(Debug)]
pub struct Finished {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// A running `taskward serve` on a free port, with a database of its own.
pub struct Server {
    pub url: String,
    child: Child,
    log: mpsc::Receiver<String>,
    _folder: TempDir,
}

impl Server {
    pub fn start(variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}", folder.path().join("tasks.db").display());
        let mut command = taskward(
            &["serve"],
            &[
                ("PORT", "0"),
                ("BETTER_AUTH_URL", ORIGIN),
                ("DATABASE_URL", &database),
                ("LOG_FORMAT", "json"),
                ("RATE_LIMIT", "off"),
            ],
        );
        let mut child = command
            .envs(variables.iter().copied())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = lines(child.stderr.take().unwrap());
        let mut server = Self {
            url: String::new(),
            child,
            log,
            _folder: folder,
        };
        let serving = server.wait_for_log("serving");
        let serving: Value = serde_json::from_str(&serving).unwrap();
        server.url = format!("http://{}", serving["address"].as_str().unwrap());
        server
    }

    /// The next line of the log with these words.
    pub fn wait_for_log(&mut self, words: &str) -> String {
        wait_for(&self.log, words)
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([&format!("-{name}"), &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// How much memory it takes now.
    pub fn resident_kib(&self) -> usize {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let number = line.unwrap().split_whitespace().nth(1);
        number.unwrap().parse().unwrap()
    }

    /// Waits until it has ended and gives its exit code and what was left of its log.
    pub fn wait(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        (code, self.log.iter().collect::<Vec<_>>().join("\n"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // An error means that it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The real Better Auth service, as production runs it but with limits that no test reaches.
pub struct BetterAuth {
    pub url: String,
    child: Child,
    _folder: TempDir,
}

impl BetterAuth {
    pub fn start(variables: &[(&str, &str)]) -> Self {
        let main = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../auth/dist/main.js");
        assert!(
            main.exists(),
            "the Better Auth service is not built: `npm ci && npm run build` in auth/"
        );
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}", folder.path().join("auth.db").display());
        let mut child = Command::new("node")
            .arg(main)
            .env_clear()
            .envs([
                ("PATH", std::env::var("PATH").unwrap().as_str()),
                ("NODE_ENV", "production"),
                ("BETTER_AUTH_URL", ORIGIN),
                ("AUTH_DATABASE_URL", &database),
                ("AUTH_RATE_LIMIT", "100000,100000"),
                ("AUTH_STOP_WITH_STDIN", "1"),
            ])
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Node.js is on the path");
        let output = lines(child.stdout.take().unwrap());
        let ready: Value = serde_json::from_str(&wait_for(&output, "listening")).unwrap();
        let url = ready["listening"].as_str().unwrap().to_owned();
        Self {
            url,
            child,
            _folder: folder,
        }
    }
}

impl Drop for BetterAuth {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(output: impl std::io::Read + Send + 'static) -> mpsc::Receiver<String> {
    let (send, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

fn wait_for(lines: &mpsc::Receiver<String>, words: &str) -> String {
    let mut seen = Vec::new();
    loop {
        match lines.recv_timeout(DEADLINE) {
            Ok(line) if line.contains(words) => return line,
            Ok(line) => seen.push(line),
            Err(error) => panic!("no {words:?} ({error}) in {seen:#?}"),
        }
    }
}

/// A browser in miniature: it keeps cookies and says where its page came from.
pub struct Browser {
    server: String,
    client: reqwest::Client,
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    pub fn at(server: &str) -> Self {
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            server: server.to_owned(),
            client,
            cookies: BTreeMap::new(),
        }
    }

    pub async fn send(&mut self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.send_with(method, path, body, &[]).await
    }

    pub async fn send_with(
        &mut self,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = self
            .client
            .request(method.parse().unwrap(), format!("{}{path}", self.server))
            .header("origin", ORIGIN)
            .header("cookie", cookies.join("; "));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        let response = request.send().await.unwrap();
        self.keep_cookies(&response);
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        Answer {
            status,
            headers,
            json: serde_json::from_str(&text).unwrap_or_default(),
            text,
        }
    }

    fn keep_cookies(&mut self, response: &Response) {
        for cookie in response.headers().get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    pub async fn sign_up(&mut self, name: &str) -> Answer {
        let email = format!("{name}@example.org");
        let body = serde_json::json!({ "email": email, "password": "correct horse", "name": name });
        self.send("POST", "/api/auth/sign-up/email", Some(body))
            .await
    }

    /// A token for the person who is signed in.
    pub async fn token(&mut self) -> String {
        let answer = self.send("GET", "/api/auth/token", None).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json["token"].as_str().unwrap().to_owned()
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub json: Value,
    pub text: String,
}

/// Sends bytes as they are, closes its side, and gives all that comes back until the server closes, too.
pub async fn exchange(server: &Server, bytes: &[u8]) -> String {
    let address = server.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that has refused already may have closed; its answer counts.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

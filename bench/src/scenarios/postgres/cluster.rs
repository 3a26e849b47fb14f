//! Databases on a PostgreSQL server that a run has for itself, with roles as in production.

use anyhow::{Context as _, ensure};
use sha2::{Digest as _, Sha256};
use tokio_postgres::{Client, Config, NoTls, config::Host};

use crate::tasks;

/// Who owns the schema (docs/operations.md).
const OWNER: &str = "bench_owner";
/// Who the service logs in as.
pub(super) const SERVICE: &str = "bench_service";

/// A PostgreSQL server.
pub struct Cluster {
    /// Where it listens.
    pub port: u16,
    /// Of every role there.
    pub password: String,
    admin: Config,
}

impl Cluster {
    /// The one at that URL, with which a superuser logs in. Nothing else may use it.
    ///
    /// # Errors
    /// It cannot be reached, or is not on this machine.
    pub async fn new(url: &str) -> anyhow::Result<Self> {
        let admin: Config = url.parse()?;
        let password = admin.get_password().context("a URL with a password")?;
        let password = String::from_utf8(password.to_vec())?;
        ensure!(
            password
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric()),
            "a password of letters and digits"
        );
        let is_here = matches!(admin.get_hosts(), [Host::Tcp(host)] if host == "127.0.0.1");
        ensure!(is_here, "PostgreSQL is measured on this machine");
        let port = *admin.get_ports().first().context("a URL with a port")?;
        let cluster = Self {
            port,
            password,
            admin,
        };
        let password = &cluster.password;
        let roles = format!(
            "CREATE ROLE taskward_app; CREATE ROLE taskward_copy;
             CREATE ROLE {OWNER} LOGIN PASSWORD '{password}';
             CREATE ROLE {SERVICE} LOGIN PASSWORD '{password}' IN ROLE taskward_app"
        );
        let client = cluster.connect(None).await?;
        client.batch_execute(&roles).await?;
        Ok(cluster)
    }

    /// A new database. Its name must be a plain word.
    ///
    /// # Errors
    /// Those of PostgreSQL.
    pub async fn create(&self, name: &str) -> anyhow::Result<()> {
        let client = self.connect(None).await?;
        let create = format!("CREATE DATABASE {name} OWNER {OWNER}");
        Ok(client.batch_execute(&create).await?)
    }

    /// A connection as the superuser, whom no policy binds.
    ///
    /// # Errors
    /// Those of PostgreSQL.
    pub async fn connect(&self, database: Option<&str>) -> anyhow::Result<Client> {
        let mut config = self.admin.clone();
        if let Some(name) = database {
            config.dbname(name);
        }
        let (client, connection) = config.connect(NoTls).await?;
        // The client is told as well if it ends.
        tokio::spawn(async move { drop(connection.await) });
        Ok(client)
    }

    /// The URL with which the service logs in.
    pub fn service_url(&self, database: &str) -> String {
        self.url(SERVICE, database)
    }

    /// The URL with which the schema is made.
    pub fn owner_url(&self, database: &str) -> String {
        self.url(OWNER, database)
    }

    fn url(&self, role: &str, database: &str) -> String {
        let Self { port, password, .. } = self;
        format!("postgres://{role}:{password}@127.0.0.1:{port}/{database}")
    }
}

/// Writes tasks for somebody as Taskward would have, in one statement.
///
/// # Errors
/// Those of PostgreSQL.
pub async fn seed(client: &Client, subject: &str, count: usize) -> anyhow::Result<()> {
    const OWNERS: &str = "INSERT INTO taskward.owners (user_id, revision) VALUES ($1, $2)";
    // An id is 48 bits of milliseconds, version 8, the owner's tag, and 42 bits that are a count here.
    const TASKS: &str = "INSERT INTO taskward.tasks (user_id, id, revision, title, title_key, description, \
                                                     created_at, updated_at) \
         SELECT $1, CAST(lpad(to_hex($3 + n), 12, '0') || $4 || to_hex($5 + n) AS uuid), n, $6, lower($6), $7, \
                $3 + n, $3 + n \
         FROM generate_series(1, $2::bigint) n";
    let count = i64::try_from(count)?;
    let digest = Sha256::digest(format!("taskward:owner:v1:{subject}"));
    let tag = digest
        .iter()
        .take(4)
        .fold(0, |tag, byte| tag << 8 | i64::from(*byte));
    let version_and_tag = format!("8{:03x}", tag >> 20);
    let variant_and_tag = i64::MIN | (tag & 0xF_FFFF) << 42;
    // Any time long ago does, and makes the same database every time.
    let first_millis = 1_700_000_000_000_i64;
    client.execute(OWNERS, &[&subject, &count]).await?;
    client
        .execute(
            TASKS,
            &[
                &subject,
                &count,
                &first_millis,
                &version_and_tag,
                &variant_and_tag,
                &tasks::TITLE,
                &tasks::DESCRIPTION,
            ],
        )
        .await?;
    Ok(())
}

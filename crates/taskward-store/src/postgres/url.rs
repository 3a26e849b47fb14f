//! Where the database is, without telling its password.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use percent_encoding::percent_decode_str;
use tokio_postgres::config::{Config, Host, SslMode, TargetSessionAttrs};

use super::tls::{self, Trust};
use crate::{DatabaseUrlError, OpenError, StoreError};

/// How long one address may take to be connected to, if the URL does not say.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long what was sent may stay unacknowledged, if the URL does not say: for a machine that went without a word.
const TCP_USER_TIMEOUT: Duration = Duration::from_secs(10);
/// After how long an idle connection is tried, if the URL does not say.
const KEEPALIVES_IDLE: Duration = Duration::from_secs(30);
const PORT: u16 = 5432;

/// A URL that begins with `postgres://` or `postgresql://`, with PostgreSQL's own parameters. It may name
/// several hosts, separated by commas; then, unless `target_session_attrs` says otherwise, one that takes writes
/// is looked for.
///
/// Shown without its password and its parameters.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    config: Box<Config>,
    trust: Trust,
}

impl PostgresUrl {
    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    /// How long one address may take.
    pub(super) fn connect_timeout(&self) -> Duration {
        let said = self.config.get_connect_timeout();
        said.copied().unwrap_or(CONNECT_TIMEOUT)
    }

    pub(super) fn trust(&self) -> &Trust {
        &self.trust
    }

    /// What to tell the person who starts the server.
    pub(crate) fn unusable(&self, source: StoreError) -> OpenError {
        let hint = match &source {
            StoreError::ReadOnly => "name a server that takes writes",
            StoreError::Full => "free some space on the server's disk; nothing is lost",
            StoreError::Busy(_) => "raise the server's max_connections, or stop what takes them",
            other => tls::hint(other).unwrap_or(
                "check that the server runs, and that address, user, password and sslmode are right",
            ),
        };
        OpenError::Server {
            database: self.to_string(),
            source,
            hint,
        }
    }
}

impl FromStr for PostgresUrl {
    type Err = DatabaseUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, parameters) = text.split_once('?').unwrap_or((text, ""));
        let (mut mode, mut root, mut others) = (None, None, vec![]);
        for parameter in parameters.split('&').filter(|text| !text.is_empty()) {
            match parameter.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("sslrootcert", value)) => root = Some(decoded(value)?),
                _ => others.push(parameter),
            }
        }
        let mut url = address.to_owned();
        if !others.is_empty() {
            url = format!("{url}?{}", others.join("&"));
        }
        // What the parser says of a mistake may quote a part of the password.
        let mut config: Config = url.parse().map_err(|_| DatabaseUrlError::Postgres)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(DatabaseUrlError::Postgres);
        }
        let (mode, trust) = match mode {
            None | Some("prefer") => (SslMode::Prefer, Trust::Anybody),
            Some("disable") => (SslMode::Disable, Trust::Anybody),
            Some("require") if root.is_none() => (SslMode::Require, Trust::Anybody),
            Some("require" | "verify-ca" | "verify-full") => (SslMode::Require, Trust::roots(root)),
            Some(_) => return Err(DatabaseUrlError::Postgres),
        };
        config.ssl_mode(mode);
        use_defaults(&mut config, &others);
        Ok(Self {
            config: Box::new(config),
            trust,
        })
    }
}

/// For what the URL does not say.
fn use_defaults(config: &mut Config, parameters: &[&str]) {
    let says = |name: &str| {
        let names = parameters.iter().filter_map(|text| text.split_once('='));
        names.into_iter().any(|(said, _)| said == name)
    };
    if config.get_application_name().is_none() {
        config.application_name("taskward");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(TCP_USER_TIMEOUT);
    }
    if !says("keepalives_idle") {
        config.keepalives_idle(KEEPALIVES_IDLE);
    }
    let hosts = config.get_hosts().len().max(config.get_hostaddrs().len());
    if hosts > 1 && !says("target_session_attrs") {
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
}

fn decoded(text: &str) -> Result<PathBuf, DatabaseUrlError> {
    match percent_decode_str(text).decode_utf8() {
        Ok(path) => Ok(PathBuf::from(path.as_ref())),
        Err(_) => Err(DatabaseUrlError::Postgres),
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://")?;
        if let Some(user) = self.config.get_user() {
            write!(f, "{user}@")?;
        }
        let ports = self.config.get_ports();
        for (index, host) in self.config.get_hosts().iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            match host {
                Host::Tcp(name) if name.contains(':') => write!(f, "[{name}]")?,
                Host::Tcp(name) => f.write_str(name)?,
                Host::Unix(path) => write!(f, "{}", path.display())?,
            }
            // One port may stand for all hosts.
            match ports.get(index).or(ports.first()) {
                Some(port) if *port != PORT => write!(f, ":{port}")?,
                _ => {}
            }
        }
        write!(f, "/{}", self.config.get_dbname().unwrap_or_default())
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> PostgresUrl {
        text.parse().unwrap()
    }

    #[test]
    fn neither_password_nor_parameters_are_shown() {
        let secret = url("postgres://ada:s%2Fcret@a:1234,b:5432/tasks?application_name=hidden");
        for shown in [secret.to_string(), format!("{secret:?}")] {
            assert!(shown.contains("ada@a:1234,b/tasks"), "{shown}");
            for hidden in ["s/cret", "s%2Fcret", "hidden"] {
                assert!(!shown.contains(hidden), "{shown}");
            }
        }
    }

    #[test]
    fn one_of_several_hosts_has_to_take_writes() {
        let attributes = |text| url(text).config().get_target_session_attrs();
        assert_eq!(attributes("postgres://a/t"), TargetSessionAttrs::Any);
        assert_eq!(
            attributes("postgresql://a,b/t"),
            TargetSessionAttrs::ReadWrite
        );
        assert_eq!(
            attributes("postgres://a,b/t?target_session_attrs=any"),
            TargetSessionAttrs::Any
        );
    }

    #[test]
    fn encryption_is_as_the_url_says() {
        let anybody = |mode| (mode, Trust::Anybody);
        let roots = |file: Option<&str>| (SslMode::Require, Trust::roots(file.map(PathBuf::from)));
        for (parameters, expected) in [
            ("", anybody(SslMode::Prefer)),
            ("?sslmode=prefer", anybody(SslMode::Prefer)),
            ("?sslmode=disable", anybody(SslMode::Disable)),
            ("?sslmode=require", anybody(SslMode::Require)),
            (
                "?sslmode=require&sslrootcert=%2Fetc/ca.pem",
                roots(Some("/etc/ca.pem")),
            ),
            ("?connect_timeout=3&sslmode=verify-full", roots(None)),
            ("?sslmode=verify-ca&sslrootcert=system", roots(None)),
        ] {
            let url = url(&format!("postgres://h/t{parameters}"));
            let found = (url.config().get_ssl_mode(), url.trust().clone());
            assert_eq!(found, expected, "{parameters}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_refused_without_being_quoted() {
        for text in [
            "postgres://",
            "postgres://h/t?sslmode=never",
            "postgres://h/t?unheard=of",
            "postgres://ada:secret@h:port/t?cret=secret",
            "postgres://h:port/t",
        ] {
            let error = text.parse::<PostgresUrl>().unwrap_err();
            assert!(!error.to_string().contains("cret"), "{error}");
        }
    }
}

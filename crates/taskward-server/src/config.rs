//! Configuration: environment first, each variable also a flag.

use std::{
    fmt::Display,
    net::{IpAddr, SocketAddr},
    num::NonZeroUsize,
    str::FromStr,
    time::Duration,
};

use better_auth_verifier::{AllowedAlgorithms, ConfigError, JwksConfig, SharedSecret};
use http::HeaderValue;
use ipnet::IpNet;
use taskward_store::{Database, DatabaseUrl, PostgresUrl};
use url::Url;

use crate::{
    listen::ConnectionLimits,
    log::{LogFilter, LogSettings},
    rate_limit::RateLimit,
    routes::{AuthProxy, CorsOrigins},
};

mod default {
    //! What holds where nothing, or nothing but white space, is set.

    pub(super) const HOST: &str = "127.0.0.1";
    pub(super) const PORT: &str = "8000";
    pub(super) const DATABASE_URL: &str = "sqlite://data/tasks.db";
    pub(super) const DATABASE_CONNECTIONS: &str = "16";
    pub(super) const JWKS_MAX_AGE_SECONDS: &str = "600";
    pub(super) const JWKS_MAX_STALE_SECONDS: &str = "86400";
    pub(super) const JWT_ALGORITHMS: &str = "EdDSA,ES256,ES512,RS256,PS256";
    pub(super) const JWT_LEEWAY_SECONDS: &str = "30";
    pub(super) const RATE_LIMIT: &str = "1200,12000";
    pub(super) const MAX_CONNECTIONS: &str = "8000,1000";
    pub(super) const LOG: &str = "info";
    pub(super) const LOG_FORMAT: &str = "text";
}

/// Everything that can be set. A variable that is empty counts as not set.
#[derive(Clone, Debug, clap::Args)]
pub struct Settings {
    /// Address to listen on
    #[arg(long, env, default_value = default::HOST, value_name = "ADDRESS")]
    host: String,
    /// Port to listen on; 0 takes a free one
    #[arg(long, env, default_value = default::PORT)]
    port: String,
    /// Where tasks are kept: sqlite:// and a path, or <postgres://user:password@host/database>
    #[arg(
        long,
        env, hide_env_values = true,
        default_value = default::DATABASE_URL,
        value_name = "URL"
    )]
    database_url: String,
    /// The same PostgreSQL database with the role that owns its schema [default: the one in
    /// `DATABASE_URL`]
    #[arg(long, env, hide_env_values = true, value_name = "URL")]
    database_owner_url: Option<String>,
    /// Connections to PostgreSQL open at once, at most
    #[arg(long, env, default_value = default::DATABASE_CONNECTIONS, value_name = "NUMBER")]
    database_connections: String,
    /// Public base URL of Better Auth [default: http://localhost:PORT]
    #[arg(long, env, value_name = "URL")]
    better_auth_url: Option<String>,
    /// Where Better Auth's public keys are [default: /api/auth/jwks at `AUTH_SERVICE_URL`, else at
    /// `BETTER_AUTH_URL`]
    #[arg(long, env, value_name = "URL")]
    jwks_url: Option<String>,
    /// Set to 1 to fetch keys over plain http: from other machines too
    #[arg(long, env, value_name = "0|1", num_args = 0..=1, default_missing_value = "1")]
    jwks_allow_http: Option<String>,
    /// How old the keys may get before they are fetched again
    #[arg(long, env, default_value = default::JWKS_MAX_AGE_SECONDS, value_name = "SECONDS")]
    jwks_max_age_seconds: String,
    /// How long the last good keys serve while their endpoint is down
    #[arg(long, env, default_value = default::JWKS_MAX_STALE_SECONDS, value_name = "SECONDS")]
    jwks_max_stale_seconds: String,
    /// Algorithms that tokens may be signed with; HS256 may be added or stand alone
    #[arg(
        long,
        env,
        default_value = default::JWT_ALGORITHMS,
        value_name = "LIST"
    )]
    jwt_algorithms: String,
    /// The secret shared with Better Auth, at least 32 bytes; used only if HS256 is on the list
    #[arg(long, env, hide_env_values = true, value_name = "SECRET")]
    better_auth_secret: Option<String>,
    /// Expected issuer of tokens [default: the origin of `BETTER_AUTH_URL`]
    #[arg(long, env, value_name = "TEXT")]
    jwt_issuer: Option<String>,
    /// Expected audience of tokens [default: the origin of `BETTER_AUTH_URL`]
    #[arg(long, env, value_name = "TEXT")]
    jwt_audience: Option<String>,
    /// How far the clocks of Better Auth and this machine may differ
    #[arg(long, env, default_value = default::JWT_LEEWAY_SECONDS, value_name = "SECONDS")]
    jwt_leeway_seconds: String,
    /// Where to hand on /api/auth/*; without it there is no sign-in here
    #[arg(long, env, value_name = "URL")]
    auth_service_url: Option<String>,
    /// Origins of front ends served elsewhere, separated by commas
    #[arg(long, env, value_name = "ORIGINS")]
    cors_origins: Option<String>,
    /// Requests a minute for one principal, for one address; or off
    #[arg(long, env, default_value = default::RATE_LIMIT, value_name = "LIMITS")]
    rate_limit: String,
    /// Connections open at once, in all and from one address
    #[arg(long, env, default_value = default::MAX_CONNECTIONS, value_name = "LIMITS")]
    max_connections: String,
    /// Loopback address and port of a separate /metrics, such as 127.0.0.1:9464
    #[arg(long, env, value_name = "ADDRESS:PORT")]
    metrics_addr: Option<String>,
    /// Addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas
    #[arg(long, env, value_name = "NETWORKS")]
    trusted_proxies: Option<String>,
    /// What to log: a level, or directives such as `warn,taskward_server=debug`
    #[arg(long, env, default_value = default::LOG, value_name = "FILTER")]
    log: String,
    /// How the log looks
    ///
    /// `text` writes lines for people, `json` an object a line for machines.
    #[arg(long, env, default_value = default::LOG_FORMAT, value_name = "text|json")]
    log_format: String,
}

/// The settings, checked.
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where tasks are kept.
    pub database: Database,
    /// The public base URL.
    pub public_url: Url,
    /// What tokens must be like.
    pub verifier: better_auth_verifier::Config,
    /// Where the Better Auth service is, if it is behind this server.
    pub auth_service: Option<Url>,
    /// Front ends served elsewhere.
    pub cors_origins: CorsOrigins,
    /// How often somebody may ask.
    pub rate_limit: RateLimit,
    /// How many connections may be open at once.
    pub max_connections: ConnectionLimits,
    /// Where metrics are shown, if they are.
    pub metrics: Option<SocketAddr>,
    /// Proxies that are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// What is logged, and how.
    pub log: LogSettings,
}

/// A setting that cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} {message}")]
pub struct SettingError {
    /// The variable.
    pub name: &'static str,
    /// What is wrong and how to mend it, to be read behind the name. Never the value: it may be secret.
    pub message: String,
}

impl Settings {
    /// Checks all of them, so that every mistake is named at once.
    ///
    /// # Errors
    /// Those that cannot be used.
    pub fn check(&self) -> Result<Config, Vec<SettingError>> {
        let mut errors = Errors(Vec::new());
        let config = self.read(&mut errors);
        match config {
            Some(config) if errors.0.is_empty() => Ok(config),
            _ => Err(errors.0),
        }
    }

    fn read(&self, errors: &mut Errors) -> Option<Config> {
        let port: Option<u16> = errors.parse(
            "PORT",
            or(&self.port, default::PORT),
            "must be a port: 0 to 65535",
        );
        let host: Option<IpAddr> = match or(&self.host, default::HOST) {
            "localhost" => Some(IpAddr::from([127, 0, 0, 1])),
            host => errors.parse("HOST", host, "must be an IP address, such as 127.0.0.1"),
        };
        let database = self.database(errors);
        let base = match set(self.better_auth_url.as_ref()) {
            Some(url) => errors.web_url("BETTER_AUTH_URL", url),
            None => format!("http://localhost:{}", port.unwrap_or_default())
                .parse()
                .ok(),
        };
        let auth_service = match set(self.auth_service_url.as_ref()) {
            Some(url) => errors.origin_url("AUTH_SERVICE_URL", url).map(Some),
            None => Some(None),
        };
        let rate_limit = errors.check(
            "RATE_LIMIT",
            or(&self.rate_limit, default::RATE_LIMIT).parse(),
        );
        let max_connections = errors.check(
            "MAX_CONNECTIONS",
            or(&self.max_connections, default::MAX_CONNECTIONS).parse(),
        );
        let metrics = match set(self.metrics_addr.as_ref()) {
            Some(text) => errors.check("METRICS_ADDR", loopback(text)).map(Some),
            None => Some(None),
        };
        let cors_origins = errors.list("CORS_ORIGINS", self.cors_origins.as_ref(), origin);
        let trusted_proxies =
            errors.list("TRUSTED_PROXIES", self.trusted_proxies.as_ref(), network);
        let filter = errors.check("LOG", LogFilter::parse(or(&self.log, default::LOG)));
        let format = errors.check(
            "LOG_FORMAT",
            or(&self.log_format, default::LOG_FORMAT).parse(),
        );
        let log = filter
            .zip(format)
            .map(|(filter, format)| LogSettings { filter, format });
        let (base, auth_service) = (base?, auth_service?);
        let verifier = self.verifier(&base, auth_service.as_ref(), errors);
        Some(Config {
            listen: SocketAddr::new(host?, port?),
            database: database?,
            public_url: base,
            verifier: verifier?,
            auth_service,
            cors_origins: CorsOrigins(cors_origins?),
            rate_limit: rate_limit?,
            max_connections: max_connections?,
            metrics: metrics?,
            trusted_proxies: trusted_proxies?,
            log: log?,
        })
    }

    fn database(&self, errors: &mut Errors) -> Option<Database> {
        let url: Option<DatabaseUrl> = errors.check(
            "DATABASE_URL",
            or(&self.database_url, default::DATABASE_URL).parse(),
        );
        let owner_url = match set(self.database_owner_url.as_ref()) {
            None => Some(None),
            Some(_) if matches!(url, Some(DatabaseUrl::Sqlite(_))) => {
                let message =
                    "is for PostgreSQL; leave it out, or set DATABASE_URL to postgres://…";
                errors.add("DATABASE_OWNER_URL", message);
                None
            }
            Some(text) => errors
                .check("DATABASE_OWNER_URL", text.parse::<PostgresUrl>())
                .map(Some),
        };
        let connections: Option<NonZeroUsize> = errors.parse(
            "DATABASE_CONNECTIONS",
            or(&self.database_connections, default::DATABASE_CONNECTIONS),
            "must be a number, at least 1",
        );
        Some(Database {
            url: url?,
            owner_url: owner_url?,
            connections: connections?.get(),
        })
    }

    fn verifier(
        &self,
        base: &Url,
        auth_service: Option<&Url>,
        errors: &mut Errors,
    ) -> Option<better_auth_verifier::Config> {
        let origin = base.origin().ascii_serialization();
        let issuer = set(self.jwt_issuer.as_ref()).unwrap_or(&origin);
        let audience = set(self.jwt_audience.as_ref()).unwrap_or(&origin);
        let algorithms: Option<AllowedAlgorithms> = errors.check(
            "JWT_ALGORITHMS",
            or(&self.jwt_algorithms, default::JWT_ALGORITHMS).parse(),
        );
        let leeway = errors.seconds(
            "JWT_LEEWAY_SECONDS",
            or(&self.jwt_leeway_seconds, default::JWT_LEEWAY_SECONDS),
        );
        let max_age = errors.seconds(
            "JWKS_MAX_AGE_SECONDS",
            or(&self.jwks_max_age_seconds, default::JWKS_MAX_AGE_SECONDS),
        );
        let max_stale = errors.seconds(
            "JWKS_MAX_STALE_SECONDS",
            or(
                &self.jwks_max_stale_seconds,
                default::JWKS_MAX_STALE_SECONDS,
            ),
        );
        let allow_http = match set(self.jwks_allow_http.as_ref()) {
            None | Some("0" | "false") => false,
            Some("1" | "true") => true,
            Some(_) => {
                errors.add("JWKS_ALLOW_HTTP", "must be 0 or 1");
                return None;
            }
        };
        let jwks_url = match set(self.jwks_url.as_ref()) {
            Some(url) => url.to_owned(),
            None => default_jwks_url(base, auth_service),
        };
        let mut config = better_auth_verifier::Config::new(issuer, audience);
        config.algorithms = algorithms?;
        config.leeway = leeway?;
        config.secret = set(self.better_auth_secret.as_ref()).map(SharedSecret::new);
        config.jwks = Some(JwksConfig {
            allow_http,
            max_age: max_age?,
            max_stale: max_stale?,
            ..JwksConfig::new(jwks_url)
        });
        Some(config)
    }
}

impl Config {
    /// The way to the Better Auth service, if it is behind this server.
    ///
    /// # Errors
    /// No TLS roots on this machine.
    pub fn auth_proxy(&self) -> reqwest::Result<Option<AuthProxy>> {
        self.auth_service.clone().map(AuthProxy::new).transpose()
    }
}

/// Which variables a refusal of the verifier is about.
impl From<ConfigError> for SettingError {
    fn from(error: ConfigError) -> Self {
        let name = match &error {
            ConfigError::Issuer => "JWT_ISSUER",
            ConfigError::Audience => "JWT_AUDIENCE",
            ConfigError::Leeway(_) => "JWT_LEEWAY_SECONDS",
            ConfigError::NoSecret | ConfigError::Secret(_) => "BETTER_AUTH_SECRET",
            ConfigError::KeySetAges { max_age, .. } if max_age.is_zero() => "JWKS_MAX_AGE_SECONDS",
            ConfigError::KeySetAges { .. } => "JWKS_MAX_STALE_SECONDS",
            _ => "JWKS_URL",
        };
        Self {
            name,
            message: format!("cannot be used: {error}"),
        }
    }
}

/// Better Auth's own path is /api/auth; a base URL with a path names another one.
fn default_jwks_url(base: &Url, auth_service: Option<&Url>) -> String {
    if let Some(service) = auth_service {
        return format!("{}/api/auth/jwks", service.as_str().trim_end_matches('/'));
    }
    match base.path() {
        "/" => format!("{base}api/auth/jwks"),
        _ => format!("{}/jwks", base.as_str().trim_end_matches('/')),
    }
}

/// A setting, or its default where it is empty.
fn or<'a>(value: &'a str, default: &'a str) -> &'a str {
    Some(value.trim())
        .filter(|value| !value.is_empty())
        .unwrap_or(default)
}

fn set(value: Option<&String>) -> Option<&str> {
    value
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
}

fn loopback(text: &str) -> Result<SocketAddr, &'static str> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "must be an address and a port, such as 127.0.0.1:9464")?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("must be a loopback address, since metrics are not for everybody")
    }
}

fn origin(text: &str) -> Result<HeaderValue, &'static str> {
    const MESSAGE: &str = "must be origins, such as https://app.example, without a path";
    let url: Url = text.parse().map_err(|_| MESSAGE)?;
    let is_origin =
        ["http", "https"].contains(&url.scheme()) && url.origin().ascii_serialization() == text;
    match HeaderValue::from_str(text) {
        Ok(value) if is_origin => Ok(value),
        _ => Err(MESSAGE),
    }
}

fn network(text: &str) -> Result<IpNet, &'static str> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    text.parse()
        .or(address)
        .map_err(|_| "must be addresses or networks, such as 10.0.0.0/8")
}

struct Errors(Vec<SettingError>);

impl Errors {
    fn add(&mut self, name: &'static str, message: impl Display) {
        self.0.push(SettingError {
            name,
            message: message.to_string(),
        });
    }

    fn check<T, E: Display>(&mut self, name: &'static str, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.add(name, error)).ok()
    }

    fn parse<T: FromStr>(&mut self, name: &'static str, text: &str, message: &str) -> Option<T> {
        self.check(name, text.parse::<T>().map_err(|_| message))
    }

    fn seconds(&mut self, name: &'static str, text: &str) -> Option<Duration> {
        self.parse::<u32>(name, text, "must be a whole number of seconds")
            .map(|seconds| Duration::from_secs(seconds.into()))
    }

    fn web_url(&mut self, name: &'static str, text: &str) -> Option<Url> {
        let url = text.parse::<Url>().ok().filter(|url| {
            ["http", "https"].contains(&url.scheme())
                && url.username().is_empty()
                && url.password().is_none()
                && url.query().is_none()
                && url.fragment().is_none()
        });
        let message = "must be an address that begins with http:// or https://, without a query";
        self.check(name, url.ok_or(message))
    }

    fn origin_url(&mut self, name: &'static str, text: &str) -> Option<Url> {
        let url = self.web_url(name, text)?;
        let plain = (url.path() == "/").then_some(url);
        self.check(
            name,
            plain.ok_or("must be an address without a path; /api/auth is added to it"),
        )
    }

    fn list<T>(
        &mut self,
        name: &'static str,
        text: Option<&String>,
        read: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<Vec<T>> {
        let items = set(text).unwrap_or_default().split(',').map(str::trim);
        let items = items.filter(|item| !item.is_empty()).map(read);
        self.check(name, items.collect())
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        settings: Settings,
    }

    fn check(flags: &[&str]) -> Result<Config, Vec<SettingError>> {
        let command = Command::parse_from([&["taskward"], flags].concat());
        command.settings.check()
    }

    fn jwks_url(flags: &[&str]) -> String {
        check(flags).ok().unwrap().verifier.jwks.unwrap().url
    }

    #[test]
    fn defaults_follow_the_port_and_the_base_url() {
        let config = check(&["--port=9000"]).ok().unwrap();
        assert_eq!(config.public_url.as_str(), "http://localhost:9000/");
        assert_eq!(config.verifier.issuer, "http://localhost:9000");
        assert_eq!(config.verifier.audience, "http://localhost:9000");
        let config = check(&["--better-auth-url=https://tasks.example/auth/"])
            .ok()
            .unwrap();
        assert_eq!(config.verifier.issuer, "https://tasks.example");
    }

    #[test]
    fn keys_are_looked_for_where_better_auth_has_them() {
        assert_eq!(jwks_url(&[]), "http://localhost:8000/api/auth/jwks");
        assert_eq!(
            jwks_url(&["--auth-service-url=http://127.0.0.1:3000"]),
            "http://127.0.0.1:3000/api/auth/jwks"
        );
        assert_eq!(
            jwks_url(&["--better-auth-url=https://a.example/identity/"]),
            "https://a.example/identity/jwks"
        );
        assert_eq!(
            jwks_url(&["--jwks-url=https://b.example/keys"]),
            "https://b.example/keys"
        );
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let errors = check(&[
            "--port=http",
            "--database-url=mysql://x",
            "--database-owner-url=sqlite://x",
            "--database-connections=0",
            "--rate-limit=fast",
            "--max-connections=0,0",
            "--metrics-addr=0.0.0.0:1",
            "--cors-origins=https://a.example,https://b.example/",
            "--trusted-proxies=nobody",
            "--jwt-algorithms=none",
            "--jwt-leeway-seconds=-1",
            "--log=a=b=c",
            "--log-format=xml",
        ]);
        let names: Vec<_> = errors
            .err()
            .unwrap()
            .iter()
            .map(|error| error.name)
            .collect();
        assert_eq!(
            names,
            [
                "PORT",
                "DATABASE_URL",
                "DATABASE_OWNER_URL",
                "DATABASE_CONNECTIONS",
                "RATE_LIMIT",
                "MAX_CONNECTIONS",
                "METRICS_ADDR",
                "CORS_ORIGINS",
                "TRUSTED_PROXIES",
                "LOG",
                "LOG_FORMAT",
                "JWT_ALGORITHMS",
                "JWT_LEEWAY_SECONDS",
            ]
        );
    }

    #[test]
    fn an_empty_value_counts_as_not_set() {
        let flags: Vec<_> = Command::command()
            .get_arguments()
            .filter_map(|argument| argument.get_long().map(|name| format!("--{name}=")))
            .filter(|flag| flag != "--help=")
            .collect();
        assert!(flags.len() >= 23, "{flags:?}");
        let flags: Vec<_> = flags.iter().map(String::as_str).collect();
        let config = check(&flags)
            .map_err(|errors| format!("{errors:?}"))
            .unwrap();
        assert!(config.auth_service.is_none());
        assert_eq!(config.listen.to_string(), "127.0.0.1:8000");
        assert_eq!(config.verifier.issuer, "http://localhost:8000");
    }
}

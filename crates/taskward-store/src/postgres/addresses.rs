//! The addresses of a database, and a connection to the first of them that will do.

use std::{io, sync::Arc, time::Duration};

use tokio::{net::lookup_host, time::timeout};
use tokio_postgres::{
    Client, Connection, Error, Socket,
    config::{Config, Host, LoadBalanceHosts},
    tls::MakeTlsConnect,
};

use super::{PostgresUrl, failure, tls::Tls};
use crate::StoreError;

const PORT: u16 = 5432;

/// A connection that is yet to be driven, and the client that uses it.
pub(super) type Connected = (
    Client,
    Connection<Socket, <Tls as MakeTlsConnect<Socket>>::Stream>,
);

/// Where a database is to be found, in the order in which it is looked for.
#[derive(Clone)]
pub(super) struct Addresses {
    hosts: Vec<Config>,
    /// How long each may take until it has logged us in. The driver limits the network alone, and would wait for ever
    /// for a host that takes connections and says nothing.
    limit: Duration,
    tls: Tls,
}

/// Why there is no connection.
pub(super) enum ConnectError {
    /// What the last one said that said something.
    Refused(Error),
    /// None answered.
    Silent(Duration),
}

impl Addresses {
    pub(super) fn of(url: &PostgresUrl) -> Result<Self, StoreError> {
        let config = url.config();
        let count = config.get_hosts().len().max(config.get_hostaddrs().len());
        // The driver alone brings them into a random order.
        let (hosts, each) = match config.get_load_balance_hosts() {
            LoadBalanceHosts::Random => (vec![config.clone()], count),
            _ => ((0..count).map(|index| host(config, index)).collect(), 1),
        };
        let limit = url.connect_timeout() * u32::try_from(each).unwrap_or(u32::MAX);
        let tls = Tls::new(url.trust())?;
        Ok(Self { hosts, limit, tls })
    }

    /// How long it takes until all of them were given up.
    pub(super) fn patience(&self) -> Duration {
        self.limit * u32::try_from(self.hosts.len()).unwrap_or(u32::MAX)
    }

    pub(super) async fn connect(&self) -> Result<Connected, ConnectError> {
        let mut failure = ConnectError::Silent(self.limit);
        for host in &self.hosts {
            for address in self.resolve(host).await {
                match timeout(self.limit, address.connect(self.tls.clone())).await {
                    Ok(Ok(connected)) => return Ok(connected),
                    Ok(Err(error)) => failure = ConnectError::Refused(error),
                    Err(_) => tracing::debug!("an address of the database does not answer"),
                }
            }
        }
        Err(failure)
    }

    /// A name may stand for several machines, of which each has its time.
    async fn resolve(&self, host: &Config) -> Vec<Config> {
        let ([Host::Tcp(name)], [], [port]) =
            (host.get_hosts(), host.get_hostaddrs(), host.get_ports())
        else {
            return vec![host.clone()];
        };
        match timeout(self.limit, lookup_host((name.as_str(), *port))).await {
            Ok(Ok(found)) => found
                .map(|address| {
                    let mut one = host.clone();
                    one.hostaddr(address.ip());
                    one
                })
                .collect(),
            // Connecting says why.
            _ => vec![host.clone()],
        }
    }
}

impl From<ConnectError> for StoreError {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Refused(error) => failure::store_error(error),
            ConnectError::Silent(limit) => {
                let silent = format!("nothing was answered within {} s", limit.as_secs());
                Self::Unreachable(Arc::new(io::Error::new(io::ErrorKind::TimedOut, silent)))
            }
        }
    }
}

/// The same for one of the hosts alone.
fn host(all: &Config, index: usize) -> Config {
    let mut one = Config::new();
    match all.get_hosts().get(index) {
        Some(Host::Tcp(name)) => drop(one.host(name)),
        Some(Host::Unix(path)) => drop(one.host_path(path)),
        None => {}
    }
    if let Some(address) = all.get_hostaddrs().get(index) {
        one.hostaddr(*address);
    }
    // One port may stand for all hosts.
    let ports = all.get_ports();
    one.port(ports.get(index).or(ports.first()).copied().unwrap_or(PORT));
    if let Some(user) = all.get_user() {
        one.user(user);
    }
    if let Some(password) = all.get_password() {
        one.password(password);
    }
    if let Some(name) = all.get_dbname() {
        one.dbname(name);
    }
    if let Some(options) = all.get_options() {
        one.options(options);
    }
    if let Some(name) = all.get_application_name() {
        one.application_name(name);
    }
    if let Some(limit) = all.get_connect_timeout() {
        one.connect_timeout(*limit);
    }
    if let Some(limit) = all.get_tcp_user_timeout() {
        one.tcp_user_timeout(*limit);
    }
    if let Some(interval) = all.get_keepalives_interval() {
        one.keepalives_interval(interval);
    }
    if let Some(retries) = all.get_keepalives_retries() {
        one.keepalives_retries(retries);
    }
    one.keepalives(all.get_keepalives())
        .keepalives_idle(all.get_keepalives_idle())
        .ssl_mode(all.get_ssl_mode())
        .ssl_negotiation(all.get_ssl_negotiation())
        .channel_binding(all.get_channel_binding())
        .target_session_attrs(all.get_target_session_attrs());
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever a URL may say is said to each host as well.
    #[test]
    fn each_host_is_connected_to_as_the_url_says() {
        let parameters = "options=-c%20x&application_name=a&connect_timeout=3&tcp_user_timeout=4\
            &keepalives=0&keepalives_idle=5&keepalives_interval=6&keepalives_retries=7\
            &sslmode=require&channel_binding=require&sslnegotiation=direct&target_session_attrs=read-only";
        let parse = |hosts: &str| -> PostgresUrl {
            format!("postgres://ada:secret@{hosts}/tasks?{parameters}")
                .parse()
                .unwrap()
        };
        let addresses = Addresses::of(&parse("a:1,b:2")).unwrap();
        let alone = ["a:1", "b:2"].map(|host| parse(host).config().clone());
        assert_eq!(addresses.hosts, alone);
        assert_eq!(addresses.patience(), Duration::from_secs(6));
    }
}

//! How many connections may be open at once.

use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    num::NonZeroUsize,
    str::FromStr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{extract::TrustedProxies, rate_limit::network};

/// Connections open at once. One too many is closed before anything of it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// From everywhere.
    pub total: NonZeroUsize,
    /// From one address (of IPv6, one network of 64 bits). Trusted proxies, behind whom many people
    /// may be, have as many as there are.
    pub address: NonZeroUsize,
}

impl FromStr for ConnectionLimits {
    type Err = ConnectionLimitsError;

    /// Two numbers, such as `8000,1000`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (total, address) = text.split_once(',').ok_or(ConnectionLimitsError)?;
        let number = |text: &str| text.trim().parse().map_err(|_| ConnectionLimitsError);
        Ok(Self {
            total: number(total)?,
            address: number(address)?,
        })
    }
}

impl fmt::Display for ConnectionLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.total, self.address)
    }
}

/// A text that is no limit of connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be connections open at once in all and from one address: 8000,1000")]
pub struct ConnectionLimitsError;

/// The connections of a listener.
#[derive(Clone)]
pub struct Connections(Arc<Inner>);

struct Inner {
    limits: ConnectionLimits,
    proxies: TrustedProxies,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    total: usize,
    // Only of addresses that have any.
    by_network: HashMap<IpAddr, usize>,
    refused: Refused,
}

/// How many connections were refused since the start, by the limit that was reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// The one for all.
    pub total: u64,
    /// The one for an address.
    pub address: u64,
}

impl Connections {
    /// As many as the machine takes, for listeners that strangers do not reach.
    #[must_use]
    pub fn unlimited() -> Self {
        let limits = ConnectionLimits {
            total: NonZeroUsize::MAX,
            address: NonZeroUsize::MAX,
        };
        Self::new(limits, TrustedProxies::default())
    }

    /// None yet.
    #[must_use]
    pub fn new(limits: ConnectionLimits, proxies: TrustedProxies) -> Self {
        Self(Arc::new(Inner {
            limits,
            proxies,
            open: Mutex::default(),
        }))
    }

    /// How many are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.lock().total
    }

    /// How many were refused.
    #[must_use]
    pub fn refused(&self) -> Refused {
        self.lock().refused
    }

    /// A place for a connection from there, which it keeps until it is dropped; `None` if a limit is
    /// reached.
    pub(super) fn admit(&self, peer: IpAddr) -> Option<Place> {
        let Inner {
            limits, proxies, ..
        } = &*self.0;
        let network = network(peer);
        let counted = !proxies.trust(peer.to_canonical());
        let mut open = self.lock();
        if open.total >= limits.total.get() {
            open.refused.total += 1;
            return None;
        }
        if counted {
            let here = open.by_network.get(&network).copied().unwrap_or_default();
            if here >= limits.address.get() {
                open.refused.address += 1;
                return None;
            }
            open.by_network.insert(network, here + 1);
        }
        open.total += 1;
        Some(Place {
            connections: self.clone(),
            network: counted.then_some(network),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of an open connection.
pub(super) struct Place {
    connections: Connections,
    network: Option<IpAddr>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.lock();
        open.total -= 1;
        if let Some(network) = self.network
            && let Some(here) = open.by_network.get_mut(&network)
        {
            *here -= 1;
            if *here == 0 {
                open.by_network.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(limits: &str, trusted: &[&str]) -> Connections {
        let proxies = trusted.iter().map(|net| net.parse().unwrap()).collect();
        Connections::new(limits.parse().unwrap(), TrustedProxies(proxies))
    }

    fn admit(connections: &Connections, peer: &str) -> Option<Place> {
        connections.admit(peer.parse().unwrap())
    }

    #[test]
    fn limits_are_read_and_shown() {
        let limits: ConnectionLimits = "8000, 1000".parse().unwrap();
        assert_eq!(limits.to_string(), "8000,1000");
        for text in ["", "off", "5", "0,5", "5,0", "5,-1", "1,2,3"] {
            assert_eq!(
                text.parse::<ConnectionLimits>(),
                Err(ConnectionLimitsError),
                "{text}"
            );
        }
    }

    #[test]
    fn one_address_does_not_take_the_places_of_others() {
        let connections = connections("10,2", &[]);
        let places = ["192.0.2.1"; 3].map(|peer| admit(&connections, peer));
        assert_eq!(
            places.each_ref().map(Option::is_some),
            [true, true, false],
            "two from one address"
        );
        assert!(
            admit(&connections, "::ffff:192.0.2.1").is_none(),
            "the same address"
        );
        assert!(admit(&connections, "192.0.2.2").is_some());
        let network = ["2001:db8::1", "2001:db8::2", "2001:db8::3"];
        let network = network.map(|peer| admit(&connections, peer));
        assert_eq!(
            network.each_ref().map(Option::is_some),
            [true, true, false],
            "two from one network"
        );
        assert_eq!(connections.open(), 4);
        assert_eq!(
            connections.refused(),
            Refused {
                total: 0,
                address: 3
            }
        );
    }

    #[test]
    fn a_closed_connection_leaves_its_place_and_no_trace() {
        let connections = connections("2,1", &[]);
        let place = admit(&connections, "192.0.2.1");
        assert!(admit(&connections, "192.0.2.1").is_none());
        drop(place);
        assert!(admit(&connections, "192.0.2.1").is_some());
        assert_eq!(connections.open(), 0);
        assert!(connections.lock().by_network.is_empty());
    }

    #[test]
    fn trusted_proxies_have_as_many_as_there_are() {
        let connections = connections("3,1", &["192.0.2.0/24"]);
        let places = ["192.0.2.1", "192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"]
            .map(|peer| admit(&connections, peer));
        assert_eq!(
            places.each_ref().map(Option::is_some),
            [true, true, true, false]
        );
        assert!(
            admit(&connections, "198.51.100.1").is_none(),
            "all are taken"
        );
        assert_eq!(
            connections.refused(),
            Refused {
                total: 2,
                address: 0
            }
        );
    }
}

//! How often somebody may ask.

use std::{
    fmt,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    str::FromStr,
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::DefaultKeyedStateStore,
};
use taskward_core::Owner;

/// Requests a minute, each as a bucket that holds a minute's worth and refills steadily.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateLimit {
    /// No limits.
    Off,
    /// Limits for one principal, and for one address.
    PerMinute {
        /// For one principal, wherever it is.
        owner: NonZeroU32,
        /// For one address (of IPv6, one network of 64 bits), whoever is behind it.
        address: NonZeroU32,
    },
}

impl FromStr for RateLimit {
    type Err = RateLimitError;

    /// `off`, or two numbers such as `1200,12000`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "off" {
            return Ok(Self::Off);
        }
        let (owner, address) = text.split_once(',').ok_or(RateLimitError)?;
        let number = |text: &str| text.trim().parse().map_err(|_| RateLimitError);
        Ok(Self::PerMinute {
            owner: number(owner)?,
            address: number(address)?,
        })
    }
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::PerMinute { owner, address } => write!(f, "{owner},{address}"),
        }
    }
}

/// A text that is no rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be `off` or requests a minute for one principal and for one address: 1200,12000")]
pub struct RateLimitError;

/// What has been asked for, by whom and from where.
pub struct RateLimits {
    buckets: Option<(Buckets<Owner>, Buckets<IpAddr>)>,
}

type Buckets<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock>;

impl RateLimits {
    /// Full buckets.
    #[must_use]
    pub fn new(limit: RateLimit) -> Self {
        let buckets = match limit {
            RateLimit::Off => None,
            RateLimit::PerMinute { owner, address } => {
                let keyed = Quota::per_minute;
                Some((
                    RateLimiter::keyed(keyed(owner)),
                    RateLimiter::keyed(keyed(address)),
                ))
            }
        };
        Self { buckets }
    }

    /// Takes one request from the owner's bucket.
    ///
    /// # Errors
    /// After which time there will be one again.
    pub fn check_owner(&self, owner: &Owner) -> Result<(), Duration> {
        self.buckets
            .as_ref()
            .map_or(Ok(()), |(owners, _)| take(owners, owner))
    }

    /// Takes one request from the address's bucket.
    ///
    /// # Errors
    /// After which time there will be one again.
    pub fn check_address(&self, address: IpAddr) -> Result<(), Duration> {
        self.buckets
            .as_ref()
            .map_or(Ok(()), |(_, addresses)| take(addresses, &network(address)))
    }

    /// Forgets buckets that are full again. To be called now and then, so that memory stays bounded
    /// by what was asked within a minute.
    pub fn forget_idle(&self) {
        if let Some((owners, addresses)) = &self.buckets {
            owners.retain_recent();
            addresses.retain_recent();
        }
    }
}

fn take<K: Hash + Eq + Clone>(buckets: &Buckets<K>, key: &K) -> Result<(), Duration> {
    buckets
        .check_key(key)
        .map_err(|until| until.wait_time_from(buckets.clock().now()))
}

/// What limits for an address count by. A household or a host has a whole network of 64 bits in IPv6.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        address @ IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_and_shown() {
        for text in ["off", "1200,12000"] {
            assert_eq!(text.parse::<RateLimit>().unwrap().to_string(), text);
        }
        for text in ["", "on", "5", "0,5", "5,0", "5,-1", "1,2,3"] {
            assert_eq!(text.parse::<RateLimit>(), Err(RateLimitError), "{text}");
        }
    }

    #[test]
    fn each_has_a_bucket_of_its_own() {
        let limits = RateLimits::new("2,1".parse().unwrap());
        #[expect(clippy::disallowed_methods, reason = "tests make owners up")]
        let owner = |name| Owner::from_subject(name).unwrap();
        assert!(limits.check_owner(&owner("alice")).is_ok());
        assert!(limits.check_owner(&owner("alice")).is_ok());
        let wait = limits.check_owner(&owner("alice")).unwrap_err();
        assert!(wait <= Duration::from_secs(30), "{wait:?}");
        assert!(limits.check_owner(&owner("bob")).is_ok());
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!(limits.check_address(address("2001:db8::1")).is_ok());
        assert!(
            limits.check_address(address("2001:db8::2")).is_err(),
            "the same network"
        );
        assert!(limits.check_address(address("2001:db8:0:1::1")).is_ok());
    }
}

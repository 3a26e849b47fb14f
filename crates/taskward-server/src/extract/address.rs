//! From which address a request comes.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use http::{HeaderMap, request::Parts};
use ipnet::IpNet;

use crate::app::AppState;

/// Whose `X-Forwarded-For` is believed. By default nobody's.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(pub Vec<IpNet>);

impl TrustedProxies {
    /// The address of the client behind the trusted proxies: from the right, the first that is none
    /// of them.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let forwarded = headers.get_all("x-forwarded-for").iter().rev();
        let hops = forwarded.flat_map(|value| {
            value
                .to_str()
                .unwrap_or_default()
                .rsplit(',')
                .map(|hop| hop.trim().parse::<IpAddr>())
        });
        for hop in hops {
            if !self.trust(client) {
                break;
            }
            let Ok(hop) = hop else { break };
            client = hop.to_canonical();
        }
        client
    }

    /// Whether that one, in canonical form, is such a proxy.
    pub(crate) fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&address))
    }
}

/// The address of the client that sent the request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl<S> FromRequestParts<S> for ClientAddress
where
    S: Send + Sync,
    AppState: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        // Every connection has a peer; a request made in a test without one shares one limit.
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        let app = AppState::from_ref(state);
        Ok(Self(app.trusted_proxies.client(peer, &parts.headers)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let proxies = TrustedProxies(trusted.iter().map(|net| net.parse().unwrap()).collect());
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_an_address() {
        assert_eq!(client(&[], "203.0.113.5", &["10.0.0.1"]), "203.0.113.5");
        assert_eq!(
            client(&["10.0.0.0/8"], "203.0.113.5", &["10.0.0.1"]),
            "203.0.113.5"
        );
    }

    #[test]
    fn behind_trusted_proxies_the_last_untrusted_hop_counts() {
        let trusted = ["10.0.0.0/8", "::1/128"];
        assert_eq!(
            client(&trusted, "10.0.0.1", &["6.6.6.6, 203.0.113.5, 10.0.0.2"]),
            "203.0.113.5"
        );
        assert_eq!(
            client(&trusted, "10.0.0.1", &["6.6.6.6", "203.0.113.5"]),
            "203.0.113.5"
        );
        assert_eq!(client(&trusted, "10.0.0.1", &["10.0.0.3"]), "10.0.0.3");
        assert_eq!(
            client(&trusted, "10.0.0.1", &["203.0.113.5, nonsense"]),
            "10.0.0.1"
        );
        assert_eq!(client(&trusted, "10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(
            client(&trusted, "::ffff:10.0.0.1", &["203.0.113.5"]),
            "203.0.113.5"
        );
    }
}

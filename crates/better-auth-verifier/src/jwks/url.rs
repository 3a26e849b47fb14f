//! The address of a key set: keys are as trustworthy as the way they come.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

/// An address that keys may be fetched from.
#[derive(Debug, Clone)]
pub(crate) struct JwksUrl(Url);

/// Why an address is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwksUrlError {
    /// Not an absolute URL with a host.
    #[error(
        "`{0}` is not the address of a key set; it looks like https://app.example/api/auth/jwks"
    )]
    NotAUrl(String),
    /// Neither `https:` nor `http:`.
    #[error("the address of the key set begins with `{0}:`; use https:")]
    Scheme(String),
    /// `http:` to somewhere else than this machine.
    #[error(
        "keys fetched over plain http: from `{0}` can be replaced on the way, and then anyone can \
         sign in as anyone; use https:, or allow http: explicitly if that network is trusted"
    )]
    PlainHttp(String),
    /// A user name or a password in the address.
    #[error("the address of the key set contains a user name or a password; key sets are public")]
    Credentials,
}

impl JwksUrl {
    pub(crate) fn parse(address: &str, allow_http: bool) -> Result<Self, JwksUrlError> {
        let url = Url::parse(address).map_err(|_| JwksUrlError::NotAUrl(address.to_owned()))?;
        let host = url
            .host()
            .ok_or_else(|| JwksUrlError::NotAUrl(address.to_owned()))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(JwksUrlError::Credentials);
        }
        match url.scheme() {
            "https" => {}
            "http" if allow_http || is_loopback(&host) => {}
            "http" => return Err(JwksUrlError::PlainHttp(host.to_string())),
            other => return Err(JwksUrlError::Scheme(other.to_owned())),
        }
        Ok(Self(url))
    }

    pub(crate) fn as_url(&self) -> &Url {
        &self.0
    }

    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// For a loopback name, the addresses it stands for: no resolver is asked (RFC 6761 section
    /// 6.3), so none can send us elsewhere.
    pub(crate) fn loopback_name(&self) -> Option<(&str, [SocketAddr; 2])> {
        match self.0.host()? {
            Host::Domain(name) if is_loopback_name(name) => Some((
                name,
                [
                    IpAddr::from(Ipv4Addr::LOCALHOST),
                    IpAddr::from(Ipv6Addr::LOCALHOST),
                ]
                .map(|address| SocketAddr::new(address, 0)),
            )),
            _ => None,
        }
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => is_loopback_name(name),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// `localhost` and names below it (RFC 6761 section 6.3).
fn is_loopback_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_and_http_to_this_machine_are_fine() {
        for address in [
            "https://app.example/api/auth/jwks",
            "http://localhost:8000/api/auth/jwks",
            "http://auth.localhost/jwks",
            "http://LOCALHOST/jwks",
            "http://127.0.0.1:3000/jwks",
            "http://127.8.9.1/jwks",
            "http://[::1]:3000/jwks",
        ] {
            assert!(JwksUrl::parse(address, false).is_ok(), "{address}");
        }
    }

    #[test]
    fn http_to_elsewhere_must_be_allowed() {
        for address in [
            "http://app.example/jwks",
            "http://localhost.evil.example/jwks",
            "http://notlocalhost/jwks",
            "http://10.0.0.1/jwks",
            "http://0.0.0.0/jwks",
            "http://[::ffff:127.0.0.1]/jwks",
            "http://169.254.169.254/latest/meta-data",
        ] {
            let refused = JwksUrl::parse(address, false).unwrap_err();
            assert!(matches!(refused, JwksUrlError::PlainHttp(_)), "{address}");
            assert!(JwksUrl::parse(address, true).is_ok(), "{address}");
        }
    }

    #[test]
    fn other_schemes_are_refused_even_if_http_is_allowed() {
        for address in ["file:///etc/jwks", "jwks", "", "/api/auth/jwks", "https://"] {
            let refused = JwksUrl::parse(address, true).unwrap_err();
            assert!(matches!(refused, JwksUrlError::NotAUrl(_)), "{address}");
        }
        let refused = JwksUrl::parse("ftp://app.example/jwks", true).unwrap_err();
        assert_eq!(refused, JwksUrlError::Scheme("ftp".into()));
        let refused = JwksUrl::parse("https://a:b@app.example/jwks", true).unwrap_err();
        assert_eq!(refused, JwksUrlError::Credentials);
    }
}

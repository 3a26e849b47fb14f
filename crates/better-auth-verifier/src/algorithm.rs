//! The signature algorithms this crate knows, and the operator's allow-list of them.

use std::fmt;
use std::str::FromStr;

/// A JWS signature algorithm (RFC 7518 section 3.1, RFC 8037 section 3.1).
///
/// These are the ones Better Auth's `jwt` plugin can sign with. There is no `none`, and no way to
/// name one. The fully specified name `Ed25519` (RFC 9864) is not accepted in place of `EdDSA`: no
/// version of Better Auth issues it, and one name for one algorithm keeps the binding between token,
/// key and allow-list a plain equality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Algorithm {
    /// `EdDSA` with an Ed25519 key (RFC 8037), Better Auth's default.
    EdDsa,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-521 with SHA-512.
    Es512,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes.
    Ps256,
    /// HMAC with SHA-256 and the secret shared with Better Auth.
    Hs256,
}

impl Algorithm {
    /// Every algorithm, in the order in which they are listed to people.
    pub const ALL: [Self; 6] = [
        Self::EdDsa,
        Self::Es256,
        Self::Es512,
        Self::Rs256,
        Self::Ps256,
        Self::Hs256,
    ];

    /// The registered name, as it stands in `alg`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Es512 => "ES512",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Hs256 => "HS256",
        }
    }

    /// The algorithm of that registered name; names are case-sensitive (RFC 7515 section 4.1.1).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The algorithms a verifier may accept: a set that is never empty.
///
/// Parsed from a comma-separated list such as `EdDSA,ES256`. The default is every public-key
/// algorithm, without `HS256`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AllowedAlgorithms(u8);

impl AllowedAlgorithms {
    /// The set of exactly these algorithms; none if the list is empty.
    #[must_use]
    pub fn of(algorithms: &[Algorithm]) -> Option<Self> {
        let bits = algorithms
            .iter()
            .fold(0, |bits, algorithm| bits | algorithm.bit());
        (bits != 0).then_some(Self(bits))
    }

    /// Whether tokens signed this way may be accepted.
    #[must_use]
    pub const fn contains(self, algorithm: Algorithm) -> bool {
        self.0 & algorithm.bit() != 0
    }

    /// Whether the shared secret is needed.
    #[must_use]
    pub const fn uses_secret(self) -> bool {
        self.contains(Algorithm::Hs256)
    }

    /// Whether a key set is needed: false only for `HS256` alone.
    #[must_use]
    pub const fn uses_key_set(self) -> bool {
        self.0 & !Algorithm::Hs256.bit() != 0
    }

    /// The algorithms of the set.
    pub fn iter(self) -> impl Iterator<Item = Algorithm> {
        Algorithm::ALL
            .into_iter()
            .filter(move |algorithm| self.contains(*algorithm))
    }
}

impl Default for AllowedAlgorithms {
    fn default() -> Self {
        let public_key = Algorithm::ALL
            .into_iter()
            .filter(|a| *a != Algorithm::Hs256);
        Self(public_key.fold(0, |bits, algorithm| bits | algorithm.bit()))
    }
}

impl fmt::Display for AllowedAlgorithms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, algorithm) in self.iter().enumerate() {
            if position > 0 {
                f.write_str(",")?;
            }
            f.write_str(algorithm.name())?;
        }
        Ok(())
    }
}

impl fmt::Debug for AllowedAlgorithms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AllowedAlgorithms({self})")
    }
}

impl FromStr for AllowedAlgorithms {
    type Err = AlgorithmListError;

    /// Reads a comma-separated list. Blanks around names are ignored, names are case-sensitive.
    fn from_str(list: &str) -> Result<Self, Self::Err> {
        let mut algorithms = Vec::new();
        for name in list.split(',').map(str::trim) {
            if name.is_empty() {
                return Err(AlgorithmListError::Empty);
            }
            let algorithm = Algorithm::from_name(name)
                .ok_or_else(|| AlgorithmListError::Unknown(name.to_owned()))?;
            algorithms.push(algorithm);
        }
        Self::of(&algorithms).ok_or(AlgorithmListError::Empty)
    }
}

/// Why a list of algorithms could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AlgorithmListError {
    /// The list, or one of its entries, is empty.
    #[error(
        "the list of algorithms has an empty entry; write names separated by commas, \
         such as EdDSA,ES256,ES512,RS256,PS256 or HS256"
    )]
    Empty,
    /// A name that this crate does not know.
    #[error(
        "`{0}` is not a known algorithm; choose from EdDSA, ES256, ES512, RS256, PS256 and HS256 \
         (Ed25519 keys are called EdDSA, and spelling counts)"
    )]
    Unknown(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_and_written_back() {
        let allowed: AllowedAlgorithms = "ES256, EdDSA,HS256".parse().unwrap();
        assert_eq!(allowed.to_string(), "EdDSA,ES256,HS256");
        assert!(allowed.uses_key_set() && allowed.uses_secret());
        assert!(!allowed.contains(Algorithm::Rs256));
    }

    #[test]
    fn the_default_is_every_public_key_algorithm() {
        let default = AllowedAlgorithms::default();
        assert_eq!(default.to_string(), "EdDSA,ES256,ES512,RS256,PS256");
        assert!(!default.uses_secret());
    }

    #[test]
    fn the_secret_alone_needs_no_key_set() {
        let allowed: AllowedAlgorithms = "HS256".parse().unwrap();
        assert!(!allowed.uses_key_set());
    }

    #[test]
    fn none_and_other_spellings_are_not_algorithms() {
        for list in ["none", "None", "eddsa", "Ed25519", "HS512", "ES384", "RS1"] {
            let refused = list.parse::<AllowedAlgorithms>();
            assert_eq!(refused, Err(AlgorithmListError::Unknown(list.to_owned())));
        }
        for list in ["", " ", "EdDSA,", ",EdDSA", "EdDSA,,ES256"] {
            assert_eq!(
                list.parse::<AllowedAlgorithms>(),
                Err(AlgorithmListError::Empty)
            );
        }
    }
}

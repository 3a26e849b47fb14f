//! The secret shared with Better Auth, for HS256 (RFC 7518 section 3.2).

use std::fmt;

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

/// Shortest secret in bytes: as long as the hash (RFC 7518 section 3.2).
pub const MIN_SECRET_BYTES: usize = 32;

/// The secret Better Auth signs with in the shared-secret mode: its `BETTER_AUTH_SECRET`, byte for
/// byte. It is never shown and is wiped from memory when dropped.
///
/// Its strength is checked when a [`Verifier`](crate::Verifier) is made that allows HS256.
#[derive(Clone)]
pub struct SharedSecret(Zeroizing<String>);

impl SharedSecret {
    /// Holds a secret, whatever it is.
    #[must_use]
    pub fn new(secret: impl Into<String>) -> Self {
        Self(Zeroizing::new(secret.into()))
    }

    /// The secret as a key to verify with.
    pub(crate) fn key(&self) -> Result<SecretKey, SecretError> {
        check_strength(&self.0)?;
        Ok(SecretKey(hmac::Key::new(
            hmac::HMAC_SHA256,
            self.0.as_bytes(),
        )))
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(…)")
    }
}

/// A shared secret of good strength, ready to verify with.
#[derive(Debug)]
pub(crate) struct SecretKey(hmac::Key);

impl SecretKey {
    /// For the vectors of RFCs, whose secrets are no text.
    #[cfg(test)]
    pub(crate) fn of_any_bytes(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// Compares in constant time; a tag that is cut short does not match.
    pub(crate) fn verifies(&self, message: &[u8], tag: &[u8]) -> bool {
        hmac::verify(&self.0, message, tag).is_ok()
    }
}

/// Why a secret is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// Anyone could try all secrets of this length, or nearly.
    #[error(
        "the shared secret has {bytes} bytes and needs at least {MIN_SECRET_BYTES}; make one with \
         `openssl rand -base64 32` and give it to Better Auth and to this service"
    )]
    TooShort {
        /// How long it is.
        bytes: usize,
    },
    /// A text that stands in documentation and examples, so everyone knows it.
    #[error(
        "the shared secret is a well-known placeholder; make one with `openssl rand -base64 32` and \
         give it to Better Auth and to this service"
    )]
    Placeholder,
    /// Long, but made of a few characters or of one piece repeated.
    #[error(
        "the shared secret is a simple pattern and easily guessed; make one with `openssl rand \
         -base64 32` and give it to Better Auth and to this service"
    )]
    Pattern,
}

/// Pieces of secrets that people copy from documentation. Compared with letters and digits only,
/// in lower case. None is short enough to turn up in a random secret by chance.
///
/// `better-auth-secret-12345678901234567890` is Better Auth's own default (1.7,
/// `utils/constants`); outside production it starts with it after a mere warning.
const PLACEHOLDERS: [&str; 26] = [
    "betterauthsecret",
    "changeme",
    "changethis",
    "changeit",
    "yoursecret",
    "yourverysecret",
    "yoursupersecret",
    "yourjwtsecret",
    "yourlongsecret",
    "yourrandomsecret",
    "secrethere",
    "secretkey",
    "mysecret",
    "supersecret",
    "verysecret",
    "topsecret",
    "devsecret",
    "testsecret",
    "replaceme",
    "replacethis",
    "replacewith",
    "placeholder",
    "password",
    "atleast32",
    "longenough",
    "insecure",
];

/// Runs of a keyboard or an alphabet.
const RUNS: [&str; 4] = [
    "123456789",
    "0123456789abcdef",
    "abcdefghijkl",
    "qwertyuiop",
];

/// Fewer different bytes than that do not come out of a random generator (in 32 random hexadecimal
/// digits, about 1 time in 100 million).
const MIN_DISTINCT_BYTES: usize = 8;

fn check_strength(secret: &str) -> Result<(), SecretError> {
    if secret.len() < MIN_SECRET_BYTES {
        return Err(SecretError::TooShort {
            bytes: secret.len(),
        });
    }
    let letters: Zeroizing<String> = Zeroizing::new(
        secret
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect(),
    );
    if PLACEHOLDERS
        .into_iter()
        .any(|placeholder| letters.contains(placeholder))
    {
        return Err(SecretError::Placeholder);
    }
    let bytes = secret.as_bytes();
    let mut seen = [false; 256];
    for byte in bytes {
        if let Some(seen) = seen.get_mut(usize::from(*byte)) {
            *seen = true;
        }
    }
    let distinct = seen.into_iter().filter(|seen| *seen).count();
    let repeats = (1..=bytes.len() / 2).any(|period| {
        bytes
            .iter()
            .zip(bytes.iter().skip(period))
            .all(|(a, b)| a == b)
    });
    let is_run = RUNS.into_iter().any(|run| letters.contains(run));
    if distinct < MIN_DISTINCT_BYTES || repeats || is_run {
        return Err(SecretError::Pattern);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(secret: &str) -> SecretError {
        SharedSecret::new(secret)
            .key()
            .err()
            .unwrap_or_else(|| panic!("{secret} was accepted"))
    }

    #[test]
    fn random_secrets_are_accepted() {
        for secret in [
            // openssl rand -base64 32, openssl rand -hex 16, openssl rand -hex 32
            "c2LzJXW1Wc5sJ0b0mYk5dZ3Jx0b6q1h0b3hVtXnT7oE=",
            "9f86d081884c7d659a2feaa0c55ad015",
            "6b3a55e0261b0304143f805a24924d0c1c44524821305f31d9277843b8a10f4e",
            "ÄÖÜäöüßéèêçñøåæœ",
            "zwölf Boxkämpfer jagen Viktor quer über den Deich",
        ] {
            assert!(SharedSecret::new(secret).key().is_ok(), "{secret}");
        }
    }

    #[test]
    fn length_is_counted_in_bytes() {
        assert_eq!(refused(""), SecretError::TooShort { bytes: 0 });
        assert_eq!(
            refused("9f86d081884c7d659a2feaa0c55ad01"),
            SecretError::TooShort { bytes: 31 }
        );
    }

    #[test]
    fn placeholders_are_refused() {
        for secret in [
            "better-auth-secret-12345678901234567890",
            "better-auth-secret-that-is-long-enough-for-validation-test",
            "change-me-change-me-change-me-change-me",
            "CHANGE_ME_to_something_else_entirely_please",
            "your-secret-key-at-least-32-characters",
            "your_super_secret_key_for_the_jwt_plugin",
            "please replace me with something random",
            "this-is-a-very-secret-value-for-testing-0",
            "correct password horse battery staple",
        ] {
            assert_eq!(refused(secret), SecretError::Placeholder, "{secret}");
        }
    }

    #[test]
    fn patterns_are_refused() {
        for secret in [
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "aabababbabbbaabababaabbbababbaabb",
            "abababababababababababababababab",
            "k3v9Qm2xk3v9Qm2xk3v9Qm2xk3v9Qm2x",
            "12345678901234567890123456789012",
            "0123456789abcdef0123456789abcdef",
            "abcdefghijklmnopqrstuvwxyzABCDEF",
        ] {
            assert_eq!(refused(secret), SecretError::Pattern, "{secret}");
        }
    }

    #[test]
    fn a_secret_is_not_shown() {
        let secret = SharedSecret::new("9f86d081884c7d659a2feaa0c55ad015");
        assert_eq!(format!("{secret:?}"), "SharedSecret(…)");
    }
}

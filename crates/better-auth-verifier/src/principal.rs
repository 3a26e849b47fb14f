//! Who a request comes from, once their token has been verified.

use std::fmt;

use crate::clock::UnixSeconds;

/// The holder of a verified token.
///
/// There is no public constructor: a `Principal` exists only because [`Verifier`](crate::Verifier)
/// accepted a token (or a test made one with the `test-support` feature).
#[derive(PartialEq, Eq)]
pub struct Principal {
    subject: Box<str>,
    email: Option<Box<str>>,
    name: Option<Box<str>>,
    expires_at: UnixSeconds,
}

impl Principal {
    pub(crate) fn new(
        subject: &str,
        email: Option<&str>,
        name: Option<&str>,
        expires_at: UnixSeconds,
    ) -> Self {
        Self {
            subject: subject.into(),
            email: email.map(Into::into),
            name: name.map(Into::into),
            expires_at,
        }
    }

    /// The token's `sub`: 1 to 255 bytes, byte for byte as the issuer wrote it. Two subjects are the
    /// same person only if they are the same bytes; nothing is normalised.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The token's `email`, if it has one of sane length (320 bytes). Not verified by the service:
    /// use it for display, never to decide who someone is.
    #[must_use]
    pub fn email(&self) -> Option<&str> {
        self.email.as_deref()
    }

    /// The token's `name`, if it has one of sane length (512 bytes). For display only.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The token's `exp`, rounded down to the second and without the leeway.
    #[must_use]
    pub const fn expires_at(&self) -> UnixSeconds {
        self.expires_at
    }
}

/// Shows the subject and the expiry; e-mail address and name stay out of logs.
impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal")
            .field("subject", &self.subject)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

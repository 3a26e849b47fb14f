//! Whose tasks they are.

use std::{fmt, sync::Arc};

use sha2::{Digest, Sha256};

/// What is hashed before the subject, so that the tag is of no use as a hash of the subject elsewhere.
const TAG_LABEL: &[u8] = b"taskward:owner:v1:";

/// The person whose tasks they are: the subject (`sub`) of a verified token.
///
/// Every store method takes an `Owner`, and a [`TaskId`](crate::TaskId) is parsed for one. In the
/// server one function makes them, from the verifier's principal; a lint forbids all others.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Owner {
    subject: Arc<str>,
    tag: OwnerTag,
}

impl Owner {
    /// The longest subject, in bytes of UTF-8.
    pub const MAX_SUBJECT_BYTES: usize = 255;

    /// The owner a token's subject names. The subject is taken byte for byte: two Unicode forms of
    /// one name are two people.
    ///
    /// # Errors
    /// An empty, blank or overlong subject, or one with control characters.
    pub fn from_subject(subject: &str) -> Result<Self, SubjectError> {
        if subject.trim().is_empty() {
            return Err(SubjectError::Blank);
        }
        if subject.len() > Self::MAX_SUBJECT_BYTES {
            return Err(SubjectError::TooLong);
        }
        if subject.chars().any(char::is_control) {
            return Err(SubjectError::ControlCharacter);
        }
        Ok(Self {
            subject: subject.into(),
            tag: OwnerTag::of(subject),
        })
    }

    /// The subject, as the token has it and as the stores keep it in `user_id`.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The tag that every id of this owner carries.
    #[must_use]
    pub fn tag(&self) -> OwnerTag {
        self.tag
    }
}

/// Shows the tag alone: a subject may be an e-mail address in some deployments and logs are read by many.
impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Owner({:08x})", self.tag.0)
    }
}

/// The first 32 bits of SHA-256 over a fixed label and the subject. It stands in every id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OwnerTag(u32);

impl OwnerTag {
    fn of(subject: &str) -> Self {
        let digest = Sha256::new()
            .chain_update(TAG_LABEL)
            .chain_update(subject)
            .finalize();
        let (first, _) = digest.split_at(4);
        Self(
            first
                .iter()
                .fold(0, |tag, byte| tag << 8 | u32::from(*byte)),
        )
    }

    pub(crate) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    pub(crate) fn bits(self) -> u32 {
        self.0
    }
}

/// Why a text cannot be a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubjectError {
    /// Nothing but white space.
    #[error("the subject is empty")]
    Blank,
    /// More than [`Owner::MAX_SUBJECT_BYTES`].
    #[error("the subject is longer than {} bytes", Owner::MAX_SUBJECT_BYTES)]
    TooLong,
    /// A control character, NUL among them.
    #[error("the subject contains a control character")]
    ControlCharacter,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_is_the_beginning_of_the_labelled_hash() {
        // printf 'taskward:owner:v1:alice' | sha256sum
        assert_eq!(
            Owner::from_subject("alice").unwrap().tag().bits(),
            0xf01c_8715
        );
    }

    #[test]
    fn composed_and_decomposed_names_are_two_people() {
        let composed = Owner::from_subject("jos\u{e9}").unwrap();
        let decomposed = Owner::from_subject("jose\u{301}").unwrap();
        assert_ne!(composed, decomposed);
        assert_ne!(composed.tag(), decomposed.tag());
    }

    #[test]
    fn odd_subjects_are_refused() {
        assert_eq!(Owner::from_subject(""), Err(SubjectError::Blank));
        assert_eq!(Owner::from_subject(" \u{2003}"), Err(SubjectError::Blank));
        assert_eq!(
            Owner::from_subject("a\0"),
            Err(SubjectError::ControlCharacter)
        );
        assert_eq!(
            Owner::from_subject(&"a".repeat(256)),
            Err(SubjectError::TooLong)
        );
        assert!(Owner::from_subject(&"a".repeat(255)).is_ok());
    }

    #[test]
    fn debug_output_does_not_name_the_person() {
        let owner = Owner::from_subject("someone@example.org").unwrap();
        assert!(!format!("{owner:?}").contains("someone"));
    }
}

//! Ids that name their owner, and are of one layout whatever they are of.

use std::fmt;

use uuid::{Builder, Uuid, Variant, Version};

use crate::{Owner, OwnerTag, Timestamp};

/// How many random bits end an id.
const RANDOM_BITS: u32 = 42;
const RANDOM_MASK: u64 = (1 << RANDOM_BITS) - 1;
const MILLIS_MASK: u64 = (1 << 48) - 1;
/// How many bits of the owner tag stand behind the variant; the others stand behind the version.
const LOW_TAG_BITS: u32 = 20;
const LOW_TAG_MASK: u32 = (1 << LOW_TAG_BITS) - 1;

/// A task's id: a UUID of version 8 (RFC 9562, section 5.8) whose bits are
///
/// | bits | what |
/// |---|---|
/// | 48 | Unix milliseconds |
/// | 4 | the version, 8 |
/// | 12 | the owner tag, first part |
/// | 2 | the variant, `10` |
/// | 20 | the owner tag, second part |
/// | 42 | random |
///
/// There is no way to a `TaskId` without an [`Owner`], and none to one of another owner. So holding
/// one means that the tag has been compared; the row behind it may still be missing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(Uuid);

impl TaskId {
    /// A new id. Of `random` the lowest 42 bits are used.
    #[must_use]
    pub fn generate(owner: &Owner, now: Timestamp, random: u64) -> Self {
        Self(generate(owner, now, random))
    }

    /// Reads the hyphenated form (RFC 9562, section 4; either case) of an id of this owner.
    ///
    /// # Errors
    /// [`IdError::Malformed`] for anything that is no id of ours, [`IdError::Foreign`] for another
    /// owner's.
    pub fn parse(text: &str, owner: &Owner) -> Result<Self, IdError> {
        parse(text, owner).map(Self)
    }

    /// Reads the sixteen bytes of an id of this owner, as the stores and cursors keep them.
    ///
    /// # Errors
    /// As [`TaskId::parse`].
    pub fn from_bytes(bytes: [u8; 16], owner: &Owner) -> Result<Self, IdError> {
        check(Uuid::from_bytes(bytes), owner).map(Self)
    }

    /// The sixteen bytes, in whose order ids sort by time.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// The hyphenated form in lower case, as it is shown.
    #[must_use]
    pub fn hyphenated(self) -> [u8; 36] {
        hyphenated(self.0)
    }

    /// What tells an owner's ids apart, in whose order they sort: the milliseconds and the random bits.
    pub(crate) fn parts(self) -> (u64, u64) {
        let (high, low) = self.0.as_u64_pair();
        (high >> 16, low & RANDOM_MASK)
    }

    /// The id of these parts, or the nearest there is below them.
    pub(crate) fn of_parts(owner: &Owner, millis: u64, random: u64) -> Self {
        if millis > MILLIS_MASK {
            return Self(of_parts(owner, MILLIS_MASK, RANDOM_MASK));
        }
        Self(of_parts(owner, millis, random.min(RANDOM_MASK)))
    }
}

/// A list's id. As a [`TaskId`] it cannot be had without its owner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListId(Uuid);

impl ListId {
    /// A new id. Of `random` the lowest 42 bits are used.
    #[must_use]
    pub fn generate(owner: &Owner, now: Timestamp, random: u64) -> Self {
        Self(generate(owner, now, random))
    }

    /// Reads the hyphenated form.
    ///
    /// # Errors
    /// As [`TaskId::parse`].
    pub fn parse(text: &str, owner: &Owner) -> Result<Self, IdError> {
        parse(text, owner).map(Self)
    }

    /// Reads the sixteen bytes, as the stores keep them.
    ///
    /// # Errors
    /// As [`TaskId::parse`].
    pub fn from_bytes(bytes: [u8; 16], owner: &Owner) -> Result<Self, IdError> {
        check(Uuid::from_bytes(bytes), owner).map(Self)
    }

    /// The sixteen bytes, in whose order ids sort by time.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// The hyphenated form in lower case, as it is shown.
    #[must_use]
    pub fn hyphenated(self) -> [u8; 36] {
        hyphenated(self.0)
    }
}

/// A label's id. As a [`TaskId`] it cannot be had without its owner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelId(Uuid);

impl LabelId {
    /// A new id. Of `random` the lowest 42 bits are used.
    #[must_use]
    pub fn generate(owner: &Owner, now: Timestamp, random: u64) -> Self {
        Self(generate(owner, now, random))
    }

    /// Reads the hyphenated form.
    ///
    /// # Errors
    /// As [`TaskId::parse`].
    pub fn parse(text: &str, owner: &Owner) -> Result<Self, IdError> {
        parse(text, owner).map(Self)
    }

    /// Reads the sixteen bytes, as the stores keep them.
    ///
    /// # Errors
    /// As [`TaskId::parse`].
    pub fn from_bytes(bytes: [u8; 16], owner: &Owner) -> Result<Self, IdError> {
        check(Uuid::from_bytes(bytes), owner).map(Self)
    }

    /// The sixteen bytes, in whose order ids sort by time.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// The hyphenated form in lower case, as it is shown.
    #[must_use]
    pub fn hyphenated(self) -> [u8; 36] {
        hyphenated(self.0)
    }
}

fn generate(owner: &Owner, now: Timestamp, random: u64) -> Uuid {
    of_parts(owner, now.id_bits(), random)
}

fn of_parts(owner: &Owner, millis: u64, random: u64) -> Uuid {
    let tag = owner.tag().bits();
    let high = millis << 16 | u64::from(tag >> LOW_TAG_BITS);
    let low = u64::from(tag & LOW_TAG_MASK) << RANDOM_BITS | random & RANDOM_MASK;
    let bytes = (u128::from(high) << 64 | u128::from(low)).to_be_bytes();
    Builder::from_custom_bytes(bytes).into_uuid()
}

fn parse(text: &str, owner: &Owner) -> Result<Uuid, IdError> {
    // Uuid::try_parse also takes braces, URNs and the form without hyphens.
    if text.len() != uuid::fmt::Hyphenated::LENGTH {
        return Err(IdError::Malformed);
    }
    let uuid = Uuid::try_parse(text).map_err(|_| IdError::Malformed)?;
    check(uuid, owner)
}

fn check(uuid: Uuid, owner: &Owner) -> Result<Uuid, IdError> {
    if uuid.get_version() != Some(Version::Custom) || uuid.get_variant() != Variant::RFC4122 {
        return Err(IdError::Malformed);
    }
    if tag_in(uuid) != owner.tag() {
        return Err(IdError::Foreign);
    }
    Ok(uuid)
}

fn hyphenated(uuid: Uuid) -> [u8; 36] {
    let mut text = [0; 36];
    uuid.as_hyphenated().encode_lower(&mut text);
    text
}

fn tag_in(uuid: Uuid) -> OwnerTag {
    let (high, low) = uuid.as_u64_pair();
    let bits = (high & 0xFFF) << LOW_TAG_BITS | low >> RANDOM_BITS & u64::from(LOW_TAG_MASK);
    OwnerTag::from_bits(u32::try_from(bits).unwrap_or_default())
}

/// The hyphenated form in lower case.
impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl fmt::Debug for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaskId({self})")
    }
}

/// The hyphenated form in lower case.
impl fmt::Display for ListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl fmt::Debug for ListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ListId({self})")
    }
}

/// The hyphenated form in lower case.
impl fmt::Display for LabelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl fmt::Debug for LabelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LabelId({self})")
    }
}

/// Why a text is no id for this owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not a hyphenated UUID of version 8.
    #[error("is not an id, a UUID of version 8 that carries its owner's tag")]
    Malformed,
    /// An id that carries another owner's tag.
    #[error("this id belongs to somebody else")]
    Foreign,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn owner(name: &str) -> Owner {
        Owner::from_subject(name).unwrap()
    }

    #[test]
    fn the_layout_is_as_documented() {
        let alice = owner("alice");
        let now = Timestamp::from_unix_millis(0x0123_4567_89AB).unwrap();
        let id = TaskId::generate(&alice, now, u64::MAX).to_string();
        let tag = format!("{:08x}", alice.tag().bits());
        assert!(
            id.starts_with(&format!("01234567-89ab-8{}-", &tag[..3])),
            "{id}"
        );
        // 10 and the first six of the tag's last twenty bits.
        let expected =
            0b10 << 62 | u64::from(alice.tag().bits() & LOW_TAG_MASK) << RANDOM_BITS | RANDOM_MASK;
        assert_eq!(id[19..].replace('-', ""), format!("{expected:016x}"));
    }

    #[test]
    fn other_notations_and_versions_are_malformed() {
        let alice = owner("alice");
        let id = TaskId::generate(&alice, Timestamp::UNIX_EPOCH, 7).to_string();
        for text in [
            "",
            "1",
            &id.replace('-', ""),
            &format!("{{{id}}}"),
            &format!("urn:uuid:{id}"),
            &format!("{id} "),
            &format!("{}7{}", &id[..14], &id[15..]),
            &format!("{}c{}", &id[..19], &id[20..]),
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "ééééééééé-ééé-ééé",
        ] {
            assert_eq!(
                TaskId::parse(text, &alice),
                Err(IdError::Malformed),
                "{text}"
            );
        }
        assert!(TaskId::parse(&id.to_uppercase(), &alice).is_ok());
    }

    proptest! {
        #[test]
        fn an_id_comes_back_for_its_owner_and_for_nobody_else(
            subject in "[a-z]{1,20}", other in "[A-Z]{1,20}", millis in 0..1_i64 << 47, random: u64,
        ) {
            let (owner, other) = (owner(&subject), owner(&other));
            let now = Timestamp::from_unix_millis(millis).unwrap();
            let id = TaskId::generate(&owner, now, random);
            prop_assert_eq!(TaskId::parse(&id.to_string(), &owner), Ok(id));
            prop_assert_eq!(TaskId::from_bytes(*id.as_bytes(), &owner), Ok(id));
            prop_assert_eq!(TaskId::parse(&id.to_string(), &other), Err(IdError::Foreign));
            let list = ListId::generate(&owner, now, random);
            prop_assert_eq!(list.as_bytes(), id.as_bytes());
            prop_assert_eq!(ListId::parse(&list.to_string(), &owner), Ok(list));
            prop_assert_eq!(ListId::from_bytes(*list.as_bytes(), &owner), Ok(list));
            prop_assert_eq!(ListId::parse(&list.to_string(), &other), Err(IdError::Foreign));
            let label = LabelId::generate(&owner, now, random);
            prop_assert_eq!(LabelId::parse(&label.to_string(), &owner), Ok(label));
            prop_assert_eq!(LabelId::from_bytes(*label.as_bytes(), &owner), Ok(label));
            prop_assert_eq!(LabelId::parse(&label.to_string(), &other), Err(IdError::Foreign));
        }

        #[test]
        fn any_text_is_answered(text in "\\PC{0,40}") {
            prop_assert!(TaskId::parse(&text, &owner("alice")).is_err());
        }

        #[test]
        fn what_parses_prints_the_same(bytes: [u8; 16]) {
            let alice = owner("alice");
            let text = Uuid::from_bytes(bytes).to_string();
            if let Ok(id) = TaskId::parse(&text, &alice) {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }
}

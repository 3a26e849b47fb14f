//! The owner's counter of changes, and conditions on it.

/// The number of a change among all changes of one owner, from 1 on without gaps. A task carries the
/// revision of its last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(u64);

impl Revision {
    /// Before the first change.
    pub const ZERO: Self = Self(0);

    /// The revision of this number; `None` beyond what both databases can count (2⁶³ − 1).
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        i64::try_from(number).is_ok().then_some(Self(number))
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }
}

/// What `If-Match` asks of the task as it stands (RFC 9110, section 13.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Precondition {
    /// No condition was made.
    #[default]
    None,
    /// `*`: that there is a task.
    Exists,
    /// That its revision is one of these.
    OneOf(Vec<Revision>),
}

impl Precondition {
    /// Whether a task of this revision meets it.
    #[must_use]
    pub fn holds_for(&self, revision: Revision) -> bool {
        match self {
            Self::None | Self::Exists => true,
            Self::OneOf(revisions) => revisions.contains(&revision),
        }
    }
}

//! How urgent a task is.

/// One of four priorities, of which 1 is the highest and 4 means that a task has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Priority(u8);

impl Priority {
    /// What a task begins with.
    pub const NONE: Self = Self(4);

    /// Every priority, the highest first.
    pub const ALL: [Self; 4] = [Self(1), Self(2), Self(3), Self::NONE];

    /// The priority of this number.
    ///
    /// # Errors
    /// Not between 1 and 4.
    pub fn new(number: u64) -> Result<Self, PriorityError> {
        match u8::try_from(number) {
            Ok(number @ 1..=4) => Ok(Self(number)),
            _ => Err(PriorityError),
        }
    }

    /// The number, from 1 to 4.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }
}

impl Default for Priority {
    fn default() -> Self {
        Self::NONE
    }
}

/// A number that is no priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be between 1 (the highest) and 4 (none)")]
pub struct PriorityError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_four_and_the_first_is_the_highest() {
        let read: Vec<_> = (0..=256).filter_map(|it| Priority::new(it).ok()).collect();
        assert_eq!(read, Priority::ALL);
        assert!(read.is_sorted());
        assert_eq!(Priority::default().number(), 4);
    }
}

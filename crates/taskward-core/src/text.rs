//! Titles, names and descriptions.

use crate::fold;

/// A task's title: 1 to 255 characters (Unicode scalar values) after trimming.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    /// The longest title, in characters.
    pub const MAX_CHARS: usize = 255;

    /// Trims and checks a title.
    ///
    /// # Errors
    /// Nothing left after trimming, too long, or a NUL, which PostgreSQL cannot keep.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        trimmed(text, Self::MAX_CHARS).map(Self)
    }

    /// The trimmed text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it sorts by.
    #[must_use]
    pub fn key(&self) -> TitleKey {
        TitleKey(fold(&self.0).chars().take(TitleKey::MAX_CHARS).collect())
    }
}

/// What titles are sorted by: the beginning of the folded title, compared byte by byte, so that both
/// databases agree whatever their collations are. Bounded, since PostgreSQL bounds index entries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TitleKey(String);

impl TitleKey {
    /// The longest key, in characters.
    pub const MAX_CHARS: usize = 100;

    pub(crate) fn from_cursor(text: &str) -> Option<Self> {
        let fits = text.chars().count() <= Self::MAX_CHARS && !text.contains('\0');
        fits.then(|| Self(text.to_owned()))
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A list's name: 1 to 100 characters after trimming.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListName(String);

impl ListName {
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 100;

    /// Trims and checks a name.
    ///
    /// # Errors
    /// As [`Title::parse`].
    pub fn parse(text: &str) -> Result<Self, TextError> {
        trimmed(text, Self::MAX_CHARS).map(Self)
    }

    /// The trimmed text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A label's name: 1 to 100 characters after trimming, and no more without case and diacritics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelName {
    text: String,
    key: String,
}

impl LabelName {
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 100;

    /// Trims and checks a name.
    ///
    /// # Errors
    /// As [`Title::parse`], and nothing left or too long [folded](fold): by that it is told from others.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = trimmed(text, Self::MAX_CHARS)?;
        let key = trimmed(&fold(&text), Self::MAX_CHARS)?;
        Ok(Self { text, key })
    }

    /// The trimmed text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What tells it from others, and what it sorts by.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// A task's description: Markdown of 1 to 10,000 characters. An empty one is no description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description(String);

impl Description {
    /// The longest description, in characters.
    pub const MAX_CHARS: usize = 10_000;

    /// Checks a description; `Ok(None)` for the empty one.
    ///
    /// # Errors
    /// Too long, or a NUL, which PostgreSQL cannot keep.
    pub fn parse(text: String) -> Result<Option<Self>, TextError> {
        check(&text, Self::MAX_CHARS)?;
        Ok((!text.is_empty()).then_some(Self(text)))
    }

    /// The Markdown, as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn trimmed(text: &str, max: usize) -> Result<String, TextError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(TextError::Empty);
    }
    check(trimmed, max)?;
    Ok(trimmed.to_owned())
}

fn check(text: &str, max: usize) -> Result<(), TextError> {
    // Counting characters is only needed where there are more bytes than characters allowed.
    if text.len() > max && text.chars().count() > max {
        return Err(TextError::TooLong { max });
    }
    if text.contains('\0') {
        return Err(TextError::Nul);
    }
    Ok(())
}

/// Why a text was refused. The messages are shown to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("must not be empty")]
    Empty,
    /// More characters than allowed.
    #[error("must be at most {max} characters long")]
    TooLong {
        /// The longest allowed, in characters.
        max: usize,
    },
    /// U+0000.
    #[error("must not contain the NUL character")]
    Nul,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn titles_are_trimmed_and_counted_in_characters() {
        assert_eq!(Title::parse("\u{2003} milk\n").unwrap().as_str(), "milk");
        assert_eq!(Title::parse(" \t"), Err(TextError::Empty));
        assert_eq!(Title::parse("a\0b"), Err(TextError::Nul));
        assert!(Title::parse(&"ü".repeat(255)).is_ok());
        assert_eq!(
            Title::parse(&"ü".repeat(256)),
            Err(TextError::TooLong { max: 255 })
        );
    }

    #[test]
    fn names_of_lists_are_shorter() {
        assert_eq!(ListName::parse(" House ").unwrap().as_str(), "House");
        assert!(ListName::parse(&"x".repeat(100)).is_ok());
        assert!(ListName::parse(&"x".repeat(101)).is_err());
        assert_eq!(ListName::parse(" "), Err(TextError::Empty));
    }

    #[test]
    fn names_of_labels_are_told_apart_without_case_and_diacritics() {
        let name = LabelName::parse(" Büro ").unwrap();
        assert_eq!((name.as_str(), name.key()), ("Büro", "buro"));
        assert_eq!(LabelName::parse("\u{301}"), Err(TextError::Empty));
        assert!(LabelName::parse(&"x".repeat(100)).is_ok());
        assert!(LabelName::parse(&"x".repeat(101)).is_err());
        // Eighteen characters each without its ligature.
        let long = LabelName::parse(&"\u{fdfa}".repeat(6));
        assert_eq!(long, Err(TextError::TooLong { max: 100 }));
    }

    #[test]
    fn descriptions_keep_their_white_space() {
        let text = "  - a\n  - b\n";
        assert_eq!(
            Description::parse(text.into()).unwrap().unwrap().as_str(),
            text
        );
        assert_eq!(Description::parse(String::new()), Ok(None));
        assert!(Description::parse("x".repeat(10_000)).is_ok());
        assert!(Description::parse("x".repeat(10_001)).is_err());
    }

    proptest! {
        #[test]
        fn a_title_is_stable_under_parsing(text: String) {
            if let Ok(title) = Title::parse(&text) {
                prop_assert_eq!(Title::parse(title.as_str()), Ok(title.clone()));
                prop_assert!(TitleKey::from_cursor(title.key().as_str()).is_some());
            }
        }
    }
}

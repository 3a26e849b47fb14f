//! Finding tasks by their words.

use crate::fold;

/// A search over title and description: every word must occur in one of them, in any order, as part
/// of a word or a whole one, without regard to case and diacritics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    words: Vec<String>,
}

impl Search {
    /// The longest search text, in characters.
    pub const MAX_CHARS: usize = 255;

    /// Splits a text at white space into words; `Ok(None)` if there are none.
    ///
    /// # Errors
    /// A text that is too long.
    pub fn parse(text: &str) -> Result<Option<Self>, SearchError> {
        if text.chars().count() > Self::MAX_CHARS {
            return Err(SearchError);
        }
        let words: Vec<_> = fold(text).split_whitespace().map(str::to_owned).collect();
        Ok((!words.is_empty()).then_some(Self { words }))
    }

    /// Whether a task with this title and description is found.
    #[must_use]
    pub fn matches(&self, title: &str, description: Option<&str>) -> bool {
        let title = fold(title);
        let description = description.map(fold).unwrap_or_default();
        self.words
            .iter()
            .all(|word| title.contains(word) || description.contains(word))
    }

    /// The folded words.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }
}

/// A search text of more than [`Search::MAX_CHARS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be at most {} characters long", Search::MAX_CHARS)]
pub struct SearchError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_occur_somewhere() {
        let search = Search::parse("  CREME buy ").unwrap().unwrap();
        assert!(search.matches("Buy dessert", Some("crème brûlée")));
        assert!(!search.matches("Buy dessert", None));
        assert_eq!(Search::parse(" \n"), Ok(None));
        assert_eq!(Search::parse(&"x".repeat(256)), Err(SearchError));
    }
}

//! Finding tasks by their words.

mod found;
mod words;

use self::words::{Ends, each_word, each_word_of_task, is_invisible};
pub use self::{
    found::{Found, Posting},
    words::TaskWord,
};
use crate::{Task, fold};

/// A search over title and description: every word of it must begin a word of one of them, in any order, without
/// regard to case and diacritics. A word with symbols in it, such as `c++` or `100%`, must also stand there as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The longest first, since few words begin with it.
    terms: Vec<Term>,
    literals: Vec<String>,
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
        let folded = fold(text);
        let mut terms = Vec::new();
        each_word(&folded, Ends::InPair, &mut |word| {
            terms.push(Term(word.to_owned()));
        });
        let is_symbol = |c: char| !c.is_alphanumeric() && !is_invisible(c);
        let literals: Vec<_> = folded
            .split_whitespace()
            .filter(|word| word.contains(is_symbol))
            .map(str::to_owned)
            .collect();
        let is_empty = terms.is_empty() && literals.is_empty();
        let search = Self { terms, literals };
        Ok((!is_empty).then(|| search.in_order()))
    }

    /// A search for all that both look for.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.terms.extend_from_slice(&other.terms);
        self.literals.extend_from_slice(&other.literals);
        self.in_order()
    }

    fn in_order(mut self) -> Self {
        self.terms.sort_by(|one, other| {
            let longest_first = other.0.len().cmp(&one.0.len());
            longest_first.then_with(|| one.0.cmp(&other.0))
        });
        self.terms.dedup();
        self.literals.sort();
        self.literals.dedup();
        self
    }

    /// What the words of a task must begin with, each a word in its own right. None if the search is of symbols alone.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether words alone say what is found, without a look at the texts.
    #[must_use]
    pub fn is_of_words(&self) -> bool {
        self.literals.is_empty()
    }

    /// How well a task with this title and description is found; `None` if it is not.
    #[must_use]
    pub fn relevance(&self, title: &str, description: Option<&str>) -> Option<Relevance> {
        let mut best = vec![Relevance::NONE; self.terms.len()];
        each_word_of_task(title, description, |word, in_title| {
            for (best, term) in best.iter_mut().zip(&self.terms) {
                if let Some(relevance) = term.relevance(word, in_title) {
                    *best = relevance.max(*best);
                }
            }
        });
        if best.contains(&Relevance::NONE) || !self.has_literals(title, description) {
            return None;
        }
        Some(best.into_iter().fold(Relevance::NONE, Relevance::plus))
    }

    /// As [`Search::relevance`].
    #[must_use]
    pub fn relevance_of(&self, task: &Task) -> Option<Relevance> {
        let description = task.description.as_ref().map(crate::Description::as_str);
        self.relevance(task.title.as_str(), description)
    }

    fn has_literals(&self, title: &str, description: Option<&str>) -> bool {
        if self.literals.is_empty() {
            return true;
        }
        let title = fold(title);
        let description = description.map(fold).unwrap_or_default();
        let mut literals = self.literals.iter();
        literals.all(|literal| title.contains(literal) || description.contains(literal))
    }

    /// Everything that decides what is found, in an order of its own. What stands there for its symbols has some, and
    /// a term has none.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &str> {
        let terms = self.terms.iter().map(Term::word);
        terms.chain(self.literals.iter().map(String::as_str))
    }
}

/// What a word of a task must begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term(String);

impl Term {
    /// The folded word itself, which is the first of those that begin with it.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.0
    }

    /// What stands behind all words that begin with it, in the order of their bytes.
    #[must_use]
    pub fn end(&self) -> String {
        // U+10FFFF is no letter and never will be.
        format!("{}{}", self.0, char::MAX)
    }

    /// How well a word of a task fits; `None` if it does not.
    #[must_use]
    pub fn relevance(&self, word: &str, in_title: bool) -> Option<Relevance> {
        let rest = word.strip_prefix(&self.0)?;
        Some(Relevance::of(rest.is_empty(), in_title))
    }
}

/// How well a task is found. It follows from the task and the search alone, never from how many others there are: so
/// nothing of others can be told from it, and a task that is not changed keeps its place between two pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Relevance(u16);

impl Relevance {
    /// Of what is not found by its words.
    pub const NONE: Self = Self(0);

    /// Of one word, whether it is whole or a beginning, and where it stands.
    #[must_use]
    pub fn of(is_whole: bool, in_title: bool) -> Self {
        Self(match (in_title, is_whole) {
            (true, true) => 4,
            (true, false) => 3,
            (false, true) => 2,
            (false, false) => 1,
        })
    }

    /// Of several words.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub(crate) fn number(self) -> u16 {
        self.0
    }

    pub(crate) fn from_number(number: u16) -> Self {
        Self(number)
    }
}

/// A search text of more than [`Search::MAX_CHARS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be at most {} characters long", Search::MAX_CHARS)]
pub struct SearchError;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn search(text: &str) -> Search {
        Search::parse(text).unwrap().unwrap()
    }

    #[test]
    fn every_word_must_begin_one_somewhere() {
        let creme = search("  CREME bu ");
        assert!(
            creme
                .relevance("Buy dessert", Some("crème brûlée"))
                .is_some()
        );
        assert_eq!(creme.relevance("Buy dessert", None), None);
        assert_eq!(search("plan").relevance("explanation", None), None);
        assert!(search("plan").relevance("Planning", None).is_some());
        assert_eq!(Search::parse(" \n"), Ok(None));
        assert_eq!(Search::parse(&"x".repeat(256)), Err(SearchError));
    }

    #[test]
    fn two_searches_are_one_for_all_their_words() {
        let both = search("50% milk").and(&search("milk c++ buy"));
        assert_eq!(both, search("buy 50% c++ milk"));
    }

    #[test]
    fn symbols_are_found_as_they_stand() {
        assert!(search("c++").relevance("Learn C++", None).is_some());
        assert_eq!(search("c++").relevance("Learn C", None), None);
        assert_eq!(
            search("%").relevance("100% sure", None),
            Some(Relevance::NONE)
        );
        assert_eq!(search("%").relevance("sure", None), None);
        assert!(search("🌱").relevance("plant 🌱🌱", None).is_some());
    }

    #[test]
    fn whole_words_and_titles_come_first() {
        let order = ["milk", "milkshake", "buy | milk", "buy | milkshake"].map(|text| {
            let (title, description) = text.split_once(" | ").unzip();
            search("milk").relevance(title.unwrap_or(text), description)
        });
        assert!(order.is_sorted_by(|one, next| one > next), "{order:?}");
    }

    #[test]
    fn scripts_without_spaces_are_searched_within() {
        let title = "明日は東京タワーへ";
        for text in ["東京", "京タワ", "東", "へ", "明日 東京"] {
            assert!(search(text).relevance(title, None).is_some(), "{text}");
        }
        for text in ["京東", "東日"] {
            assert_eq!(search(text).relevance(title, None), None, "{text}");
        }
    }

    proptest! {
        /// A store that knows the words alone finds the same as a look at the texts.
        #[test]
        fn words_say_what_a_text_says(
            text in "[a-cäß东京ไท ]{0,12}", title in "[a-cA-CÄß东京ไท %]{1,20}", more in "[a-c东京 ]{0,20}",
        ) {
            if let Ok(Some(search)) = Search::parse(&text) {
                let words = TaskWord::of(&title, Some(&more));
                let best = |term: &Term| {
                    let of = |it: &TaskWord| term.relevance(&it.word, it.in_title);
                    words.iter().filter_map(of).max()
                };
                let sum = search.terms().iter().map(best).collect::<Option<Vec<_>>>();
                let sum = sum.map(|all| all.into_iter().fold(Relevance::NONE, Relevance::plus));
                prop_assert_eq!(search.relevance(&title, Some(&more)), sum);
                for term in search.terms() {
                    for TaskWord { word, .. } in &words {
                        let in_range = term.word() <= word.as_str() && *word < term.end();
                        prop_assert_eq!(term.relevance(word, true).is_some(), in_range);
                    }
                }
            }
        }

        #[test]
        fn a_task_is_found_by_its_own_title(title: String) {
            if let Ok(Some(search)) = Search::parse(&title) {
                prop_assert!(search.relevance(&title, None).is_some());
            }
        }
    }
}

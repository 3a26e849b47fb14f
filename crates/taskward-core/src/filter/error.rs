//! What is wrong with a filter, and where.

use super::Filter;
use crate::Search;

/// Why a text is no filter. The message is shown to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at character {}: {fault}", at + 1)]
pub struct FilterError {
    /// How many characters (Unicode scalar values) stand before what is wrong.
    pub at: usize,
    /// How many characters are wrong; none where something is missing at the end.
    pub length: usize,
    /// What is wrong there.
    pub fault: FilterFault,
}

/// What is wrong with a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterFault {
    /// Nothing where something should stand: an empty filter, or nothing behind an `or`.
    #[error("something to look for is missing here")]
    Nothing,
    /// `(` without `)`.
    #[error("this parenthesis is not closed")]
    Unclosed,
    /// `)` without `(`.
    #[error("this parenthesis was not opened")]
    Unopened,
    /// `"` without another one.
    #[error("nothing ends what begins with this quotation mark")]
    Unquoted,
    /// `-` before a space.
    #[error("a `-` stands right before what is not wanted")]
    LoneMinus,
    /// `#` without a name.
    #[error("the name of a label is missing here; put `#` in quotes to look for it as it stands")]
    NoLabel,
    /// `list:` without a name.
    #[error("the name of a list is missing here")]
    NoName,
    /// What is no day.
    #[error(
        "must be a day: `2026-12-24`, `today`, `tomorrow`, `yesterday`, `mon` to `sun`, or `+7d`"
    )]
    NoDay,
    /// What is no priority.
    #[error("must be a priority from 1 to 4, or two of them like `1..2`")]
    NoPriority,
    /// `no:` or `has:` and something else.
    #[error("must be `due`, `start`, `list`, `label` or `priority`")]
    NoProperty,
    /// A word before a colon that means nothing.
    #[error("nothing is asked for in this way; put it in quotes to look for it as it stands")]
    UnknownKey,
    /// More than [`Search::MAX_CHARS`].
    #[error("a word has at most {} characters", Search::MAX_CHARS)]
    WordTooLong,
    /// More than [`Filter::MAX_CHARS`].
    #[error("a filter has at most {} characters", Filter::MAX_CHARS)]
    TooLong,
    /// More than [`Filter::MAX_TERMS`].
    #[error("a filter asks for at most {} things", Filter::MAX_TERMS)]
    TooMany,
    /// Deeper than [`Filter::MAX_DEPTH`].
    #[error(
        "parentheses and `-` stand within each other {} times at most",
        Filter::MAX_DEPTH
    )]
    TooDeep,
}

//! Comparing texts as people do.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A text without the differences that people overlook: compatibility forms, diacritics and case
/// (Unicode NFKD, marks removed, lower case).
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Lower case first: `İ` becomes `i` and a mark only then.
    text.to_lowercase()
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_diacritics_and_forms_fold() {
        assert_eq!(fold("Crème BRÛLÉE"), "creme brulee");
        assert_eq!(fold("İstanbul"), "istanbul");
        assert_eq!(fold("ﬁle ①"), "file 1");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text: String) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}

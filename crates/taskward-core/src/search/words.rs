//! A text as words, the way searches see it.

use std::collections::BTreeMap;

use crate::fold;

/// How many words of a task are looked at, repeated ones included: all of any English text that fits into a
/// description, and a bound for what one task can make a store write.
pub(super) const MAX_WORDS: usize = 2000;
/// How much of a word is looked at, in characters. Longer ones are mostly addresses and keys.
pub(super) const MAX_WORD_CHARS: usize = 32;

/// A word of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskWord {
    /// Folded, of letters and digits alone, at most 32 characters long.
    pub word: String,
    /// Whether it stands in the title. Else it stands in the description alone.
    pub in_title: bool,
}

impl TaskWord {
    /// The words of a task, each once, in the order of their bytes.
    #[must_use]
    pub fn of(title: &str, description: Option<&str>) -> Vec<Self> {
        let mut words = BTreeMap::new();
        each_word_of_task(title, description, |word, in_title| {
            // The title comes first, so what it has is not taken back by the description.
            if !words.contains_key(word) {
                words.insert(word.to_owned(), in_title);
            }
        });
        let words = words.into_iter();
        words
            .map(|(word, in_title)| Self { word, in_title })
            .collect()
    }
}

/// Shows the first words of the title, then of the description, and whether each is the title's.
pub(super) fn each_word_of_task(
    title: &str,
    description: Option<&str>,
    mut show: impl FnMut(&str, bool),
) {
    let mut left = MAX_WORDS;
    for (text, in_title) in [(Some(title), true), (description, false)] {
        let Some(text) = text else { continue };
        each_word(&fold(text), Ends::Single, &mut |word| {
            if left > 0 {
                left -= 1;
                show(word, in_title);
            }
        });
    }
}

/// What becomes of the last character of a run that is not written with spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ends {
    /// It is a word of its own, too, so that a search for it finds the run. As texts are split.
    Single,
    /// It is the second half of the last pair, if there is one. As searches are split.
    InPair,
}

/// Splits a folded text. A word is a run of letters and digits. Where words are not written with spaces between
/// them, each two characters that follow each other are one: single characters occur nearly everywhere, and would say
/// nothing about their order.
pub(super) fn each_word(folded: &str, ends: Ends, show: &mut impl FnMut(&str)) {
    let mut run = Run {
        ends,
        word: String::new(),
        chars: 0,
        last: None,
        paired: false,
    };
    for c in folded.chars() {
        if is_spaceless(c) {
            run.end_word(show);
            run.pair(c, show);
        } else if c.is_alphanumeric() {
            run.end_pairs(show);
            run.push(c);
        } else if !is_invisible(c) {
            run.end_word(show);
            run.end_pairs(show);
        }
    }
    run.end_word(show);
    run.end_pairs(show);
}

/// Where the splitting is.
struct Run {
    ends: Ends,
    word: String,
    chars: usize,
    /// The last character of a run without spaces, and whether it has been shown in a pair.
    last: Option<char>,
    paired: bool,
}

impl Run {
    fn push(&mut self, c: char) {
        let mut own = [0; 4];
        for c in spelled(c).unwrap_or(c.encode_utf8(&mut own)).chars() {
            if self.chars < MAX_WORD_CHARS {
                self.word.push(c);
                self.chars += 1;
            }
        }
    }

    fn end_word(&mut self, show: &mut impl FnMut(&str)) {
        if !self.word.is_empty() {
            show(&self.word);
            self.word.clear();
            self.chars = 0;
        }
    }

    fn pair(&mut self, c: char, show: &mut impl FnMut(&str)) {
        if let Some(before) = self.last.replace(c) {
            let pair = String::from_iter([before, c]);
            show(&pair);
            self.paired = true;
        }
    }

    fn end_pairs(&mut self, show: &mut impl FnMut(&str)) {
        if let Some(last) = self.last.take()
            && (self.ends == Ends::Single || !self.paired)
        {
            show(last.encode_utf8(&mut [0; 4]));
        }
        self.paired = false;
    }
}

/// Letters that people take for others although no decomposition says so, and the two of full case folding that
/// lower case leaves (Unicode, CaseFolding.txt, status F and C).
fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'ς' => "σ",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'þ' => "th",
        'ŧ' => "t",
        _ => return None,
    })
}

/// Letters of scripts that are written without spaces: Thai, Lao, Burmese, Khmer, Tai, Chinese and Japanese. Korean has
/// spaces.
fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{0E01}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{1950}'..='\u{19DF}'
        | '\u{1A20}'..='\u{1AAF}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30FF}' | '\u{3100}'..='\u{312F}'
        | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{A9E0}'..='\u{A9FF}'
        | '\u{AA60}'..='\u{AADF}' | '\u{20000}'..='\u{3FFFF}')
        && c.is_alphabetic()
}

/// What may stand within a word and is not seen: soft hyphens, and joiners of letters.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(text: &str, ends: Ends) -> Vec<String> {
        let mut words = Vec::new();
        each_word(&fold(text), ends, &mut |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        for (text, expected) in [
            ("Crème BRÛLÉE, 100% _sure_", "creme brulee 100 sure"),
            ("node.js e-mail don't", "node js e mail don t"),
            ("Straße ΟΔΟΣ łódź Ærø", "strasse οδοσ lodz aero"),
            ("mi\u{AD}cro می\u{200C}خواهم", "micro میخواهم"),
            ("🌱 — %", ""),
        ] {
            assert_eq!(split(text, Ends::Single).join(" "), expected);
        }
        // Korean is spelled out, so that half a syllable finds the whole.
        let [word, beginning] = ["한국어", "하"].map(|text| split(text, Ends::Single).concat());
        assert!(word.starts_with(&beginning));
    }

    #[test]
    fn scripts_without_spaces_give_pairs() {
        for (text, whole, search) in [
            (
                "東京タワー",
                "東京 京タ タワ ワー ー",
                "東京 京タ タワ ワー",
            ),
            ("京", "京", "京"),
            ("iPhoneを買う", "iphone を買 買う う", "iphone を買 買う"),
            ("ไทย", "ไท ทย ย", "ไท ทย"),
        ] {
            assert_eq!(split(text, Ends::Single).join(" "), whole);
            assert_eq!(split(text, Ends::InPair).join(" "), search);
        }
    }

    #[test]
    fn words_are_few_and_short() {
        let long = "x".repeat(MAX_WORD_CHARS + 1);
        assert_eq!(TaskWord::of(&long, None)[0].word.len(), MAX_WORD_CHARS);
        let many: Vec<_> = (0..MAX_WORDS + 9).map(|it| it.to_string()).collect();
        let many = many.join(" ");
        assert_eq!(TaskWord::of("title", Some(&many)).len(), MAX_WORDS);
        let words = TaskWord::of("milk Milk", Some("milk bread"));
        let words: Vec<_> = words.iter().map(|it| (&*it.word, it.in_title)).collect();
        assert_eq!(words, [("bread", false), ("milk", true)]);
    }

    proptest! {
        #[test]
        fn any_text_gives_bounded_words_in_order(title: String, text: String) {
            let words = TaskWord::of(&title, Some(&text));
            prop_assert!(words.is_sorted_by(|one, next| one.word < next.word));
            for TaskWord { word, .. } in words {
                prop_assert!((1..=MAX_WORD_CHARS).contains(&word.chars().count()));
                prop_assert!(word.chars().all(char::is_alphanumeric), "{word:?}");
            }
        }
    }
}

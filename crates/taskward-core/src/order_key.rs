//! Where something stands in an order that its owner made by hand.

/// A place in an order, as a text that is compared byte by byte.
///
/// There is always a key between two others, so nothing but what is moved gets a new one. Two devices may
/// give the same key to two things; then their ids decide, and both devices agree.
///
/// A key is an integer and a fraction in base 62 (`0` to `9`, `A` to `Z`, `a` to `z`, which is the order of
/// their bytes). The integer's first letter tells how many digits follow: `a` one, `b` two, up to `z`, and
/// for those below zero `Z` one, `Y` two, down to `A`. So keys grow by the logarithm where things are put at an end
/// again and again, and by about a sixth of a character each time they are put into the same gap. The
/// fraction does not end with `0`: nothing would fit before it. The npm package `fractional-indexing` makes
/// the same keys.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderKey(String);

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const FIRST: &str = "a0";
const LOWEST_HEAD: u8 = b'A';
const HIGHEST_HEAD: u8 = b'z';

impl OrderKey {
    /// The longest key, in characters.
    pub const MAX_CHARS: usize = 250;

    /// Reads a key.
    ///
    /// # Errors
    /// A text that is none, or one that is too long.
    pub fn parse(text: &str) -> Result<Self, OrderKeyError> {
        let (integer, fraction) = split(text.as_bytes()).ok_or(OrderKeyError)?;
        let digits_only = text.bytes().all(|byte| digit(byte).is_some());
        // Nothing fits before the lowest integer itself.
        let is_lowest = is_lowest_integer(integer) && fraction.is_empty();
        let ends_well = fraction.last() != Some(&b'0');
        if text.len() > Self::MAX_CHARS || !digits_only || is_lowest || !ends_well {
            return Err(OrderKeyError);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A key behind this one, or the first of all. Where no longer key is allowed it is the same one again,
    /// so that ids decide.
    #[must_use]
    pub fn behind(last: Option<&Self>) -> Self {
        Self::between(last, None)
            .or_else(|| last.cloned())
            .unwrap_or_else(|| Self(FIRST.to_owned()))
    }

    /// A key between two others, or before or behind one where the other is missing. `None` if they are not
    /// in order, or if it would be too long.
    #[must_use]
    pub fn between(before: Option<&Self>, after: Option<&Self>) -> Option<Self> {
        let made = match (before, after) {
            (None, None) => FIRST.as_bytes().to_vec(),
            (None, Some(after)) => {
                let (integer, fraction) = split(after.0.as_bytes())?;
                if is_lowest_integer(integer) {
                    with_fraction(integer, &midpoint(b"", Some(fraction)))
                } else if fraction.is_empty() {
                    let lower = decrement(integer)?;
                    if is_lowest_integer(&lower) {
                        with_fraction(&lower, &midpoint(b"", None))
                    } else {
                        lower
                    }
                } else {
                    integer.to_vec()
                }
            }
            (Some(before), None) => {
                let (integer, fraction) = split(before.0.as_bytes())?;
                match increment(integer) {
                    Some(higher) => higher,
                    None => with_fraction(integer, &midpoint(fraction, None)),
                }
            }
            (Some(before), Some(after)) if before < after => {
                let (integer, fraction) = split(before.0.as_bytes())?;
                let (next_integer, next_fraction) = split(after.0.as_bytes())?;
                if integer == next_integer {
                    with_fraction(integer, &midpoint(fraction, Some(next_fraction)))
                } else {
                    increment(integer)
                        .filter(|higher| higher.as_slice() < after.0.as_bytes())
                        .unwrap_or_else(|| with_fraction(integer, &midpoint(fraction, None)))
                }
            }
            (Some(_), Some(_)) => return None,
        };
        Self::parse(str::from_utf8(&made).ok()?).ok()
    }
}

/// The integer with its head, and the fraction; `None` if the head tells of more than there is.
fn split(key: &[u8]) -> Option<(&[u8], &[u8])> {
    let head = *key.first()?;
    let digits = match head {
        b'a'..=HIGHEST_HEAD => head - b'a' + 1,
        LOWEST_HEAD..=b'Z' => b'Z' - head + 1,
        _ => return None,
    };
    key.split_at_checked(usize::from(digits) + 1)
}

fn is_lowest_integer(integer: &[u8]) -> bool {
    integer.split_first().is_some_and(|(head, digits)| {
        *head == LOWEST_HEAD && digits.iter().all(|digit| *digit == b'0')
    })
}

/// Which digit a byte is.
fn digit(byte: u8) -> Option<usize> {
    DIGITS.binary_search(&byte).ok()
}

fn byte_of(digit: usize) -> u8 {
    DIGITS.get(digit).copied().unwrap_or(HIGHEST_HEAD)
}

/// The next integer; `None` behind the highest.
fn increment(integer: &[u8]) -> Option<Vec<u8>> {
    let (head, digits) = integer.split_first()?;
    let mut digits = digits.to_vec();
    for place in digits.iter_mut().rev() {
        let next = digit(*place)? + 1;
        if let Some(byte) = DIGITS.get(next) {
            *place = *byte;
            return Some(with_fraction(&[*head], &digits));
        }
        *place = b'0';
    }
    match *head {
        b'Z' => Some(FIRST.as_bytes().to_vec()),
        HIGHEST_HEAD => None,
        head => {
            if head >= b'a' {
                digits.push(b'0');
            } else {
                digits.pop();
            }
            Some(with_fraction(&[head + 1], &digits))
        }
    }
}

/// The integer before; `None` before the lowest.
fn decrement(integer: &[u8]) -> Option<Vec<u8>> {
    let (head, digits) = integer.split_first()?;
    let mut digits = digits.to_vec();
    for place in digits.iter_mut().rev() {
        if let Some(before) = digit(*place)?.checked_sub(1) {
            *place = byte_of(before);
            return Some(with_fraction(&[*head], &digits));
        }
        *place = HIGHEST_HEAD;
    }
    match *head {
        b'a' => Some(b"Zz".to_vec()),
        LOWEST_HEAD => None,
        head => {
            if head < b'a' {
                digits.push(HIGHEST_HEAD);
            } else {
                digits.pop();
            }
            Some(with_fraction(&[head - 1], &digits))
        }
    }
}

/// A fraction between two others, where `before` may be empty and `after` may be missing (the whole).
fn midpoint(before: &[u8], after: Option<&[u8]>) -> Vec<u8> {
    let (mut before, mut after) = (before, after);
    let mut made = Vec::new();
    loop {
        let low = before.first().and_then(|byte| digit(*byte)).unwrap_or(0);
        let high = match after {
            None => DIGITS.len(),
            Some(after) => after.first().and_then(|byte| digit(*byte)).unwrap_or(0),
        };
        if high > low + 1 {
            made.push(byte_of(usize::midpoint(low, high + 1)));
            return made;
        }
        made.push(byte_of(low));
        if high == low + 1 {
            // The rest of `after`, if there is one, leaves room for its first digit alone.
            if let Some([_, _, ..]) = after {
                made.pop();
                made.push(byte_of(high));
                return made;
            }
            after = None;
        } else {
            after = after.map(|after| after.get(1..).unwrap_or_default());
            if after.is_some_and(<[u8]>::is_empty) {
                // Not in order; `parse` refuses what comes of it.
                return made;
            }
        }
        before = before.get(1..).unwrap_or_default();
    }
}

fn with_fraction(integer: &[u8], fraction: &[u8]) -> Vec<u8> {
    [integer, fraction].concat()
}

/// A text that is no place in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a place in an order; take one between those of its neighbours")]
pub struct OrderKeyError;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(text: &str) -> OrderKey {
        OrderKey::parse(text).unwrap()
    }

    fn between(before: &str, after: &str) -> Option<String> {
        let read = |text: &str| (!text.is_empty()).then(|| key(text));
        let made = OrderKey::between(read(before).as_ref(), read(after).as_ref())?;
        Some(made.as_str().to_owned())
    }

    /// From the tests of npm's `fractional-indexing`.
    #[test]
    fn keys_are_those_of_the_package() {
        let lowest = format!("A{}", "0".repeat(26));
        let second_lowest = format!("A{}1", "0".repeat(25));
        let highest = "z".repeat(27);
        let second_highest = format!("{}y", "z".repeat(26));
        for (before, after, expected) in [
            ("", "", "a0"),
            ("", "a0", "Zz"),
            ("", "Zz", "Zy"),
            ("a0", "", "a1"),
            ("a1", "", "a2"),
            ("a0", "a1", "a0V"),
            ("a1", "a2", "a1V"),
            ("a0V", "a1", "a0l"),
            ("Zz", "a0", "ZzV"),
            ("Zz", "a1", "a0"),
            ("", "Y00", "Xzzz"),
            ("bzz", "", "c000"),
            ("a0", "a0V", "a0G"),
            ("a0", "a0G", "a08"),
            ("b125", "b129", "b127"),
            ("a0", "a1V", "a1"),
            ("Zz", "a01", "a0"),
            ("", "a0V", "a0"),
            ("", "b999", "b99"),
            ("", &*format!("{lowest}1"), &*format!("{lowest}0V")),
            ("", &*second_lowest, &*format!("{lowest}V")),
            (&*second_highest, "", &*highest),
            (&*highest, "", &*format!("{highest}V")),
        ] {
            assert_eq!(
                between(before, after).as_deref(),
                Some(expected),
                "{before} {after}"
            );
        }
        assert_eq!(between("a1", "a0"), None);
        assert_eq!(between("a1", "a1"), None);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in [
            "",
            "a",
            "a00",
            "0",
            "b0",
            "a0 ",
            "a0-",
            "a0\u{e9}",
            "x",
            "a0V0",
            &format!("A{}", "0".repeat(26)),
        ] {
            assert_eq!(OrderKey::parse(text), Err(OrderKeyError), "{text}");
        }
        assert!(OrderKey::parse(&format!("a{}", "1".repeat(249))).is_ok());
        assert!(OrderKey::parse(&format!("a{}", "1".repeat(250))).is_err());
    }

    #[test]
    fn a_place_that_is_used_up_is_shared() {
        let (mut low, high) = (key("a0"), key("a1"));
        let mut steps = 0;
        while let Some(middle) = OrderKey::between(Some(&low), Some(&high)) {
            low = middle;
            steps += 1;
        }
        assert!(steps > 1000, "{steps} at one place");
        let last = key(&format!("{}{}", "z".repeat(27), "z".repeat(223)));
        assert_eq!(OrderKey::behind(Some(&last)), last);
    }

    proptest! {
        #[test]
        fn there_is_a_key_in_every_gap(places in prop::collection::vec(any::<prop::sample::Index>(), 1..300)) {
            let mut keys: Vec<OrderKey> = Vec::new();
            for place in places {
                let place = place.index(keys.len() + 1);
                let before = place.checked_sub(1).and_then(|before| keys.get(before));
                let made = OrderKey::between(before, keys.get(place)).unwrap();
                prop_assert_eq!(&OrderKey::parse(made.as_str()), &Ok(made.clone()));
                keys.insert(place, made);
            }
            prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", keys);
        }

        #[test]
        fn keys_at_an_end_stay_short(count in 1..5_000_usize, at_the_end: bool) {
            let mut last = OrderKey::behind(None);
            for _ in 0..count {
                let made = if at_the_end {
                    OrderKey::behind(Some(&last))
                } else {
                    OrderKey::between(None, Some(&last)).unwrap()
                };
                prop_assert_eq!(made > last, at_the_end);
                last = made;
            }
            prop_assert!(last.as_str().len() <= 4, "{:?}", last);
        }

        #[test]
        fn any_text_is_answered(one in "[0-9A-Za-z]{0,9}", other in "[0-9A-Za-z]{0,9}", any in "\\PC{0,9}") {
            let _ = OrderKey::parse(&any);
            let (Ok(one), Ok(other)) = (OrderKey::parse(&one), OrderKey::parse(&other)) else {
                return Ok(());
            };
            let made = OrderKey::between(Some(&one), Some(&other));
            prop_assert_eq!(made.is_some(), one < other);
            if let Some(made) = made {
                prop_assert!(one < made && made < other, "{:?} {:?} {:?}", one, made, other);
            }
        }
    }
}

//! Where something stands in an order that its owner made by hand.

use std::cmp::Ordering;

use crate::{Owner, TaskId};

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
const BASE: u64 = 62;
const FIRST: &str = "a0";
const LOWEST_HEAD: u8 = b'A';
const HIGHEST_HEAD: u8 = b'z';
/// An id's own place: nine digits hold 48 bits of milliseconds, and eight more its 42 random bits.
const OWN_HEAD: u8 = b'i';
const OWN_DIGITS: usize = 9;
const OWN_FRACTION: usize = 8;

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

    /// The place of a task that nobody has put anywhere: behind those that were created before. Its id tells it, so
    /// nothing is stored for it, and no two tasks of an owner have the same.
    #[must_use]
    pub fn of(id: TaskId) -> Self {
        let (millis, random) = id.parts();
        let mut key = vec![OWN_HEAD];
        key.extend(digits_of(millis, OWN_DIGITS));
        key.extend(digits_of(random, OWN_FRACTION));
        while key.len() > OWN_DIGITS + 1 && key.last() == Some(&b'0') {
            key.pop();
        }
        Self(String::from_utf8(key).unwrap_or_default())
    }

    /// The last id whose own place is not behind this key; `None` if they all are.
    #[must_use]
    pub fn last_id_before(&self, owner: &Owner) -> Option<TaskId> {
        let (integer, fraction) = split(self.0.as_bytes())?;
        let (head, digits) = integer.split_first()?;
        let last = TaskId::of_parts(owner, u64::MAX, u64::MAX);
        match head.cmp(&OWN_HEAD) {
            Ordering::Less => None,
            Ordering::Greater => Some(last),
            Ordering::Equal => {
                let fraction = fraction.iter().copied().chain(std::iter::repeat(b'0'));
                let random = number_of(fraction.take(OWN_FRACTION));
                let millis = number_of(digits.iter().copied());
                Some(TaskId::of_parts(owner, millis, random))
            }
        }
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

/// A number in so many digits.
fn digits_of(mut number: u64, count: usize) -> Vec<u8> {
    let mut digits = vec![b'0'; count];
    for place in digits.iter_mut().rev() {
        *place = byte_of(usize::try_from(number % BASE).unwrap_or_default());
        number /= BASE;
    }
    digits
}

fn number_of(digits: impl Iterator<Item = u8>) -> u64 {
    digits.fold(0, |number, byte| {
        let digit = digit(byte).and_then(|digit| u64::try_from(digit).ok());
        number * BASE + digit.unwrap_or_default()
    })
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

    fn any_key() -> impl Strategy<Value = OrderKey> {
        prop_oneof![
            "[0-9A-Za-z]{2,12}",
            "i[0-9]{3}[0-9A-Za-z]{6}[0-9A-Za-z]{0,9}",
            "i01000000[01][0-9A-Za-z]{0,9}",
        ]
        .prop_filter_map("a key", |text| OrderKey::parse(&text).ok())
    }

    fn any_id() -> impl Strategy<Value = TaskId> {
        let alice = Owner::from_subject("alice").unwrap();
        let near = 62_u64.pow(7);
        let millis = prop_oneof![0..1_u64 << 48, near..near + 2];
        (millis, prop_oneof![0..1_u64 << 42, 0..9_u64])
            .prop_map(move |(millis, random)| TaskId::of_parts(&alice, millis, random))
    }

    #[test]
    fn an_ids_own_place_is_as_documented() {
        let alice = Owner::from_subject("alice").unwrap();
        let own = |millis, random| OrderKey::of(TaskId::of_parts(&alice, millis, random));
        assert_eq!(own(0, 0).as_str(), "i000000000");
        assert_eq!(own(62, 1).as_str(), "i00000001000000001");
        assert_eq!(own(61, 62).as_str(), "i00000000z0000001");
        assert_eq!(
            own(1_795_261_066_251, (1 << 42) - 1).as_str(),
            "i00VbbgThD1FQfCxG3"
        );
        assert!(own(u64::MAX, u64::MAX).as_str().len() <= 18);
    }

    proptest! {
        #[test]
        fn own_places_are_in_the_order_of_ids(one in any_id(), other in any_id()) {
            let (own, others) = (OrderKey::of(one), OrderKey::of(other));
            prop_assert_eq!(own.cmp(&others), one.cmp(&other));
            prop_assert_eq!(OrderKey::parse(own.as_str()), Ok(own));
        }

        #[test]
        fn a_key_knows_which_ids_stand_before_it(key in any_key(), id in any_id()) {
            let alice = Owner::from_subject("alice").unwrap();
            let last = key.last_id_before(&alice);
            prop_assert_eq!(OrderKey::of(id) <= key, last.is_some_and(|last| id <= last));
            let own = OrderKey::of(id);
            prop_assert_eq!(own.last_id_before(&alice), Some(id));
        }

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

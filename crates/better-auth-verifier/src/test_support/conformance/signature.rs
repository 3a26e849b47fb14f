//! What a recipe can do to the bytes of a signature.

use super::template::hex;
use crate::algorithm::Algorithm;

/// The order of P-256, big-endian (SEC 2 section 2.4.2).
const P256_ORDER: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
/// The order of P-521 (SEC 2 section 2.6.1).
const P521_ORDER: &str = "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa\
                          51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409";
/// The order of Ed25519's base point, big-endian (RFC 8032 section 5.1).
const ED25519_ORDER: &str = "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed";

/// A change of a signature's bytes.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// Another lowest bit in the byte at this place; negative places count from the end.
    Flip(isize),
    /// Without that many bytes at the end.
    Cut(usize),
    /// Without that many bytes at the beginning.
    CutFront(usize),
    Append(Vec<u8>),
    Prepend(Vec<u8>),
    /// Every byte this one.
    Fill(u8),
    /// These bytes instead.
    Is(Vec<u8>),
    /// ECDSA as ASN.1 has it instead of fixed width.
    Der,
    /// r and s change places.
    Swap,
    /// Both halves with zeros in front, as wide as P-521's.
    Widen,
    /// Another first half.
    R(Half),
    /// Another second half.
    S(Half),
}

#[derive(Debug, Clone)]
pub(super) enum Half {
    Zero,
    One,
    Order,
    OrderPlusOne,
    Max,
    /// The order minus the honest number.
    Negated,
    /// The honest number plus that many times the order.
    Plus(u8),
    Is(Vec<u8>),
}

impl Change {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let unknown = || format!("`sig {text}` is no change of a signature");
        let number = || rest.parse().map_err(|_| unknown());
        if let Some(half) = text.strip_prefix("r=") {
            return Half::parse(half).map(Self::R);
        }
        if let Some(half) = text.strip_prefix("s=") {
            return Half::parse(half).map(Self::S);
        }
        match (word, rest) {
            ("flip", at) => at.parse().map(Self::Flip).map_err(|_| unknown()),
            ("cut", _) => number().map(Self::Cut),
            ("cut-front", _) => number().map(Self::CutFront),
            ("append", bytes) => hex(bytes).map(Self::Append),
            ("prepend", bytes) => hex(bytes).map(Self::Prepend),
            ("fill", byte) => match hex(byte)?.as_slice() {
                [byte] => Ok(Self::Fill(*byte)),
                _ => Err(unknown()),
            },
            ("is", bytes) => hex(bytes).map(Self::Is),
            ("der", "") => Ok(Self::Der),
            ("swap", "") => Ok(Self::Swap),
            ("widen", "") => Ok(Self::Widen),
            _ => Err(unknown()),
        }
    }

    pub(super) fn apply(
        &self,
        signature: &mut Vec<u8>,
        algorithm: Algorithm,
    ) -> Result<(), String> {
        let length = signature.len();
        let half = length / 2;
        let halves = |signature: &[u8]| {
            let (r, s) = signature.split_at(half);
            (r.to_vec(), s.to_vec())
        };
        match self {
            Self::Flip(at) => {
                let place = if *at < 0 {
                    length.checked_add_signed(*at)
                } else {
                    usize::try_from(*at).ok()
                };
                let byte = place.and_then(|place| signature.get_mut(place));
                *byte.ok_or("the signature has no such byte")? ^= 1;
            }
            Self::Cut(count) => signature.truncate(length.saturating_sub(*count)),
            Self::CutFront(count) => drop(signature.drain(..length.min(*count))),
            Self::Append(bytes) => signature.extend(bytes),
            Self::Prepend(bytes) => drop(signature.splice(..0, bytes.iter().copied())),
            Self::Fill(byte) => signature.fill(*byte),
            Self::Is(bytes) => signature.clone_from(bytes),
            Self::Der => {
                let (r, s) = halves(signature);
                let body = [der_integer(&r), der_integer(&s)].concat();
                *signature = [vec![0x30], der_length(body.len()), body].concat();
            }
            Self::Swap => signature.rotate_left(half),
            Self::Widen => {
                let (r, s) = halves(signature);
                let zeros = vec![0; 66_usize.saturating_sub(half)];
                *signature = [&zeros[..], &r, &zeros, &s].concat();
            }
            Self::R(value) => {
                let (r, s) = halves(signature);
                *signature = [value.of(&r, algorithm)?, s].concat();
            }
            Self::S(value) => {
                let (r, s) = halves(signature);
                *signature = [r, value.of(&s, algorithm)?].concat();
            }
        }
        Ok(())
    }
}

impl Half {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(match text {
            "zero" => Self::Zero,
            "one" => Self::One,
            "order" => Self::Order,
            "order+1" => Self::OrderPlusOne,
            "max" => Self::Max,
            "negated" => Self::Negated,
            _ => match text
                .strip_prefix("honest+")
                .and_then(|more| more.strip_suffix("*order"))
            {
                Some(times) => Self::Plus(
                    times
                        .parse()
                        .map_err(|_| format!("`{times}` is no number"))?,
                ),
                None => Self::Is(hex(text)?),
            },
        })
    }

    /// The number in the place of `honest`, in the byte order of its algorithm.
    fn of(&self, honest: &[u8], algorithm: Algorithm) -> Result<Vec<u8>, String> {
        let order = match algorithm {
            Algorithm::EdDsa => hex(ED25519_ORDER)?,
            Algorithm::Es256 => hex(P256_ORDER)?,
            Algorithm::Es512 => hex(P521_ORDER)?,
            _ => return Err(format!("a signature of {algorithm} has no halves")),
        };
        let mut honest = honest.to_vec();
        let is_little_endian = algorithm == Algorithm::EdDsa;
        if is_little_endian {
            honest.reverse();
        }
        let zero = vec![0; honest.len()];
        let mut number = match self {
            Self::Is(bytes) => return Ok(bytes.clone()),
            Self::Zero => zero,
            Self::One => plus_one(zero),
            Self::Order => order,
            Self::OrderPlusOne => plus_one(order),
            Self::Max => vec![0xff; honest.len()],
            Self::Negated => minus(&order, &honest),
            Self::Plus(times) => (0..*times).try_fold(honest, |sum, _| {
                plus(&sum, &order).ok_or("that number does not fit")
            })?,
        };
        if is_little_endian {
            number.reverse();
        }
        Ok(number)
    }
}

/// The sum of two big-endian numbers of one width, if it has that width.
fn plus(a: &[u8], b: &[u8]) -> Option<Vec<u8>> {
    let mut carry = 0;
    let mut sum: Vec<u8> = Vec::new();
    for (a, b) in a.iter().rev().zip(b.iter().rev()) {
        let [high, low] = (u16::from(*a) + u16::from(*b) + carry).to_be_bytes();
        sum.push(low);
        carry = u16::from(high);
    }
    sum.reverse();
    (carry == 0).then_some(sum)
}

fn plus_one(number: Vec<u8>) -> Vec<u8> {
    let mut one = vec![0; number.len()];
    if let Some(last) = one.last_mut() {
        *last = 1;
    }
    plus(&number, &one).unwrap_or(number)
}

/// The difference of two big-endian numbers of one width; `a` is the larger.
fn minus(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut borrow = false;
    let mut difference = Vec::new();
    for (a, b) in a.iter().rev().zip(b.iter().rev()) {
        let (without, first) = a.overflowing_sub(*b);
        let (byte, second) = without.overflowing_sub(u8::from(borrow));
        difference.push(byte);
        borrow = first || second;
    }
    difference.reverse();
    difference
}

fn der_integer(number: &[u8]) -> Vec<u8> {
    let mut number: Vec<u8> = number
        .iter()
        .copied()
        .skip_while(|byte| *byte == 0)
        .collect();
    if number.first().is_none_or(|first| *first >= 0x80) {
        number.insert(0, 0);
    }
    [vec![2], der_length(number.len()), number].concat()
}

fn der_length(length: usize) -> Vec<u8> {
    match u8::try_from(length) {
        Ok(length) if length < 0x80 => vec![length],
        Ok(length) => vec![0x81, length],
        Err(_) => vec![0x82, u8::MAX, u8::MAX],
    }
}

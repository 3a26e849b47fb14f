//! Encodings of Ed25519 points that are refused although RFC 8032 lets them pass.
//!
//! With a public key of small order one signature fits many messages, and RFC 8032 section 5.1.7
//! does not rule such keys out; nor does aws-lc. Section 5.1.3 wants coordinates below the prime,
//! which aws-lc looks at only when it verifies. No honest key generator makes either.

/// The prime 2²⁵⁵ − 19, little-endian.
const P: [u8; 32] = [
    0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
];

/// The y coordinates of the eight points whose order divides 8, little-endian: orders 4, 1, 2 and
/// twice 8. Each point of order 4 or 8 shares its y with its negative.
const SMALL_ORDER_Y: [[u8; 32]; 5] = [
    [0; 32],
    [
        1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0,
    ],
    [
        0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0x7f,
    ],
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

/// Whether this encodes a point of small order, whatever its sign bit says.
pub(crate) fn is_small_order(encoding: &[u8; 32]) -> bool {
    let y = without_sign(encoding);
    SMALL_ORDER_Y.contains(&y)
}

/// Whether the y coordinate is below the prime, so that the point has this encoding only.
/// (The two encodings with x = 0 and a sign bit are of small order.)
pub(crate) fn is_canonical(encoding: &[u8; 32]) -> bool {
    without_sign(encoding).iter().rev().lt(P.iter().rev())
}

fn without_sign(encoding: &[u8; 32]) -> [u8; 32] {
    let mut y = *encoding;
    if let Some(top) = y.last_mut() {
        *top &= 0x7f;
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prime_and_what_follows_it_are_not_canonical() {
        assert!(!is_canonical(&P));
        assert!(!is_canonical(&[0xff; 32]));
        let mut below = P;
        below[0] = 0xec;
        assert!(is_canonical(&below));
        assert!(is_canonical(&[0; 32]));
    }

    #[test]
    fn small_order_points_are_known_with_either_sign() {
        for y in SMALL_ORDER_Y {
            assert!(is_small_order(&y));
            let mut negative = y;
            negative[31] |= 0x80;
            assert!(is_small_order(&negative));
        }
        // RFC 8032 section 7.1, test 1
        let honest = [
            0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64,
            0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68,
            0xf7, 0x07, 0x51, 0x1a,
        ];
        assert!(!is_small_order(&honest) && is_canonical(&honest));
    }
}

//! Every verdict of ours that is not the source's, and why.

use super::Verdict;

/// Vectors that are judged otherwise, for one reason.
pub(super) struct Difference {
    pub(super) vectors: &'static [(&'static str, &'static [&'static str])],
    pub(super) verdict: Verdict,
    pub(super) accepted: bool,
    pub(super) why: &'static str,
}

pub(super) const DIFFERENCES: &[Difference] = &[
    Difference {
        vectors: &[
            ("Rsa2048Sha256", &["258", "259"]),
            ("Rsa3072Sha256", &["259"]),
        ],
        verdict: Verdict::Valid,
        accepted: false,
        why: "the key's exponent is 3, and exponents below 2¹⁶ are refused (FIPS 186-5 section 5.4)",
    },
    Difference {
        vectors: &[
            ("Rsa2048Sha256", &["8"]),
            ("Rsa3072Sha256", &["8"]),
            ("Rsa4096Sha256", &["8"]),
            ("Rsa8192Sha256", &["8"]),
        ],
        verdict: Verdict::Acceptable,
        accepted: false,
        why: "the padding lacks the NULL that RFC 8017 section 9.2 wants; no signer of JWS leaves it out",
    },
    Difference {
        vectors: &[
            ("Rsa2048Sha224", &["219"]),
            ("Rsa2048Sha384", &["221"]),
            ("Rsa2048Sha512", &["221"]),
            ("Rsa2048Sha512_224", &["221"]),
            ("Rsa2048Sha512_256", &["221"]),
            ("Rsa2048Sha3_224", &["221"]),
            ("Rsa2048Sha3_256", &["221"]),
            ("Rsa2048Sha3_384", &["221"]),
            ("Rsa2048Sha3_512", &["221"]),
            ("Rsa3072Sha384", &["222"]),
            ("Rsa3072Sha512", &["222"]),
            ("Rsa3072Sha512_256", &["222"]),
            ("Rsa3072Sha3_256", &["222"]),
            ("Rsa3072Sha3_384", &["222"]),
            ("Rsa3072Sha3_512", &["222"]),
            ("Rsa4096Sha384", &["222"]),
            ("Rsa4096Sha512", &["222"]),
            ("Rsa4096Sha512_256", &["222"]),
            ("Rsa8192Sha384", &["222"]),
            ("Rsa8192Sha512", &["222"]),
        ],
        verdict: Verdict::Invalid,
        accepted: true,
        why: "wrong for the set, which wants another hash, because it is an honest signature with \
              SHA-256: just what RS256 is",
    },
    Difference {
        vectors: &[
            ("RsaPss2048Sha256Mgf1SaltLen0", &["69"]),
            ("RsaPss2048Sha256Mgf1SaltLen0WithParams", &["69"]),
        ],
        verdict: Verdict::Invalid,
        accepted: true,
        why: "wrong for the set, which wants no salt, because its salt has 32 bytes: just what PS256 is",
    },
    Difference {
        vectors: &[("RFC 7515", &["A.5"])],
        verdict: Verdict::Valid,
        accepted: false,
        why: "it is not signed (`none`)",
    },
    Difference {
        vectors: &[("RFC 7515", &["A.6", "A.7"]), ("RFC 7520", &["4.8"])],
        verdict: Verdict::Valid,
        accepted: false,
        why: "a JWT is a compact JWS (RFC 7519 section 1); JSON forms are not read",
    },
    Difference {
        vectors: &[("RFC 7520", &["4.2"])],
        verdict: Verdict::Valid,
        accepted: false,
        why: "PS384 is none of the algorithms that Better Auth signs with",
    },
    Difference {
        vectors: &[("RFC 7520", &["4.5"])],
        verdict: Verdict::Valid,
        accepted: false,
        why: "its payload is detached, and a token without claims says nothing",
    },
    Difference {
        vectors: &[("RFC 7520", &["4.7", "4.8, second"])],
        verdict: Verdict::Valid,
        accepted: false,
        why: "it has no protected header, so the compact form has an empty first part",
    },
];

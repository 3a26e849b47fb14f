//! Public test vectors, run through the parts that verify tokens.
//!
//! No vector is a whole token of ours: they have no issuer, mostly no `kid`, and messages that are no
//! JSON. So each key is read as a key of the set is, and each signature checked as a token's is, part
//! by part. Where a verdict is not the source's, [`differences::DIFFERENCES`] says why; that table is
//! complete and has no line too many, and `docs/vectors.md` shows it.

mod differences;
mod document;
mod rfc;
mod wycheproof;

use std::sync::LazyLock;

use self::differences::DIFFERENCES;
use crate::algorithm::{Algorithm, AllowedAlgorithms};
use crate::jwk;
use crate::key::VerificationKey;

/// What the source says of a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Valid,
    Invalid,
    /// Wycheproof's "acceptable": legal for some, better refused.
    Acceptable,
}

/// What a vector's signature is to a JWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// What a JWS of this algorithm carries. The verdict must be the source's.
    AsItIs,
    /// The same after rewriting DER as two numbers of fixed width. The verdict must be the source's.
    Rewritten,
    /// What no JWS of our algorithms carries, for this reason. Valid or not, it must be refused.
    Foreign(&'static str),
}

/// A vector and what became of it.
#[derive(Debug)]
struct Judged {
    source: &'static str,
    set: String,
    algorithm: Algorithm,
    kind: Kind,
    id: String,
    verdict: Verdict,
    accepted: bool,
}

impl Judged {
    /// Whether the verdict is another than the source's. "Acceptable" is no verdict, so any of ours
    /// needs a line in the table.
    fn differs(&self) -> bool {
        match (self.kind, self.verdict) {
            (Kind::Foreign(_), _) | (_, Verdict::Invalid) => self.accepted,
            (_, Verdict::Valid) => !self.accepted,
            (_, Verdict::Acceptable) => true,
        }
    }
}

static JUDGED: LazyLock<Vec<Judged>> = LazyLock::new(|| {
    let mut judged = wycheproof::judge();
    judged.extend(rfc::judge());
    judged
});

/// The key that this JWK is, if its algorithm is the only one allowed.
fn key(jwk: &serde_json::Value, algorithm: Algorithm) -> Option<VerificationKey> {
    let allowed = AllowedAlgorithms::of(&[algorithm])?;
    jwk::parse(jwk.to_string().as_bytes(), allowed).key.ok()
}

#[test]
fn verdicts_differ_exactly_where_the_table_says() {
    let differing = |judged: &&Judged| judged.differs();
    let mut found: Vec<_> = JUDGED
        .iter()
        .filter(differing)
        .map(|judged| {
            (
                judged.set.as_str(),
                judged.id.as_str(),
                judged.verdict,
                judged.accepted,
            )
        })
        .collect();
    let mut explained: Vec<_> = DIFFERENCES
        .iter()
        .flat_map(|line| {
            line.vectors.iter().flat_map(|(set, ids)| {
                ids.iter()
                    .map(|id| (*set, *id, line.verdict, line.accepted))
            })
        })
        .collect();
    found.sort_unstable();
    explained.sort_unstable();
    assert_eq!(found, explained, "left: what was found, right: the table");
}

#[test]
fn every_algorithm_has_vectors_that_are_accepted_and_refused() {
    for algorithm in Algorithm::ALL {
        for verdict in [true, false] {
            let some = JUDGED.iter().any(|judged| {
                judged.kind == Kind::AsItIs
                    && judged.algorithm == algorithm
                    && judged.accepted == verdict
            });
            assert!(some, "{algorithm}, accepted: {verdict}");
        }
    }
}

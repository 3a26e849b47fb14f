//! Where our verdict may differ from another's, and why.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Tokens that ours refuses and others accept.
pub(crate) struct Policy {
    /// The label of our reason.
    pub(crate) reason: &'static str,
    /// Who accepts such tokens.
    pub(crate) accepted_by: &'static [&'static str],
    pub(crate) why: &'static str,
}

/// Every way in which ours is stricter. A line that no generated token needs any more fails the test,
/// as does one that is missing. There is no list for the other way round: what another refuses, ours
/// does not accept.
pub(crate) const POLICIES: &[Policy] = &[
    Policy {
        reason: "bad_claim",
        accepted_by: &["jose", "jsonwebtoken"],
        why: "a claim that is there has its type and range (RFC 7519 section 4.1), and a subject stands \
              for one person: not blank, no control characters; an audience array holds strings alone",
    },
    Policy {
        reason: "bad_key_id",
        accepted_by: &["jose", "jsonwebtoken"],
        why: "`kid` is a string of 1 to 255 bytes without control characters, also where the secret is \
              used and nothing is looked up by it",
    },
    Policy {
        reason: "forbidden_header",
        accepted_by: &["jose", "jsonwebtoken"],
        why: "`crit`, `b64`, `zip`, `enc` and keys brought along are refused whatever they say, since \
              Better Auth writes none of them",
    },
    Policy {
        reason: "issued_in_future",
        accepted_by: &["jose", "jsonwebtoken"],
        why: "`iat` may not lie ahead by more than the leeway; others leave it alone",
    },
    Policy {
        reason: "no_key_id",
        accepted_by: &["jose"],
        why: "a token that needs the key set names its key; jose takes the only one that fits",
    },
    Policy {
        reason: "not_base64url",
        accepted_by: &["jose"],
        why: "a token has one spelling: no padding, no blanks, no standard alphabet, no stray bits (RFC \
              7515 section 2)",
    },
    Policy {
        reason: "not_strict_json",
        accepted_by: &["jose", "jsonwebtoken"],
        why: "what two parsers could read differently is refused: duplicate members, lone surrogates, \
              numbers beyond a double, nesting deeper than 16",
    },
    Policy {
        reason: "wrong_type",
        accepted_by: &["jose", "jsonwebtoken"],
        why: "`typ` is absent or `JWT`; Better Auth's other tokens, signed by the same keys, have others \
              (RFC 8725 section 3.11)",
    },
];

#[test]
fn the_document_lists_the_policies() {
    let mut table = "| reason | accepted by | why it is refused here |\n|---|---|---|\n".to_owned();
    for Policy {
        reason,
        accepted_by,
        why,
    } in POLICIES
    {
        let _ = writeln!(table, "| `{reason}` | {} | {why} |", accepted_by.join(", "));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/vectors.md");
    let document = fs::read_to_string(path).unwrap();
    assert!(document.contains(&table), "docs/vectors.md lacks:\n{table}");
}

use better_auth_verifier::test_support::read_key_set;
use better_auth_verifier::{Algorithm, AllowedAlgorithms, MAX_KEYS};
use serde_json::Value;

/// Members of private and symmetric keys (RFC 7518 section 6, RFC 8037 section 2).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A key in use is named once, public, and for the one algorithm that its type and `alg` say.
pub fn key_set(data: &[u8]) -> bool {
    let allowed = AllowedAlgorithms::default();
    let Ok(summary) = read_key_set(data, allowed) else {
        return false;
    };
    assert_eq!(read_key_set(data, allowed).as_ref(), Ok(&summary));
    let document: Value = serde_json::from_slice(data).expect("a set is JSON");
    let jwks = document["keys"].as_array().expect("a set has keys");
    assert!((1..=MAX_KEYS).contains(&jwks.len()));
    assert!(summary.keys.len() + summary.skipped.len() <= jwks.len());
    assert!(!summary.keys.is_empty() || !summary.ambiguous.is_empty());
    // Excerpts are escaped and cut short, so that one may stand for several ids.
    for key in &summary.keys {
        let is_named = |jwk: &&Value| {
            let id = jwk["kid"].as_str().unwrap_or_default();
            id.chars()
                .take(80)
                .flat_map(char::escape_debug)
                .collect::<String>()
                == key.kid.as_str().trim_end_matches('…')
        };
        let fits = |jwk: &&Value| {
            let is = |member: &str, value: &str| jwk[member].as_str() == Some(value);
            let is_type = match key.algorithm {
                Algorithm::EdDsa => is("kty", "OKP") && is("crv", "Ed25519"),
                Algorithm::Es256 => is("kty", "EC") && is("crv", "P-256"),
                Algorithm::Es512 => is("kty", "EC") && is("crv", "P-521"),
                Algorithm::Rs256 | Algorithm::Ps256 => is("kty", "RSA"),
                Algorithm::Hs256 => false,
            };
            is_type
                && PRIVATE.iter().all(|member| jwk.get(member).is_none())
                && (jwk.get("alg").is_none() || is("alg", key.algorithm.name()))
                && (jwk.get("use").is_none() || is("use", "sig"))
        };
        let found = jwks.iter().filter(is_named).any(|jwk| fits(&jwk));
        assert!(found, "{key:?} is not in the set");
    }
    true
}

//! What is done to a token before, while and after it is signed.

use better_auth_verifier::Algorithm;
use proptest::prelude::*;
use proptest::sample::select;

/// A token to be made: honest, but for what is done to it.
#[derive(Debug, Clone)]
pub(crate) struct Recipe {
    pub(crate) algorithm: Algorithm,
    pub(crate) subject: String,
    pub(crate) variant: Variant,
    pub(crate) mutations: Vec<Mutation>,
}

/// What an honest token may look like.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Variant {
    Plain,
    /// `typ` is `JWT`.
    Typed,
    /// `aud` is an array of two.
    SeveralAudiences,
    /// `nbf` in the future by less than the leeway.
    WithinLeeway,
    /// Members that mean nothing to a verifier, Unicode and nesting among them.
    MoreClaims,
}

/// One thing that is done to a token. `@` before a number in JSON stands for now plus that many
/// seconds.
#[derive(Debug, Clone)]
pub(crate) enum Mutation {
    /// Signed for.
    Header(Change),
    /// Signed for.
    Payload(Change),
    /// After signing.
    HeaderLater(Change),
    /// After signing.
    PayloadLater(Change),
    Signer(Signer),
    Signature(Damage),
    Text(Spelling),
}

/// A change of a JSON object, member by member or as a whole. Values are raw JSON.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    Set(&'static str, &'static str),
    AddFirst(&'static str, &'static str),
    AddLast(&'static str, &'static str),
    Drop(&'static str),
    Whole(&'static str),
}

/// Who signs instead of the key that the header names.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Signer {
    /// A key of the same type that is not in the set.
    Stranger,
    /// The right RSA key with the other padding. For others, a stranger.
    OtherPadding,
    /// HMAC keyed by a member of the public key: its number, as text and as bytes, or the whole JWK.
    PublicKey(PublicForm),
    /// HMAC with an empty secret.
    Nothing,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum PublicForm {
    Text,
    Bytes,
    Jwk,
}

/// What becomes of the signature's bytes.
#[derive(Debug, Clone)]
pub(crate) enum Damage {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Extend(Vec<u8>),
    Zeros,
    Ones,
    Der,
    HalvesSwapped,
    /// ES256: s replaced by the order minus s, which is as good. `EdDSA`: the order added to S, which
    /// RFC 8032 refuses. Others are left alone.
    Twin,
    /// The honest signature of another token of the same key.
    OfAnother,
}

/// What becomes of the token's text.
#[derive(Debug, Clone)]
pub(crate) enum Spelling {
    Pad,
    StandardAlphabet,
    TrailingBits,
    ExtraPart,
    LeadingDot,
    WithoutSignature,
    WithoutHeader,
    WithoutPayload,
    Insert(prop::sample::Index, char),
    Replace(prop::sample::Index, char),
    Remove(prop::sample::Index),
    CutAt(prop::sample::Index),
}

const HEADERS: [Change; 56] = {
    use Change::{AddFirst, AddLast, Drop, Set, Whole};
    [
        Set("alg", r#""none""#),
        Set("alg", r#""None""#),
        Set("alg", r#""""#),
        Set("alg", r#""EdDSA""#),
        Set("alg", r#""Ed25519""#),
        Set("alg", r#""ES256""#),
        Set("alg", r#""ES256K""#),
        Set("alg", r#""ES384""#),
        Set("alg", r#""ES512""#),
        Set("alg", r#""RS256""#),
        Set("alg", r#""RS384""#),
        Set("alg", r#""PS256""#),
        Set("alg", r#""PS512""#),
        Set("alg", r#""HS256""#),
        Set("alg", r#""HS512""#),
        Set("alg", r#""rs256""#),
        Set("alg", "null"),
        Set("alg", r#"["EdDSA"]"#),
        Drop("alg"),
        AddFirst("alg", r#""none""#),
        AddLast("alg", r#""none""#),
        AddLast("alg", r#""HS256""#),
        Drop("kid"),
        Set("kid", "null"),
        Set("kid", "7"),
        Set("kid", r#""""#),
        Set("kid", r#""unknown""#),
        Set("kid", r#""EdDSA""#),
        Set("kid", r#""ES256""#),
        Set("kid", r#""ES512""#),
        Set("kid", r#""RS256""#),
        Set("kid", r#""PS256""#),
        Set("kid", r#""eddsa""#),
        Set("kid", r#""../../etc/passwd""#),
        Set("kid", r#""a\u0000""#),
        AddFirst("kid", r#""EdDSA""#),
        AddLast("kid", r#""unknown""#),
        AddLast("typ", r#""JWT""#),
        AddLast("typ", r#""jwt""#),
        AddLast("typ", r#""at+jwt""#),
        AddLast("typ", "1"),
        AddLast("crit", "[]"),
        AddLast("crit", r#"["exp"]"#),
        AddLast("crit", r#"["b64"]"#),
        AddLast("b64", "true"),
        AddLast("b64", "false"),
        AddLast("zip", r#""DEF""#),
        AddLast("enc", r#""A256GCM""#),
        AddLast("jwk", "{}"),
        AddLast("jku", r#""https://keys.example""#),
        AddLast("x5u", r#""https://keys.example""#),
        AddLast("x5c", "[]"),
        AddLast("cty", r#""JWT""#),
        AddLast("nonce", r#""n""#),
        Whole("[]"),
        Whole("{"),
    ]
};

const PAYLOADS: [Change; 66] = {
    use Change::{AddFirst, AddLast, Drop, Set, Whole};
    [
        Drop("exp"),
        Set("exp", "null"),
        Set("exp", "0"),
        Set("exp", "-1"),
        Set("exp", "@-3600"),
        Set("exp", "@+3600"),
        Set("exp", "@+3600.5"),
        Set("exp", "1e300"),
        Set("exp", "1e12"),
        Set("exp", "253402300799"),
        Set("exp", "253402300800"),
        Set("exp", "18446744073709551616"),
        Set("exp", r#""9999999999""#),
        Set("exp", "[]"),
        AddFirst("exp", "@-3600"),
        AddLast("exp", "@+7200"),
        Drop("iat"),
        Set("iat", "@+3600"),
        Set("iat", "@-86400"),
        Set("iat", "null"),
        Set("iat", r#""1""#),
        Set("iat", "@+0.25"),
        AddLast("nbf", "@-3600"),
        AddLast("nbf", "@+3600"),
        AddLast("nbf", "@+3600.5"),
        AddLast("nbf", "null"),
        AddLast("nbf", r#""0""#),
        AddLast("nbf", "1e300"),
        AddLast("nbf", "-1e300"),
        Drop("iss"),
        Set("iss", "null"),
        Set("iss", r#""""#),
        Set("iss", r#""https://auth.example/""#),
        Set("iss", r#""https://AUTH.example""#),
        Set("iss", r#""https://evil.example""#),
        Set("iss", r#"["https://auth.example"]"#),
        Set("iss", r#"["https://auth.example","https://evil.example"]"#),
        Set("iss", r#""https:\/\/auth.example""#),
        AddLast("iss", r#""https://evil.example""#),
        AddFirst("iss", r#""https://evil.example""#),
        Drop("aud"),
        Set("aud", "null"),
        Set("aud", r#""""#),
        Set("aud", "[]"),
        Set("aud", r#"["https://auth.example"]"#),
        Set("aud", r#"["https://auth.example",1]"#),
        Set("aud", r#"[["https://auth.example"]]"#),
        Set("aud", r#""https://auth.exampl""#),
        Set("aud", r#""https://auth.example,https://other.example""#),
        Set("aud", r#"["https://other.example"]"#),
        Set("aud", r#"{"https://auth.example":1}"#),
        Drop("sub"),
        Set("sub", "null"),
        Set("sub", r#""""#),
        Set("sub", r#""  ""#),
        Set("sub", "1"),
        Set("sub", r#"["a"]"#),
        Set("sub", r#""a\u0000b""#),
        AddLast("sub", r#""somebody-else""#),
        AddFirst("sub", r#""somebody-else""#),
        AddLast("more", "1e999"),
        AddLast("more", "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]"),
        AddLast("more", r#"{"a":1,"a":2}"#),
        AddLast("more", r#""\ud800""#),
        Whole("[]"),
        Whole("null"),
    ]
};

/// Honest tokens and such to which one or two things were done.
pub(crate) fn recipes() -> impl Strategy<Value = Recipe> {
    let variant = select(vec![
        Variant::Plain,
        Variant::Typed,
        Variant::SeveralAudiences,
        Variant::WithinLeeway,
        Variant::MoreClaims,
    ]);
    let mutations = prop_oneof![
        1 => Just(Vec::new()),
        4 => proptest::collection::vec(mutations(), 1..=1),
        1 => proptest::collection::vec(mutations(), 2..=2),
    ];
    let subject = prop_oneof!["[A-Za-z0-9]{32}", "[a-zé\u{1F600}\u{4e00}]{1,12}"];
    (select(&Algorithm::ALL[..]), subject, variant, mutations).prop_map(
        |(algorithm, subject, variant, mutations)| Recipe {
            algorithm,
            subject,
            variant,
            mutations,
        },
    )
}

fn mutations() -> impl Strategy<Value = Mutation> {
    let header = || select(&HEADERS[..]);
    let payload = || select(&PAYLOADS[..]);
    let signer = select(vec![
        Signer::Stranger,
        Signer::OtherPadding,
        Signer::PublicKey(PublicForm::Text),
        Signer::PublicKey(PublicForm::Bytes),
        Signer::PublicKey(PublicForm::Jwk),
        Signer::Nothing,
    ]);
    prop_oneof![
        4 => header().prop_map(Mutation::Header),
        4 => payload().prop_map(Mutation::Payload),
        1 => header().prop_map(Mutation::HeaderLater),
        1 => payload().prop_map(Mutation::PayloadLater),
        2 => signer.prop_map(Mutation::Signer),
        3 => damages().prop_map(Mutation::Signature),
        3 => spellings().prop_map(Mutation::Text),
    ]
}

fn damages() -> impl Strategy<Value = Damage> {
    prop_oneof![
        3 => (any::<prop::sample::Index>(), 0..8_u8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        1 => any::<prop::sample::Index>().prop_map(Damage::Cut),
        1 => proptest::collection::vec(any::<u8>(), 1..80).prop_map(Damage::Extend),
        3 => select(vec![
            Damage::Zeros,
            Damage::Ones,
            Damage::Der,
            Damage::HalvesSwapped,
            Damage::Twin,
            Damage::OfAnother,
        ]),
    ]
}

fn spellings() -> impl Strategy<Value = Spelling> {
    let at = || any::<prop::sample::Index>();
    let character = || select(" \t\n\r\0.=+/-_~%,\"Aaz09é".chars().collect::<Vec<_>>());
    prop_oneof![
        3 => select(vec![
            Spelling::Pad,
            Spelling::StandardAlphabet,
            Spelling::TrailingBits,
            Spelling::ExtraPart,
            Spelling::LeadingDot,
            Spelling::WithoutSignature,
            Spelling::WithoutHeader,
            Spelling::WithoutPayload,
        ]),
        2 => (at(), character()).prop_map(|(at, character)| Spelling::Insert(at, character)),
        2 => (at(), character()).prop_map(|(at, character)| Spelling::Replace(at, character)),
        1 => at().prop_map(Spelling::Remove),
        1 => at().prop_map(Spelling::CutAt),
    ]
}

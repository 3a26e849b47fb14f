//! The examples of the RFCs about JWS that concern our algorithms.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{Judged, Kind, Verdict, key};
use crate::algorithm::Algorithm;
use crate::compact::Compact;
use crate::jose_header::JoseHeader;
use crate::secret::SecretKey;

/// The payload of RFC 7515 A.1 to A.3, A.5 and A.6.
const CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
/// The payload of RFC 7520 section 4.
const ADVICE: &str = "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4";

const RS256: &str = "eyJhbGciOiJSUzI1NiJ9";
const ES256: &str = "eyJhbGciOiJFUzI1NiJ9";
const HS256: &str = "eyJhbGciOiJIUzI1NiJ9";
/// `alg` and the `kid` of RFC 7520 section 3.6.
const HS256_NAMED: &str =
    "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9";

const A_2: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const A_3: &str =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const BILBOS_RS256: &str = "MIsjqtVlOpa71KE-Mss8_Nq2YH4FGhiocsqrgi5NvyG53uoimic1tcMdSg-qptrzZc7CG6Svw2Y13TDIqHzTUrL_lR2ZFcryNFiHkSw129EghGpwkpxaTn_THJTCglNbADko1MZBCdwzJxwqZc-1RlpO2HibUYyXSwO97BSe0_evZKdjvvKSgsIqjytKSeAMbhMBdMma622_BG5t4sdbuCHtFjp9iJmkio47AIwqkZV1aIZsv33uPUqBBCXbYoQJwt7mxPftHmNlGoOSMxR_3thmXTCm4US-xiNOyhbm8afKK64jU6_TPtQHiJeQJxz9G3Tx-083B745_AfYOnlC9w";
const BILBOS_ES512: &str = "ARcVLnaJJaUWG8fG-8t5BREVAuTY8n8YHjwDO1muhcdCoFZFFjfISu0Cdkn9Ybdlmi54ho0x924DUz8sK7ZXkhc7AFM8ObLfTvNCrqcI3Jkl2U5IX3utNhODH6v7xgy1Qahsn0fyb4zSAkje8bAWz4vIfj5pCMYxxm4fgV3q7ZYhm5eD";
const HOBBITONS_HS256: &str = "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0";

/// What an example is signed with.
enum Key {
    Public(Value),
    Secret(&'static str),
}

/// Each example as the RFC has it, and with one bit of its signature turned, which no source calls
/// valid.
pub(super) fn judge() -> Vec<Judged> {
    let mut all = Vec::new();
    for (set, id, algorithm, key, token) in examples() {
        let mut add = |id: String, verdict, token: &str| {
            all.push(Judged {
                source: "RFC",
                set: set.to_owned(),
                algorithm,
                kind: Kind::AsItIs,
                id,
                verdict,
                accepted: accepts(&key, algorithm, token),
            });
        };
        add(id.to_owned(), Verdict::Valid, &token);
        if let Some(altered) = alter(&token) {
            add(format!("{id}, altered"), Verdict::Invalid, &altered);
        }
    }
    all
}

/// Whether a token of this header would be taken to be signed by this key.
fn accepts(by: &Key, algorithm: Algorithm, token: &str) -> bool {
    let Ok(jws) = Compact::parse(token) else {
        return false;
    };
    if JoseHeader::parse(&jws.header).map(|header| header.algorithm) != Ok(algorithm) {
        return false;
    }
    match by {
        Key::Public(jwk) => {
            let key = key(jwk, algorithm).expect("the key is one of ours");
            key.verifies(jws.signing_input, &jws.signature)
        }
        Key::Secret(secret) => {
            let secret = URL_SAFE_NO_PAD.decode(secret).unwrap();
            SecretKey::of_any_bytes(&secret).verifies(jws.signing_input, &jws.signature)
        }
    }
}

/// The same with the first bit of its signature turned.
fn alter(token: &str) -> Option<String> {
    let (input, signature) = token.rsplit_once('.')?;
    let mut signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    *signature.first_mut()? ^= 0x80;
    Some(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

type Example = (&'static str, &'static str, Algorithm, Key, String);

fn examples() -> Vec<Example> {
    [rfc_7515(), rfc_7520(), rfc_8037()]
        .into_iter()
        .flatten()
        .collect()
}

fn rfc_7515() -> Vec<Example> {
    let example = |id, algorithm, key, token: String| ("RFC 7515", id, algorithm, key, token);
    let a_1 = || {
        Key::Secret(
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
        )
    };
    let a_2 = || {
        Key::Public(json!({
            "kty": "RSA", "kid": "A.2", "e": "AQAB",
            "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
        }))
    };
    let a_3 = Key::Public(json!({
        "kty": "EC", "kid": "A.3", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    }));
    let a_4 = Key::Public(json!({
        "kty": "EC", "kid": "A.4", "crv": "P-521",
        "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
        "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
    }));
    let general = json!({
        "payload": CLAIMS,
        "signatures": [
            {"protected": RS256, "header": {"kid": "2010-12-29"}, "signature": A_2},
            {
                "protected": ES256, "header": {"kid": "e9bc097a-ce51-4036-9562-d2ade882db0d"},
                "signature": A_3,
            },
        ],
    });
    let flattened = json!({
        "payload": CLAIMS, "protected": ES256,
        "header": {"kid": "e9bc097a-ce51-4036-9562-d2ade882db0d"}, "signature": A_3,
    });
    vec![
        example(
            "A.1",
            Algorithm::Hs256,
            a_1(),
            format!(
                "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
            ),
        ),
        example("A.2", Algorithm::Rs256, a_2(), format!("{RS256}.{CLAIMS}.{A_2}")),
        example("A.3", Algorithm::Es256, a_3, format!("{ES256}.{CLAIMS}.{A_3}")),
        example(
            "A.4",
            Algorithm::Es512,
            a_4,
            "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn".to_owned(),
        ),
        example("A.5", Algorithm::Hs256, a_1(), format!("eyJhbGciOiJub25lIn0.{CLAIMS}.")),
        example("A.6", Algorithm::Rs256, a_2(), general.to_string()),
        example("A.7", Algorithm::Rs256, a_2(), flattened.to_string()),
    ]
}

/// Section 4, JWS. Examples that only have a JSON form are also tried as the compact token that their
/// parts would make.
fn rfc_7520() -> Vec<Example> {
    let example = |id, algorithm, key, token: String| ("RFC 7520", id, algorithm, key, token);
    let rsa = || {
        Key::Public(json!({
            "kty": "RSA", "kid": "bilbo.baggins@hobbiton.example", "use": "sig", "e": "AQAB",
            "n": "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw",
        }))
    };
    let ec = || {
        Key::Public(json!({
            "kty": "EC", "kid": "bilbo.baggins@hobbiton.example", "use": "sig", "crv": "P-521",
            "x": "AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt",
            "y": "AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1",
        }))
    };
    let secret = || Key::Secret("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg");
    let several = json!({
        "payload": ADVICE,
        "signatures": [
            {
                "protected": RS256, "header": {"kid": "bilbo.baggins@hobbiton.example"},
                "signature": BILBOS_RS256,
            },
            {
                "header": {"alg": "ES512", "kid": "bilbo.baggins@hobbiton.example"},
                "signature": BILBOS_ES512,
            },
            {"protected": HS256_NAMED, "signature": HOBBITONS_HS256},
        ],
    });
    vec![
        example(
            "4.1",
            Algorithm::Rs256,
            rsa(),
            format!(
                "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.{ADVICE}.MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg"
            ),
        ),
        example(
            "4.2",
            Algorithm::Ps256,
            rsa(),
            format!(
                "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.{ADVICE}.cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw"
            ),
        ),
        example(
            "4.3",
            Algorithm::Es512,
            ec(),
            format!(
                "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.{ADVICE}.AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2"
            ),
        ),
        example(
            "4.4",
            Algorithm::Hs256,
            secret(),
            format!("{HS256_NAMED}.{ADVICE}.{HOBBITONS_HS256}"),
        ),
        example(
            "4.5",
            Algorithm::Hs256,
            secret(),
            format!("{HS256_NAMED}..{HOBBITONS_HS256}"),
        ),
        example(
            "4.6",
            Algorithm::Hs256,
            secret(),
            format!("{HS256}.{ADVICE}.bWUSVaxorn7bEF1djytBd0kHv70Ly5pvbomzMWSOr20"),
        ),
        example(
            "4.7",
            Algorithm::Hs256,
            secret(),
            format!(".{ADVICE}.xuLifqLGiblpv9zBpuZczWhNj1gARaLV3UxvxhJxZuk"),
        ),
        example("4.8", Algorithm::Rs256, rsa(), several.to_string()),
        example(
            "4.8, first",
            Algorithm::Rs256,
            rsa(),
            format!("{RS256}.{ADVICE}.{BILBOS_RS256}"),
        ),
        example(
            "4.8, second",
            Algorithm::Es512,
            ec(),
            format!(".{ADVICE}.{BILBOS_ES512}"),
        ),
        example(
            "4.8, third",
            Algorithm::Hs256,
            secret(),
            format!("{HS256_NAMED}.{ADVICE}.{HOBBITONS_HS256}"),
        ),
    ]
}

fn rfc_8037() -> Vec<Example> {
    let key = Key::Public(json!({
        "kty": "OKP", "kid": "A.4", "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    }));
    let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    vec![("RFC 8037", "A.4", Algorithm::EdDsa, key, token.to_owned())]
}

/// The transcription is right also where the verdict does not show it: these signatures are good, and
/// only the form of the token is not ours.
#[test]
fn signatures_without_a_protected_header_are_good() {
    for (set, id, algorithm, by, token) in examples() {
        if let Some((input, signature)) = token.rsplit_once('.').filter(|_| token.starts_with('.'))
        {
            let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
            let is_good = match by {
                Key::Public(jwk) => {
                    let key = key(&jwk, algorithm).unwrap();
                    key.verifies(input.as_bytes(), &signature)
                }
                Key::Secret(secret) => {
                    let secret = URL_SAFE_NO_PAD.decode(secret).unwrap();
                    SecretKey::of_any_bytes(&secret).verifies(input.as_bytes(), &signature)
                }
            };
            assert!(is_good, "{set} {id}");
        }
    }
}

//! The examples of the RFCs, through the same parts that verify tokens.
//!
//! None of them is a token this crate would accept: they have no `kid`, no issuer of ours, and some
//! have a payload that is no JSON. So their signatures are checked here, part by part.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::algorithm::{Algorithm, AllowedAlgorithms};
use crate::compact::Compact;
use crate::jose_header::JoseHeader;
use crate::json;
use crate::jwk;
use crate::key::VerificationKey;
use crate::secret::SecretKey;

const CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

fn key(jwk: &str) -> VerificationKey {
    jwk::parse(jwk.as_bytes(), AllowedAlgorithms::default())
        .key
        .unwrap()
}

fn check(jws: &str, algorithm: Algorithm, verifies: impl Fn(&[u8], &[u8]) -> bool) {
    let jws = Compact::parse(jws).unwrap();
    assert_eq!(JoseHeader::parse(&jws.header).unwrap().algorithm, algorithm);
    assert!(verifies(jws.signing_input, &jws.signature));
    let mut altered = jws.signature.clone();
    altered[0] ^= 1;
    assert!(!verifies(jws.signing_input, &altered));
}

#[test]
fn rfc_7515_a_1_hs256() {
    let secret = URL_SAFE_NO_PAD
        .decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")
        .unwrap();
    let secret = SecretKey::of_any_bytes(&secret);
    let jws = format!(
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
    check(&jws, Algorithm::Hs256, |message, tag| {
        secret.verifies(message, tag)
    });
    let claims = json::parse_object(&Compact::parse(&jws).unwrap().payload).unwrap();
    assert_eq!(claims["iss"].as_str(), Some("joe"));
}

#[test]
fn rfc_7515_a_2_rs256() {
    let key = key(r#"{"kty":"RSA","kid":"A.2","alg":"RS256","e":"AQAB",
        "n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}"#);
    let jws = format!(
        "eyJhbGciOiJSUzI1NiJ9.{CLAIMS}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    );
    check(&jws, Algorithm::Rs256, |message, signature| {
        key.verifies(message, signature)
    });
}

#[test]
fn rfc_7515_a_3_es256() {
    let key = key(r#"{"kty":"EC","kid":"A.3","crv":"P-256",
        "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#);
    let jws = format!(
        "eyJhbGciOiJFUzI1NiJ9.{CLAIMS}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    );
    check(&jws, Algorithm::Es256, |message, signature| {
        key.verifies(message, signature)
    });
}

#[test]
fn rfc_7515_a_4_es512() {
    let key = key(r#"{"kty":"EC","kid":"A.4","crv":"P-521",
        "x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
        "y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}"#);
    let jws = "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";
    check(jws, Algorithm::Es512, |message, signature| {
        key.verifies(message, signature)
    });
}

#[test]
fn rfc_8037_a_4_eddsa() {
    let key = key(r#"{"kty":"OKP","kid":"A.4","crv":"Ed25519",
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#);
    let jws = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    check(jws, Algorithm::EdDsa, |message, signature| {
        key.verifies(message, signature)
    });
}

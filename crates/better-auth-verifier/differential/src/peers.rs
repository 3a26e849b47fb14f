//! The other two verifiers, set up as a careful service would.

use std::collections::HashMap;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};

use crate::forge::{ORIGIN, SECRET};

pub(crate) const LEEWAY_SECONDS: u64 = 30;

/// Accepted, or the name of what it found wrong.
pub(crate) type Verdict = Result<(), String>;

/// `jsonwebtoken`, which has no ES512.
pub(crate) struct JsonWebToken {
    keys: HashMap<String, (Algorithm, DecodingKey)>,
    secret: DecodingKey,
}

impl JsonWebToken {
    pub(crate) fn new(key_set: &str) -> Self {
        let keys: Vec<Value> = serde_json::from_str::<Value>(key_set).unwrap()["keys"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|jwk| jwk["alg"] != "ES512")
            .cloned()
            .collect();
        let set: JwkSet = serde_json::from_value(json!({ "keys": keys })).unwrap();
        let entry = |jwk: &Jwk| {
            let algorithm = jwk.common.key_algorithm.unwrap().to_string();
            let key = DecodingKey::from_jwk(jwk).unwrap();
            let id = jwk.common.key_id.clone().unwrap();
            (id, (algorithm.parse().unwrap(), key))
        };
        Self {
            keys: set.keys.iter().map(entry).collect(),
            secret: DecodingKey::from_secret(SECRET.as_bytes()),
        }
    }

    pub(crate) fn verify(&self, token: &str) -> Verdict {
        let name = |error: jsonwebtoken::errors::Error| {
            let debug = format!("{:?}", error.kind());
            debug
                .split(|character: char| !character.is_alphanumeric())
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        let header = decode_header(token).map_err(name)?;
        let (algorithm, key) = if header.alg == Algorithm::HS256 {
            (Algorithm::HS256, &self.secret)
        } else {
            let id = header.kid.ok_or("NoKeyId")?;
            let (algorithm, key) = self.keys.get(&id).ok_or("UnknownKey")?;
            (*algorithm, key)
        };
        let mut validation = Validation::new(algorithm);
        validation.leeway = LEEWAY_SECONDS;
        validation.validate_nbf = true;
        validation.set_issuer(&[ORIGIN]);
        validation.set_audience(&[ORIGIN]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        decode::<Value>(token, key, &validation)
            .map(drop)
            .map_err(name)
    }
}

/// `jose`, in one process for all tokens.
pub(crate) fn jose(key_set: &str, tokens: Vec<String>) -> Vec<Verdict> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let auth = here.join("../../../auth");
    assert!(
        auth.join("node_modules/jose").exists(),
        "jose is not installed. Run: npm ci (in auth/)"
    );
    let mut node = Command::new("node")
        .arg(here.join("jose.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js is on the path");
    let settings = json!({
        "keySet": serde_json::from_str::<Value>(key_set).unwrap(),
        "secret": SECRET, "origin": ORIGIN, "leewaySeconds": LEEWAY_SECONDS,
    });
    let mut input = BufWriter::new(node.stdin.take().unwrap());
    // In a thread of its own, so that neither side waits for the other with a full pipe.
    let writer = thread::spawn(move || {
        writeln!(input, "{settings}").unwrap();
        for token in tokens {
            writeln!(input, "{}", Value::from(token)).unwrap();
        }
    });
    let output = node.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "{}", output.status);
    let lines = String::from_utf8(output.stdout).unwrap();
    lines
        .lines()
        .map(|line| match line {
            "accepted" => Ok(()),
            code => Err(code.to_owned()),
        })
        .collect()
}

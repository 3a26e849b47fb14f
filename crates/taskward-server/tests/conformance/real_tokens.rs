//! The tokens of the family `other-tokens` as a real Better Auth makes them, in the setting that
//! trusts the most: its keys and its secret.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use better_auth_verifier::{
    Config, JwksConfig, SharedSecret, Verifier,
    test_support::{
        Answer, KeySetServer,
        conformance::{Door, Expectation, Library, Request, Verdict},
    },
};
use serde_json::Value;

use crate::http_door::Servers;

const ORIGIN: &str = "http://localhost:8000";
const SECRET: &str = "mQ8vX2rT5yB1nK7wZ4pL9sD3fG6hJ0cA-Ue";

#[tokio::test]
async fn what_better_auth_issues_for_something_else_opens_nothing() {
    let issued = issued();
    let text = |name: &str| issued[name].as_str().unwrap();
    let keys = KeySetServer::start(Answer::json(issued["keySet"].to_string())).await;
    let verifier = Verifier::new(Config {
        algorithms: "EdDSA,HS256".parse().unwrap(),
        secret: Some(SharedSecret::new(SECRET)),
        jwks: Some(JwksConfig::new(keys.url())),
        ..Config::new(ORIGIN, ORIGIN)
    })
    .unwrap();
    let servers = Servers::new();
    let http = servers.open(verifier.clone()).await;
    let library = Library(verifier);
    for (name, verdict, status) in [
        ("token", Verdict::Accepted(text("subject").into()), 200),
        ("sessionToken", refused("opaque_token"), 401),
        ("sessionCookie", refused("opaque_token"), 401),
        ("bearerToken", refused("opaque_token"), 401),
        ("oneTimeToken", refused("opaque_token"), 401),
        ("cachedSession", refused("wrong_type"), 401),
        (
            "cachedSessionOfSecret",
            refused("bad_claim iss missing"),
            401,
        ),
        ("cachedSessionEncrypted", refused("encrypted"), 401),
        ("emailVerification", refused("bad_claim iss missing"), 401),
        ("emailChange", refused("bad_claim iss missing"), 401),
    ] {
        let value = format!("Bearer {}", text(name));
        let request = Request {
            fields: vec![("Authorization".into(), value.into_bytes())],
            ..Request::default()
        };
        let expected = Expectation {
            verdict,
            status,
            by_http: false,
        };
        let by_call = library.send(request.clone(), expected.clone()).await;
        assert_eq!(by_call, Ok(()), "{name}");
        let over_http = http.send(request, expected).await;
        assert_eq!(over_http, Ok(()), "{name} over HTTP");
    }
}

fn refused(words: &str) -> Verdict {
    Verdict::Refused(words.into())
}

/// What the script beside this file prints.
fn issued() -> Value {
    let mut node = Command::new("node")
        .arg("--input-type=module")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../auth"))
        .env("BETTER_AUTH_URL", ORIGIN)
        .env("BETTER_AUTH_SECRET", SECRET)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("Node.js is not on the path: {error}"));
    let mut script = node.stdin.take().unwrap();
    script.write_all(include_bytes!("real_tokens.mjs")).unwrap();
    drop(script);
    let output = node.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "`npm ci` in auth/ installs what this needs"
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

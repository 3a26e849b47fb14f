//! Several people on one connection, as behind a reverse proxy: a token counts for its own request.

use better_auth_verifier::{
    Algorithm, Config, JwksConfig, Verifier,
    test_support::{Answer, Issuer, KeySetServer},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::http_door::Servers;

const ORIGIN: &str = "https://auth.example";

#[tokio::test]
async fn a_token_counts_for_its_own_request_alone() {
    let issuer = Issuer::new(ORIGIN, Algorithm::EdDsa);
    let keys = KeySetServer::start(Answer::json(issuer.key_set())).await;
    let verifier = Verifier::new(Config {
        jwks: Some(JwksConfig::new(keys.url())),
        ..Config::new(ORIGIN, ORIGIN)
    })
    .unwrap();
    let servers = Servers::new();
    let server = servers.open(verifier).await;
    let (ada, bob) = (issuer.token("ada"), issuer.token("bob"));
    let requests = [
        ("ada", Some(&ada), 200),
        ("ada", None, 401),
        ("me", None, 401),
        ("bob", Some(&bob), 200),
        ("ada", Some(&bob), 403),
        ("ada", None, 401),
        ("ada", Some(&ada), 200),
    ];
    // All at once, so that each stands in the buffer beside those before it.
    let mut pipeline: Vec<String> = requests
        .iter()
        .map(|(user, token, _)| {
            let field = token.map(|token| format!("Authorization: Bearer {token}\r\n"));
            let field = field.unwrap_or_default();
            format!("GET /api/users/{user}/tasks HTTP/1.1\r\nHost: x\r\n{field}\r\n")
        })
        .collect();
    pipeline.push("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".into());
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream
        .write_all(pipeline.concat().as_bytes())
        .await
        .unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    let statuses: Vec<u16> = answers
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|answer| answer[..3].parse().unwrap())
        .collect();
    let expected: Vec<u16> = requests.map(|(_, _, status)| status).into();
    assert_eq!(statuses, [expected, vec![200]].concat());
}

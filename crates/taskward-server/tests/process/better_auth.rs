//! Tokens that the real Better Auth issued, of every algorithm it can be set to, through its real way
//! behind the server.

use serde_json::json;

use super::support::{BetterAuth, Browser, Server, run};

const SECRET: &str = "mQ8vX2rT5yB1nK7wZ4pL9sD3fG6hJ0cA-Ue";

/// Signs up at a Better Auth of this algorithm and uses its token.
async fn a_person_works_with(algorithm: &str, more: &[(&str, &str)]) {
    let auth = BetterAuth::start(&[("BETTER_AUTH_SECRET", SECRET), ("JWT_ALGORITHM", algorithm)]);
    let settings = [
        &[
            ("AUTH_SERVICE_URL", auth.url.as_str()),
            ("JWT_ALGORITHMS", algorithm),
        ],
        more,
    ]
    .concat();
    let server = Server::start(&settings);
    let mut browser = Browser::at(&server.url);
    let account = browser.sign_up("ada").await;
    assert_eq!(account.status, 200, "{}", account.text);
    let subject = account.json["user"]["id"].as_str().unwrap();
    let bearer = format!("Bearer {}", browser.token().await);
    let authorization = [("authorization", bearer.as_str())];

    let task = json!({ "title": "met with a real token" });
    let created = browser
        .send_with("POST", "/api/tasks", Some(task), &authorization)
        .await;
    assert_eq!(created.status, 201, "{}", created.text);
    let own = format!("/api/users/{subject}/tasks");
    let list = browser.send_with("GET", &own, None, &authorization).await;
    assert_eq!(list.json["items"], json!([created.json]));
    let refused = browser
        .send_with("GET", "/api/users/bob/tasks", None, &authorization)
        .await;
    assert_eq!(refused.status, 403);

    // What else Better Auth hands out opens nothing.
    let opaque = account.json["token"].as_str().unwrap();
    let signed = browser.cookies["better-auth.session_token"].clone();
    for other in [opaque, &signed] {
        let bearer = format!("Bearer {other}");
        let headers = [("authorization", bearer.as_str())];
        assert_eq!(
            browser
                .send_with("GET", "/api/tasks", None, &headers)
                .await
                .status,
            401
        );
    }
    assert_eq!(
        browser.send("GET", "/api/tasks", None).await.status,
        401,
        "cookies are ignored"
    );

    let mut variables = vec![("BETTER_AUTH_URL", super::support::ORIGIN)];
    variables.extend(&settings);
    let token = bearer.trim_start_matches("Bearer ");
    let verdict = run(&["verify", token], &variables);
    assert_eq!(verdict.code, Some(0), "{}", verdict.stdout);
    for shown in [subject, "ada@example.org", "ada"] {
        assert!(verdict.stdout.contains(shown), "{}", verdict.stdout);
    }
    let opaque = run(&["verify", opaque], &variables);
    assert_eq!(opaque.code, Some(1));
    assert!(
        opaque.stdout.contains("session token"),
        "names the cause: {}",
        opaque.stdout
    );
    let check = run(&["check"], &variables);
    assert_eq!(check.code, Some(0), "{}", check.stdout);
}

#[tokio::test]
async fn eddsa_tokens_work() {
    a_person_works_with("EdDSA", &[]).await;
}

#[tokio::test]
async fn es256_tokens_work() {
    a_person_works_with("ES256", &[]).await;
}

#[tokio::test]
async fn es512_tokens_work() {
    a_person_works_with("ES512", &[]).await;
}

#[tokio::test]
async fn rs256_tokens_work() {
    a_person_works_with("RS256", &[]).await;
}

#[tokio::test]
async fn ps256_tokens_work() {
    a_person_works_with("PS256", &[]).await;
}

#[tokio::test]
async fn tokens_of_the_shared_secret_work_without_a_key_set() {
    let nowhere = ("JWKS_URL", "http://127.0.0.1:9/jwks");
    a_person_works_with("HS256", &[("BETTER_AUTH_SECRET", SECRET), nowhere]).await;
}

#[tokio::test]
async fn an_audience_of_its_own_is_agreed_on_by_both_sides() {
    let audience = ("JWT_AUDIENCE", "https://tasks.example");
    let auth = BetterAuth::start(&[("BETTER_AUTH_SECRET", SECRET), audience]);
    let server = Server::start(&[("AUTH_SERVICE_URL", &auth.url), audience]);
    let other = Server::start(&[("AUTH_SERVICE_URL", &auth.url)]);
    let mut browser = Browser::at(&server.url);
    browser.sign_up("ada").await;
    let bearer = format!("Bearer {}", browser.token().await);
    let headers = [("authorization", bearer.as_str())];
    assert_eq!(
        browser
            .send_with("GET", "/api/tasks", None, &headers)
            .await
            .status,
        200
    );
    let mut browser = Browser::at(&other.url);
    assert_eq!(
        browser
            .send_with("GET", "/api/tasks", None, &headers)
            .await
            .status,
        401
    );
}

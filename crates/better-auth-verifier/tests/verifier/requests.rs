//! Where in a request a token is looked for; `src/authorization.rs` tests the field in detail.

use better_auth_verifier::{Algorithm, Refusal};
use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderValue};

use crate::world::{World, bearer};

#[tokio::test]
async fn only_the_authorization_field_counts() {
    let world = World::new(Algorithm::EdDsa).await;
    let token = world.issuer.token("u1");
    let mut headers = HeaderMap::new();
    for name in [COOKIE, PROXY_AUTHORIZATION] {
        headers.insert(
            name,
            HeaderValue::try_from(format!("Bearer {token}")).unwrap(),
        );
    }
    headers.insert(
        "x-access-token",
        HeaderValue::try_from(token.clone()).unwrap(),
    );
    assert_eq!(
        world.verifier.authenticate(&headers).await,
        Err(Refusal::NoToken)
    );
    headers.extend(bearer(&token));
    assert!(world.verifier.authenticate(&headers).await.is_ok());
}

#[tokio::test]
async fn two_authorizations_are_refused_even_if_they_are_the_same() {
    let world = World::new(Algorithm::EdDsa).await;
    let mut headers = bearer(&world.issuer.token("u1"));
    let again = headers[AUTHORIZATION].clone();
    headers.append(AUTHORIZATION, again);
    let refused = world.verifier.authenticate(&headers).await;
    assert_eq!(refused, Err(Refusal::SeveralAuthorizations));
}

#[tokio::test]
async fn what_happened_is_counted() {
    let world = World::new(Algorithm::EdDsa).await;
    let token = world.issuer.token("u1");
    world.accepts(&token).await;
    world.accepts(&token).await;
    let _ = world.reason("opaque").await;
    let _ = world.verifier.authenticate(&HeaderMap::new()).await;
    let stats = world.verifier.stats();
    assert_eq!((stats.verified, stats.remembered, stats.fetches), (1, 1, 1));
    assert_eq!(stats.verdicts_in_memory, 1);
    let refused: Vec<_> = stats
        .refused
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .collect();
    assert_eq!(refused, [("no_token", 1), ("opaque_token", 1)]);
}

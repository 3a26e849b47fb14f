//! Where in a request a token is looked for; `src/authorization.rs` tests the field in detail.

use better_auth_verifier::Algorithm;
use http::HeaderMap;

use crate::world::World;

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

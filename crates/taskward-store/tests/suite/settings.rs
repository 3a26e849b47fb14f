use taskward_store::Store;

pub async fn the_first_issuer_stays(store: &dyn Store) {
    store.ping().await.unwrap();
    assert_eq!(store.issuer().await.unwrap(), None);
    assert_eq!(
        store.claim_issuer("https://first.example").await.unwrap(),
        "https://first.example"
    );
    assert_eq!(
        store.claim_issuer("https://late.example").await.unwrap(),
        "https://first.example"
    );
}

pub async fn another_issuer_can_be_adopted(store: &dyn Store) {
    assert_eq!(store.issuer().await.unwrap(), None);
    store.adopt_issuer("https://one.example").await.unwrap();
    assert_eq!(
        store.issuer().await.unwrap().as_deref(),
        Some("https://one.example")
    );
    store.adopt_issuer("https://two.example").await.unwrap();
    assert_eq!(
        store.issuer().await.unwrap().as_deref(),
        Some("https://two.example")
    );
}

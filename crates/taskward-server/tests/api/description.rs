use super::support::Server;

#[tokio::test]
async fn the_committed_description_is_the_one_that_is_served() {
    let server = Server::start().await;
    let answer = server.anonymous("GET", "/api/openapi.json").send().await;
    assert_eq!(answer.status, 200);
    let committed: serde_json::Value =
        serde_json::from_str(include_str!("../../../../docs/openapi.json")).unwrap();
    assert!(
        answer.json == committed,
        "run `cargo run -p taskward-server -- openapi > docs/openapi.json`"
    );
}

#[tokio::test]
async fn operation_ids_are_unique_and_every_operation_needs_a_token() {
    let server = Server::start().await;
    let description = server
        .anonymous("GET", "/api/openapi.json")
        .send()
        .await
        .json;
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut ids = Vec::new();
    for item in description["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            ids.push(operation["operationId"].as_str().unwrap());
            assert!(operation["security"][0]["token"].is_array());
            for status in ["401", "403", "422", "429", "503"] {
                assert!(
                    operation["responses"][status].is_object(),
                    "{status} of {operation}"
                );
            }
        }
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), count), (48, 48));
}

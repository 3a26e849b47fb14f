//! A kill leaves what was written and not synced to the next server, which reads it like everything else.

use serde_json::{Value, json};

use super::{Disk, PowerCuts};
use crate::{
    better_auth::BetterAuth, change::Change, client::Client, database::Database, server::Server,
};

#[tokio::test]
async fn what_a_server_says_of_the_one_before_it_survives_a_power_cut() {
    let database = PowerCuts::new(Disk::Honest);
    let better_auth = BetterAuth::start().await;
    let mut variables = database.variables();
    variables.extend(better_auth.variables());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut client = Client::new("ada", better_auth.token("ada"), 0, 0);
    let [first, second] = [client.add(), client.add()];
    let creation = Change::Create(json!({ "title": "written and not synced" }));
    let again = creation.clone();

    // Killed between the write of a commit and its sync.
    let server = Server::start(&variables).unwrap();
    let url = server.url.clone();
    client.send(&http, &url, first, again).await.unwrap();
    let stalled = database.stall();
    tokio::select! {
        _ = client.send(&http, &url, second, creation.clone()) => panic!("answered, and not synced"),
        () = stalled => server.into_process().kill(),
    }
    database.work_again();

    // Said to be there by the next one, before anything else is synced.
    let server = Server::start(&variables).unwrap();
    let id = client.tasks[second].id.clone();
    let token = &client.token;
    let request = creation.request(&http, &server.url, &id).bearer_auth(token);
    let answer = request.send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    let told: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    server.into_process().kill();
    database.cut(0.0, &mut rand::rng());

    let server = Server::start(&variables).unwrap();
    let request = http.get(format!("{}/api/tasks/{id}", server.url));
    let answer = request.bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.status(), 200, "acknowledged and lost: {told}");
    let found: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(found, told);
}

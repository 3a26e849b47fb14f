//! The disk under the database is full for a while.

use super::{
    better_auth::BetterAuth,
    client::Pace,
    outages::{REFUSED, Service, ready},
    postgres_server::PostgresServer,
    server::{PROGRAM, Server},
    small_disk::SmallDisk,
};

const FULL: &str = "The server's disk is full. Nothing was changed.";

/// Fills the disk under load, sees that people are told and can still read, and makes room.
async fn run_full(service: &mut Service, what: &str, disk: &SmallDisk) {
    let (http, url) = (service.http.clone(), service.server.url.clone());
    for time in 1..=2 {
        let fill = async |pace: &Pace| {
            disk.fill();
            let refused = pace.refused.get();
            pace.refused.reaches(refused + REFUSED).await;
            let told = pace.told.lock().unwrap().clone();
            assert_eq!(told.into_iter().collect::<Vec<_>>(), [FULL], "{what}");
            assert_eq!(ready(&http, &url).await, 200, "reading goes on");
            disk.free();
        };
        service.endure(&format!("{what}, time {time}"), fill).await;
    }
}

#[tokio::test]
async fn a_server_works_on_when_the_disk_of_postgres_was_full() {
    let mut postgres = PostgresServer::on(SmallDisk::new(128));
    postgres.start().await;
    let mut service = Service::start(&postgres.url("postgres")).await;
    let disk = postgres.disk.as_ref().unwrap();
    run_full(&mut service, "a full disk, PostgreSQL", disk).await;
}

#[tokio::test]
async fn a_server_works_on_when_the_disk_of_sqlite_was_full() {
    let disk = SmallDisk::new(64);
    let url = format!("sqlite://{}/tasks.db", disk.path().display());
    let mut service = Service::start_by(disk.command(PROGRAM, None), &url).await;
    run_full(&mut service, "a full disk, SQLite", &disk).await;
}

#[tokio::test]
async fn a_server_that_starts_on_a_full_disk_says_so() {
    let disk = SmallDisk::new(16);
    let url = format!("sqlite://{}/tasks.db", disk.path().display());
    let mut variables = vec![("DATABASE_URL", url)];
    variables.extend(BetterAuth::start().await.variables());
    let start = || Server::start_by(disk.command(PROGRAM, None), &variables);
    // With a database that was closed, and before there is one.
    for there_is_one in [false, true] {
        disk.fill();
        let Err(log) = start() else {
            panic!("it starts on a full disk: {there_is_one}")
        };
        let words = "the disk is full; free some space and start again; nothing is lost";
        assert!(log.contains(words), "{there_is_one}: {log}");
        disk.free();
        start().unwrap().into_process().end();
    }
}

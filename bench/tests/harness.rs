//! Whether the harness works. What it measures in so short a time means nothing and is not judged.

#![expect(
    clippy::expect_used,
    reason = "helpers of tests, which the lints take for something else"
)]

use std::{
    path::{Path, PathBuf},
    process::Command,
};

const BENCH: &str = env!("CARGO_BIN_EXE_taskward-bench");

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the root of the workspace")
}

/// The server, built from the present sources.
fn server() -> PathBuf {
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let built = Command::new(cargo)
        .args(["build", "--locked", "-p", "taskward-server"])
        .current_dir(workspace())
        .status()
        .expect("cargo starts");
    assert!(built.success());
    // Beside the harness, wherever CARGO_TARGET_DIR puts both.
    Path::new(BENCH).with_file_name("taskward")
}

#[test]
fn a_quick_run_measures_everything_against_the_real_server() {
    let output = Command::new(BENCH)
        .args(["--quick", "--json", "--server"])
        .arg(server())
        .current_dir(workspace())
        .output()
        .expect("the harness starts");
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{log}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let chapters = report["chapters"].as_array().expect("chapters");
    let of_all = |kind: &str| -> Vec<&serde_json::Value> {
        let lists = chapters.iter().map(|chapter| chapter[kind].as_array());
        lists.flat_map(|list| list.expect("a list")).collect()
    };
    let findings = of_all("findings");
    for part in [
        "memory at rest",
        "start until ready",
        "point read, 1 connection",
        "point read, 8 connections",
        "page of 20, 8 connections",
        "p99 at half the highest rate",
        "durable creation, 128 connections",
        "what changed",
        "four reads to a creation",
        "page of 20 in the middle of",
        "EdDSA: verdict",
        "HS256: verdict",
        "every token new",
        "one token in ten new",
        "a flood of bad tokens",
        "JavaScript of the first load",
        "tasks: start until ready",
    ] {
        let found = findings.iter().any(|finding| {
            let what = finding["what"].as_str().expect("a name");
            what.contains(part)
        });
        assert!(found, "nothing about {part}: {findings:?}");
    }
    for finding in &findings {
        let value = &finding["value"]["value"];
        let figure = value["median"].as_f64().or(value.as_f64());
        assert!(figure.is_some_and(|figure| figure > 0.0), "{finding}");
    }
    let latencies = of_all("latencies");
    assert_eq!(latencies.len(), 4);
    for latency in latencies {
        assert!(
            latency["p50"].as_f64() <= latency["p99"].as_f64(),
            "{latency}"
        );
    }
}

#[test]
fn a_server_that_does_not_start_is_an_error_that_says_why() {
    let output = Command::new(BENCH)
        .args(["--quick", "--only", "footprint", "--server", "/bin/false"])
        .output()
        .expect("the harness starts");
    assert!(!output.status.success());
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(log.contains("ended before it listened"), "{log}");
}

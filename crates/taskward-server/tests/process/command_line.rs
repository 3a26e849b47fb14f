//! What the commands say, and with which exit code.

use std::{io::Write, path::Path, process::Stdio};

use better_auth_verifier::test_support::{Answer, KeySetServer};

use super::support::{ORIGIN, finished, issuer, run, taskward};

fn database(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("tasks.db").display())
}

#[test]
fn help_names_every_variable_with_its_default() {
    let help = run(&["serve", "--help"], &[]);
    assert_eq!(help.code, Some(0));
    for variable in [
        "HOST",
        "PORT",
        "DATABASE_URL",
        "BETTER_AUTH_URL",
        "JWKS_URL",
        "JWKS_ALLOW_HTTP",
        "JWKS_MAX_AGE_SECONDS",
        "JWKS_MAX_STALE_SECONDS",
        "JWT_ALGORITHMS",
        "BETTER_AUTH_SECRET",
        "JWT_ISSUER",
        "JWT_AUDIENCE",
        "JWT_LEEWAY_SECONDS",
        "AUTH_SERVICE_URL",
        "CORS_ORIGINS",
        "RATE_LIMIT",
        "METRICS_ADDR",
        "TRUSTED_PROXIES",
        "LOG",
        "LOG_FORMAT",
    ] {
        let named = ["=", "]"].map(|end| format!("[env: {variable}{end}"));
        assert!(
            named.iter().any(|text| help.stdout.contains(text)),
            "{variable}\n{}",
            help.stdout
        );
    }
    for default in ["8000", "sqlite://data/tasks.db", "1200,12000", "86400"] {
        assert!(
            help.stdout.contains(&format!("[default: {default}]")),
            "{default}"
        );
    }
}

#[test]
fn help_never_shows_the_secret() {
    let help = run(
        &["serve", "--help"],
        &[("BETTER_AUTH_SECRET", "hunter2hunter2")],
    );
    assert!(!help.stdout.contains("hunter2"));
}

#[test]
fn the_version_and_completions_are_printed() {
    let version = run(&["--version"], &[]);
    assert_eq!(
        version.stdout,
        format!("taskward {}\n", env!("CARGO_PKG_VERSION"))
    );
    for shell in ["bash", "zsh", "fish"] {
        let completions = run(&["completions", shell], &[]);
        assert!(completions.stdout.contains("adopt-issuer"), "{shell}");
    }
}

#[test]
fn the_description_is_printed_as_it_is_committed() {
    let printed = run(&["openapi"], &[]);
    assert!(
        printed.stdout == include_str!("../../../../docs/openapi.json"),
        "run `cargo run -p taskward-server -- openapi > docs/openapi.json`"
    );
}

#[test]
fn wrong_arguments_and_settings_exit_with_2_and_say_all_that_is_wrong() {
    assert_eq!(run(&["sreve"], &[]).code, Some(2));
    let refused = run(&["serve"], &[("PORT", "http"), ("RATE_LIMIT", "fast")]);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.stderr.contains("PORT must be"),
        "{}",
        refused.stderr
    );
    assert!(
        refused.stderr.contains("RATE_LIMIT must be"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_weak_secret_stops_the_server_without_being_shown() {
    for secret in [
        "short-secret",
        "better-auth-secret-12345678901234567890",
        "",
        &"a".repeat(64),
    ] {
        let variables = [
            ("JWT_ALGORITHMS", "EdDSA,HS256"),
            ("BETTER_AUTH_SECRET", secret),
        ];
        let refused = run(&["serve"], &variables);
        assert_eq!(refused.code, Some(2), "{}", refused.stderr);
        assert!(
            refused.stderr.contains("BETTER_AUTH_SECRET"),
            "{}",
            refused.stderr
        );
        assert!(
            secret.is_empty() || !refused.stderr.contains(secret),
            "{}",
            refused.stderr
        );
    }
}

#[test]
fn a_database_that_cannot_be_used_stops_the_server() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tasks.db"), "no database".repeat(1000)).unwrap();
    let database = database(folder.path());
    let refused = run(&["serve"], &[("DATABASE_URL", &database), ("PORT", "0")]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.stderr.contains("not a SQLite database"),
        "{}",
        refused.stderr
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn check_says_what_is_well() {
    let (keys, issuer) = issuer().await;
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path());
    let url = keys.url();
    let variables = [
        ("DATABASE_URL", database.as_str()),
        ("JWKS_URL", &url),
        ("BETTER_AUTH_URL", ORIGIN),
    ];
    let good = run(&["check"], &variables);
    assert_eq!(good.code, Some(0), "{}", good.stdout);
    assert!(good.stdout.contains(issuer.key().id()), "{}", good.stdout);
    assert!(
        !folder.path().join("tasks.db").exists(),
        "looking makes no database"
    );
    let json: serde_json::Value =
        serde_json::from_str(&run(&["check", "--json"], &variables).stdout).unwrap();
    assert_eq!(json["ok"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn check_says_what_is_wrong_and_how_to_mend_it() {
    let folder = tempfile::tempdir().unwrap();
    let keys = KeySetServer::start(Answer::status(404, "")).await;
    let url = keys.url();
    let database = database(&folder.path().join("missing"));
    let variables = [
        ("DATABASE_URL", database.as_str()),
        ("JWKS_URL", &url),
        ("AUTH_SERVICE_URL", "http://127.0.0.1:9"),
    ];
    let bad = run(&["check"], &variables);
    assert_eq!(bad.code, Some(1));
    assert!(bad.stdout.contains("NOT keys"), "{}", bad.stdout);
    assert!(bad.stdout.contains("404"), "{}", bad.stdout);
    assert!(bad.stdout.contains("NOT sign-in"), "{}", bad.stdout);
    let json: serde_json::Value =
        serde_json::from_str(&run(&["check", "--json"], &variables).stdout).unwrap();
    assert_eq!(json["ok"], false);
    let settings = run(&["check"], &[("PORT", "x")]);
    assert_eq!(settings.code, Some(1));
    assert!(
        settings.stdout.contains("NOT settings: PORT"),
        "{}",
        settings.stdout
    );
    let path = run(
        &["check"],
        &[("AUTH_SERVICE_URL", "http://127.0.0.1:9/base")],
    );
    assert!(
        path.stdout.contains("NOT settings: AUTH_SERVICE_URL"),
        "{}",
        path.stdout
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_reads_a_token_from_its_argument_or_from_standard_input() {
    let (keys, issuer) = issuer().await;
    let url = keys.url();
    let variables = [("JWKS_URL", url.as_str()), ("BETTER_AUTH_URL", ORIGIN)];
    let token = issuer.token("ada");
    let accepted = run(&["verify", &token], &variables);
    assert_eq!(accepted.code, Some(0), "{}", accepted.stdout);
    assert!(accepted.stdout.contains("ada"));
    for input in [
        format!("{token}\n"),
        format!("Authorization: Bearer {token}\n"),
        format!("authorization: bearer {token}"),
    ] {
        let mut child = taskward(&["verify", "--json"], &variables)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        let verdict = finished(child.wait_with_output().unwrap());
        let json: serde_json::Value = serde_json::from_str(&verdict.stdout).unwrap();
        assert_eq!(
            (&json["accepted"], &json["subject"]),
            (&true.into(), &"ada".into())
        );
    }
    let mut claims = issuer.claims("ada");
    claims["aud"] = "https://elsewhere.example".into();
    let refused = run(&["verify", &issuer.token_of(&claims)], &variables);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stdout.contains("aud"), "{}", refused.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_belongs_to_one_issuer_until_another_is_adopted() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path());
    let with = |url| {
        [
            ("DATABASE_URL", database.as_str()),
            ("BETTER_AUTH_URL", url),
            ("PORT", "0"),
        ]
    };
    assert_eq!(
        run(&["adopt-issuer"], &with("https://one.example")).code,
        Some(0)
    );
    let refused = run(&["serve"], &with("https://two.example"));
    assert_eq!(refused.code, Some(1));
    for words in ["https://one.example", "https://two.example", "adopt-issuer"] {
        assert!(refused.stderr.contains(words), "{}", refused.stderr);
    }
    let adopted = run(&["adopt-issuer"], &with("https://two.example"));
    assert_eq!(adopted.code, Some(0), "{}", adopted.stderr);
    let refused = run(&["serve"], &with("https://one.example"));
    assert_eq!(refused.code, Some(1));
}

#[test]
fn a_reader_that_goes_away_is_no_crash() {
    for arguments in [&["openapi"][..], &["completions", "bash"]] {
        let mut command = taskward(arguments, &[]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(
            !String::from_utf8_lossy(&output.stderr).contains("panicked"),
            "{arguments:?}"
        );
    }
}

#[test]
fn output_that_cannot_be_written_is_no_success() {
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = taskward(&["openapi"], &[]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[tokio::test]
async fn check_does_not_wait_for_ever() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let variables = [
        ("AUTH_SERVICE_URL", url.as_str()),
        ("DATABASE_URL", "sqlite:///nowhere/x.db"),
    ];
    let bad = run(&["check"], &variables);
    assert_eq!(bad.code, Some(1));
    assert!(bad.stdout.contains("NOT sign-in"), "{}", bad.stdout);
}

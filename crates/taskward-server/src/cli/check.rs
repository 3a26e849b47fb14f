use std::{path::Path, process::ExitCode, time::Duration};

use better_auth_verifier::Verifier;
use serde::Serialize;
use taskward_store::{DatabaseUrl, Inspection, SchemaAge};

use super::report::{block_on, say, say_json};
use crate::config::{Config, Settings};

/// How long something that is looked for may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// One thing that was looked at.
#[derive(Serialize)]
struct Finding {
    what: &'static str,
    ok: bool,
    says: String,
}

impl Finding {
    fn good(what: &'static str, says: impl Into<String>) -> Self {
        Self {
            what,
            ok: true,
            says: says.into(),
        }
    }

    fn bad(what: &'static str, says: impl Into<String>) -> Self {
        Self {
            what,
            ok: false,
            says: says.into(),
        }
    }
}

#[derive(Serialize)]
struct Report {
    ok: bool,
    findings: Vec<Finding>,
}

pub(super) fn run(settings: &Settings, json: bool) -> ExitCode {
    block_on(async {
        let findings = look(settings).await;
        let report = Report {
            ok: findings.iter().all(|finding| finding.ok),
            findings,
        };
        if json {
            say_json(&report);
        } else {
            for Finding { what, ok, says } in &report.findings {
                say(format_args!(
                    "{} {what}: {says}",
                    if *ok { "ok " } else { "NOT" }
                ));
            }
        }
        if report.ok {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    })
}

async fn look(settings: &Settings) -> Vec<Finding> {
    let config = match settings.check() {
        Ok(config) => config,
        Err(errors) => {
            return errors
                .iter()
                .map(|error| Finding::bad("settings", error.to_string()))
                .collect();
        }
    };
    let mut findings = vec![tokens(&config), database(&config).await];
    match Verifier::new(config.verifier.clone()) {
        Ok(verifier) => findings.extend(keys(&config, &verifier).await),
        Err(error) => {
            findings.push(Finding::bad(
                "settings",
                crate::config::SettingError::from(error).to_string(),
            ));
        }
    }
    findings.push(sign_in(&config).await);
    findings
}

fn tokens(config: &Config) -> Finding {
    let verifier = &config.verifier;
    let says = format!(
        "issued by {}, for {}, signed with {}",
        verifier.issuer, verifier.audience, verifier.algorithms
    );
    Finding::good("tokens", says)
}

/// Looking neither makes nor migrates a database.
async fn database(config: &Config) -> Finding {
    const WHAT: &str = "database";
    if let DatabaseUrl::Sqlite(path) = &config.database.url
        && !path.exists()
    {
        return new_database(config, path);
    }
    match taskward_store::inspect(&config.database).await {
        Err(error) => Finding::bad(WHAT, error.to_string()),
        Ok(Inspection {
            issuer: Some(recorded),
            ..
        }) if recorded != config.verifier.issuer => {
            let says = format!(
                "{} belongs to users of {recorded}; set BETTER_AUTH_URL (or JWT_ISSUER) to that, or \
                 run `taskward adopt-issuer` if these are the same users at a new address",
                config.database
            );
            Finding::bad(WHAT, says)
        }
        Ok(Inspection { schema, .. }) => {
            let says = match schema {
                SchemaAge::Older => "will be brought up to date when served",
                SchemaAge::Same => "answers",
                SchemaAge::Newer => {
                    "answers; a newer Taskward has migrated it, and it still serves this one"
                }
            };
            Finding::good(WHAT, format!("{} {says}", config.database))
        }
    }
}

fn new_database(config: &Config, path: &Path) -> Finding {
    let folder = path
        .ancestors()
        .skip(1)
        .find(|folder| folder.exists() || folder.as_os_str().is_empty());
    let folder = match folder {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    match tempfile_in(folder) {
        Ok(()) => Finding::good(
            "database",
            format!("{} will be made when first served", config.database),
        ),
        Err(error) => {
            let says = format!(
                "{} cannot be made: {} does not take files: {error}; give the server's user the \
                 right to write there, or set DATABASE_URL",
                config.database,
                folder.display()
            );
            Finding::bad("database", says)
        }
    }
}

/// Whether files can be made in a folder, shown by making one.
fn tempfile_in(folder: &Path) -> std::io::Result<()> {
    let probe = folder.join(format!(".taskward-check-{}", std::process::id()));
    std::fs::File::create_new(&probe)?;
    std::fs::remove_file(probe)
}

async fn keys(config: &Config, verifier: &Verifier) -> Vec<Finding> {
    const WHAT: &str = "keys";
    if !config.verifier.algorithms.uses_key_set() {
        let says = "tokens are verified with the shared secret; no key set is needed";
        return vec![Finding::good(WHAT, says)];
    }
    let url = config
        .verifier
        .jwks
        .as_ref()
        .map_or("", |jwks| jwks.url.as_str());
    match verifier.fetch_keys().await {
        Ok(summary) => {
            let keys: Vec<_> = summary
                .keys
                .iter()
                .map(|key| format!("{} ({})", key.kid, key.algorithm))
                .collect();
            let mut findings = vec![Finding::good(
                WHAT,
                format!("{url} has {}", keys.join(", ")),
            )];
            findings.extend(
                summary
                    .skipped
                    .iter()
                    .map(|skipped| Finding::good(WHAT, format!("a key is not used: {skipped}"))),
            );
            findings
        }
        Err(error) => vec![Finding::bad(WHAT, format!("{url}: {error}"))],
    }
}

/// Whether people can sign in here, if that is how it is set up.
async fn sign_in(config: &Config) -> Finding {
    const WHAT: &str = "sign-in";
    let Some(service) = &config.auth_service else {
        let says =
            "AUTH_SERVICE_URL is not set, so people sign in elsewhere and bring their tokens";
        return Finding::good(WHAT, says);
    };
    let url = format!("{}/api/auth/ok", service.as_str().trim_end_matches('/'));
    let answer = async {
        reqwest::Client::builder()
            .no_proxy()
            .timeout(PATIENCE)
            .build()?
            .get(&url)
            .send()
            .await
    };
    match answer.await {
        Ok(answer) if answer.status().is_success() => {
            Finding::good(WHAT, format!("Better Auth answers at {service}"))
        }
        Ok(answer) => Finding::bad(
            WHAT,
            format!(
                "{url} answers {}; is AUTH_SERVICE_URL the address of a Better Auth service?",
                answer.status()
            ),
        ),
        Err(_) => Finding::bad(
            WHAT,
            format!(
                "nothing answers at {service}; start the Better Auth service, or mend AUTH_SERVICE_URL"
            ),
        ),
    }
}

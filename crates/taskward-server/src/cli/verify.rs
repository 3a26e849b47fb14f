use std::{
    io::{self, Read},
    process::ExitCode,
};

use better_auth_verifier::{Refusal, Verifier};
use serde::Serialize;

use super::report::{block_on, complain, refuse_settings, say, say_json};
use crate::config::Settings;

/// More than any token has, so that a wrong file does not fill the memory.
const MAX_INPUT_BYTES: u64 = 64 * 1024;

#[derive(Serialize)]
struct Verdict<'a> {
    accepted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

pub(super) fn run(token: Option<String>, settings: &Settings, json: bool) -> ExitCode {
    let config = match settings.check() {
        Ok(config) => config,
        Err(errors) => return refuse_settings(&errors),
    };
    let verifier = match Verifier::new(config.verifier) {
        Ok(verifier) => verifier,
        Err(error) => return refuse_settings(&[error.into()]),
    };
    let token = match token
        .filter(|token| token != "-")
        .map_or_else(read_input, Ok)
    {
        Ok(token) => token,
        Err(error) => {
            complain(format_args!(
                "The token cannot be read from standard input: {error}"
            ));
            return ExitCode::from(2);
        }
    };
    block_on(async {
        // People paste a whole header as often as a token.
        let token = without_prefix(without_prefix(token.trim(), "authorization:"), "bearer ");
        match verifier.verify(token).await {
            Ok(principal) => {
                let expires_at = principal.expires_at().get();
                if json {
                    say_json(&Verdict {
                        accepted: true,
                        subject: Some(principal.subject()),
                        email: principal.email(),
                        name: principal.name(),
                        expires_at: Some(expires_at),
                        reason: None,
                    });
                } else {
                    say("The token is accepted.");
                    say(format_args!("  subject  {}", principal.subject()));
                    for (what, text) in [
                        ("email  ", principal.email()),
                        ("name   ", principal.name()),
                    ] {
                        if let Some(text) = text {
                            say(format_args!("  {what}  {text}"));
                        }
                    }
                    say(format_args!("  expires  {}", time_of(expires_at)));
                }
                ExitCode::SUCCESS
            }
            Err(refusal) => {
                let reason = explain(&refusal);
                if json {
                    say_json(&Verdict {
                        accepted: false,
                        subject: None,
                        email: None,
                        name: None,
                        expires_at: None,
                        reason: Some(reason),
                    });
                } else {
                    say(format_args!("The token is not accepted: {reason}"));
                }
                ExitCode::FAILURE
            }
        }
    })
}

fn without_prefix<'a>(text: &'a str, prefix: &str) -> &'a str {
    match text.split_at_checked(prefix.len()) {
        Some((begin, rest)) if begin.eq_ignore_ascii_case(prefix) => rest.trim(),
        _ => text,
    }
}

fn read_input() -> io::Result<String> {
    let mut text = String::new();
    io::stdin()
        .lock()
        .take(MAX_INPUT_BYTES)
        .read_to_string(&mut text)?;
    Ok(text)
}

fn time_of(unix_seconds: i64) -> String {
    let at = unix_seconds
        .checked_mul(1000)
        .and_then(taskward_core::Timestamp::from_unix_millis);
    at.map_or_else(
        || format!("{unix_seconds} s after 1970"),
        |at| at.to_string(),
    )
}

fn explain(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Invalid(reason) => reason.to_string(),
        other => other.to_string(),
    }
}

use std::process::ExitCode;

use super::report::{block_on, complain, refuse_settings, say};
use crate::config::Settings;

pub(super) fn run(settings: &Settings) -> ExitCode {
    let config = match settings.check() {
        Ok(config) => config,
        Err(errors) => return refuse_settings(&errors),
    };
    block_on(async {
        let store = match taskward_store::open(&config.database).await {
            Ok(store) => store,
            Err(error) => {
                complain(error);
                return ExitCode::FAILURE;
            }
        };
        let issuer = &config.verifier.issuer;
        let adopted = store.adopt_issuer(issuer).await;
        store.close().await;
        match adopted {
            Ok(()) => {
                say(format_args!(
                    "Tokens of {issuer} own the tasks in {} now.",
                    config.database
                ));
                ExitCode::SUCCESS
            }
            Err(error) => {
                complain(format_args!("The issuer was not recorded: {error}."));
                ExitCode::FAILURE
            }
        }
    })
}

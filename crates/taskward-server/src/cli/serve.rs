use std::{io, process::ExitCode, sync::Arc, time::Duration};

use better_auth_verifier::Verifier;
use taskward_store::{OpenError, Store, StoreError};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use super::report::{block_on, complain, refuse_settings};
use crate::{
    app::{App, AppState, SystemClock, SystemRandom},
    config::{Config, Settings},
    extract::TrustedProxies,
    listen::{self, Connections},
    log,
    metrics::Metrics,
    rate_limit::RateLimits,
    routes::{self, HttpOptions},
    streams::{StreamLimits, Streams},
};

/// How often buckets of rate limits that are full again are forgotten.
const FORGET_EVERY: Duration = Duration::from_mins(1);

pub(super) fn run(settings: &Settings) -> ExitCode {
    let config = match settings.check() {
        Ok(config) => config,
        Err(errors) => return refuse_settings(&errors),
    };
    log::start(&config.log);
    let verifier = match Verifier::new(config.verifier.clone()) {
        Ok(verifier) => verifier,
        Err(error) => return refuse_settings(&[error.into()]),
    };
    block_on(async {
        match serve(config, verifier).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                complain(format_args!("Taskward cannot serve: {error}"));
                ExitCode::FAILURE
            }
        }
    })
}

/// Why serving did not begin.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error("{0}.")]
    Open(#[from] OpenError),
    #[error("the database does not answer: {0}.")]
    Store(#[from] StoreError),
    #[error(
        "the tasks in this database belong to users of {recorded}, but tokens of {expected} are \
         expected. Subjects mean nothing outside their issuer. If these are the same users at a new \
         address, run `taskward adopt-issuer`; else set BETTER_AUTH_URL (or JWT_ISSUER) to \
         {recorded}, or DATABASE_URL to another database."
    )]
    OtherIssuer { recorded: String, expected: String },
    #[error(
        "{address} cannot be listened on: {source}. Stop what uses it, or set {variable} to another."
    )]
    Listen {
        address: std::net::SocketAddr,
        variable: &'static str,
        source: io::Error,
    },
    #[error("the way to the Better Auth service cannot be set up: {0}.")]
    Proxy(#[from] reqwest::Error),
    #[error("signals cannot be received: {0}.")]
    Signals(io::Error),
}

async fn serve(config: Config, verifier: Verifier) -> Result<(), ServeError> {
    let stop = stop_signal().map_err(ServeError::Signals)?;
    let store = taskward_store::open(&config.database).await?;
    let served = serve_from(config, verifier, Arc::clone(&store), stop).await;
    store.close().await;
    served
}

async fn serve_from(
    config: Config,
    verifier: Verifier,
    store: Arc<dyn Store>,
    stop: watch::Receiver<bool>,
) -> Result<(), ServeError> {
    check_issuer(&*store, &config.verifier.issuer).await?;
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|source| ServeError::Listen {
            address: config.listen,
            variable: "PORT",
            source,
        })?;
    verifier.start();
    let auth_proxy = config.auth_proxy()?;
    let limits = config.max_connections.within_file_limit();
    let streams = Streams::new(StreamLimits::within(limits));
    let app: AppState = Arc::new(App {
        verifier,
        store,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        rate_limits: RateLimits::new(config.rate_limit),
        streams: streams.clone(),
        trusted_proxies: TrustedProxies(config.trusted_proxies),
    });
    let connections = Connections::new(limits, app.trusted_proxies.clone());
    let metrics = match config.metrics {
        Some(address) => {
            let metrics = Metrics::new(Arc::clone(&app), connections.clone());
            show_metrics(address, &metrics, stop.clone()).await?;
            Some(metrics)
        }
        None => None,
    };
    let forgetting = tokio::spawn(forget_idle(Arc::clone(&app)));
    let options = HttpOptions {
        auth_proxy,
        cors_origins: config.cors_origins,
        public_url: Some(config.public_url.clone()),
        metrics,
    };
    if let Ok(address) = listener.local_addr() {
        tracing::info!(%address, public = %config.public_url, database = %config.database, "serving");
    }
    let router = routes::router(app, options);
    let stop_streams = stopped(stop.clone());
    tokio::spawn(async move {
        stop_streams.await;
        streams.end();
    });
    listen::serve(listener, router, connections, stopped(stop)).await;
    forgetting.abort();
    tracing::info!("stopped");
    Ok(())
}

/// Records the issuer of a new database, and refuses another one afterwards.
async fn check_issuer(store: &dyn Store, expected: &str) -> Result<(), ServeError> {
    let recorded = store.claim_issuer(expected).await?;
    if recorded == expected {
        return Ok(());
    }
    Err(ServeError::OtherIssuer {
        recorded,
        expected: expected.to_owned(),
    })
}

async fn show_metrics(
    address: std::net::SocketAddr,
    metrics: &Metrics,
    stop: watch::Receiver<bool>,
) -> Result<(), ServeError> {
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|source| ServeError::Listen {
        address,
        variable: "METRICS_ADDR",
        source,
    })?;
    let router = metrics.router();
    // Only this machine reaches it.
    let connections = Connections::unlimited();
    tokio::spawn(async move { listen::serve(listener, router, connections, stopped(stop)).await });
    Ok(())
}

async fn forget_idle(app: AppState) {
    let mut minutes = tokio::time::interval(FORGET_EVERY);
    loop {
        minutes.tick().await;
        app.rate_limits.forget_idle();
    }
}

/// Becomes true with the first SIGTERM or SIGINT. A second one ends the process at once.
fn stop_signal() -> io::Result<watch::Receiver<bool>> {
    let (tell, told) = watch::channel(false);
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if tell.send_replace(true) {
                tracing::warn!("ending at once");
                std::process::exit(130);
            }
            tracing::info!("ending; requests under way are finished");
        }
    });
    Ok(told)
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that nobody can send the signal any more, which is the end as well.
    let _ = stop.wait_for(|stopped| *stopped).await;
}

//! What is counted, for Prometheus (the `OpenMetrics` text format).

use std::{fmt, sync::Arc};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{Method, header};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric, text::encode},
    metrics::{
        counter::{ConstCounter, Counter},
        family::Family,
        gauge::ConstGauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};
use tokio::time::Instant;

use crate::{app::AppState, listen::Connections};

/// What was counted since the start.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabels, Histogram, fn() -> Histogram>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

impl Metrics {
    /// Counts the requests it is shown, and asks the verifier, the store and the listener for theirs.
    #[must_use]
    pub fn new(app: AppState, connections: Connections) -> Self {
        let mut registry = Registry::with_prefix("taskward");
        let requests = Family::default();
        registry.register("requests", "Requests answered", requests.clone());
        let durations: Family<_, _, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(exponential_buckets(0.000_1, 2.0, 16)));
        registry.register(
            "request_duration_seconds",
            "Time from a request's head to its answer's head",
            durations.clone(),
        );
        registry.register_collector(Box::new(Parts { app, connections }));
        Self(Arc::new(Inner {
            registry,
            requests,
            durations,
        }))
    }

    /// A service that shows them at `/metrics`.
    #[expect(
        clippy::disallowed_methods,
        reason = "it listens at an address of its own"
    )]
    pub fn router(&self) -> Router {
        Router::new()
            .route("/metrics", get(show))
            .with_state(self.clone())
    }
}

/// Counts a request by its route, never by its path: paths carry ids.
pub(crate) async fn count(
    State(Metrics(metrics)): State<Metrics>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str).to_owned();
    let method = label(request.method());
    let start = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let seconds = start.elapsed().as_secs_f64();
    metrics
        .durations
        .get_or_create(&RouteLabels {
            route: route.clone(),
        })
        .observe(seconds);
    metrics
        .requests
        .get_or_create(&RequestLabels {
            method,
            route,
            status,
        })
        .inc();
    response
}

/// Clients may make methods up, and each label takes memory for ever.
fn label(method: &Method) -> &'static str {
    match *method {
        Method::CONNECT => "CONNECT",
        Method::DELETE => "DELETE",
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::TRACE => "TRACE",
        _ => "other",
    }
}

async fn show(State(Metrics(metrics)): State<Metrics>) -> impl IntoResponse {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = encode(&mut text, &metrics.registry);
    (
        [(
            header::CONTENT_TYPE,
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
        )],
        text,
    )
}

/// What the verifier, the store and the listener count by themselves.
struct Parts {
    app: AppState,
    connections: Connections,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Parts")
    }
}

impl Collector for Parts {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let tokens = self.app.verifier.stats();
        let writes = self.app.store.write_counts();
        for (name, help, value) in [
            (
                "tokens_verified",
                "Tokens accepted after full verification",
                tokens.verified,
            ),
            (
                "tokens_remembered",
                "Tokens accepted because they were remembered",
                tokens.remembered,
            ),
            (
                "key_fetches",
                "Key sets fetched and taken into use",
                tokens.fetches,
            ),
            (
                "key_fetches_failed",
                "Key sets that could not be fetched or used",
                tokens.failed_fetches,
            ),
            (
                "store_changes",
                "Changes asked of the store",
                writes.changes,
            ),
            (
                "store_commits",
                "Commits to disk, each of one or more changes",
                writes.commits,
            ),
        ] {
            let counter = ConstCounter::new(value);
            counter.encode(encoder.encode_descriptor(
                name,
                help,
                None,
                counter.metric_type(),
            )?)?;
        }
        if let Some(age) = tokens.key_set_age {
            let gauge = ConstGauge::new(age.as_secs_f64());
            let help = "Age of the key set in use";
            let name = "key_set_age_seconds";
            gauge.encode(encoder.encode_descriptor(name, help, None, gauge.metric_type())?)?;
        }
        let kind = ConstCounter::new(0_u64).metric_type();
        let help = "Requests not authenticated";
        let mut refused = encoder.encode_descriptor("tokens_refused", help, None, kind)?;
        for (reason, count) in tokens.refused {
            let labels = [("reason", reason)];
            ConstCounter::new(count).encode(refused.encode_family(&labels)?)?;
        }
        let streams = ConstGauge::new(i64::try_from(self.app.streams.open()).unwrap_or(i64::MAX));
        let help = "Streams of events open now";
        streams.encode(encoder.encode_descriptor(
            "streams",
            help,
            None,
            streams.metric_type(),
        )?)?;
        self.encode_connections(&mut encoder)
    }
}

impl Parts {
    fn encode_connections(&self, encoder: &mut DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let open = ConstGauge::new(i64::try_from(self.connections.open()).unwrap_or(i64::MAX));
        let help = "Connections open now";
        open.encode(encoder.encode_descriptor("connections", help, None, open.metric_type())?)?;
        let refused = self.connections.refused();
        let help = "Connections closed because there were too many, in all or from one address";
        let kind = ConstCounter::new(0_u64).metric_type();
        let mut family = encoder.encode_descriptor("connections_refused", help, None, kind)?;
        for (limit, count) in [("total", refused.total), ("address", refused.address)] {
            ConstCounter::new(count).encode(family.encode_family(&[("limit", limit)])?)?;
        }
        Ok(())
    }
}

//! Accepting connections, and ending without dropping what was accepted.

mod alarm;

use std::{convert::Infallible, time::Duration};

use axum::{Extension, extract::ConnectInfo, response::Response};
use hyper::{Request, body::Incoming, server::conn::http1};
use hyper_util::{rt::TokioIo, server::graceful::GracefulShutdown, service::TowerToHyperService};
use tokio::net::TcpListener;
use tower::{Layer, Service};

use self::alarm::Alarm;

/// How long a connection may be idle, its client's sending of a request's head included. Longer than
/// reverse proxies keep idle connections (60 s), so that they are the ones who close them.
const HEAD_TIMEOUT: Duration = Duration::from_secs(75);
/// About the largest head of a request, in bytes; one that does not fit is answered with 431.
const MAX_HEAD_BYTES: usize = 32 * 1024;
/// How long requests may take to end once the server is told to.
const GRACE: Duration = Duration::from_secs(10);
/// After a failure to accept, such as too many open files.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is ready, then takes no more connections and ends those it has: idle ones at
/// once, the others with the answer under way, all within ten seconds.
pub async fn serve<S>(listener: TcpListener, service: S, stop: impl Future<Output = ()>)
where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
{
    let connections = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Small answers go out at once.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "a connection ended before it began");
                    continue;
                }
                let service = Extension(ConnectInfo(peer)).layer(service.clone());
                let service = TowerToHyperService::new(service);
                let connection = http().serve_connection(TokioIo::new(stream), service);
                let connection = connections.watch(connection);
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a connection ended early");
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(GRACE, connections.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests did not end in time");
    }
}

fn http() -> http1::Builder {
    let mut http = http1::Builder::new();
    // A client that has said all may close its side and still be answered.
    http.half_close(true);
    http.timer(Alarm::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_HEAD_BYTES);
    http
}

//! Accepting connections within limits, and ending without dropping what was accepted.

mod alarm;
mod file_limit;
mod limits;
mod seldom;
mod socket;
#[cfg(test)]
mod tests;

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use axum::{Extension, extract::ConnectInfo, response::Response};
use hyper::{Request, body::Incoming, server::conn::http1};
use hyper_util::{
    rt::TokioIo,
    server::graceful::{GracefulConnection, GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
};
use tower::{Layer, Service};

pub use self::limits::{ConnectionLimits, ConnectionLimitsError, Connections, Refused};
use self::{alarm::Alarm, seldom::Seldom, socket::Socket};

/// How long a connection may be idle. Longer than reverse proxies keep idle connections (60 s), so that
/// they are the ones who close them.
const IDLE: Duration = Duration::from_secs(75);
/// About the largest head of a request, in bytes; one that does not fit is answered with 431.
const MAX_HEAD_BYTES: usize = 32 * 1024;
/// How long requests may take to end once the server is told to.
const GRACE: Duration = Duration::from_secs(10);
/// After a failure to accept, such as too many open files.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is ready, then takes no more connections and ends those it has: idle ones at
/// once, the others with the answer under way, all within ten seconds.
///
/// A connection ends early if it is idle for 75 s, if the head of a request takes longer than 10 s from
/// its first byte on, or if its client takes nothing of an answer for 30 s.
pub async fn serve<S>(
    listener: TcpListener,
    service: S,
    places: Connections,
    stop: impl Future<Output = ()>,
) where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
{
    let connections = GracefulShutdown::new();
    let (mut refused, mut failed) = (Seldom::default(), Seldom::default());
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let Some(place) = places.admit(peer.ip()) else {
                    if let Some(connections) = refused.again() {
                        tracing::warn!(connections, "connections beyond MAX_CONNECTIONS closed");
                    }
                    continue;
                };
                // Small answers go out at once.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "a connection ended before it began");
                    continue;
                }
                let connection = connections.watch(converse(stream, peer, service.clone()));
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a connection ended early");
                    }
                    drop(place);
                });
            }
            Err(error) => {
                if let Some(times) = failed.again() {
                    tracing::warn!(%error, times, "connections could not be accepted");
                }
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

/// Answers what comes over one connection.
fn converse<I, S>(
    io: I,
    peer: SocketAddr,
    service: S,
) -> impl GracefulConnection<Error = hyper::Error> + Send
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Service<Request<Incoming>, Response = Response, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
{
    let alarm = Alarm::new();
    let service = TowerToHyperService::new(Extension(ConnectInfo(peer)).layer(service));
    http1::Builder::new()
        // A client that has said all may close its side and still be answered.
        .half_close(true)
        .timer(alarm.clone())
        .header_read_timeout(IDLE)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(Socket::new(io, alarm)), service)
}

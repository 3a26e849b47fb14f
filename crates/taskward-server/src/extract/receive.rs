//! Taking a body in, within bounds of size and time.

use std::time::Duration;

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body::Body as _;
use http_body_util::BodyExt;
use tokio::time::timeout;

use crate::problem::Problem;

/// The largest body, in bytes. Better Auth takes no larger one either.
pub(crate) const MAX_BYTES: usize = 64 * 1024;
/// How much of a body that is too large is read and forgotten. A connection that is closed with unread
/// data may take the answer with it; one that announces more than this is closed all the same.
const MAX_FORGOTTEN_BYTES: usize = 1024 * 1024;
/// How long a client may take to send one.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// The whole body.
///
/// # Errors
/// 413 if it is too large, 408 if it takes too long, 400 if it does not arrive whole.
pub(crate) async fn receive(body: Body) -> Result<Bytes, Problem> {
    if body.size_hint().lower() > MAX_FORGOTTEN_BYTES as u64 {
        return Err(Problem::too_large());
    }
    timeout(TIME_LIMIT, read(body))
        .await
        .unwrap_or_else(|_| Err(Problem::too_slow()))
}

async fn read(mut body: Body) -> Result<Bytes, Problem> {
    let mut received = BytesMut::new();
    let mut forgotten = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Problem::body_incomplete())?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if forgotten > 0 || received.len() + data.len() > MAX_BYTES {
            forgotten += data.len();
            if forgotten > MAX_FORGOTTEN_BYTES {
                break;
            }
        } else if received.is_empty() && body.is_end_stream() {
            return Ok(data);
        } else {
            received.extend_from_slice(&data);
        }
    }
    if forgotten > 0 {
        Err(Problem::too_large())
    } else {
        Ok(received.freeze())
    }
}

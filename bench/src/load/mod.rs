//! Load over loopback, on connections that are kept open.
//!
//! [`closed_loop`] asks as fast as it is answered and finds the highest rate; [`fixed_rate`] asks on
//! a schedule and finds how long people wait.

pub mod closed_loop;
pub mod fixed_rate;

use std::{
    net::{IpAddr, SocketAddr, TcpStream},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use hdrhistogram::Histogram;
use socket2::{Domain, Protocol, Socket, Type};

use crate::http1::Request;

/// The longest latency that is told apart from longer ones, in nanoseconds: a minute.
const LONGEST: u64 = 60_000_000_000;
/// Significant digits of a latency.
const DIGITS: u8 = 3;

/// Who is asked what, and how.
pub struct Load<'a> {
    /// Whom.
    pub address: SocketAddr,
    /// What.
    pub requests: &'a Requests,
    /// The statuses an answer may have.
    pub statuses: &'a [u16],
    /// From which address, if it matters.
    pub from: Option<IpAddr>,
    /// On how many connections at once.
    pub connections: usize,
    /// For how long.
    pub duration: Duration,
}

impl Load<'_> {
    fn connect(&self) -> std::io::Result<TcpStream> {
        let Some(from) = self.from else {
            return TcpStream::connect(self.address);
        };
        let socket = Socket::new(
            Domain::for_address(self.address),
            Type::STREAM,
            Some(Protocol::TCP),
        )?;
        socket.bind(&SocketAddr::new(from, 0).into())?;
        socket.connect(&self.address.into())?;
        Ok(socket.into())
    }
}

/// Requests in the order in which they are sent.
pub enum Requests {
    /// Over and over, each connection in an order of its own.
    Over(Vec<Request>),
    /// Each once; the load ends early when there are no more.
    Once(Vec<Request>, AtomicUsize),
}

impl Requests {
    /// Each once.
    pub fn once(requests: Vec<Request>) -> Self {
        Self::Once(requests, AtomicUsize::new(0))
    }

    /// Any of them, to try out.
    ///
    /// # Errors
    /// There are none.
    pub fn first(&self) -> anyhow::Result<&Request> {
        let (Self::Over(requests) | Self::Once(requests, _)) = self;
        requests
            .first()
            .ok_or_else(|| anyhow::anyhow!("no requests"))
    }

    /// What a connection sends as its so-and-so-manieth request; `None` if nothing is left.
    fn pick(&self, connection: usize, count: usize) -> Option<&Request> {
        /// Larger than any set of requests shares a divisor with: a prime.
        const STEP: usize = 1_000_003;
        match self {
            Self::Over(requests) => {
                let place = connection
                    .wrapping_mul(7919)
                    .wrapping_add(count.wrapping_mul(STEP));
                requests.get(place.checked_rem(requests.len())?)
            }
            Self::Once(requests, next) => requests.get(next.fetch_add(1, Ordering::Relaxed)),
        }
    }
}

/// What came of a load.
pub struct Tally {
    /// Answers.
    pub answers: u64,
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// How long answers took, in nanoseconds.
    pub latencies: Histogram<u64>,
}

impl Tally {
    /// Answers a second.
    #[expect(clippy::cast_precision_loss, reason = "counts of a few seconds fit")]
    pub fn rate(&self) -> f64 {
        self.answers as f64 / self.elapsed.as_secs_f64()
    }
}

fn histogram() -> anyhow::Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, LONGEST, DIGITS)?)
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn numbered(count: u8) -> Vec<Request> {
        (0..count).map(|number| vec![number].into()).collect()
    }

    #[test]
    fn every_request_is_sent_in_turn() {
        let requests = Requests::Over(numbered(100));
        let seen: HashSet<_> = (0..100).map(|count| requests.pick(3, count)).collect();
        assert_eq!(seen.len(), 100);
        assert!(Requests::Over(Vec::new()).pick(0, 0).is_none());
    }

    #[test]
    fn once_is_once() {
        let requests = Requests::once(numbered(3));
        let sent: Vec<_> = (0..5).filter_map(|count| requests.pick(count, 0)).collect();
        assert_eq!(sent.len(), 3);
    }
}

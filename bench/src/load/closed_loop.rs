//! Every connection sends its next request as soon as the last one is answered.

use std::{
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use anyhow::anyhow;

use super::{Load, Tally, histogram, nanos};
use crate::http1::Connection;

/// Loads until the time is over. Latencies are from sending to the whole answer; while the server
/// is slow nobody asks, so they say little about waiting (see [`super::fixed_rate`]).
///
/// # Errors
/// The first answer that is not as expected.
pub fn run(load: &Load<'_>) -> anyhow::Result<Tally> {
    let threads = thread::available_parallelism()?.get().min(load.connections);
    let mut shares: Vec<Vec<(usize, TcpStream)>> = Vec::new();
    shares.resize_with(threads, Vec::new);
    for number in 0..load.connections {
        if let Some(share) = shares.get_mut(number % threads) {
            share.push((number, load.connect()?));
        }
    }
    let start = Instant::now();
    let end = start + load.duration;
    let mut total = Tally {
        answers: 0,
        elapsed: Duration::ZERO,
        latencies: histogram()?,
    };
    thread::scope(|scope| {
        let threads: Vec<_> = shares
            .into_iter()
            .map(|share| scope.spawn(move || drive(load, share, end)))
            .collect();
        for thread in threads {
            let latencies = thread.join().map_err(|_| anyhow!("a thread panicked"))??;
            total.latencies.add(latencies)?;
        }
        anyhow::Ok(())
    })?;
    total.elapsed = start.elapsed();
    total.answers = total.latencies.len();
    Ok(total)
}

/// One thread's share of the connections.
fn drive(
    load: &Load<'_>,
    share: Vec<(usize, TcpStream)>,
    end: Instant,
) -> anyhow::Result<hdrhistogram::Histogram<u64>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut connections = Vec::new();
        for (number, stream) in share {
            stream.set_nonblocking(true)?;
            let stream = tokio::net::TcpStream::from_std(stream)?;
            connections.push((number, Connection::of(stream)?));
        }
        let asked = connections
            .into_iter()
            .map(|(number, connection)| ask(load, number, connection, end));
        let mut total = histogram()?;
        for latencies in futures_util::future::try_join_all(asked).await? {
            total.add(latencies)?;
        }
        Ok(total)
    })
}

async fn ask(
    load: &Load<'_>,
    number: usize,
    mut connection: Connection,
    end: Instant,
) -> anyhow::Result<hdrhistogram::Histogram<u64>> {
    let mut latencies = histogram()?;
    let mut sent = Instant::now();
    let mut count = 0;
    while sent < end
        && let Some(request) = load.requests.pick(number, count)
    {
        connection.expect_one_of(request, load.statuses).await?;
        let answered = Instant::now();
        latencies.saturating_record(nanos(answered - sent));
        sent = answered;
        count += 1;
    }
    Ok(latencies)
}

//! Requests are due at fixed points in time, whatever the server does.
//!
//! Latency counts from when a request was due, not from when it could be sent, so a pause of the
//! server is felt by all who would have asked meanwhile (no coordinated omission).

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use anyhow::{anyhow, bail};
use hdrhistogram::Histogram;

use super::{Load, Tally, histogram, nanos};
use crate::http1::{self, check_status};

/// How long after the end an overdue request may still be answered.
const OVERTIME: Duration = Duration::from_secs(10);

/// Loads at that many requests a second. A thread for each connection, since timers of an event loop
/// go by milliseconds.
///
/// # Errors
/// The first answer that is not as expected, or a server that does not keep up at all.
pub fn run(load: &Load<'_>, rate: f64) -> anyhow::Result<Tally> {
    let mut streams = Vec::new();
    for _ in 0..load.connections {
        let stream = load.connect()?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(OVERTIME))?;
        streams.push(stream);
    }
    let connections = u32::try_from(load.connections)?;
    let every = Duration::try_from_secs_f64(f64::from(connections) / rate)?;
    let start = Instant::now() + Duration::from_millis(10);
    let mut latencies = histogram()?;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..connections)
            .zip(streams)
            .map(|(number, stream)| {
                let first = start + every * number / connections;
                scope.spawn(move || keep_schedule(load, number, stream, first, every))
            })
            .collect();
        for thread in threads {
            latencies.add(thread.join().map_err(|_| anyhow!("a thread panicked"))??)?;
        }
        anyhow::Ok(())
    })?;
    Ok(Tally {
        answers: latencies.len(),
        elapsed: start.elapsed(),
        latencies,
    })
}

fn keep_schedule(
    load: &Load<'_>,
    number: u32,
    mut stream: TcpStream,
    first: Instant,
    every: Duration,
) -> anyhow::Result<Histogram<u64>> {
    let mut latencies = histogram()?;
    let mut buffer = Vec::new();
    let mut due = first;
    let end = first + load.duration;
    let mut count = 0;
    while due < end
        && let Some(request) = load.requests.pick(usize::try_from(number)?, count)
    {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        stream.write_all(request)?;
        receive(&mut stream, &mut buffer, load.statuses)?;
        let now = Instant::now();
        if now > end + OVERTIME {
            bail!("the server does not keep up with this rate");
        }
        latencies.saturating_record(nanos(now - due));
        due += every;
        count += 1;
    }
    Ok(latencies)
}

fn receive(stream: &mut TcpStream, buffer: &mut Vec<u8>, statuses: &[u16]) -> anyhow::Result<()> {
    let mut chunk = [0; 16 * 1024];
    buffer.clear();
    loop {
        let length = stream.read(&mut chunk)?;
        if length == 0 {
            bail!("the server closed the connection");
        }
        buffer.extend_from_slice(chunk.get(..length).unwrap_or_default());
        if let Some(answer) = http1::parse(buffer)? {
            let body = buffer.get(answer.body).unwrap_or_default();
            return check_status(answer.status, statuses, body);
        }
    }
}

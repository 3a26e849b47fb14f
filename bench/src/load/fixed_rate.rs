//! Requests are due at fixed points in time, whatever the server does.
//!
//! Latency counts from when a request was due, not from when it could be sent, so a pause of the
//! server is felt by all who would have asked meanwhile (no coordinated omission).

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use anyhow::{anyhow, bail};
use hdrhistogram::Histogram;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::retry_on_intr,
};

use super::{Load, Tally, histogram, nanos};
use crate::http1::{self, check_status};

/// How long after the end an overdue request may still be answered.
const OVERTIME: Duration = Duration::from_secs(10);

/// Loads at that many requests a second. Not more threads than cores: a thread for each connection would take turns
/// with the server's, and what that costs would be put down to the server. They sleep in `ppoll`, whose timer goes by
/// nanoseconds.
///
/// # Errors
/// The first answer that is not as expected, or a server that does not keep up at all.
pub fn run(load: &Load<'_>, rate: f64) -> anyhow::Result<Tally> {
    let threads = thread::available_parallelism()?.get().min(load.connections);
    let connections = u32::try_from(load.connections)?;
    let every = Duration::try_from_secs_f64(f64::from(connections) / rate)?;
    let mut shares: Vec<Vec<Lane>> = Vec::new();
    shares.resize_with(threads, Vec::new);
    let mut streams = Vec::new();
    for _ in 0..load.connections {
        let stream = load.connect()?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        streams.push(stream);
    }
    let start = Instant::now() + Duration::from_millis(10);
    for (number, stream) in (0..connections).zip(streams) {
        let share = usize::try_from(number)? % threads;
        if let Some(share) = shares.get_mut(share) {
            share.push(Lane {
                number: usize::try_from(number)?,
                stream,
                count: 0,
                due: start + every * number / connections,
                asked: false,
                over: false,
                buffer: Vec::new(),
            });
        }
    }
    let mut latencies = histogram()?;
    thread::scope(|scope| {
        let threads: Vec<_> = shares
            .into_iter()
            .map(|lanes| scope.spawn(move || keep_schedule(load, lanes, every, start)))
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

/// A connection, on which one request at a time is under way.
struct Lane {
    number: usize,
    stream: TcpStream,
    /// Requests so far.
    count: usize,
    /// When the request that is next or under way is due.
    due: Instant,
    /// It is under way.
    asked: bool,
    /// There is none any more.
    over: bool,
    buffer: Vec<u8>,
}

fn keep_schedule(
    load: &Load<'_>,
    mut lanes: Vec<Lane>,
    every: Duration,
    start: Instant,
) -> anyhow::Result<Histogram<u64>> {
    let mut latencies = histogram()?;
    let end = start + load.duration;
    loop {
        for lane in &mut lanes {
            lane.ask_if_due(load, end)?;
        }
        let next = lanes.iter().filter(|lane| !lane.asked && !lane.over);
        let next = next.map(|lane| lane.due).min();
        if next.is_none() && !lanes.iter().any(|lane| lane.asked) {
            return Ok(latencies);
        }
        if Instant::now() > end + OVERTIME {
            bail!("the server does not keep up with this rate");
        }
        for ready in wait(&lanes, next.unwrap_or(end + OVERTIME))? {
            let Some(lane) = lanes.get_mut(ready) else {
                continue;
            };
            if lane.receive(load.statuses)? {
                latencies.saturating_record(nanos(lane.due.elapsed()));
                lane.due += every;
                lane.count += 1;
                lane.asked = false;
            }
        }
    }
}

/// Which of them have something to read, as soon as any has; none at that time.
fn wait(lanes: &[Lane], until: Instant) -> anyhow::Result<Vec<usize>> {
    let mut waiting: Vec<_> = lanes
        .iter()
        .map(|lane| {
            let flags = if lane.asked {
                PollFlags::IN
            } else {
                PollFlags::empty()
            };
            PollFd::new(&lane.stream, flags)
        })
        .collect();
    let time = Timespec::try_from(until.saturating_duration_since(Instant::now()))?;
    retry_on_intr(|| poll(&mut waiting, Some(&time)))?;
    let ready = waiting.iter().enumerate();
    let ready = ready.filter(|(_, lane)| !lane.revents().is_empty());
    Ok(ready.map(|(index, _)| index).collect())
}

impl Lane {
    /// Sends what is due, unless the last request is not answered yet.
    fn ask_if_due(&mut self, load: &Load<'_>, end: Instant) -> anyhow::Result<()> {
        if self.asked || self.over || Instant::now() < self.due {
            return Ok(());
        }
        let request = (self.due < end).then(|| load.requests.pick(self.number, self.count));
        if let Some(request) = request.flatten() {
            // A request is smaller than what a socket takes at once.
            self.stream.write_all(request)?;
            self.asked = true;
        } else {
            self.over = true;
        }
        Ok(())
    }

    /// Reads what is there. Whether the answer is there whole.
    fn receive(&mut self, statuses: &[u16]) -> anyhow::Result<bool> {
        let mut chunk = [0; 16 * 1024];
        let length = match self.stream.read(&mut chunk) {
            Ok(0) => bail!("the server closed the connection"),
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let chunk = chunk.get(..length).unwrap_or_default();
        self.buffer.extend_from_slice(chunk);
        let Some(answer) = http1::parse(&self.buffer)? else {
            return Ok(false);
        };
        let body = self.buffer.get(answer.body).unwrap_or_default();
        check_status(answer.status, statuses, body)?;
        self.buffer.clear();
        Ok(true)
    }
}

//! What a client may not do to a connection: neither send a head bit by bit nor leave an answer unread.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use pin_project_lite::pin_project;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

use super::alarm::Alarm;

/// How long a client may take nothing of an answer that waits for it.
pub(super) const STALLED: Duration = Duration::from_secs(30);

pin_project! {
    /// A connection that tells its alarm when something arrives, and that breaks when what is to be
    /// sent does not move.
    pub(super) struct Socket<I> {
        #[pin]
        io: I,
        alarm: Alarm,
        // There only while something waits to be sent.
        stall: Option<Pin<Box<Sleep>>>,
    }
}

impl<I> Socket<I> {
    pub(super) fn new(io: I, alarm: Alarm) -> Self {
        Self {
            io,
            alarm,
            stall: None,
        }
    }
}

/// The outcome, unless it has been awaited for too long.
fn bounded<T>(
    stall: &mut Option<Pin<Box<Sleep>>>,
    context: &mut Context<'_>,
    outcome: Poll<io::Result<T>>,
) -> Poll<io::Result<T>> {
    if outcome.is_ready() {
        *stall = None;
        return outcome;
    }
    let stall = stall.get_or_insert_with(|| Box::pin(sleep(STALLED)));
    stall.as_mut().poll(context).map(|()| {
        Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "an answer was left unread",
        ))
    })
}

impl<I: AsyncRead> AsyncRead for Socket<I> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.project();
        let before = buffer.filled().len();
        let outcome = this.io.poll_read(context, buffer);
        if buffer.filled().len() > before {
            this.alarm.bytes_arrived();
        }
        outcome
    }
}

impl<I: AsyncWrite> AsyncWrite for Socket<I> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.project();
        let outcome = this.io.poll_write(context, bytes);
        bounded(this.stall, context, outcome)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.project();
        let outcome = this.io.poll_write_vectored(context, slices);
        bounded(this.stall, context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.project().io.poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.project().io.poll_shutdown(context)
    }
}

//! Two programs under the same load, in turns, so that whatever else the machine does meets both.

use std::time::Duration;

use crate::{
    load::{Load, Requests, closed_loop},
    process::Program,
    report::Spread,
};

/// How long and how often each is loaded.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Turns of each that count.
    pub rounds: usize,
    /// How long a turn is. A turn that does not count comes first.
    pub turn: Duration,
}

/// What both did in their turns.
pub struct Outcome {
    /// Of the subject, a second.
    pub subject: Spread,
    /// Of the peer, a second.
    pub peer: Spread,
    /// Subject over peer, turn by turn.
    pub ratio: Spread,
}

impl Plan {
    /// Fewer and shorter turns, for whoever is so far away that more would tell nothing.
    pub fn coarse(self) -> Self {
        Self {
            rounds: self.rounds.min(2),
            turn: self.turn.min(Duration::from_secs(1)),
        }
    }

    /// Lets both work in turns; each call is one turn and gives a rate.
    ///
    /// # Errors
    /// Those of a turn.
    pub fn alternate(
        &self,
        mut subject: impl FnMut() -> anyhow::Result<f64>,
        mut peer: impl FnMut() -> anyhow::Result<f64>,
    ) -> anyhow::Result<Outcome> {
        let (mut subjects, mut peers, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..=self.rounds {
            // Whoever went first goes second next time.
            let (ours, theirs) = if round.is_multiple_of(2) {
                let theirs = peer()?;
                (subject()?, theirs)
            } else {
                (subject()?, peer()?)
            };
            if round > 0 {
                subjects.push(ours);
                peers.push(theirs);
                ratios.push(ours / theirs);
            }
        }
        Ok(Outcome {
            subject: Spread::of(subjects)?,
            peer: Spread::of(peers)?,
            ratio: Spread::of(ratios)?,
        })
    }
}

/// A turn of a program under load. Adds what it cost to `cost`.
///
/// # Errors
/// Those of the load.
pub fn turn(
    program: &Program,
    requests: &Requests,
    (statuses, connections): (&[u16], usize),
    plan: Plan,
    cost: &mut Cost,
) -> anyhow::Result<f64> {
    let before = program.processor_seconds()?;
    let tally = closed_loop::run(&Load {
        address: program.address,
        requests,
        statuses,
        from: None,
        connections,
        duration: plan.turn,
    })?;
    cost.seconds += program.processor_seconds()? - before;
    cost.requests += tally.answers;
    Ok(tally.rate())
}

/// The rates of a program that is loaded alone, turn after turn; the first turn does not count.
///
/// # Errors
/// Those of the load.
pub fn alone(load: &Load<'_>, plan: Plan) -> anyhow::Result<Spread> {
    let mut rates = Vec::new();
    for round in 0..=plan.rounds {
        let tally = closed_loop::run(load)?;
        if round > 0 {
            rates.push(tally.rate());
        }
    }
    Spread::of(rates)
}

/// Processor time of a program, on whatever cores.
#[derive(Default)]
pub struct Cost {
    seconds: f64,
    requests: u64,
}

impl Cost {
    /// Microseconds for one request.
    #[expect(clippy::cast_precision_loss, reason = "counts of some seconds fit")]
    pub fn micros(&self) -> f64 {
        self.seconds * 1e6 / self.requests as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_turn_does_not_count_and_ratios_are_by_turn() {
        let plan = Plan {
            rounds: 3,
            turn: Duration::ZERO,
        };
        let mut ours = [1.0, 50.0, 60.0, 80.0].into_iter();
        let outcome = plan
            .alternate(|| Ok(ours.next().unwrap_or_default()), || Ok(100.0))
            .unwrap();
        assert_eq!(ours.next(), None);
        let Spread {
            median,
            least,
            most,
        } = outcome.ratio;
        assert_eq!((least, median, most), (0.5, 0.6, 0.8));
    }
}

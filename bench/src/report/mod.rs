//! What was found, for people, for machines and for docs/performance.md.

pub mod document;
mod table;

use serde::{Deserialize, Serialize};

use crate::machine::Machine;

/// All that a run found.
#[derive(Serialize)]
pub struct Report {
    /// Where.
    pub machine: Machine,
    /// With which arguments.
    pub command: String,
    /// What about, in the order in which it is read.
    pub chapters: Vec<Chapter>,
}

/// What a chapter is about, in the order in which they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// One file.
    Sqlite,
    /// What it costs to know who asks.
    Tokens,
    /// A server of its own, with row-level security.
    Postgres,
    /// Other stacks.
    Peers,
    /// What people see.
    Web,
    /// The same on more and more tasks.
    Growth,
}

impl Subject {
    /// As it stands above the chapter.
    pub fn title(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Tokens => "Tokens",
            Self::Postgres => "PostgreSQL",
            Self::Peers => "Other stacks",
            Self::Web => "The web application",
            Self::Growth => "Growth",
        }
    }
}

/// What was found of one subject.
#[derive(Serialize)]
pub struct Chapter {
    /// Which.
    pub subject: Subject,
    /// Figures, in the order in which they were measured.
    pub findings: Vec<Finding>,
    /// How long people wait at a given rate.
    pub latencies: Vec<LatencyFinding>,
    /// How long people wait for the page.
    pub waits: Vec<Wait>,
}

/// One figure, what it is held against, and what it should be.
#[derive(Serialize)]
pub struct Finding {
    /// What was measured.
    pub what: String,
    /// How much of it there was.
    pub value: Value,
    /// What it is held against.
    pub peer: Option<Peer>,
    /// What was asked for.
    pub target: Option<Target>,
    /// Whether it was reached; null where nothing was asked for.
    pub met: Option<bool>,
}

/// A quantity.
#[derive(Clone, Copy, Serialize)]
#[serde(tag = "unit", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// Requests, creations or commits a second: the middle of several turns.
    PerSecond(Spread),
    /// Time.
    Microseconds(f64),
    /// Time.
    Milliseconds(Spread),
    /// Memory or size.
    Bytes(u64),
}

/// What a figure is held against.
#[derive(Serialize)]
pub struct Peer {
    /// Its name.
    pub name: &'static str,
    /// The same quantity of it.
    pub value: Value,
    /// The figure over the peer's, turn by turn.
    pub ratio: Spread,
}

/// What is asked for.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// At least so many times the peer.
    RatioAtLeast(f64),
    /// At most so many times the peer.
    RatioAtMost(f64),
    /// Fewer bytes than that.
    BytesUnder(u64),
    /// Sooner than that.
    MillisecondsUnder(f64),
}

/// The middle of several values, and the outermost.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Spread {
    /// Half of them are above.
    pub median: f64,
    /// The least.
    pub least: f64,
    /// The most.
    pub most: f64,
}

impl Spread {
    /// Of these.
    ///
    /// # Errors
    /// There are none.
    pub fn of(mut values: Vec<f64>) -> anyhow::Result<Self> {
        values.sort_by(f64::total_cmp);
        let middle = values.len() / 2;
        let at = |place: usize| {
            values
                .get(place)
                .copied()
                .ok_or_else(|| anyhow::anyhow!("nothing was measured"))
        };
        let upper = at(middle)?;
        let lower = if values.len().is_multiple_of(2) {
            at(middle - 1)?
        } else {
            upper
        };
        Ok(Self {
            median: f64::midpoint(lower, upper),
            least: at(0)?,
            most: at(values.len() - 1)?,
        })
    }
}

impl Chapter {
    fn new(subject: Subject) -> Self {
        Self {
            subject,
            findings: Vec::new(),
            latencies: Vec::new(),
            waits: Vec::new(),
        }
    }
}

impl Finding {
    /// A figure by itself.
    pub fn new(what: impl Into<String>, value: Value) -> Self {
        Self {
            what: what.into(),
            value,
            peer: None,
            target: None,
            met: None,
        }
    }

    /// Held against that.
    #[must_use]
    pub fn against(mut self, name: &'static str, value: Value, ratio: Spread) -> Self {
        self.peer = Some(Peer { name, value, ratio });
        self
    }

    /// Held against what the peer needs of the same, in microseconds, measured once.
    #[must_use]
    pub fn costs(self, name: &'static str, micros: f64) -> Self {
        let Value::Microseconds(ours) = self.value else {
            return self;
        };
        let ratio = ours / micros;
        let ratio = Spread {
            median: ratio,
            least: ratio,
            most: ratio,
        };
        self.against(name, Value::Microseconds(micros), ratio)
    }

    /// With that target. A target that does not fit the figure is not met.
    #[must_use]
    pub fn target(mut self, target: Target) -> Self {
        let met = match (target, &self.peer, self.value) {
            (Target::RatioAtLeast(least), Some(peer), _) => peer.ratio.median >= least,
            (Target::RatioAtMost(most), Some(peer), _) => peer.ratio.median <= most,
            (Target::BytesUnder(most), _, Value::Bytes(bytes)) => bytes < most,
            (Target::MillisecondsUnder(most), _, Value::Milliseconds(spread)) => {
                spread.median < most
            }
            _ => false,
        };
        self.target = Some(target);
        self.met = Some(met);
        self
    }
}

/// Latencies at a fixed rate, in microseconds, from when each request was due.
#[derive(Serialize)]
pub struct LatencyFinding {
    /// What was asked.
    pub what: String,
    /// Who answered.
    pub who: &'static str,
    /// On how many connections.
    pub connections: usize,
    /// Requests a second that were due.
    pub rate: f64,
    /// Half of the answers took longer.
    pub p50: f64,
    /// One in ten.
    pub p90: f64,
    /// One in a hundred.
    pub p99: f64,
    /// The longest.
    pub longest: f64,
}

/// How long something on the page took, again and again, in milliseconds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// What.
    pub what: String,
    /// How often.
    pub count: usize,
    /// Half of the times were longer.
    pub median: f64,
    /// One in twenty.
    pub p95: f64,
    /// The longest.
    pub longest: f64,
}

impl Report {
    /// The chapter about that, begun if there is none.
    pub fn chapter(&mut self, subject: Subject) -> &mut Chapter {
        let place = place_of(&mut self.chapters, subject);
        #[expect(clippy::indexing_slicing, reason = "it was put there just now")]
        &mut self.chapters[place]
    }

    /// Whether every target was met.
    pub fn all_met(&self) -> bool {
        self.chapters
            .iter()
            .flat_map(|chapter| &chapter.findings)
            .all(|finding| finding.met != Some(false))
    }

    /// Tables in Markdown, aligned so that they are read as they are.
    pub fn tables(&self) -> String {
        table::tables(self)
    }
}

/// Where the chapter about that is, among others in their order.
fn place_of(chapters: &mut Vec<Chapter>, subject: Subject) -> usize {
    let place = chapters.partition_point(|chapter| chapter.subject < subject);
    let begun = chapters
        .get(place)
        .is_some_and(|chapter| chapter.subject == subject);
    if !begun {
        chapters.insert(place, Chapter::new(subject));
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(value: f64) -> Spread {
        Spread::of(vec![value]).unwrap()
    }

    #[test]
    fn the_middle_of_an_even_number_is_between_two() {
        assert!((Spread::of(vec![4.0, 1.0, 2.0, 9.0]).unwrap().median - 3.0).abs() < 1e-9);
        assert!((Spread::of(vec![4.0, 1.0, 2.0]).unwrap().median - 2.0).abs() < 1e-9);
        assert!(Spread::of(Vec::new()).is_err());
    }

    #[test]
    fn targets_are_judged_by_the_median() {
        let against = |ratio| {
            let value = Value::PerSecond(spread(1.0));
            Finding::new("", value).against("peer", value, spread(ratio))
        };
        assert_eq!(
            against(0.6).target(Target::RatioAtLeast(0.6)).met,
            Some(true)
        );
        assert_eq!(
            against(0.59).target(Target::RatioAtLeast(0.6)).met,
            Some(false)
        );
        assert_eq!(
            against(2.0).target(Target::RatioAtMost(2.0)).met,
            Some(true)
        );
        assert_eq!(
            against(2.1).target(Target::RatioAtMost(2.0)).met,
            Some(false)
        );
        assert_eq!(against(0.1).met, None);
        let bytes = |bytes| Finding::new("", Value::Bytes(bytes)).target(Target::BytesUnder(10));
        assert_eq!((bytes(9).met, bytes(10).met), (Some(true), Some(false)));
    }

    #[test]
    fn chapters_stand_in_the_order_in_which_they_are_read() {
        let mut chapters = Vec::new();
        for subject in [
            Subject::Growth,
            Subject::Sqlite,
            Subject::Peers,
            Subject::Sqlite,
        ] {
            let place = place_of(&mut chapters, subject);
            assert_eq!(chapters[place].subject, subject);
        }
        let subjects: Vec<_> = chapters.iter().map(|chapter| chapter.subject).collect();
        assert_eq!(subjects, [Subject::Sqlite, Subject::Peers, Subject::Growth]);
    }

    #[test]
    fn a_ratio_without_a_peer_is_not_met() {
        let alone = Finding::new("", Value::Bytes(1)).target(Target::RatioAtLeast(0.1));
        assert_eq!(alone.met, Some(false));
    }
}

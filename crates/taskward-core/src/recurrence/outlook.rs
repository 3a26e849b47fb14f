//! Where a recurring task will go.

use super::{Base, Recurrence, Series};
use crate::{Due, Timestamp, Zone};

/// What is ahead of an open task that recurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// Its occurrences after the present one, at most [`Outlook::OCCURRENCES`], if each is completed in time.
    pub next: Vec<Due>,
    /// When it would be due next if it were completed now and counted from when it was due; `None` if its rule would end.
    pub from_due: Option<Due>,
    /// The same, counted from its completion. Where both differ, people are to be asked.
    pub from_completion: Option<Due>,
}

impl Outlook {
    /// How many occurrences it tells at most.
    pub const OCCURRENCES: usize = 5;
}

impl Recurrence {
    /// What is ahead of a task that is due then, for an owner who lives in `home`.
    #[must_use]
    pub fn outlook(&self, due: Due, now: Timestamp, home: Zone) -> Outlook {
        // A series that cannot be, as an earlier version may have left one, has no occurrences.
        let series = Series::new(&self.rule, due).ok();
        let next = series.iter().flat_map(|series| series.after(due.date()));
        let completed = |base| {
            let next = self.counted_from(base).advance(due, now, home);
            next.ok().flatten().map(|next| next.due)
        };
        Outlook {
            next: next.take(Outlook::OCCURRENCES).collect(),
            from_due: completed(Base::Due),
            from_completion: completed(Base::Completion),
        }
    }
}

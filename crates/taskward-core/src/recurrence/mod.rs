//! Tasks that come back: the rules of iCalendar (RFC 5545, section 3.3.10), as far as tasks need them.
//!
//! A rule is about days. The time of day and the zone come from when the task is due, so neither months' ends nor clocks
//! that are set forward or back are of any concern here: a day that a month lacks is left out, as RFC 5545 says, and
//! [`Zone::instant_of`](crate::Zone::instant_of) reads a local time that a day lacks.

mod advance;
mod error;
mod outlook;
mod parse;
mod pattern;
mod period;
mod print;
mod rule;
mod series;

pub use advance::{Advanced, Base, Recurrence};
pub use error::{RuleError, ScheduleError};
pub use outlook::Outlook;
pub use rule::{ByDay, End, Frequency, Rule, Until};
pub use series::Series;

//! Local times on days on which clocks are set forward or back.

use taskward_core::{Due, Series, Timestamp};

use crate::support::{at, due, rule};

#[test]
fn clocks_that_change_are_read_as_rfc_5545_says() {
    let series = |first: &str| {
        let first = due(first);
        let series = Series::new(&rule("FREQ=DAILY;COUNT=3"), first).unwrap();
        let before = first.date().plus_days(-1).unwrap();
        series.after(before).map(instant).collect::<Vec<_>>()
    };
    assert_eq!(
        series("2026-03-28T02:30 Europe/Berlin"),
        [
            "2026-03-28T01:30:00Z",
            "2026-03-29T01:30:00Z",
            "2026-03-30T00:30:00Z"
        ]
        .map(at),
    );
    assert_eq!(
        series("2026-10-24T02:30 Europe/Berlin"),
        [
            "2026-10-24T00:30:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-26T01:30:00Z"
        ]
        .map(at),
    );
    // Samoa skipped the whole of the 30th of December 2011.
    assert_eq!(
        series("2011-12-29T09:00 Pacific/Apia"),
        [
            "2011-12-29T19:00:00Z",
            "2011-12-30T19:00:00Z",
            "2011-12-30T19:00:00Z"
        ]
        .map(at),
    );
}

fn instant(due: Due) -> Timestamp {
    match due {
        Due::Local { at, zone } => zone.instant_of(at),
        Due::Date(_) => panic!("it has a time of day"),
    }
}

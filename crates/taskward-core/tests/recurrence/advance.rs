//! Where a completed task goes.

use proptest::prelude::*;
use taskward_core::{Base, Due, Outlook, Recurrence};

use crate::support::{at, due, rule, zone};

/// Where a task goes and how its rule goes on, for an owner in Berlin.
fn advance(base: Base, text: &str, from: &str, completed_at: &str) -> Option<(String, String)> {
    let recurrence = Recurrence {
        rule: rule(text),
        base,
    };
    let advanced = recurrence
        .advance(due(from), at(completed_at), zone("Europe/Berlin"))
        .unwrap()?;
    assert_eq!(advanced.recurrence.base, base);
    Some((
        advanced.due.to_string(),
        advanced.recurrence.rule.to_string(),
    ))
}

fn next(base: Base, text: &str, from: &str, completed_at: &str) -> String {
    advance(base, text, from, completed_at).unwrap().0
}

#[test]
fn completed_in_time_both_bases_agree() {
    for base in [Base::Due, Base::Completion] {
        let next = |text, from| next(base, text, from, "2026-11-23T12:00:00Z");
        assert_eq!(next("FREQ=DAILY;INTERVAL=3", "2026-11-23"), "2026-11-26");
        assert_eq!(next("FREQ=WEEKLY", "2026-11-23"), "2026-11-30");
        assert_eq!(
            next("FREQ=MONTHLY;BYMONTHDAY=1", "2026-11-23"),
            "2026-12-01"
        );
    }
}

#[test]
fn completed_late_they_differ() {
    let late = "2026-11-23T12:00:00Z";
    let from_due = |text| next(Base::Due, text, "2026-11-18", late);
    let from_completion = |text| next(Base::Completion, text, "2026-11-18", late);
    assert_eq!(from_due("FREQ=DAILY;INTERVAL=3"), "2026-11-24");
    assert_eq!(from_completion("FREQ=DAILY;INTERVAL=3"), "2026-11-26");
    assert_eq!(from_due("FREQ=MONTHLY"), "2026-12-18");
    assert_eq!(from_completion("FREQ=MONTHLY"), "2026-12-23");
    // A day that a rule names stays that day.
    assert_eq!(from_due("FREQ=WEEKLY;BYDAY=WE"), "2026-11-25");
    assert_eq!(from_completion("FREQ=WEEKLY;BYDAY=WE"), "2026-11-25");
}

#[test]
fn the_outlook_tells_the_next_five_and_where_the_bases_differ() {
    let outlook = |text, base, from| {
        let rule = rule(text);
        let now = at("2026-11-23T12:00:00Z");
        let Outlook {
            next,
            from_due,
            from_completion,
        } = Recurrence { rule, base }.outlook(due(from), now, zone("Europe/Berlin"));
        let next: Vec<_> = next.iter().map(ToString::to_string).collect();
        let text = |due: Option<Due>| due.map(|due| due.to_string());
        (next.join(" "), text(from_due), text(from_completion))
    };
    let day = |text: &str| Some(text.to_owned());
    for base in Base::ALL {
        assert_eq!(
            outlook("FREQ=DAILY;INTERVAL=3", base, "2026-11-18"),
            (
                "2026-11-21 2026-11-24 2026-11-27 2026-11-30 2026-12-03".to_owned(),
                day("2026-11-24"),
                day("2026-11-26")
            )
        );
    }
    assert_eq!(
        outlook("FREQ=WEEKLY;BYDAY=MO;COUNT=3", Base::Due, "2026-11-23"),
        (
            "2026-11-30 2026-12-07".to_owned(),
            day("2026-11-30"),
            day("2026-11-30")
        )
    );
    let last = outlook("FREQ=DAILY;UNTIL=20261123", Base::Due, "2026-11-23");
    assert_eq!(last, (String::new(), None, None));
    // What cannot be a series has none.
    let never = outlook(
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        Base::Due,
        "2026-11-24",
    );
    assert_eq!(never, (String::new(), None, None));
}

#[test]
fn completed_early_it_moves_on_all_the_same() {
    let early = "2026-11-23T12:00:00Z";
    assert_eq!(
        next(Base::Due, "FREQ=WEEKLY", "2026-11-27", early),
        "2026-12-04"
    );
    assert_eq!(
        next(
            Base::Completion,
            "FREQ=WEEKLY;BYDAY=FR",
            "2026-11-27",
            early
        ),
        "2026-12-04"
    );
}

#[test]
fn what_still_comes_today_is_not_left_out() {
    let next = |from, completed_at| next(Base::Due, "FREQ=DAILY", from, completed_at);
    let yesterday = "2026-11-22T22:00 Europe/Berlin";
    assert_eq!(
        next(yesterday, "2026-11-23T07:00:00Z"),
        "2026-11-23T22:00[Europe/Berlin]"
    );
    assert_eq!(
        next(yesterday, "2026-11-23T21:00:00Z"),
        "2026-11-24T22:00[Europe/Berlin]"
    );
    assert_eq!(next("2026-11-22", "2026-11-23T07:00:00Z"), "2026-11-24");
    // Days begin where the owner lives, times where the task is due.
    assert_eq!(next("2026-11-22", "2026-11-22T23:30:00Z"), "2026-11-24");
    assert_eq!(
        next("2026-11-22T09:00 America/New_York", "2026-11-23T13:59:59Z"),
        "2026-11-23T09:00[America/New_York]"
    );
}

#[test]
fn years_of_missed_days_are_left_out_at_once() {
    assert_eq!(
        next(
            Base::Due,
            "FREQ=DAILY;INTERVAL=2",
            "1970-01-01",
            "2026-11-23T12:00:00Z"
        ),
        "2026-11-25"
    );
}

#[test]
fn a_count_is_used_up() {
    let in_time = "2026-11-23T12:00:00Z";
    let go = |base, text, completed_at| advance(base, text, "2026-11-23", completed_at);
    for base in [Base::Due, Base::Completion] {
        let moved = ("2026-11-24".to_owned(), "FREQ=DAILY;COUNT=2".to_owned());
        assert_eq!(go(base, "FREQ=DAILY;COUNT=3", in_time), Some(moved));
        assert_eq!(go(base, "FREQ=DAILY;COUNT=1", in_time), None);
    }
    // What was missed has been an occurrence, too; a distance has no such thing.
    let late = "2026-11-25T12:00:00Z";
    let moved = |text: &str| Some(("2026-11-26".to_owned(), text.to_owned()));
    assert_eq!(
        go(Base::Due, "FREQ=DAILY;COUNT=5", late),
        moved("FREQ=DAILY;COUNT=2")
    );
    assert_eq!(
        go(Base::Completion, "FREQ=DAILY;COUNT=5", late),
        moved("FREQ=DAILY;COUNT=4")
    );
    assert_eq!(go(Base::Due, "FREQ=DAILY;COUNT=3", late), None);
}

#[test]
fn a_distance_that_leads_nowhere_goes_on_from_the_due_date() {
    assert_eq!(
        next(
            Base::Completion,
            "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
            "2026-11-23",
            "2026-11-24T12:00:00Z"
        ),
        "2026-11-30"
    );
}

proptest! {
    #[test]
    fn what_is_next_is_ahead_in_order_and_never_overdue(
        days in 0_i32..20_000,
        late in -20_i64..2_000,
        minute in 0_i64..1_440,
        timed: bool,
        from_completion: bool,
        text in prop::sample::select(vec![
            "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,SA", "FREQ=MONTHLY",
            "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=YEARLY", "FREQ=WEEKLY;INTERVAL=5;COUNT=900",
        ]),
    ) {
        let first = crate::support::date("1999-01-31").plus_days(days).unwrap();
        let home = zone("Europe/Berlin");
        let from = if timed {
            due(&format!("{first}T02:30 Europe/Berlin"))
        } else {
            Due::Date(first)
        };
        let midnight = at(&format!("{first}T00:00:00Z")).unix_millis();
        let millis = midnight + (late * 1_440 + minute) * 60_000;
        let completed_at = taskward_core::Timestamp::from_unix_millis(millis).unwrap();
        let base = if from_completion { Base::Completion } else { Base::Due };
        let recurrence = Recurrence { rule: rule(text), base };
        if let Some(next) = recurrence.advance(from, completed_at, home).unwrap() {
            prop_assert!(next.due.date() > from.date());
            prop_assert!(!next.due.is_overdue(completed_at, home));
        }
    }
}

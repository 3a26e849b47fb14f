//! What is refused, in which words, and how the others are printed.

use taskward_core::{Due, Rule, RuleError, Series};

use crate::support::{date, due, rule};

#[test]
fn rules_are_printed_in_one_way() {
    for (text, expected) in [
        ("freq=daily;interval=1;wkst=mo", "FREQ=DAILY"),
        (
            "WKST=SU;BYDAY=FR,-1MO,MO,+2TU,FR;FREQ=MONTHLY;COUNT=010;INTERVAL=2",
            "FREQ=MONTHLY;COUNT=10;INTERVAL=2;BYDAY=MO,-1MO,2TU,FR;WKST=SU",
        ),
        (
            "BYMONTHDAY=31,-1,+1;BYMONTH=12,01;FREQ=YEARLY;UNTIL=20301231T225959Z",
            "FREQ=YEARLY;UNTIL=20301231T225959Z;BYMONTH=1,12;BYMONTHDAY=-1,1,31",
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1,1;UNTIL=20301231",
            "FREQ=MONTHLY;UNTIL=20301231;BYDAY=MO;BYSETPOS=-1,1",
        ),
    ] {
        assert_eq!(rule(text).to_string(), expected);
    }
}

const WRONG: &[(&str, &str)] = &[
    ("", "must be parts like `FREQ=WEEKLY` with `;` between them"),
    (
        "FREQ=DAILY;",
        "must be parts like `FREQ=WEEKLY` with `;` between them",
    ),
    ("INTERVAL=2", "must have `FREQ`"),
    ("RRULE:FREQ=DAILY", "has an unknown part: `RRULE:FREQ`"),
    ("FREQ=DAILY;BYEASTER=1", "has an unknown part: `BYEASTER`"),
    ("FREQ=DAILY;FREQ=DAILY", "must have `FREQ` only once"),
    (
        "FREQ=HOURLY",
        "`FREQ` must be `DAILY`, `WEEKLY`, `MONTHLY` or `YEARLY`",
    ),
    (
        "FREQ=DAILY;INTERVAL=0",
        "`INTERVAL` must be a number from 1 to 999",
    ),
    (
        "FREQ=DAILY;INTERVAL=+1",
        "`INTERVAL` must be a number from 1 to 999",
    ),
    (
        "FREQ=DAILY;INTERVAL=1000",
        "`INTERVAL` must be a number from 1 to 999",
    ),
    (
        "FREQ=DAILY;COUNT=0",
        "`COUNT` must be a number from 1 to 999",
    ),
    (
        "FREQ=DAILY;COUNT=99999999999",
        "`COUNT` must be a number from 1 to 999",
    ),
    (
        "FREQ=DAILY;COUNT=3;UNTIL=20261224",
        "must not have both `COUNT` and `UNTIL`",
    ),
    (
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "`BYMONTHDAY` must be numbers from 1 to 31 or from -31 to -1",
    ),
    (
        "FREQ=MONTHLY;BYMONTHDAY=1,,2",
        "`BYMONTHDAY` must be numbers from 1 to 31 or from -31 to -1",
    ),
    (
        "FREQ=YEARLY;BYMONTH=-1",
        "`BYMONTH` must be numbers from 1 to 12",
    ),
    (
        "FREQ=WEEKLY;BYDAY=MONDAY",
        "`BYDAY` must be days like `MO`, `2TU` or `-1FR`",
    ),
    (
        "FREQ=WEEKLY;BYDAY=ÄÖ",
        "`BYDAY` must be days like `MO`, `2TU` or `-1FR`",
    ),
    (
        "FREQ=WEEKLY;BYDAY=1MO",
        "must not have an nth day in `BYDAY` with `FREQ=WEEKLY`",
    ),
    (
        "FREQ=DAILY;BYDAY=-1MO",
        "must not have an nth day in `BYDAY` with `FREQ=DAILY`",
    ),
    (
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "must not have `BYMONTHDAY` with `FREQ=WEEKLY`",
    ),
    (
        "FREQ=MONTHLY;BYDAY=6MO",
        "`BYDAY` must be days of which a month has five at most",
    ),
    (
        "FREQ=YEARLY;BYMONTH=1;BYDAY=6MO",
        "`BYDAY` must be days of which a month has five at most",
    ),
    (
        "FREQ=YEARLY;BYDAY=54MO",
        "`BYDAY` must be days like `MO`, `2TU` or `-1FR`",
    ),
    (
        "FREQ=MONTHLY;BYSETPOS=1",
        "must have `BYDAY`, `BYMONTHDAY` or `BYMONTH` beside `BYSETPOS`",
    ),
    (
        "FREQ=WEEKLY;WKST=1",
        "`WKST` must be a day of the week like `MO`",
    ),
];

#[test]
fn what_is_wrong_is_said() {
    for (text, expected) in WRONG {
        let error = Rule::parse(text).unwrap_err();
        assert_eq!(error.to_string(), *expected, "{text}");
    }
    for until in [
        "",
        "2026",
        "20260230",
        "2026-12-24",
        "20261224T080000",
        "20261224T0800Z",
        "20261224T250000Z",
        "2026122４",
        "20261224T08ä00Z",
        "99990101",
    ] {
        let error = Rule::parse(&format!("FREQ=DAILY;UNTIL={until}")).unwrap_err();
        assert!(
            matches!(error, RuleError::BadValue { part: "UNTIL", .. }),
            "{until}"
        );
    }
    let days = ["MO"; 200].join(",");
    assert_eq!(
        Rule::parse(&format!("FREQ=WEEKLY;BYDAY={days}")),
        Err(RuleError::TooLong)
    );
}

#[test]
fn what_never_occurs_is_found_out() {
    let monday = Due::Date(date("2026-11-23"));
    for text in [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2,4,6,9,11;BYMONTHDAY=31",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTH=10",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8",
    ] {
        assert_eq!(
            Series::new(&rule(text), monday).unwrap_err(),
            RuleError::NeverOccurs,
            "{text}"
        );
    }
    // Rare is not never.
    for (text, expected) in [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "2044-02-29"),
        (
            "FREQ=DAILY;INTERVAL=7;BYMONTH=2;BYMONTHDAY=29",
            "2044-02-29",
        ),
        (
            "FREQ=YEARLY;INTERVAL=99;BYMONTH=2;BYMONTHDAY=29",
            "2224-02-29",
        ),
    ] {
        let series = Series::new(&rule(text), monday).unwrap();
        let next = series.after(monday.date()).next().unwrap();
        assert_eq!(next.to_string(), expected, "{text}");
    }
}

#[test]
fn all_day_tasks_end_with_a_day() {
    let (day, time) = (due("2026-12-24"), due("2026-12-24T09:00 Europe/Berlin"));
    let ends_at = rule("FREQ=DAILY;UNTIL=20261226T080000Z");
    assert_eq!(
        Series::new(&ends_at, day).unwrap_err(),
        RuleError::UntilOfAllDay
    );
    for rule in [ends_at, rule("FREQ=DAILY;UNTIL=20261226")] {
        let series = Series::new(&rule, time).unwrap();
        let shown: Vec<_> = series
            .after(day.date())
            .map(|due| due.to_string())
            .collect();
        assert_eq!(
            shown,
            [
                "2026-12-25T09:00[Europe/Berlin]",
                "2026-12-26T09:00[Europe/Berlin]"
            ],
            "{rule}"
        );
    }
    let earlier = rule("FREQ=DAILY;UNTIL=20261226T075959Z");
    let series = Series::new(&earlier, time).unwrap();
    assert_eq!(series.after(day.date()).count(), 1);
}

#[test]
fn months_ends_and_leap_days_are_left_out_where_there_are_none() {
    let next = |first: &str, text: &str| {
        let series = Series::new(&rule(text), due(first)).unwrap();
        series
            .after(date(first))
            .take(3)
            .map(|due| due.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        next("2026-01-31", "FREQ=MONTHLY"),
        ["2026-03-31", "2026-05-31", "2026-07-31"]
    );
    assert_eq!(
        next("2026-01-31", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ["2026-02-28", "2026-03-31", "2026-04-30"]
    );
    assert_eq!(
        next("2096-02-29", "FREQ=YEARLY"),
        ["2104-02-29", "2108-02-29", "2112-02-29"]
    );
}

#[test]
fn the_calendar_ends() {
    let last = due("9998-12-31");
    for text in [
        "FREQ=DAILY",
        "FREQ=WEEKLY",
        "FREQ=MONTHLY",
        "FREQ=YEARLY;INTERVAL=999",
    ] {
        let series = Series::new(&rule(text), last).unwrap();
        assert_eq!(series.after(last.date()).next(), None, "{text}");
        let first = Series::new(&rule(text), due("1970-01-01")).unwrap();
        assert!(first.after(date("1970-01-01")).next().is_some(), "{text}");
    }
}

//! Any rule, held against the crate `rrule`, a port of python-dateutil that shares nothing with ours.

use proptest::prelude::*;
use rrule::{RRuleError, RRuleSet};
use taskward_core::{Date, Due, End, Rule, Series};

use crate::support::{date, occurrences, rule};

/// Enough to see several periods of each kind.
const COMPARED: usize = 40;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_rule_gives_the_days_that_another_implementation_gives(
        first in any_day(),
        text in any_rule(),
    ) {
        let rule = rule(&text);
        // What never occurs would keep the other one busy until its year 9999.
        let Ok(series) = Series::new(&rule, Due::Date(first)) else {
            return Err(TestCaseError::reject("never occurs"));
        };
        let ours = occurrences(&series, first, COMPARED);
        prop_assert_eq!(ours, theirs(first, &rule, COMPARED), "{} from {}", rule, first);
    }

    #[test]
    fn a_jump_lands_where_walking_does(
        first in any_day(),
        text in any_rule(),
        ahead in 0_i32..4_000,
    ) {
        let rule = rule(&text);
        let Ok(series) = Series::new(&rule, Due::Date(first)) else {
            return Err(TestCaseError::reject("never occurs"));
        };
        let day = first.plus_days(ahead).unwrap();
        let walked = series
            .after(first.plus_days(-1).unwrap())
            .find(|occurrence| occurrence.date() > day);
        prop_assert_eq!(series.after(day).next(), walked);
    }

    #[test]
    fn a_series_goes_on_from_any_of_its_occurrences(
        first in any_day(),
        text in any_endless_rule(),
        passed in 1_usize..20,
    ) {
        let rule = rule(&text);
        let Ok(series) = Series::new(&rule, Due::Date(first)) else {
            return Err(TestCaseError::reject("never occurs"));
        };
        // From a first day that is an occurrence: a task's later ones always are.
        let Some(&first) = occurrences(&series, first, 1).first() else {
            return Ok(());
        };
        let series = Series::new(&rule, Due::Date(first)).unwrap();
        let days = occurrences(&series, first, COMPARED);
        let Some(&again) = days.get(passed) else {
            return Ok(());
        };
        let later = Series::new(&rule, Due::Date(again)).unwrap();
        let most = days.len() - passed;
        prop_assert_eq!(occurrences(&later, again, most), &days[passed..]);
    }

    #[test]
    fn a_rule_has_one_spelling(text in any_rule()) {
        let rule = rule(&text);
        let printed = rule.to_string();
        prop_assert_eq!(Rule::parse(&printed), Ok(rule.clone()));
        prop_assert_eq!(Rule::parse(&printed.to_lowercase()), Ok(rule));
    }

    #[test]
    fn any_text_is_a_rule_or_refused(text: String) {
        if let Ok(rule) = Rule::parse(&text) {
            prop_assert_eq!(Rule::parse(&rule.to_string()), Ok(rule));
        }
    }
}

/// Where the two differ: first day, rule, our first days, theirs, and who is right.
const DIFFERENCES: &[(&str, &str, &[&str], &[&str])] = &[
    // `BYDAY` "specifies a list of days of the week" (3.3.10): each of them counts. Ours does so; the other one takes only
    // those that are both a Monday and the first Monday.
    (
        "2020-01-01",
        "FREQ=MONTHLY;BYDAY=MO,1MO",
        &["2020-01-06", "2020-01-13"],
        &["2020-01-06", "2020-02-03"],
    ),
    // Only "zero" is forbidden (3.3.10), and some months have a fifth Monday from the end. The other one refuses it.
    (
        "2020-01-01",
        "FREQ=MONTHLY;BYDAY=-5MO",
        &["2020-03-02", "2020-06-01"],
        &[],
    ),
];

#[test]
fn where_they_differ_ours_is_right() {
    for (first, text, ours, others) in DIFFERENCES {
        let (first, rule) = (date(first), rule(text));
        let series = Series::new(&rule, Due::Date(first)).unwrap();
        let shown = |days: Vec<Date>| days.iter().map(Date::to_string).collect::<Vec<_>>();
        assert_eq!(
            shown(occurrences(&series, first, ours.len())),
            *ours,
            "{text}"
        );
        let theirs = try_theirs(first, &rule, ours.len()).unwrap_or_default();
        assert_eq!(shown(theirs), *others, "{text}");
    }
}

fn theirs(first: Date, rule: &Rule, most: usize) -> Vec<Date> {
    try_theirs(first, rule, most).unwrap_or_else(|error| panic!("{rule} from {first}: {error}"))
}

fn try_theirs(first: Date, rule: &Rule, most: usize) -> Result<Vec<Date>, RRuleError> {
    // In UTC `UNTIL` has to be a point in time.
    let rule = match rule.end() {
        End::Until(until) => rule
            .to_string()
            .replace(&format!("UNTIL={until}"), &format!("UNTIL={until}T235959Z")),
        End::Never | End::Count(_) => rule.to_string(),
    };
    let start = first.civil().strftime("%Y%m%d");
    let set: RRuleSet = format!("DTSTART:{start}T090000Z\nRRULE:{rule}").parse()?;
    Ok(set
        .into_iter()
        .take(most)
        .map(|at| date(&at.format("%Y-%m-%d").to_string()))
        .collect())
}

fn any_day() -> impl Strategy<Value = Date> {
    let first = date("2020-01-01");
    let often = vec![
        "2024-02-29",
        "2023-12-31",
        "2026-01-31",
        "2025-03-30",
        "2026-10-25",
        "2028-12-30",
    ];
    prop_oneof![
        (0_i32..4_000).prop_map(move |days| first.plus_days(days).unwrap()),
        prop::sample::select(often).prop_map(date),
    ]
}

fn any_rule() -> impl Strategy<Value = String> {
    let end = prop_oneof![
        Just(String::new()),
        (1_u16..60).prop_map(|count| format!(";COUNT={count}")),
        // Behind any first day: the other one refuses what has ended before it begins.
        (4_000_i32..6_000).prop_map(|days| {
            let last = date("2020-01-01").plus_days(days).unwrap();
            format!(";UNTIL={}", last.civil().strftime("%Y%m%d"))
        }),
    ];
    (any_endless_rule(), end).prop_map(|(rule, end)| rule + &end)
}

fn any_endless_rule() -> impl Strategy<Value = String> {
    let frequency = prop_oneof![
        daily_or_weekly("DAILY", month_days().boxed()),
        daily_or_weekly("WEEKLY", Just(String::new()).boxed()),
        monthly_or_yearly("MONTHLY", months().boxed(), 5),
        monthly_or_yearly("YEARLY", months().boxed(), 5),
        monthly_or_yearly("YEARLY", Just(String::new()).boxed(), 53),
    ];
    let interval = prop_oneof![3 => 1_u16..4, 1 => 1_u16..40];
    let week_start = prop_oneof![
        Just(String::new()),
        weekday().prop_map(|day| format!(";WKST={day}"))
    ];
    (frequency, interval, week_start)
        .prop_map(|(rule, interval, week_start)| format!("{rule};INTERVAL={interval}{week_start}"))
}

fn daily_or_weekly(name: &'static str, month_days: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let days = maybe("BYDAY", weekday());
    (months(), month_days, days)
        .prop_map(move |(months, month_days, days)| {
            format!("FREQ={name}{months}{month_days}{days}")
        })
        .boxed()
}

fn monthly_or_yearly(
    name: &'static str,
    months: BoxedStrategy<String>,
    weeks: i8,
) -> BoxedStrategy<String> {
    let nth_day = (prop_oneof![1..=weeks, 1 - weeks..=-1], weekday())
        .prop_map(|(nth, day)| format!("{nth}{day}"))
        .boxed();
    // Not both, and not the fifth from the end: see `DIFFERENCES`.
    let days = prop_oneof![maybe("BYDAY", weekday()), maybe("BYDAY", nth_day)];
    let position = prop_oneof![1_i8..=3, -3_i8..=-1].prop_map(|place| place.to_string());
    let positions = maybe("BYSETPOS", position.boxed());
    (months, month_days(), days, positions)
        .prop_map(move |(months, month_days, days, positions)| {
            let chosen_from = format!("{months}{month_days}{days}");
            let positions = if chosen_from.is_empty() {
                String::new()
            } else {
                positions
            };
            format!("FREQ={name}{chosen_from}{positions}")
        })
        .boxed()
}

fn months() -> impl Strategy<Value = String> {
    maybe(
        "BYMONTH",
        (1_i8..=12).prop_map(|month| month.to_string()).boxed(),
    )
}

fn month_days() -> impl Strategy<Value = String> {
    let day = prop_oneof![1_i8..=31, -31_i8..=-1].prop_map(|day| day.to_string());
    maybe("BYMONTHDAY", day.boxed())
}

fn weekday() -> BoxedStrategy<String> {
    prop::sample::select(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
        .prop_map(str::to_owned)
        .boxed()
}

/// A part of a rule that may be missing, with one value or several.
fn maybe(name: &'static str, value: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just(String::new()),
        1 => prop::collection::vec(value, 1..4)
            .prop_map(move |values| format!(";{name}={}", values.join(","))),
    ]
}

use taskward_core::{Date, Due, LocalTime, Rule, Series, Timestamp, Zone};

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

/// A day, or a local time with its zone after a space.
pub fn due(text: &str) -> Due {
    match text.split_once(' ') {
        None => Due::Date(date(text)),
        Some((at, name)) => Due::Local {
            at: LocalTime::parse(at).unwrap(),
            zone: zone(name),
        },
    }
}

pub fn rule(text: &str) -> Rule {
    Rule::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn at(text: &str) -> Timestamp {
    let instant: jiff::Timestamp = text.parse().unwrap();
    Timestamp::from_unix_millis(instant.as_millisecond()).unwrap()
}

/// Its occurrences from its first day on.
pub fn occurrences(series: &Series, first: Date, most: usize) -> Vec<Date> {
    let before = first.plus_days(-1).unwrap();
    series.after(before).take(most).map(Due::date).collect()
}

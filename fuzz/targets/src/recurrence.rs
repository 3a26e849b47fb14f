use taskward_core::{Date, Due, End, Rule, Series, Until};

/// A day (`2026-12-24`), a space and a rule. The rule has one spelling; its occurrences go up and keep within its end; a jump
/// lands where walking does.
pub fn recurrence(data: &[u8]) -> bool {
    let Some((day, text)) = str::from_utf8(data)
        .ok()
        .and_then(|text| text.split_once(' '))
    else {
        return false;
    };
    let (Ok(first), Ok(rule)) = (Date::parse(day), Rule::parse(text)) else {
        return false;
    };
    assert_eq!(Rule::parse(&rule.to_string()).as_ref(), Ok(&rule));
    let Ok(series) = Series::new(&rule, Due::Date(first)) else {
        return false;
    };
    let days: Vec<_> = series.after(first).take(50).map(Due::date).collect();
    let mut last = first;
    for day in &days {
        assert!(*day > last, "they go up");
        assert_eq!(series.after(last).next(), Some(Due::Date(*day)));
        last = *day;
    }
    match rule.end() {
        End::Count(count) => assert!(days.len() <= usize::from(count)),
        End::Until(Until::Date(end)) => assert!(days.iter().all(|day| *day <= end)),
        End::Until(Until::Instant(_)) => panic!("an all-day task ends with a day"),
        End::Never => {}
    }
    true
}

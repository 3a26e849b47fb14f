//! What is read, how it is printed, and what is refused where.

use proptest::prelude::*;

use crate::filter::{Filter, FilterFault};

fn printed(text: &str) -> String {
    let filter: Filter = text
        .parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    filter.to_string()
}

#[test]
fn filters_print_in_one_way() {
    for (text, canonical) in [
        ("due:today", "due:today"),
        ("  DUE:<=2026-12-24 ", "due:<=2026-12-24"),
        ("due:2026-12-01..2026-12-24", "due:2026-12-01..2026-12-24"),
        ("due:monday..+07d", "due:mon..+7d"),
        ("Overdue and NOT", "overdue NOT"),
        (
            "no:due has:start -has:priority",
            "no:due has:start no:priority",
        ),
        ("-no:due", "has:due"),
        (
            "list:\"House\" -list:\"my (house)\"",
            "list:House -list:\"my (house)\"",
        ),
        (
            "#work -#\"Waiting for\" #\"x\"",
            "#work -#\"Waiting for\" #x",
        ),
        ("no:label or HAS:label", "no:label or has:label"),
        (
            "priority:1..2 or priority:3..3",
            "priority:1..2 or priority:3",
        ),
        (
            "\"exact \\\"words\\\"\" and bare",
            "\"exact \\\"words\\\"\" bare",
        ),
        ("a (b or (c or d)) --e", "a (b or c or d) e"),
        ("-(a b) or (c d)", "-(a b) or c d"),
        (
            "completed created:yesterday updated:>-3d start:<fri",
            "completed created:yesterday updated:>-3d start:<fri",
        ),
        ("12:30 e-mail c++ 50%", "12:30 e-mail c++ 50%"),
    ] {
        assert_eq!(printed(text), canonical);
        assert_eq!(printed(canonical), canonical);
    }
}

#[test]
fn errors_point_at_the_characters() {
    for (text, at, length, says) in [
        ("", 0, 0, "something"),
        ("ähm due:gestern", 8, 7, "a day"),
        ("due:2026-02-30", 4, 10, "a day"),
        ("due:", 4, 0, "a day"),
        ("due:<=now x", 6, 3, "a day"),
        ("due:today..", 11, 0, "a day"),
        ("due:ähm..today", 4, 3, "a day"),
        ("a (b or c", 2, 1, "closed"),
        ("a b)", 3, 1, "opened"),
        ("a or", 4, 0, "something"),
        ("or a", 0, 2, "something"),
        ("a or and", 5, 3, "something"),
        ("()", 1, 1, "something"),
        ("a \" \"", 2, 3, "something"),
        ("a \"\u{301}\"", 2, 3, "something"),
        ("a \"b c", 2, 4, "ends"),
        ("a \u{200b} b", 2, 1, "something"),
        ("priority:5", 9, 1, "1 to 4"),
        ("priority:2..1 x", 9, 4, "1 to 4"),
        ("colour:red", 0, 7, "quotes"),
        ("no:time", 3, 4, "due"),
        ("a - b", 2, 1, "before"),
        ("a -# work", 4, 0, "label"),
        ("a #\" \"", 3, 3, "label"),
        ("list: x", 5, 0, "name"),
        ("a list:\" \"", 7, 3, "name"),
    ] {
        let error = text.parse::<Filter>().unwrap_err();
        assert_eq!((error.at, error.length), (at, length), "{text}: {error}");
        assert!(error.to_string().contains(says), "{text}: {error}");
    }
}

#[test]
fn limits_are_kept() {
    let refused = |text: String, at, fault| {
        let error = text.parse::<Filter>().unwrap_err();
        assert_eq!((error.at, error.fault), (at, fault), "{error}");
    };
    let takes = |text: String| assert!(text.parse::<Filter>().is_ok(), "{text}");
    takes("x ".repeat(Filter::MAX_TERMS));
    refused("x ".repeat(51), 100, FilterFault::TooMany);
    takes(format!("\"{}\"", "x".repeat(Filter::MAX_CHARS - 2)));
    refused("x".repeat(1001), 1000, FilterFault::TooLong);
    takes(format!("a {}", "x".repeat(255)));
    refused(
        format!("a {}", "x".repeat(256)),
        2,
        FilterFault::WordTooLong,
    );
    let nested = |depth| format!("{}x{}", "(".repeat(depth), ")".repeat(depth));
    takes(nested(Filter::MAX_DEPTH));
    refused(nested(11), 10, FilterFault::TooDeep);
    refused(format!("{}x", "-".repeat(500)), 10, FilterFault::TooDeep);
}

fn any_filter() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[a-zäß0-9+%:.]{1,6}",
        1 => "\"[a-z \\\\\"]{0,6}\"|list:[a-z]{0,3}|#[a-z]{0,3}|#\"[a-z ()]{0,4}\"|list:\"[a-z ()]{0,4}\"",
        3 => prop::sample::select(vec![
            "or", "and", "(", ")", "-", "overdue", "completed", "no:due", "has:start", "priority:1..2", "no:label",
            "due:today", "due:<=+3d", "due:mon..2026-12-24", "created:>2026-01-01", "updated:-2d..tomorrow",
        ])
        .prop_map(str::to_owned),
    ];
    let gap = prop::sample::select(vec!["", " "]);
    prop::collection::vec((part, gap), 0..12)
        .prop_map(|parts| parts.into_iter().map(|(part, gap)| part + gap).collect())
}

proptest! {
    #[test]
    fn what_is_read_prints_as_what_is_read_the_same(text in any_filter()) {
        if let Ok(filter) = text.parse::<Filter>() {
            let printed = filter.to_string();
            prop_assert_eq!(printed.parse::<Filter>(), Ok(filter), "{} as {}", text, printed);
        }
    }

    #[test]
    fn any_text_is_answered(text in "\\PC*|[-()\"#:a-z .<=>\\\\]{0,40}") {
        if let Err(error) = text.parse::<Filter>() {
            prop_assert!(error.at + error.length <= text.chars().count());
        }
    }
}

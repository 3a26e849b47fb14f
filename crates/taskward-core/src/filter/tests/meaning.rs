//! What a filter lets through, held against a model that knows texts of dates and whole numbers alone.

use std::rc::Rc;

use jiff::{ToSpan as _, civil};
use proptest::prelude::*;

use crate::{
    Colour, Description, Due, Label, LabelId, LabelName, List, ListId, ListName, NewLabel, NewList,
    NewTask, Owner, Priority, Revision, Task, TaskContent, TaskId, TaskLabels, Timestamp, Title,
    Zone,
    filter::{AskedFilter, Filter, Moment, NamedLabel, NamedList},
};

fn at(time: &str) -> Timestamp {
    let instant: jiff::Timestamp = time.parse().unwrap();
    Timestamp::from_unix_millis(instant.as_millisecond()).unwrap()
}

/// Of an owner who has one list and two labels.
fn asked_at(filter: Filter, moment: Moment) -> AskedFilter {
    let lists = vec![NamedList::of(&house())];
    let labels = [label(8, "Büro"), label(9, "waiting for")];
    AskedFilter {
        filter,
        moment,
        lists,
        labels: labels.iter().map(NamedLabel::of).collect(),
    }
}

fn house() -> List {
    let owner = Owner::from_subject("alice").unwrap();
    let new = NewList {
        id: ListId::generate(&owner, Timestamp::UNIX_EPOCH, 7),
        name: ListName::parse("Höuse").unwrap(),
        colour: Colour::default(),
        position: None,
        archived: false,
    };
    new.into_list(None, Timestamp::UNIX_EPOCH, Revision::ZERO)
}

fn label(number: u64, name: &str) -> Label {
    let owner = Owner::from_subject("alice").unwrap();
    let new = NewLabel {
        id: LabelId::generate(&owner, Timestamp::UNIX_EPOCH, number),
        name: LabelName::parse(name).unwrap(),
        colour: Colour::default(),
    };
    new.into_label(Timestamp::UNIX_EPOCH, Revision::ZERO)
}

/// A task that was created and last changed then.
fn task(content: TaskContent, created_at: Timestamp) -> Task {
    let owner = Owner::from_subject("alice").unwrap();
    let id = TaskId::generate(&owner, created_at, 1);
    NewTask { id, content }.into_task(created_at, Revision::ZERO)
}

#[test]
fn tasks_are_let_through_as_the_words_say() {
    // 10:00 on a Thursday.
    let moment = Moment {
        now: at("2026-12-24T09:00:00Z"),
        zone: Zone::parse("Europe/Berlin").unwrap(),
    };
    let content = TaskContent {
        description: Description::parse("buy cream, exactly 500 ml".into()).unwrap(),
        due: Some(Due::from_parts("2026-12-23", None).unwrap()),
        start: Some(crate::Date::parse("2026-12-20").unwrap()),
        priority: Priority::new(2).unwrap(),
        list_id: Some(house().id),
        labels: TaskLabels::new(vec![label(8, "x").id]).unwrap(),
        ..TaskContent::titled(Title::parse("Crème brûlée for the Smiths").unwrap())
    };
    // The 21st in Berlin.
    let task = task(content, at("2026-12-20T23:30:00Z"));
    for (filter, expected) in [
        ("overdue", true),
        ("due:yesterday", true),
        ("due:today or due:wed", false),
        ("due:<=2026-12-24 due:>-2d", true),
        ("due:mon..sun", false),
        ("due:-7d..today", true),
        ("start:sunday", false),
        ("start:-4d start:<mon", true),
        ("created:2026-12-21", true),
        ("created:2026-12-20", false),
        ("updated:<today", true),
        ("no:due or no:start or no:priority", false),
        ("has:due has:start has:list has:priority", true),
        ("list:house -list:\"the house\" -list:garden", true),
        ("no:list", false),
        ("#buro -#\"waiting for\" has:label", true),
        ("#BÜRO #\" buro \"", true),
        ("#missing or #bür or no:label", false),
        ("priority:1..2 -priority:1", true),
        ("creme smith", true),
        ("reme", false),
        ("\"for the smi\" \"exactly 500\"", true),
        ("\"the for\"", false),
        ("completed", false),
        ("-completed (x or y or bru)", true),
        ("-(overdue cream)", false),
    ] {
        let parsed: Filter = filter.parse().unwrap();
        assert_eq!(asked_at(parsed, moment).admits(&task), expected, "{filter}");
    }
    let done = Task {
        completed_at: Some(moment.now),
        ..task
    };
    let overdue = asked_at("overdue".parse().unwrap(), moment);
    assert!(!overdue.admits(&done), "what is done is not overdue");
}

/// 23 November 2026, a Monday, shortly before midnight.
const NOW: &str = "2026-11-23T23:30:00Z";

fn day(offset: i64) -> String {
    let today = civil::date(2026, 11, 23);
    today.checked_add(offset.days()).unwrap().to_string()
}

/// What the model knows of a task.
#[derive(Clone, Debug)]
struct Known {
    words: Vec<&'static str>,
    priority: u8,
    completed: bool,
    due: Option<(i64, Option<u8>)>,
    start: Option<i64>,
    created: i64,
}

impl Known {
    fn task(&self) -> Task {
        let due = self.due.map(|(offset, hour)| match hour {
            None => Due::from_parts(&day(offset), None).unwrap(),
            Some(hour) => {
                let local = format!("{}T{hour:02}:00", day(offset));
                Due::from_parts(&local, Some("UTC")).unwrap()
            }
        });
        let content = TaskContent {
            priority: Priority::new(self.priority.into()).unwrap(),
            due,
            start: self.start.map(|it| crate::Date::parse(&day(it)).unwrap()),
            completed: self.completed,
            ..TaskContent::titled(Title::parse(&self.words.join(" ")).unwrap())
        };
        task(content, at(&format!("{}T12:00:00Z", day(self.created))))
    }
}

const WORDS: [&str; 4] = ["apple", "apricot", "bread", "beer"];

fn any_known() -> impl Strategy<Value = Known> {
    let near = -3..4_i64;
    (
        prop::sample::subsequence(WORDS.to_vec(), 1..4),
        1..=4_u8,
        any::<bool>(),
        prop::option::of((near.clone(), prop::option::of(0..24_u8))),
        prop::option::of(near.clone()),
        near,
    )
        .prop_map(|(words, priority, completed, due, start, created)| Known {
            words,
            priority,
            completed,
            due,
            start,
            created,
        })
}

type Holds = Rc<dyn Fn(&Known) -> bool>;

/// A filter's text, and what it means.
#[derive(Clone)]
struct Asked(String, Holds);

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

fn asked(text: &str, holds: impl Fn(&Known) -> bool + 'static) -> Asked {
    Asked(text.to_owned(), Rc::new(holds))
}

type Compare = fn(i64, i64, i64) -> bool;

fn days_of(field: &'static str) -> impl Strategy<Value = Asked> {
    let of = move |known: &Known| match field {
        "due" => known.due.map(|(day, _)| day),
        "start" => known.start,
        _ => Some(known.created),
    };
    (-3..4_i64, -3..4_i64, 0..6, any::<bool>()).prop_map(move |(one, other, kind, relative)| {
        let name = |offset| match offset {
            0 if relative => "today".to_owned(),
            1 if relative => "tomorrow".to_owned(),
            // The Thursday after a Monday.
            3 if relative => "thu".to_owned(),
            _ if relative => format!("{offset:+}d"),
            _ => day(offset),
        };
        let (a, b) = (name(one), name(other));
        let (text, compare): (String, Compare) = match kind {
            0 => (a, |day, one, _| day == one),
            1 => (format!("<{a}"), |day, one, _| day < one),
            2 => (format!("<={a}"), |day, one, _| day <= one),
            3 => (format!(">{a}"), |day, one, _| day > one),
            4 => (format!(">={a}"), |day, one, _| day >= one),
            _ => (format!("{a}..{b}"), |day, one, other| {
                one <= day && day <= other
            }),
        };
        asked(&format!("{field}:{text}"), move |known| {
            of(known).is_some_and(|day| compare(day, one, other))
        })
    })
}

fn any_term() -> impl Strategy<Value = Asked> {
    let begins = |known: &Known, with: &str| known.words.iter().any(|word| word.starts_with(with));
    prop_oneof![
        Just(asked("completed", |known| known.completed)),
        Just(asked("no:due", |known| known.due.is_none())),
        Just(asked("has:start", |known| known.start.is_some())),
        Just(asked("has:priority", |known| known.priority < 4)),
        // It is half past 23.
        Just(asked("overdue", |known| !known.completed
            && known.due.is_some_and(
                |(day, hour)| day < 0 || day == 0 && hour.is_some()
            ))),
        (1..=4_u8).prop_map(|number| asked(&format!("priority:{number}"), move |known| {
            known.priority == number
        })),
        (1..=4_u8, 0..4_u8).prop_map(|(from, more)| {
            let to = (from + more).min(4);
            asked(&format!("priority:{from}..{to}"), move |known| {
                from <= known.priority && known.priority <= to
            })
        }),
        prop::sample::select(vec!["ap", "apple", "b", "beer", "pple", "x"])
            .prop_map(move |word| asked(word, move |known| begins(known, word))),
        prop::sample::select(vec!["apple bread", "T B", "le"]).prop_map(|phrase| {
            asked(&format!("\"{phrase}\""), move |known| {
                known.words.join(" ").contains(&phrase.to_lowercase())
            })
        }),
        days_of("due"),
        days_of("start"),
        days_of("created"),
    ]
}

fn any_asked() -> impl Strategy<Value = Asked> {
    any_term().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|Asked(text, holds)| {
                asked(&format!("-({text})"), move |known| !holds(known))
            }),
            (inner.clone(), inner.clone()).prop_map(|(Asked(a, one), Asked(b, other))| {
                asked(&format!("({a}) ({b})"), move |known| {
                    one(known) && other(known)
                })
            }),
            (inner.clone(), inner.clone()).prop_map(|(Asked(a, one), Asked(b, other))| {
                asked(&format!("({a} or {b})"), move |known| {
                    one(known) || other(known)
                })
            }),
            // `or` binds less than standing side by side.
            (any_term(), any_term(), any_term()).prop_map(
                |(Asked(a, first), Asked(b, second), Asked(c, third))| {
                    asked(&format!("{a} {b} or -{c}"), move |known| {
                        first(known) && second(known) || !third(known)
                    })
                }
            ),
        ]
    })
}

proptest! {
    #[test]
    fn filters_mean_what_a_model_says(Asked(text, holds) in any_asked(), known in any_known()) {
        let filter: Filter = text.parse().unwrap();
        let moment = Moment { now: at(NOW), zone: Zone::UTC };
        let admits = asked_at(filter, moment).admits(&known.task());
        prop_assert_eq!(admits, holds(&known), "{}", text);
    }
}

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use taskward_core::{
    Completing, Due, Edit, LabelId, ListId, NewTask, Order, Owner, PageSize, Precondition, Search,
    Task, TaskContent, TaskLabels, TaskQuery, Timestamp, Zone,
    filter::{AskedFilter, Moment, NamedLabel, NamedList},
};
use taskward_store::{Created, Store};

use super::{
    listing::sort,
    model::{any_order, any_place, seed},
    support::{
        self, alice, all_pages, create_label, create_list, day, description, everything, new_task,
        owner, priority, title, titles,
    },
};

const TASKS: i64 = 60;
const FILTERS: usize = 300;
/// 25 October 2026, 00:30 in UTC and 02:30 in Berlin, for the second time half an hour later.
const NOW: i64 = 1_792_888_200_000;
const HOUR: i64 = 3_600_000;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_unix_millis(millis).unwrap()
}

fn filter(text: &str, zone: &str) -> AskedFilter {
    AskedFilter {
        filter: text
            .parse()
            .unwrap_or_else(|error| panic!("{text}: {error}")),
        moment: Moment {
            now: at(NOW),
            zone: Zone::parse(zone).unwrap(),
        },
        lists: Vec::new(),
        labels: Vec::new(),
    }
}

fn any_day() -> impl Strategy<Value = String> {
    (22..=28).prop_map(|day| format!("2026-10-{day}"))
}

fn any_due() -> impl Strategy<Value = Due> {
    let zones = prop::sample::select(vec![
        "Europe/Berlin",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "UTC",
    ]);
    prop_oneof![
        any_day().prop_map(|day| Due::from_parts(&day, None).unwrap()),
        (any_day(), 0..24, prop::sample::select(vec![0, 30]), zones).prop_map(
            |(day, hour, minute, zone)| {
                let local = format!("{day}T{hour:02}:{minute:02}");
                Due::from_parts(&local, Some(zone)).unwrap()
            }
        ),
    ]
}

fn any_content() -> impl Strategy<Value = TaskContent> {
    (
        "(milk|Brød|tea|milky|C\\+\\+)( (oat|now|100%)){0,2}",
        "|(buy )?(mílk|bread, fresh)",
        1..=4_u64,
        prop::option::of(any_due()),
        prop::option::of(any_day()),
        prop::option::of(any_place()),
        any::<bool>(),
    )
        .prop_map(
            |(text, more, urgent, due, start, position, completed)| TaskContent {
                title: title(&text),
                description: description(&more),
                priority: priority(urgent),
                due,
                start: start.as_deref().map(day),
                list_id: None,
                labels: TaskLabels::default(),
                recurrence: None,
                position,
                completed,
            },
        )
}

fn any_term() -> impl Strategy<Value = String> {
    let near = prop_oneof![
        any_day(),
        "today|tomorrow|yesterday|-2d|\\+3d|mon|sat|-9999d|9998-12-31|1970-01-01"
    ];
    let days = prop_oneof![
        near.clone(),
        ("<|<=|>|>=", near.clone()).prop_map(|(sign, day)| sign + &day),
        (near.clone(), near).prop_map(|(first, last)| format!("{first}..{last}")),
    ];
    prop_oneof![
        3 => ("due|start|created|updated", days).prop_map(|(field, days)| format!("{field}:{days}")),
        2 => "overdue|completed",
        2 => "(has|no):(due|start|list|priority)|list:(house|Garden|cellar)",
        2 => "(has|no):label|#(work|HOME|\"wörk\"|missing)",
        1 => "priority:[1-4]|priority:1\\.\\.[1-4]|priority:[2-4]\\.\\.4",
        2 => "milk|brod|te|100%|c\\+\\+|fresh|x",
        1 => "\"(ilk|d, f|milk oat|%|X)\"",
    ]
}

fn any_filter() -> impl Strategy<Value = String> {
    any_term().prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|all| all.join(" ")),
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|any| format!("({})", any.join(" or "))),
            inner.prop_map(|inner| format!("-({inner})")),
        ]
    })
}

/// One of the first three that were made, or none.
fn list_of(owner: &Owner, number: i64) -> Option<ListId> {
    let list = number % 4;
    (list > 0).then(|| ListId::generate(owner, support::at(list), list.unsigned_abs()))
}

/// Both of the first two that were made, one, or none.
fn labels_of(owner: &Owner, number: i64) -> TaskLabels {
    let label = |number: i64| LabelId::generate(owner, support::at(number), number.unsigned_abs());
    let labels = [1, 2].into_iter().filter(|it| number / it % 3 == 0);
    TaskLabels::new(labels.map(label).collect()).unwrap()
}

async fn create(store: &dyn Store, owner: &Owner, number: i64, content: TaskContent) -> Task {
    // Days before and after the moment at which is asked, an hour and a half apart.
    let now = at(NOW + (number - TASKS / 2) * HOUR * 3 / 2);
    let id = new_task(owner, number, "x").id;
    match store.create(owner, NewTask { id, content }, now).await {
        Ok(Created::New(task)) => task,
        other => panic!("{other:?}"),
    }
}

pub async fn filters_let_through_what_the_core_says(store: &dyn Store) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed());
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut tasks = Vec::new();
    let mut lists = Vec::new();
    for (number, name) in (1..).zip(["House", "garden", "Gärden"]) {
        let list = create_list(store, &alice(), number, name).await;
        create_list(store, &owner("bob"), number, name).await;
        lists.push(NamedList::of(&list));
    }
    let mut labels = Vec::new();
    for (number, name) in (1..).zip(["Work", "home"]) {
        let label = create_label(store, &alice(), number, name).await;
        create_label(store, &owner("bob"), number, name).await;
        labels.push(NamedLabel::of(&label));
    }
    for number in 1..=TASKS {
        let mut content = any_content().new_tree(&mut runner).unwrap().current();
        // Bob's are the same and not hers.
        content.list_id = list_of(&owner("bob"), number);
        content.labels = labels_of(&owner("bob"), number);
        create(store, &owner("bob"), number, content.clone()).await;
        content.list_id = list_of(&alice(), number);
        content.labels = labels_of(&alice(), number);
        tasks.push(create(store, &alice(), number, content).await);
        if number == TASKS / 2 {
            store.write_words(&alice()).await.unwrap();
        }
    }
    for task in tasks.iter_mut().step_by(7) {
        let toggle = Edit::Complete(Completing::TOGGLE);
        let edited = store
            .edit(&alice(), task.id, toggle, Precondition::None, at(NOW))
            .await;
        *task = edited.unwrap();
    }
    let asked = (
        any_filter(),
        prop::sample::select(vec!["Europe/Berlin", "Pacific/Kiritimati", "UTC"]),
        any_order(),
        prop::option::weighted(0.2, any::<bool>()),
        prop::option::weighted(0.2, 1..=4_u64),
        prop::option::weighted(0.2, "mi|bread"),
        1..30_u64,
    );
    let mut let_through = 0;
    for _ in 0..FILTERS {
        let (text, zone, order, completed, urgent, words, limit) =
            asked.new_tree(&mut runner).unwrap().current();
        let words = words.unwrap_or_default();
        let query = TaskQuery {
            completed,
            priority: urgent.map(priority),
            search: Search::parse(&words).unwrap(),
            filter: Some(AskedFilter {
                lists: lists.clone(),
                labels: labels.clone(),
                ..filter(&text, zone)
            }),
            order,
            limit: PageSize::new(limit).unwrap(),
            ..everything()
        };
        let mut expected = tasks.clone();
        expected.retain(|task| query.admits(task));
        sort(&mut expected, order);
        let found = all_pages(store, &alice(), &query).await;
        assert_eq!(found, expected, "{query:?}");
        let_through += found.len();
    }
    assert!(let_through > FILTERS, "filters let something through");
}

pub async fn a_filters_words_are_looked_up_with_those_of_a_search(store: &dyn Store) {
    for (number, text) in (1..).zip(["buy milk", "milky tea", "buy tea", "milk and buy"]) {
        create(store, &alice(), number, TaskContent::titled(title(text))).await;
        create(
            store,
            &owner("bob"),
            number,
            TaskContent::titled(title(text)),
        )
        .await;
    }
    for _ in 0..3 {
        for (search, asked, order, expected) in [
            (
                "",
                "buy",
                everything().order,
                "buy milk, buy tea, milk and buy",
            ),
            ("", "buy milk", everything().order, "buy milk, milk and buy"),
            // By how well the search finds it, whatever the filter says.
            (
                "milk",
                "-missing",
                Order::BEST_FIRST,
                "milk and buy, buy milk, milky tea",
            ),
            ("te", "buy", Order::BEST_FIRST, "buy tea"),
            (
                "milk",
                "te or \"k and\"",
                Order::BEST_FIRST,
                "milk and buy, milky tea",
            ),
        ] {
            let query = TaskQuery {
                search: Search::parse(search).unwrap(),
                filter: Some(filter(asked, "UTC")),
                order,
                limit: PageSize::new(1).unwrap(),
                ..everything()
            };
            let found = all_pages(store, &alice(), &query).await;
            assert_eq!(titles(&found).join(", "), expected, "{search} {asked}");
        }
        store.write_words(&alice()).await.unwrap();
    }
}

pub async fn a_page_goes_on_where_most_tasks_are_dropped(store: &dyn Store) {
    for number in 1..=1300 {
        let text = if number % 400 == 0 {
            "rare bird"
        } else {
            "bird"
        };
        let new = new_task(&alice(), number, text);
        store.create(&alice(), new, at(number)).await.unwrap();
    }
    let query = TaskQuery {
        filter: Some(filter("\"re bi\"", "UTC")),
        limit: PageSize::new(2).unwrap(),
        ..everything()
    };
    let found = all_pages(store, &alice(), &query).await;
    let created: Vec<_> = found.iter().map(|it| it.created_at.unix_millis()).collect();
    assert_eq!(created, [400, 800, 1200]);
}

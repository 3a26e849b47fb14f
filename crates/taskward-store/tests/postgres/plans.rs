//! How PostgreSQL answers what the API asks, with its own settings.

use taskward_core::{
    ChangeQuery, Colour, Completing, CompletionQuery, Edit, LabelPatch, ListFilter, ListPatch,
    NewTask, Order, OrderKey, Owner, PageSize, Position, Precondition, Priority, Revision, Search,
    TaskContent, TaskId, TaskLabels, TaskPatch, TaskQuery, TasksOfList, Zone,
    filter::{AskedFilter, Moment, NamedLabel},
};
use taskward_store::{Deployment, LabelStore, ListStore, PostgresStore, TaskStore};

use crate::{
    database::{TestDatabase, url},
    suite::support::{
        alice, at, create, create_label, create_list, due, every, everything, new_task, owner,
        title,
    },
};
use tokio_postgres::Client;

/// A hundred tasks for each of these owners, a tenth of them deleted and a fifth completed, and statistics of all.
fn fill(first: u32, last: u32) -> [String; 9] {
    [
        format!(
            "INSERT INTO taskward.owners (user_id, revision) \
             SELECT 'filler ' || o, 100 FROM generate_series({first}, {last}) o"
        ),
        format!(
            "INSERT INTO taskward.tasks \
                 (user_id, id, revision, title, title_key, completed_at, created_at, updated_at, deleted_at) \
             SELECT 'filler ' || o, gen_random_uuid(), n, 'task ' || md5(n || '.' || o), 'task ' || md5(n || '.' || o), \
                    CASE WHEN n % 5 = 0 THEN 1000 + n END, 1000 + n, 1000 + n, CASE WHEN n % 10 = 0 THEN 2000 + n END \
             FROM generate_series({first}, {last}) o, generate_series(1, 100) n"
        ),
        format!(
            "INSERT INTO taskward.task_words (user_id, word, task_id, in_title) \
             SELECT user_id, word, id, true FROM taskward.tasks, unnest(ARRAY['task', substr(title, 6)]) word \
             WHERE deleted_at IS NULL AND user_id IN (SELECT 'filler ' || o FROM generate_series({first}, {last}) o)"
        ),
        format!(
            "INSERT INTO taskward.labels (user_id, id, revision, name, name_key, colour, created_at, updated_at) \
             SELECT user_id, gen_random_uuid(), revision, title, title_key, 'grey', 1, 1 FROM taskward.tasks \
             WHERE revision <= 20 AND user_id IN (SELECT 'filler ' || o FROM generate_series({first}, {last}) o)"
        ),
        format!(
            "INSERT INTO taskward.task_labels (user_id, label_id, task_id) \
             SELECT user_id, labels.id, tasks.id FROM taskward.labels JOIN taskward.tasks USING (user_id) \
             WHERE tasks.revision % 20 = labels.revision % 20 \
               AND user_id IN (SELECT 'filler ' || o FROM generate_series({first}, {last}) o)"
        ),
        format!(
            "INSERT INTO taskward.words_written (user_id, revision) \
             SELECT 'filler ' || o, 100 FROM generate_series({first}, {last}) o"
        ),
        "VACUUM ANALYZE taskward.owners, taskward.words_written, taskward.task_words".to_owned(),
        "VACUUM ANALYZE taskward.labels, taskward.task_labels".to_owned(),
        "VACUUM ANALYZE taskward.tasks".to_owned(),
    ]
}

/// 500 owners have 50,000 tasks. With `TEST_POSTGRES_OWNERS=10000` it is a million, which takes a minute.
fn owners() -> u32 {
    let given = std::env::var("TEST_POSTGRES_OWNERS").ok();
    given.map_or(500, |text| text.parse().unwrap())
}

const FILTERS: [&str; 6] = [
    "#work -#waiting (no:label or has:label)",
    "due:today",
    "overdue or due:<=+7d -completed",
    "priority:1..2 or no:due start:<=today",
    "-(created:-7d..today or updated:today) \"milk\"",
    "milk -completed",
];

/// Everything that can be asked for one owner, so that each statement is prepared.
async fn ask_everything(store: &PostgresStore) {
    let owner = owner("owner 500");
    for number in 1..=9 {
        let task = create(store, &owner, number, "milk").await;
        let edit = match number % 3 {
            0 => Edit::Complete(Completing::to(true)),
            1 => Edit::Patch(TaskPatch {
                due: Some(Some(due("2026-12-24"))),
                priority: Some(Priority::ALL[0]),
                ..TaskPatch::default()
            }),
            _ => continue,
        };
        let edited = store.edit(&owner, task.id, edit, Precondition::None, at(10));
        edited.await.unwrap();
    }
    for order in Order::ALL {
        for completed in [None, Some(true), Some(false)] {
            for changed_since in [None, Some(Revision::ZERO)] {
                let limit = PageSize::new(2).unwrap();
                let mut query = TaskQuery {
                    order,
                    completed,
                    priority: completed.map(|_| Priority::NONE),
                    list: completed.map(|_| ListFilter::Inbox),
                    changed_since,
                    limit,
                    ..everything()
                };
                let page = store.list(&owner, &query).await.unwrap();
                query.after = Some(page.next.unwrap().position_in(&query).unwrap());
                store.list(&owner, &query).await.unwrap();
            }
        }
    }
    for _ in 0..2 {
        for order in Order::ALL.into_iter().chain([Order::BEST_FIRST]) {
            for text in ["milk", "%"] {
                let search = Search::parse(text).unwrap();
                let query = TaskQuery {
                    order,
                    search,
                    ..everything()
                };
                store.list(&owner, &query).await.unwrap();
            }
        }
        store.write_words(&owner).await.unwrap();
    }
    let id = TaskId::generate(&owner, at(1), 1);
    let content = TaskContent::titled(title("milk"));
    let task = NewTask { id, content };
    let none = || Precondition::None;
    store.create(&owner, task, at(9000)).await.unwrap();
    store.get(&owner, id).await.unwrap();
    store
        .edit(
            &owner,
            id,
            Edit::Complete(Completing::TOGGLE),
            none(),
            at(9001),
        )
        .await
        .unwrap();
    store.delete(&owner, id, none(), at(9002)).await.unwrap();
    store.restore(&owner, id, at(9003)).await.unwrap();
    let after = None;
    let (since, limit) = (Revision::ZERO, PageSize::default());
    store
        .changes(
            &owner,
            &ChangeQuery {
                since,
                after,
                limit,
            },
        )
        .await
        .unwrap();
    store.revision(&owner).await.unwrap();
    ask_for_lists(store, &owner).await;
    ask_for_labels(store, &owner).await;
    recur(store, &owner).await;
    // For the statements that purge.
    store
        .create(&alice(), new_task(&alice(), 1, "old"), at(1))
        .await
        .unwrap();
    store
        .create(&alice(), new_task(&alice(), 2, "new"), at(2))
        .await
        .unwrap();
    let late = at(10 + taskward_store::TOMBSTONE_MILLIS);
    for (number, now) in [(1, at(3)), (2, late)] {
        let id = new_task(&alice(), number, "x").id;
        store.delete(&alice(), id, none(), now).await.unwrap();
    }
}

/// Filters, in every order.
async fn ask_filters(store: &PostgresStore) {
    let owner = owner("owner 500");
    let mut labels = Vec::new();
    for (number, name) in (1..).zip(["work", "waiting"]) {
        labels.push(create_label(store, &owner, number, name).await);
    }
    for text in FILTERS {
        for order in Order::ALL {
            let moment = Moment {
                now: at(1000),
                zone: Zone::UTC,
            };
            let filter = text.parse().unwrap();
            let query = TaskQuery {
                filter: Some(AskedFilter {
                    filter,
                    moment,
                    lists: Vec::new(),
                    labels: labels.iter().map(NamedLabel::of).collect(),
                }),
                order,
                ..everything()
            };
            store.list(&owner, &query).await.unwrap();
        }
    }
}

/// Completes a recurring task for good, reopens it, and undoes what is left.
async fn recur(store: &PostgresStore, owner: &Owner) {
    let none = || Precondition::None;
    let mut new = new_task(owner, 7000, "water the plants");
    new.content.due = Some(due("2026-11-20"));
    new.content.recurrence = Some(every("FREQ=DAILY;COUNT=2").into());
    let task = new.id;
    store.create(owner, new, at(9004)).await.unwrap();
    for (completed, now) in [(true, 9005), (true, 9006), (false, 9007)] {
        let edit = Edit::Complete(Completing::to(completed));
        store
            .edit(owner, task, edit, none(), at(now))
            .await
            .unwrap();
    }
    let (after, limit) = (None, PageSize::default());
    let query = CompletionQuery { task, after, limit };
    let page = store.completions(owner, &query).await.unwrap().unwrap();
    assert_eq!(page.items.len(), 1);
    let undone = store.undo_completion(owner, task, none(), at(9008)).await;
    undone.unwrap();
}

/// As the service, with policies in the plan.
async fn become_the_service(client: &Client) {
    client
        .batch_execute(
            "SET ROLE taskward_app; SET search_path TO taskward; SET taskward.user_id TO 'owner 500'; \
             SET taskward.known_schema TO '1'",
        )
        .await
        .unwrap();
}

/// For unknown values: the plan that a pooled connection comes to use.
async fn plan_of(client: &Client, sql: &str) -> String {
    let prepare = format!("SET plan_cache_mode TO force_generic_plan; PREPARE asked AS {sql}");
    client.batch_execute(&prepare).await.unwrap();
    let parameters =
        "SELECT parameter_types::text[] FROM pg_prepared_statements WHERE name = 'asked'";
    let row = client.query_one(parameters, &[]).await.unwrap();
    let values: Vec<_> = row
        .get::<_, Vec<String>>(0)
        .iter()
        .map(|kind| match kind.as_str() {
            "uuid" => "gen_random_uuid()",
            "bigint" | "smallint" => "1",
            "boolean" => "true",
            "uuid[]" => "ARRAY[gen_random_uuid()]",
            "bigint[]" => "ARRAY[1::bigint]",
            "bytea[]" => "ARRAY[''::bytea]",
            "text[]" => "ARRAY['milk']",
            "boolean[]" => "ARRAY[true]",
            _ => "'owner 500'",
        })
        .collect();
    let explain = format!("EXPLAIN (COSTS OFF) EXECUTE asked({})", values.join(", "));
    let plan = client.query(&explain, &[]).await.unwrap();
    client.batch_execute("DEALLOCATE asked").await.unwrap();
    let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
    plan.join("\n")
}

/// But for the one that has a row for each step of the schema, and none for owners.
fn reads_a_whole_table(plan: &str) -> bool {
    plan.replace("Seq Scan on schema_versions", "")
        .contains("Seq Scan")
}

#[tokio::test]
async fn others_do_not_change_the_plan_of_a_search() {
    let database = TestDatabase::new().await;
    let store = PostgresStore::open(&url(&database.url), None, 1)
        .await
        .unwrap();
    ask_everything(&store).await;
    let statements = store.prepared_statements().await.unwrap();
    store.close().await;
    let looks_up = |sql: &&String| sql.contains("string_agg");
    let lookup = statements.iter().find(looks_up).unwrap();
    let mut plans = Vec::new();
    // Not so few owners that their table is read as a whole.
    let client = database.connect().await;
    for statement in [
        "INSERT INTO taskward.owners (user_id, revision) SELECT 'idle ' || o, 1 FROM generate_series(1, 5000) o",
        "INSERT INTO taskward.words_written SELECT user_id, 1 FROM taskward.owners WHERE user_id LIKE 'idle %'",
    ] {
        client.batch_execute(statement).await.unwrap();
    }
    for (first, last) in [(1, 50), (51, 500)] {
        let client = database.connect().await;
        for statement in fill(first, last) {
            client.batch_execute(&statement).await.unwrap();
        }
        become_the_service(&client).await;
        plans.push(plan_of(&client, lookup).await);
    }
    let [few, many] = plans.as_slice() else {
        panic!("{plans:?}")
    };
    assert_eq!(few, many);
    assert!(few.contains("task_words_pkey"), "{few}");
}

/// The first page, and the one behind any place.
async fn ask_by_hand(store: &PostgresStore, owner: &Owner, list: ListFilter) {
    let id = TaskId::generate(owner, at(1), 1);
    for after in [None, Some(Position::ByHand(OrderKey::of(id), id))] {
        let query = TaskQuery {
            list: Some(list),
            order: Order::BY_HAND,
            after,
            ..TaskQuery::default()
        };
        store.list(owner, &query).await.unwrap();
    }
}

async fn ask_for_lists(store: &PostgresStore, owner: &Owner) {
    let none = || Precondition::None;
    for (number, tasks) in [
        (1, None),
        (2, Some(TasksOfList::MoveToInbox)),
        (3, Some(TasksOfList::Delete)),
    ] {
        let list = create_list(store, owner, number, "House").await;
        let query = TaskQuery {
            list: Some(ListFilter::List(list.id)),
            ..TaskQuery::default()
        };
        store.list(owner, &query).await.unwrap();
        ask_by_hand(store, owner, ListFilter::List(list.id)).await;
        ask_by_hand(store, owner, ListFilter::Inbox).await;
        store.get_list(owner, list.id).await.unwrap();
        let patch = ListPatch {
            archived: Some(true),
            ..ListPatch::default()
        };
        let edited = store.edit_list(owner, list.id, patch, none(), at(9100));
        edited.await.unwrap();
        let deleted = store.delete_list(owner, list.id, tasks, none(), at(9101));
        deleted.await.unwrap();
    }
    store.lists(owner).await.unwrap();
}

/// Two labels and tasks that have them, of which one is deleted; one is merged into the other, and that is deleted.
async fn ask_for_labels(store: &PostgresStore, owner: &Owner) {
    let none = || Precondition::None;
    let one = create_label(store, owner, 11, "one").await.id;
    let two = create_label(store, owner, 12, "two").await.id;
    let patch = LabelPatch {
        colour: Some(Colour::Red),
        ..LabelPatch::default()
    };
    let edited = store.edit_label(owner, one, patch, none(), at(9200)).await;
    let found = store.get_label(owner, one).await.unwrap();
    assert_eq!(found, edited.ok());
    for number in [7101, 7102] {
        let mut new = new_task(owner, number, "labelled");
        new.content.labels = TaskLabels::new(vec![one]).unwrap();
        let id = new.id;
        store.create(owner, new, at(9200)).await.unwrap();
        for labels in [vec![], vec![one]] {
            let edit = Edit::Patch(TaskPatch {
                labels: Some(TaskLabels::new(labels).unwrap()),
                ..TaskPatch::default()
            });
            let edited = store.edit(owner, id, edit, none(), at(9201)).await;
            edited.unwrap();
        }
        if number == 7102 {
            store.delete(owner, id, none(), at(9202)).await.unwrap();
        }
    }
    let merged = store.merge_label(owner, one, two, none(), at(9203)).await;
    assert_eq!(merged.unwrap().id, two);
    store
        .delete_label(owner, two, none(), at(9204))
        .await
        .unwrap();
    assert_eq!(store.labels(owner).await.unwrap(), []);
}

#[tokio::test]
async fn nothing_that_is_asked_for_an_owner_reads_a_whole_table_or_sorts() {
    let database = TestDatabase::new().await;
    let store = PostgresStore::open(&url(&database.url), None, 1)
        .await
        .unwrap();
    let client = database.connect().await;
    for statement in fill(1, owners()) {
        client.batch_execute(&statement).await.unwrap();
    }
    ask_everything(&store).await;
    let statements = store.prepared_statements().await.unwrap();
    store.close().await;
    become_the_service(&client).await;
    let mut explained = 0;
    for sql in statements {
        if ![
            "tasks",
            "owners",
            "words",
            "lists",
            "tombstones",
            "completions",
            "labels",
        ]
        .iter()
        .any(|table| sql.contains(table))
        {
            continue;
        }
        let plan = plan_of(&client, &sql).await;
        assert!(!reads_a_whole_table(&plan), "{sql}\n{plan}");
        // In another order than by change, "changed since" looks at what changed and sorts that. A list is deleted
        // with its tasks one after the other.
        let ranges = !sql.contains("revision >") || sql.contains("ORDER BY revision");
        if ranges && !sql.contains("row_number()") {
            assert!(!plan.contains("Sort"), "{sql}\n{plan}");
        }
        explained += 1;
    }
    assert!(explained >= 80, "{explained} statements");
}

/// What a filter leaves over may be few, so that it may be read in whatever way is the shortest, and sorted.
#[tokio::test]
async fn filters_read_by_an_index_that_begins_with_the_owner() {
    let database = TestDatabase::new().await;
    let store = PostgresStore::open(&url(&database.url), None, 1)
        .await
        .unwrap();
    let client = database.connect().await;
    for statement in fill(1, owners()) {
        client.batch_execute(&statement).await.unwrap();
    }
    let before = store.prepared_statements().await.unwrap();
    ask_filters(&store).await;
    let mut statements = store.prepared_statements().await.unwrap();
    store.close().await;
    statements.retain(|sql| sql.contains("FROM tasks") && !before.contains(sql));
    assert!(statements.len() >= 3 * Order::ALL.len(), "{statements:?}");
    become_the_service(&client).await;
    for sql in statements {
        let plan = plan_of(&client, &sql).await;
        assert!(!reads_a_whole_table(&plan), "{sql}\n{plan}");
        assert!(
            plan.contains("Index Cond: ((user_id = ") || plan.contains("Index Cond: (user_id = "),
            "{sql}\n{plan}"
        );
    }
}

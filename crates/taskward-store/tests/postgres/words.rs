//! The words that are written are those of the tasks that are there.

use taskward_core::{Precondition, TasksOfList};
use taskward_store::{ListStore, TaskStore};

use crate::{
    database::TestDatabase,
    suite::support::{alice, at, create_list, new_task},
};

#[tokio::test]
async fn the_words_of_tasks_that_go_with_their_list_are_taken_back() {
    // More than are read at once.
    const IN_LIST: i64 = 260;
    let database = TestDatabase::new().await;
    let store = database.open().await;
    let owner = alice();
    let list = create_list(&store, &owner, 1, "Plans").await.id;
    let creations = (1..=IN_LIST + 1).map(|number| {
        let mut task = new_task(&owner, number, "plan");
        // At two times only, so that ids decide where the next are read from.
        task.content.list_id = (number > 1).then_some(list);
        store.create(&owner, task, at(number / 200))
    });
    for created in futures_util::future::join_all(creations).await {
        created.unwrap();
    }
    store.write_words(&owner).await.unwrap();
    let client = database.connect().await;
    let count = async || -> i64 {
        let sql = "SELECT count(*) FROM taskward.task_words";
        client.query_one(sql, &[]).await.unwrap().get(0)
    };
    assert_eq!(count().await, IN_LIST + 1);
    let with_tasks = Some(TasksOfList::Delete);
    let deleted = store.delete_list(&owner, list, with_tasks, Precondition::None, at(9));
    deleted.await.unwrap();
    assert_eq!(count().await, 1);
}

//! Which tasks have a label.

use deadpool_postgres::ClientWrapper;
use taskward_core::{LabelId, Owner, TaskId, TaskLabels, Timestamp};
use tokio_postgres::{Error, error::SqlState};
use uuid::Uuid;

use super::{
    failure::Failure,
    rows::{self, label_uuid, uuid},
    statement::Assembled,
};
use crate::{
    StoreError,
    values::{labels, labels_bytes},
};

const INSERT: &str = "INSERT INTO task_labels (user_id, label_id, task_id) \
     SELECT $1, * FROM unnest($2::uuid[], $3::uuid[])";

/// Whether a task was to have a label that is not there: the database looks, so that nobody else has to.
pub(super) fn has_no_label(error: &Error) -> bool {
    error.as_db_error().is_some_and(|said| {
        *said.code() == SqlState::FOREIGN_KEY_VIOLATION
            && said.constraint() == Some("task_labels_label_id_fkey")
    })
}

/// Adds that the task of the part `from` has these labels. That part tells its id.
pub(super) fn put(statement: &mut Assembled<'_>, labels: &TaskLabels, from: &str) {
    put_some(statement, labels.as_slice().iter().copied(), from);
}

/// Adds that the task that was updated has other labels than before.
pub(super) fn change(statement: &mut Assembled<'_>, before: &TaskLabels, after: &TaskLabels) {
    let gone: Vec<_> = before.not_in(after).map(label_uuid).collect();
    if !gone.is_empty() {
        let gone = statement.bind(gone);
        statement.push_fmt(format_args!(
            ", unlabelled AS (DELETE FROM task_labels USING updated WHERE task_labels.user_id = $1 \
             AND task_labels.label_id = ANY({gone}) AND task_labels.task_id = updated.id)"
        ));
    }
    put_some(statement, after.not_in(before), "updated");
}

fn put_some(statement: &mut Assembled<'_>, labels: impl Iterator<Item = LabelId>, from: &str) {
    let labels: Vec<_> = labels.map(label_uuid).collect();
    if labels.is_empty() {
        return;
    }
    let labels = statement.bind(labels);
    statement.push_fmt(format_args!(
        ", labelled AS (INSERT INTO task_labels (user_id, task_id, label_id) \
         SELECT $1, id, unnest({labels}::uuid[]) FROM {from})"
    ));
}

/// A task that has a label which goes.
struct Bearer {
    created_at: i64,
    id: TaskId,
    is_deleted: bool,
    labels: TaskLabels,
}

/// Tasks that are written by one statement.
const AT_ONCE: usize = 1000;

/// Takes a label from all tasks, deleted ones as well, and gives them another in its place, if there is one. Each task that
/// is not deleted gets a revision of its own behind the `last`, one after the other; gives the last of them.
pub(super) async fn take(
    client: &ClientWrapper,
    owner: &Owner,
    (label, by): (LabelId, Option<LabelId>),
    now: Timestamp,
    last: i64,
) -> Result<i64, Failure> {
    const DELETE: &str = "DELETE FROM task_labels WHERE user_id = $1 AND label_id = $2";
    const UPDATE: &str = "UPDATE tasks SET labels = changed.labels, updated_at = $5, revision = changed.revision \
         FROM unnest($2::uuid[], $3::bytea[], $4::bigint[]) AS changed (id, labels, revision) \
         WHERE tasks.user_id = $1 AND tasks.id = changed.id";
    const LEAVE: &str = "UPDATE tasks SET labels = changed.labels \
         FROM unnest($2::uuid[], $3::bytea[]) AS changed (id, labels) \
         WHERE tasks.user_id = $1 AND tasks.id = changed.id";
    let mut bearers = bearers(client, owner, label).await?;
    bearers.sort_unstable_by_key(|it| (it.created_at, it.id));
    let (dead, live): (Vec<_>, Vec<_>) = bearers.into_iter().partition(|it| it.is_deleted);
    let delete = client.prepare_cached(DELETE).await?;
    let subject = owner.subject();
    client
        .execute(&delete, &[&subject, &label_uuid(label)])
        .await?;
    let left = |bearers: &[Bearer]| {
        let left = bearers.iter().map(|it| it.labels.replaced(label, by));
        left.map(|labels| labels_bytes(&labels)).collect::<Vec<_>>()
    };
    let mut last = last;
    let update = client.prepare_cached(UPDATE).await?;
    for some in live.chunks(AT_ONCE) {
        let revisions: Vec<_> = (last + 1..).take(some.len()).collect();
        last += i64::try_from(some.len()).unwrap_or(i64::MAX);
        let now = now.unix_millis();
        client
            .execute(
                &update,
                &[&subject, &ids(some), &left(some), &revisions, &now],
            )
            .await?;
    }
    let leave = client.prepare_cached(LEAVE).await?;
    for some in dead.chunks(AT_ONCE) {
        client
            .execute(&leave, &[&subject, &ids(some), &left(some)])
            .await?;
    }
    if let Some(by) = by {
        let insert = client.prepare_cached(INSERT).await?;
        let mut all = live;
        all.extend(dead);
        all.retain(|it| !it.labels.contains(by));
        for some in all.chunks(AT_ONCE) {
            let labels = vec![label_uuid(by); some.len()];
            client
                .execute(&insert, &[&subject, &labels, &ids(some)])
                .await?;
        }
    }
    Ok(last)
}

fn ids(bearers: &[Bearer]) -> Vec<Uuid> {
    bearers.iter().map(|it| uuid(it.id)).collect()
}

async fn bearers(
    client: &ClientWrapper,
    owner: &Owner,
    label: LabelId,
) -> Result<Vec<Bearer>, Failure> {
    const BEARERS: &str = "SELECT tasks.id, tasks.created_at, tasks.deleted_at IS NOT NULL, tasks.labels \
         FROM task_labels JOIN tasks ON tasks.id = task_labels.task_id \
         WHERE task_labels.user_id = $1 AND task_labels.label_id = $2 AND tasks.user_id = $1";
    let select = client.prepare_cached(BEARERS).await?;
    let found = client
        .query(&select, &[&owner.subject(), &label_uuid(label)])
        .await?;
    let mut bearers = Vec::with_capacity(found.len());
    for row in &found {
        let id: Uuid = rows::column(row, 0)?;
        let id = TaskId::from_bytes(id.into_bytes(), owner);
        bearers.push(Bearer {
            id: id.map_err(|_| StoreError::Corrupt("id"))?,
            created_at: rows::column(row, 1)?,
            is_deleted: rows::column(row, 2)?,
            labels: labels(rows::column(row, 3)?, owner)?,
        });
    }
    Ok(bearers)
}

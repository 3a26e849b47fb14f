//! Reading what changed since a revision.

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    ChangePage, ChangePosition, ChangeQuery, ChangeSpan, Changed, Deleted, LabelId, ListId, Owner,
    Revision, TaskId, Tombstone,
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{
    failure::Failure,
    labels, lists,
    rows::{self, revision_number},
    scope::{self, Scope},
    work::{Done, Work},
};
use crate::{ChangesError, StoreError};

const SPAN: &str = "SELECT revision, purged_revision FROM owners WHERE user_id = $1";

/// Live tasks that were changed after a revision, by revision.
pub(super) const TASKS: &str = concat!(
    "SELECT ",
    rows::columns!(),
    " FROM tasks WHERE user_id = $1 AND deleted_at IS NULL AND revision > $2 \
     ORDER BY revision LIMIT $3"
);

/// A page of an owner's changes, in one round trip.
pub(super) struct Changes {
    pub(super) owner: Owner,
    pub(super) query: ChangeQuery,
}

impl Work for Changes {
    type Answer = Result<ChangePage, ChangesError>;
    const WRITES: bool = false;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Self::Answer>, Failure> {
        const LISTS: &str = concat!(
            "SELECT ",
            lists::columns!(),
            " FROM lists WHERE user_id = $1 AND revision > $2 ORDER BY revision LIMIT $3"
        );
        const DELETED_TASKS: &str = "SELECT id, revision FROM tasks \
             WHERE user_id = $1 AND deleted_at IS NOT NULL AND revision > $2 ORDER BY revision LIMIT $3";
        const LABELS: &str = concat!(
            "SELECT ",
            labels::columns!(),
            " FROM labels WHERE user_id = $1 AND revision > $2 ORDER BY revision LIMIT $3"
        );
        // Lists and labels, each in the order of their revisions.
        const DELETED_OTHERS: &str = "(SELECT kind, id, revision FROM tombstones \
              WHERE user_id = $1 AND revision > $2 ORDER BY revision LIMIT $3) \
             UNION ALL \
             (SELECT 'label', id, revision FROM label_tombstones \
              WHERE user_id = $1 AND revision > $2 ORDER BY revision LIMIT $3)";
        let scope = Scope::of(client, &self.owner).await?;
        let select_span = client.prepare_cached(SPAN).await?;
        let select_tasks = client.prepare_cached(TASKS).await?;
        let select_lists = client.prepare_cached(LISTS).await?;
        let select_labels = client.prepare_cached(LABELS).await?;
        let select_deleted = client.prepare_cached(DELETED_TASKS).await?;
        let select_others = client.prepare_cached(DELETED_OTHERS).await?;
        let subject = self.owner.subject();
        let one_more = i64::try_from(self.query.limit.get() + 1).unwrap_or(i64::MAX);
        let (live_after, tombstones_after) = ranges(&self.query);
        let (begun, span_row, tasks, lists, labels, deleted, others, ended) = tokio::join!(biased;
            scope.begin_reading(),
            async { client.query_opt(&select_span, &[&subject]).await },
            async { client.query(&select_tasks, &[&subject, &live_after, &one_more]).await },
            async { client.query(&select_lists, &[&subject, &live_after, &one_more]).await },
            async { client.query(&select_labels, &[&subject, &live_after, &one_more]).await },
            async {
                client.query(&select_deleted, &[&subject, &tombstones_after, &one_more]).await
            },
            async {
                client.query(&select_others, &[&subject, &tombstones_after, &one_more]).await
            },
            scope.commit(),
        );
        begun?;
        let (span_row, tasks, lists, labels) = (span_row?, tasks?, lists?, labels?);
        let (deleted, others) = (deleted?, others?);
        ended?;
        let span = span(span_row.as_ref())?;
        let position = match self.query.begin(span) {
            Ok(position) => position,
            Err(gone) => return Ok(Done::Committed(Err(gone.into()))),
        };
        let tasks = tasks.iter().map(|row| rows::task(row, &self.owner));
        let lists = lists.iter().map(|row| lists::list(row, &self.owner));
        let labels = labels.iter().map(|row| labels::label(row, &self.owner));
        let deleted = deleted.iter().map(|row| deleted_task(row, &self.owner));
        let others = others.iter().map(|row| deleted_other(row, &self.owner));
        Ok(Done::Committed(Ok(ChangePage::from_one_more(
            &self.query,
            position,
            span,
            Changed {
                tasks: tasks.collect::<Result<_, _>>()?,
                lists: lists.collect::<Result<_, _>>()?,
                labels: labels.collect::<Result<_, _>>()?,
                tombstones: deleted.chain(others).collect::<Result<_, _>>()?,
            },
        ))))
    }
}

/// Behind which revisions [`ChangeQuery::begin`] will want what is live, and tombstones, as far as that can be told before
/// the owner's revision is known: who begins with nothing needs no tombstones on the first page.
fn ranges(query: &ChangeQuery) -> (i64, i64) {
    let after = query.after.map(|position: ChangePosition| {
        let live = revision_number(position.live_after());
        (live, revision_number(position.tombstones_after()))
    });
    let since = revision_number(query.since);
    let none = if query.since == Revision::ZERO {
        i64::MAX
    } else {
        since
    };
    after.unwrap_or((since, none))
}

/// An owner's present revision.
pub(super) struct PresentRevision {
    pub(super) owner: Owner,
}

impl Work for PresentRevision {
    type Answer = Revision;
    const WRITES: bool = false;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Revision>, Failure> {
        let select = client.prepare_cached(&scope::alone(SPAN)).await?;
        let rows = scope::read(client, &select, &[&self.owner.subject()]).await?;
        Ok(Done::Committed(span(rows.first())?.revision))
    }
}

fn span(row: Option<&Row>) -> Result<ChangeSpan, StoreError> {
    let Some(row) = row else {
        return Ok(ChangeSpan {
            revision: Revision::ZERO,
            purged: Revision::ZERO,
        });
    };
    Ok(ChangeSpan {
        revision: rows::revision(rows::column(row, 0)?)?,
        purged: rows::revision(rows::column(row, 1)?)?,
    })
}

fn deleted_task(row: &Row, owner: &Owner) -> Result<Tombstone, StoreError> {
    let id: Uuid = rows::column(row, 0)?;
    let id = TaskId::from_bytes(id.into_bytes(), owner).map_err(|_| StoreError::Corrupt("id"))?;
    Ok(Tombstone {
        deleted: Deleted::Task(id),
        revision: rows::revision(rows::column(row, 1)?)?,
    })
}

fn deleted_other(row: &Row, owner: &Owner) -> Result<Tombstone, StoreError> {
    let id: Uuid = rows::column(row, 1)?;
    let id = id.into_bytes();
    let deleted = match rows::column(row, 0)? {
        "list" => ListId::from_bytes(id, owner).map(Deleted::List).ok(),
        "label" => LabelId::from_bytes(id, owner).map(Deleted::Label).ok(),
        _ => None,
    };
    Ok(Tombstone {
        deleted: deleted.ok_or(StoreError::Corrupt("a tombstone"))?,
        revision: rows::revision(rows::column(row, 2)?)?,
    })
}

//! An owner's labels.

use deadpool_postgres::ClientWrapper;
use taskward_core::{
    Colour, Label, LabelId, LabelName, LabelPatch, NewLabel, Owner, Precondition, Timestamp,
};
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use super::{
    changes::{LOCK_OWNER, RAISE, SET_REVISION},
    failure::Failure,
    rows::{self, label_uuid, revision_number},
    scope::{self, Scope},
    task_labels,
    work::{Done, Work},
};
use crate::{ChangeError, CreateLabelError, Created, EditLabelError, MergeLabelError, StoreError};

macro_rules! columns {
    () => {
        "id, revision, name, colour, created_at, updated_at"
    };
}
pub(super) use columns;

const ALL: &str = concat!("SELECT ", columns!(), " FROM labels WHERE user_id = $1");
const FIND: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM labels WHERE user_id = $1 AND id = $2"
);

/// All of them, by name.
pub(super) struct All {
    pub(super) owner: Owner,
}

impl Work for All {
    type Answer = Vec<Label>;
    const WRITES: bool = false;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Vec<Label>>, Failure> {
        let all = client.prepare_cached(&scope::alone(ALL)).await?;
        let found = scope::read(client, &all, &[&self.owner.subject()]).await?;
        Ok(Done::Committed(labels(&found, &self.owner)?))
    }
}

/// The label of an id.
pub(super) struct Get {
    pub(super) owner: Owner,
    pub(super) id: LabelId,
}

impl Work for Get {
    type Answer = Option<Label>;
    const WRITES: bool = false;

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Option<Label>>, Failure> {
        let find = client.prepare_cached(&scope::alone(FIND)).await?;
        let values: [&(dyn ToSql + Sync); 2] = [&self.owner.subject(), &label_uuid(self.id)];
        let rows = scope::read(client, &find, &values).await?;
        let found = rows.first().map(|row| label(row, &self.owner));
        Ok(Done::Committed(found.transpose()?))
    }
}

/// Creates a label. The raised revision is undone with the transaction if it is refused.
pub(super) struct Create {
    pub(super) owner: Owner,
    pub(super) label: NewLabel,
    pub(super) now: Timestamp,
}

impl Work for Create {
    type Answer = Result<Created<Label>, CreateLabelError>;
    const WRITES: bool = true;

    fn changes_of(&self) -> Option<&Owner> {
        Some(&self.owner)
    }

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Self::Answer>, Failure> {
        const DELETED: &str = "SELECT 1 FROM label_tombstones WHERE user_id = $1 AND id = $2";
        const INSERT: &str = "INSERT INTO labels (user_id, id, revision, name, name_key, colour, created_at, updated_at) \
                              VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let scope = Scope::of(client, &self.owner).await?;
        let raise = client.prepare_cached(RAISE).await?;
        let all = client.prepare_cached(ALL).await?;
        let deleted = client.prepare_cached(DELETED).await?;
        let insert = client.prepare_cached(INSERT).await?;
        let subject = self.owner.subject();
        let id = label_uuid(self.label.id);
        let (begun, raised, others, deleted) = tokio::join!(biased;
            scope.begin_writing(),
            async { client.query_one(&raise, &[&subject]).await },
            // Statements of their own, so that they see what was committed while the lock was waited for.
            async { client.query(&all, &[&subject]).await },
            async { client.query_opt(&deleted, &[&subject, &id]).await },
        );
        begun?;
        let revision = rows::revision(rows::column(&raised?, 0)?)?;
        let others = labels(&others?, &self.owner)?;
        if let Some(existing) = others.iter().find(|label| label.id == self.label.id) {
            return Ok(Done::Refused(Ok(Created::Existing(existing.clone()))));
        }
        if deleted?.is_some() {
            return Ok(Done::Refused(Err(CreateLabelError::Deleted)));
        }
        let name = self.label.name.key();
        if others.iter().any(|label| label.name.key() == name) {
            return Ok(Done::Refused(Err(CreateLabelError::NameTaken)));
        }
        if others.len() >= Label::MAX_COUNT {
            return Ok(Done::Refused(Err(CreateLabelError::TooMany)));
        }
        let label = self.label.clone().into_label(self.now, revision);
        let (inserted, committed) = tokio::join!(biased;
            async {
                client.execute(&insert, &[
                    &subject,
                    &id,
                    &revision_number(label.revision),
                    &label.name.as_str(),
                    &label.name.key(),
                    &label.colour.name(),
                    &label.created_at.unix_millis(),
                    &label.updated_at.unix_millis(),
                ]).await
            },
            scope.commit(),
        );
        inserted
            .map(drop)
            .and(committed)
            .map_err(Failure::with_commit)?;
        Ok(Done::Committed(Ok(Created::New(label))))
    }
}

/// Changes a label.
pub(super) struct EditLabel {
    pub(super) owner: Owner,
    pub(super) id: LabelId,
    pub(super) patch: LabelPatch,
    pub(super) precondition: Precondition,
    pub(super) now: Timestamp,
}

impl Work for EditLabel {
    type Answer = Result<Label, EditLabelError>;
    const WRITES: bool = true;

    fn changes_of(&self) -> Option<&Owner> {
        Some(&self.owner)
    }

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Self::Answer>, Failure> {
        const UPDATE: &str = "UPDATE labels SET revision = $3, name = $4, name_key = $5, colour = $6, updated_at = $7 \
                              WHERE user_id = $1 AND id = $2";
        let scope = Scope::of(client, &self.owner).await?;
        let locked = lock(client, &scope, &self.owner).await?;
        let (last, before) = match locked.one_if(self.id, &self.precondition) {
            Ok(found) => found,
            Err(refusal) => return Ok(Done::Refused(Err(refusal.into()))),
        };
        let Some(mut after) = self.patch.apply(&before, self.now) else {
            return Ok(Done::Refused(Ok(before)));
        };
        let has_this_name = |it: &Label| it.id != self.id && it.name.key() == after.name.key();
        if locked.labels.iter().any(has_this_name) {
            return Ok(Done::Refused(Err(EditLabelError::NameTaken)));
        }
        after.revision = rows::revision(last + 1)?;
        let raise = client.prepare_cached(SET_REVISION).await?;
        let update = client.prepare_cached(UPDATE).await?;
        let subject = self.owner.subject();
        let number = revision_number(after.revision);
        let (raised, updated, committed) = tokio::join!(biased;
            async { client.execute(&raise, &[&subject, &number]).await },
            async {
                client.execute(&update, &[
                    &subject,
                    &label_uuid(self.id),
                    &number,
                    &after.name.as_str(),
                    &after.name.key(),
                    &after.colour.name(),
                    &after.updated_at.unix_millis(),
                ]).await
            },
            scope.commit(),
        );
        raised
            .and(updated)
            .map(drop)
            .and(committed)
            .map_err(Failure::with_commit)?;
        Ok(Done::Committed(Ok(after)))
    }
}

/// Deletes a label, or puts its tasks under another one.
pub(super) struct End {
    pub(super) owner: Owner,
    pub(super) id: LabelId,
    pub(super) into: Option<LabelId>,
    pub(super) precondition: Precondition,
    pub(super) now: Timestamp,
}

impl Work for End {
    /// The label that has its tasks now, if one was to have them.
    type Answer = Result<Option<Label>, MergeLabelError>;
    const WRITES: bool = true;

    fn changes_of(&self) -> Option<&Owner> {
        Some(&self.owner)
    }

    async fn run(&self, client: &ClientWrapper) -> Result<Done<Self::Answer>, Failure> {
        const REMOVE: &str = "DELETE FROM labels WHERE user_id = $1 AND id = $2";
        const REMEMBER: &str =
            "INSERT INTO label_tombstones (user_id, revision, id) VALUES ($1, $2, $3)";
        let scope = Scope::of(client, &self.owner).await?;
        let locked = lock(client, &scope, &self.owner).await?;
        let last = match locked.one_if(self.id, &self.precondition) {
            Ok((last, _)) => last,
            Err(refusal) => return Ok(Done::Refused(Err(refusal.into()))),
        };
        let into = locked.labels.iter();
        let mut into = into.filter(|it| Some(it.id) == self.into && it.id != self.id);
        let into = into.next().cloned();
        if into.is_none() && self.into.is_some() {
            return Ok(Done::Refused(Err(MergeLabelError::NoSuchTarget)));
        }
        let change = (self.id, self.into);
        let last = task_labels::take(client, &self.owner, change, self.now, last).await?;
        let number = revision_number(rows::revision(last + 1)?);
        let raise = client.prepare_cached(SET_REVISION).await?;
        let remove = client.prepare_cached(REMOVE).await?;
        let remember = client.prepare_cached(REMEMBER).await?;
        let (subject, id) = (self.owner.subject(), label_uuid(self.id));
        let (raised, removed, remembered, committed) = tokio::join!(biased;
            async { client.execute(&raise, &[&subject, &number]).await },
            async { client.execute(&remove, &[&subject, &id]).await },
            async { client.execute(&remember, &[&subject, &number, &id]).await },
            scope.commit(),
        );
        raised
            .and(removed)
            .and(remembered)
            .map(drop)
            .and(committed)
            .map_err(Failure::with_commit)?;
        Ok(Done::Committed(Ok(into)))
    }
}

/// All labels, and the owner's last revision: nobody else changes anything of the owner's until the transaction ends.
struct Locked {
    last: i64,
    labels: Vec<Label>,
}

impl Locked {
    /// A label, if it is as the precondition says, and the last revision.
    fn one_if(
        &self,
        id: LabelId,
        precondition: &Precondition,
    ) -> Result<(i64, Label), ChangeError> {
        match self.labels.iter().find(|label| label.id == id) {
            None => Err(ChangeError::NotFound),
            Some(label) if precondition.holds_for(label.revision) => Ok((self.last, label.clone())),
            Some(_) => Err(ChangeError::PreconditionFailed),
        }
    }
}

async fn lock(client: &ClientWrapper, scope: &Scope<'_>, owner: &Owner) -> Result<Locked, Failure> {
    let lock = client.prepare_cached(LOCK_OWNER).await?;
    let all = client.prepare_cached(ALL).await?;
    let subject = owner.subject();
    let (begun, locked, found) = tokio::join!(biased;
        scope.begin_writing(),
        async { client.query_opt(&lock, &[&subject]).await },
        // A statement of its own, so that it sees what was committed while the lock was waited for.
        async { client.query(&all, &[&subject]).await },
    );
    begun?;
    // Whoever is not there has no labels.
    let last = locked?.map(|row| rows::column(&row, 0)).transpose()?;
    Ok(Locked {
        last: last.unwrap_or_default(),
        labels: labels(&found?, owner)?,
    })
}

/// All of them, by name.
fn labels(rows: &[Row], owner: &Owner) -> Result<Vec<Label>, StoreError> {
    let labels = rows.iter().map(|row| label(row, owner));
    let mut labels = labels.collect::<Result<Vec<_>, _>>()?;
    labels.sort_unstable_by(|one, other| one.name.key().cmp(other.name.key()));
    Ok(labels)
}

/// Reads a row of the columns above.
pub(super) fn label(row: &Row, owner: &Owner) -> Result<Label, StoreError> {
    let id: Uuid = rows::column(row, 0)?;
    let id = LabelId::from_bytes(id.into_bytes(), owner).map_err(|_| StoreError::Corrupt("id"))?;
    let name = LabelName::parse(rows::column(row, 2)?);
    let colour = Colour::parse(rows::column(row, 3)?);
    Ok(Label {
        id,
        revision: rows::revision(rows::column(row, 1)?)?,
        name: name.map_err(|_| StoreError::Corrupt("name"))?,
        colour: colour.map_err(|_| StoreError::Corrupt("colour"))?,
        created_at: rows::timestamp(rows::column(row, 4)?)?,
        updated_at: rows::timestamp(rows::column(row, 5)?)?,
    })
}

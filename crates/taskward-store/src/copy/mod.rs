//! From one database to another, whole: every owner, every list and label, every task, every tombstone, everything that was
//! completed, as they are.
//!
//! An operator's command and no part of the port: it is the one place that goes from owner to owner.

mod error;
mod postgres;
mod row;
mod sqlite;

use async_trait::async_trait;

pub use self::error::CopyError;
use self::row::{Checksum, CompletionRow, LabelRow, ListRow, OwnerRow, TaskRow, TombstoneRow};
use crate::{Database, DatabaseUrl, SchemaAge, StoreError, inspect, open};

/// Owners that are asked for at once.
const OWNERS: usize = 200;
/// Tasks, or completed occurrences, that are asked for at once.
const TASKS: usize = 1000;

/// How far a copy is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CopyProgress {
    /// What is being done.
    pub stage: CopyStage,
    /// Owners that are done in this stage.
    pub owners: u64,
    /// Tasks, lists, labels and tombstones that were written, or compared, in this stage.
    pub tasks: u64,
}

/// What a copy is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CopyStage {
    /// Writing what the target has not.
    #[default]
    Copying,
    /// Reading both sides again and comparing them, owner by owner.
    Comparing,
}

/// What a copy did. Both sides were read again in the end, and every owner's rows were equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CopyReport {
    /// Owners whose tasks were written.
    pub copied: u64,
    /// Owners who were there already, from an earlier copy.
    pub unchanged: u64,
    /// Tasks, lists, labels and tombstones on each side.
    pub tasks: u64,
}

/// Copies a database into a new one, or into one that an earlier copy of the same source began.
///
/// The source is read as one consistent snapshot and is not changed; a server may run on it, but what it
/// writes meanwhile stays behind. Each owner is written in one transaction, so that a copy which was
/// interrupted is taken up by beginning it again.
///
/// # Errors
/// A side that cannot be used, a target that belongs to others, or rows that differ in the end.
pub async fn copy(
    from: &Database,
    to: &Database,
    progress: &mut (dyn FnMut(CopyProgress) + Send),
) -> Result<CopyReport, CopyError> {
    if from.url == to.url {
        return Err(CopyError::SameDatabase);
    }
    match inspect(from).await?.schema {
        SchemaAge::Older => return Err(CopyError::EarlierSchema),
        SchemaAge::Same => {}
        SchemaAge::Newer => return Err(CopyError::LaterSchema),
    }
    // Makes the target and brings its schema up to date.
    open(to).await?.close().await;
    if inspect(to).await?.schema != SchemaAge::Same {
        return Err(CopyError::LaterSchema);
    }
    let mut source = side(&from.url, Part::Source).await?;
    let mut target = side(&to.url, Part::Target).await?;
    let issuer = check_issuers(&mut *source, &mut *target).await?;
    refuse_strangers(&mut *source, &mut *target).await?;
    let mut report = CopyReport::default();
    let mut done = CopyProgress::default();
    let mut walk = Walk::default();
    while let Some(owner) = walk.next(&mut *source).await? {
        done.tasks += if is_there(&mut *source, &mut *target, &owner).await? {
            report.unchanged += 1;
            0
        } else {
            report.copied += 1;
            copy_owner(&mut *source, &mut *target, &owner).await?
        };
        done.owners += 1;
        progress(done);
    }
    if let Some(issuer) = issuer {
        target.set_issuer(&issuer).await?;
    }
    report.tasks = compare(&mut *source, &mut *target, progress).await?;
    Ok(report)
}

async fn check_issuers(
    source: &mut dyn Side,
    target: &mut dyn Side,
) -> Result<Option<String>, CopyError> {
    let (expected, found) = (source.issuer().await?, target.issuer().await?);
    match (&expected, found) {
        (_, None) => Ok(expected),
        (Some(issuer), Some(found)) if *issuer == found => Ok(expected),
        (_, Some(found)) => Err(CopyError::OtherIssuer { found }),
    }
}

/// Owners of the target are owners of the source, who have changed nothing in the target.
async fn refuse_strangers(source: &mut dyn Side, target: &mut dyn Side) -> Result<(), CopyError> {
    let mut walk = Walk::default();
    while let Some(there) = walk.next(target).await? {
        match source.owner(&there.user_id).await? {
            Some(owner) if owner.revision >= there.revision => {}
            _ => return Err(CopyError::InUse),
        }
    }
    Ok(())
}

/// Whether an earlier copy has brought this owner over as it is now.
async fn is_there(
    source: &mut dyn Side,
    target: &mut dyn Side,
    owner: &OwnerRow,
) -> Result<bool, StoreError> {
    Ok(target.owner(&owner.user_id).await?.as_ref() == Some(owner)
        && checksum(source, owner).await? == checksum(target, owner).await?)
}

/// Gives how many tasks and tombstones it wrote.
async fn copy_owner(
    source: &mut dyn Side,
    target: &mut dyn Side,
    owner: &OwnerRow,
) -> Result<u64, StoreError> {
    target.begin(owner).await?;
    // Before the tasks that are in them, or have them.
    let lists = source.lists(&owner.user_id).await?;
    target.insert_lists(owner, &lists).await?;
    let labels = source.labels(&owner.user_id).await?;
    target.insert_labels(owner, &labels).await?;
    let tombstones = source.tombstones(&owner.user_id).await?;
    target.insert_tombstones(owner, &tombstones).await?;
    let mut written = (lists.len() + labels.len() + tombstones.len()) as u64;
    let mut batches = Batches::default();
    while let Some(tasks) = batches.next(source, owner).await? {
        target.insert(owner, &tasks).await?;
        written += tasks.len() as u64;
    }
    let mut after = None;
    while let Some(completions) = next_completions(source, owner, &mut after).await? {
        target.insert_completions(owner, &completions).await?;
    }
    target.commit().await?;
    Ok(written)
}

async fn compare(
    source: &mut dyn Side,
    target: &mut dyn Side,
    progress: &mut (dyn FnMut(CopyProgress) + Send),
) -> Result<u64, CopyError> {
    let mut done = CopyProgress {
        stage: CopyStage::Comparing,
        ..CopyProgress::default()
    };
    let (mut expected, mut found) = (Walk::default(), Walk::default());
    loop {
        let owners = (expected.next(source).await?, found.next(target).await?);
        let (Some(owner), Some(copy)) = &owners else {
            let differing = owners.0.or(owners.1);
            return differing.map_or(Ok(done.tasks), |owner| {
                Err(CopyError::Differs {
                    owner: owner.user_id,
                })
            });
        };
        let sum = checksum(source, owner).await?;
        if owner != copy || sum != checksum(target, copy).await? {
            return Err(CopyError::Differs {
                owner: owner.user_id.clone(),
            });
        }
        done.owners += 1;
        done.tasks += sum.rows;
        progress(done);
    }
}

async fn checksum(side: &mut dyn Side, owner: &OwnerRow) -> Result<Checksum, StoreError> {
    let mut checksum = Checksum::default();
    for list in side.lists(&owner.user_id).await? {
        checksum.add_list(&list);
    }
    for label in side.labels(&owner.user_id).await? {
        checksum.add_label(&label);
    }
    for tombstone in side.tombstones(&owner.user_id).await? {
        checksum.add_tombstone(&tombstone);
    }
    let mut batches = Batches::default();
    while let Some(tasks) = batches.next(side, owner).await? {
        for task in &tasks {
            checksum.add(task);
        }
    }
    let mut after = None;
    while let Some(completions) = next_completions(side, owner, &mut after).await? {
        for completion in &completions {
            checksum.add_completion(completion);
        }
    }
    Ok(checksum)
}

/// What an owner completed of recurring tasks, piece by piece.
async fn next_completions(
    side: &mut dyn Side,
    owner: &OwnerRow,
    after: &mut Option<CompletionKey>,
) -> Result<Option<Vec<CompletionRow>>, StoreError> {
    let behind = after.unwrap_or_default();
    let completions = side.completions(&owner.user_id, behind, TASKS).await?;
    let Some(last) = completions.last() else {
        return Ok(None);
    };
    *after = Some((last.task_id, last.revision));
    Ok(Some(completions))
}

/// What tells one owner's completed occurrences apart: the task, and the revision.
type CompletionKey = ([u8; 16], i64);

/// An owner's rows, piece by piece, in the order of their revisions.
#[derive(Default)]
struct Batches {
    after: i64,
    ended: bool,
}

impl Batches {
    async fn next(
        &mut self,
        side: &mut dyn Side,
        owner: &OwnerRow,
    ) -> Result<Option<Vec<TaskRow>>, StoreError> {
        if self.ended {
            return Ok(None);
        }
        let tasks = side.tasks(&owner.user_id, self.after, TASKS).await?;
        self.ended = tasks.len() < TASKS;
        let Some(last) = tasks.last() else {
            return Ok(None);
        };
        self.after = last.revision;
        Ok(Some(tasks))
    }
}

/// From owner to owner, in the order of their subjects' bytes.
#[derive(Default)]
struct Walk {
    waiting: std::collections::VecDeque<OwnerRow>,
    last: String,
    ended: bool,
}

impl Walk {
    async fn next(&mut self, side: &mut dyn Side) -> Result<Option<OwnerRow>, StoreError> {
        if self.waiting.is_empty() && !self.ended {
            let owners = side.owners(&self.last, OWNERS).await?;
            self.ended = owners.len() < OWNERS;
            if let Some(last) = owners.last() {
                self.last.clone_from(&last.user_id);
            }
            self.waiting = owners.into();
        }
        Ok(self.waiting.pop_front())
    }
}

/// Which part a database has in a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// It is read, as it was when the copy began.
    Source,
    /// It is written.
    Target,
}

async fn side(url: &DatabaseUrl, part: Part) -> Result<Box<dyn Side>, CopyError> {
    Ok(match url {
        DatabaseUrl::Sqlite(path) => Box::new(sqlite::SqliteSide::open(path, part)?),
        DatabaseUrl::Postgres(url) => Box::new(postgres::PostgresSide::open(url, part).await?),
    })
}

/// A database, as a copy sees it.
#[async_trait]
trait Side: Send {
    async fn issuer(&mut self) -> Result<Option<String>, StoreError>;
    async fn set_issuer(&mut self, issuer: &str) -> Result<(), StoreError>;
    /// So many owners behind this subject, in the order of its bytes.
    async fn owners(&mut self, after: &str, limit: usize) -> Result<Vec<OwnerRow>, StoreError>;
    async fn owner(&mut self, user_id: &str) -> Result<Option<OwnerRow>, StoreError>;
    /// So many tasks and tombstones behind this revision, by revision.
    async fn tasks(
        &mut self,
        user_id: &str,
        after: i64,
        limit: usize,
    ) -> Result<Vec<TaskRow>, StoreError>;
    /// All lists, by revision.
    async fn lists(&mut self, user_id: &str) -> Result<Vec<ListRow>, StoreError>;
    /// All labels, by revision.
    async fn labels(&mut self, user_id: &str) -> Result<Vec<LabelRow>, StoreError>;
    /// All tombstones of what is no task, by revision.
    async fn tombstones(&mut self, user_id: &str) -> Result<Vec<TombstoneRow>, StoreError>;
    /// Begins a transaction in which the owner is as given and has nothing yet.
    async fn begin(&mut self, owner: &OwnerRow) -> Result<(), StoreError>;
    /// Tasks, and which labels they have.
    async fn insert(&mut self, owner: &OwnerRow, tasks: &[TaskRow]) -> Result<(), StoreError>;
    async fn insert_lists(&mut self, owner: &OwnerRow, lists: &[ListRow])
    -> Result<(), StoreError>;
    async fn insert_labels(
        &mut self,
        owner: &OwnerRow,
        labels: &[LabelRow],
    ) -> Result<(), StoreError>;
    async fn insert_tombstones(
        &mut self,
        owner: &OwnerRow,
        tombstones: &[TombstoneRow],
    ) -> Result<(), StoreError>;
    /// So many completed occurrences behind this one, in the order of their keys.
    async fn completions(
        &mut self,
        user_id: &str,
        after: CompletionKey,
        limit: usize,
    ) -> Result<Vec<CompletionRow>, StoreError>;
    async fn insert_completions(
        &mut self,
        owner: &OwnerRow,
        completions: &[CompletionRow],
    ) -> Result<(), StoreError>;
    async fn commit(&mut self) -> Result<(), StoreError>;
}

use std::path::Path;

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{
    CompletionKey, CompletionRow, LabelRow, ListRow, OwnerRow, Part, Side, TaskRow, TombstoneRow,
    row::LABEL,
};
use crate::{
    OpenError, StoreError,
    sqlite::{STEPS, connection, settings},
};

/// A `SQLite` file. Its work is done on the calling thread, since a copy has nothing else to do.
pub(super) struct SqliteSide(Connection);

impl SqliteSide {
    pub(super) fn open(path: &Path, part: Part) -> Result<Self, OpenError> {
        let failed = |error| connection::explain(path, error);
        let connection = match part {
            Part::Target => connection::open_for_writing(path, STEPS)?,
            Part::Source => {
                let connection = connection::open_for_reading(path).map_err(failed)?;
                connection.execute_batch("BEGIN").map_err(failed)?;
                connection
            }
        };
        Ok(Self(connection))
    }
}

#[async_trait]
impl Side for SqliteSide {
    async fn issuer(&mut self) -> Result<Option<String>, StoreError> {
        settings::issuer(&self.0)
    }

    async fn set_issuer(&mut self, issuer: &str) -> Result<(), StoreError> {
        settings::adopt_issuer(&self.0, issuer)
    }

    async fn owners(&mut self, after: &str, limit: usize) -> Result<Vec<OwnerRow>, StoreError> {
        let mut select = self.0.prepare_cached(
            "SELECT user_id, revision, purged_revision FROM owners WHERE user_id > ?1 \
             ORDER BY user_id LIMIT ?2",
        )?;
        let owners = select.query_map((after, rows(limit)), owner)?;
        Ok(owners.collect::<Result<_, _>>()?)
    }

    async fn owner(&mut self, user_id: &str) -> Result<Option<OwnerRow>, StoreError> {
        let mut select = self.0.prepare_cached(
            "SELECT user_id, revision, purged_revision FROM owners WHERE user_id = ?1",
        )?;
        Ok(select.query_row([user_id], owner).optional()?)
    }

    async fn tasks(
        &mut self,
        user_id: &str,
        after: i64,
        limit: usize,
    ) -> Result<Vec<TaskRow>, StoreError> {
        // Each half is a range of its index, in which revisions lie in order.
        let mut select = self.0.prepare_cached(
            "SELECT id, revision, title, title_key, description, completed_at, created_at, \
                    updated_at, deleted_at, priority, due, due_zone, start_date, list_id, \
                    recurrence, recurrence_base, position, labels FROM tasks \
             WHERE user_id = ?1 AND is_deleted = 0 AND revision > ?2 \
             UNION ALL \
             SELECT id, revision, title, title_key, description, completed_at, created_at, \
                    updated_at, deleted_at, priority, due, due_zone, start_date, list_id, \
                    recurrence, recurrence_base, position, labels FROM tasks \
             WHERE user_id = ?1 AND is_deleted = 1 AND revision > ?2 \
             ORDER BY revision LIMIT ?3",
        )?;
        let tasks = select.query_map((user_id, after, rows(limit)), task)?;
        Ok(tasks.collect::<Result<_, _>>()?)
    }

    async fn lists(&mut self, user_id: &str) -> Result<Vec<ListRow>, StoreError> {
        let mut select = self.0.prepare_cached(
            "SELECT id, revision, name, colour, position, archived, created_at, updated_at FROM lists \
             WHERE user_id = ?1 ORDER BY revision",
        )?;
        let lists = select.query_map([user_id], list)?;
        Ok(lists.collect::<Result<_, _>>()?)
    }

    async fn labels(&mut self, user_id: &str) -> Result<Vec<LabelRow>, StoreError> {
        let mut select = self.0.prepare_cached(
            "SELECT id, revision, name, name_key, colour, created_at, updated_at FROM labels \
             WHERE user_id = ?1 ORDER BY revision",
        )?;
        let labels = select.query_map([user_id], label)?;
        Ok(labels.collect::<Result<_, _>>()?)
    }

    async fn tombstones(&mut self, user_id: &str) -> Result<Vec<TombstoneRow>, StoreError> {
        let mut select = self.0.prepare_cached(
            "SELECT revision, kind, id FROM tombstones WHERE user_id = ?1 \
             UNION ALL \
             SELECT revision, 'label', id FROM label_tombstones WHERE user_id = ?1 \
             ORDER BY revision",
        )?;
        let tombstones = select.query_map([user_id], |row| {
            Ok(TombstoneRow {
                revision: row.get(0)?,
                kind: row.get(1)?,
                id: row.get(2)?,
            })
        })?;
        Ok(tombstones.collect::<Result<_, _>>()?)
    }

    async fn begin(&mut self, owner: &OwnerRow) -> Result<(), StoreError> {
        self.0.execute_batch("BEGIN IMMEDIATE")?;
        // Words are written anew from the tasks that come.
        for forget in [
            "DELETE FROM task_words WHERE user_id = ?1",
            "DELETE FROM words_written WHERE user_id = ?1",
            "DELETE FROM tasks WHERE user_id = ?1",
            "DELETE FROM lists WHERE user_id = ?1",
            "DELETE FROM labels WHERE user_id = ?1",
            "DELETE FROM tombstones WHERE user_id = ?1",
            "DELETE FROM label_tombstones WHERE user_id = ?1",
        ] {
            self.0.execute(forget, [&owner.user_id])?;
        }
        self.0.execute(
            "INSERT INTO owners (user_id, revision, purged_revision) VALUES (?1, ?2, ?3) \
             ON CONFLICT (user_id) DO UPDATE SET revision = excluded.revision, \
                                                 purged_revision = excluded.purged_revision",
            (&owner.user_id, owner.revision, owner.purged_revision),
        )?;
        Ok(())
    }

    async fn insert(&mut self, owner: &OwnerRow, tasks: &[TaskRow]) -> Result<(), StoreError> {
        let mut insert = self.0.prepare_cached(
            "INSERT INTO tasks (user_id, id, revision, title, title_key, description, \
                                completed_at, created_at, updated_at, deleted_at, is_deleted, \
                                priority, due, due_zone, start_date, list_id, \
                                recurrence, recurrence_base, position, labels) \
             VALUES (:user_id, :id, :revision, :title, :title_key, :description, :completed_at, \
                     :created_at, :updated_at, :deleted_at, :is_deleted, :priority, \
                     :due, :due_zone, :start_date, :list_id, :recurrence, :recurrence_base, :position, :labels)",
        )?;
        let mut put = self.0.prepare_cached(
            "INSERT INTO task_labels (user_id, label_id, task_id) VALUES (?1, ?2, ?3)",
        )?;
        for task in tasks {
            insert.execute(named_params! {
                ":user_id": owner.user_id,
                ":id": task.id,
                ":revision": task.revision,
                ":title": task.title,
                ":title_key": task.title_key,
                ":description": task.description,
                ":completed_at": task.completed_at,
                ":created_at": task.created_at,
                ":updated_at": task.updated_at,
                ":deleted_at": task.deleted_at,
                ":is_deleted": task.deleted_at.is_some(),
                ":priority": task.priority,
                ":due": task.due,
                ":due_zone": task.due_zone,
                ":start_date": task.start_date,
                ":list_id": task.list_id,
                ":recurrence": task.recurrence,
                ":recurrence_base": task.recurrence_base,
                ":position": task.position,
                ":labels": task.labels,
            })?;
            for label in task.label_ids() {
                put.execute((&owner.user_id, label, task.id))?;
            }
        }
        Ok(())
    }

    async fn insert_lists(
        &mut self,
        owner: &OwnerRow,
        lists: &[ListRow],
    ) -> Result<(), StoreError> {
        let mut insert = self.0.prepare_cached(
            "INSERT INTO lists (user_id, id, revision, name, colour, position, archived, created_at, \
                                updated_at) \
             VALUES (:user_id, :id, :revision, :name, :colour, :position, :archived, :created_at, \
                     :updated_at)",
        )?;
        for list in lists {
            insert.execute(named_params! {
                ":user_id": owner.user_id,
                ":id": list.id,
                ":revision": list.revision,
                ":name": list.name,
                ":colour": list.colour,
                ":position": list.position,
                ":archived": list.archived,
                ":created_at": list.created_at,
                ":updated_at": list.updated_at,
            })?;
        }
        Ok(())
    }

    async fn insert_labels(
        &mut self,
        owner: &OwnerRow,
        labels: &[LabelRow],
    ) -> Result<(), StoreError> {
        let mut insert = self.0.prepare_cached(
            "INSERT INTO labels (user_id, id, revision, name, name_key, colour, created_at, updated_at) \
             VALUES (:user_id, :id, :revision, :name, :name_key, :colour, :created_at, :updated_at)",
        )?;
        for label in labels {
            insert.execute(named_params! {
                ":user_id": owner.user_id,
                ":id": label.id,
                ":revision": label.revision,
                ":name": label.name,
                ":name_key": label.name_key,
                ":colour": label.colour,
                ":created_at": label.created_at,
                ":updated_at": label.updated_at,
            })?;
        }
        Ok(())
    }

    async fn insert_tombstones(
        &mut self,
        owner: &OwnerRow,
        tombstones: &[TombstoneRow],
    ) -> Result<(), StoreError> {
        let mut insert = self.0.prepare_cached(
            "INSERT INTO tombstones (user_id, revision, kind, id) VALUES (?1, ?2, ?3, ?4)",
        )?;
        let mut insert_label = self.0.prepare_cached(
            "INSERT INTO label_tombstones (user_id, revision, id) VALUES (?1, ?2, ?3)",
        )?;
        for it in tombstones {
            if it.kind == LABEL {
                insert_label.execute((&owner.user_id, it.revision, it.id))?;
            } else {
                insert.execute((&owner.user_id, it.revision, &it.kind, it.id))?;
            }
        }
        Ok(())
    }

    async fn completions(
        &mut self,
        user_id: &str,
        (task_id, revision): CompletionKey,
        limit: usize,
    ) -> Result<Vec<CompletionRow>, StoreError> {
        let mut select = self.0.prepare_cached(
            "SELECT task_id, revision, completed_at, due, due_zone, start_date, recurrence, recurrence_base \
             FROM completions WHERE user_id = ?1 AND (task_id, revision) > (?2, ?3) \
             ORDER BY task_id, revision LIMIT ?4",
        )?;
        let found = select.query_map((user_id, task_id, revision, rows(limit)), completion)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    async fn insert_completions(
        &mut self,
        owner: &OwnerRow,
        completions: &[CompletionRow],
    ) -> Result<(), StoreError> {
        let mut insert = self.0.prepare_cached(
            "INSERT INTO completions (user_id, task_id, revision, completed_at, due, due_zone, start_date, \
                                      recurrence, recurrence_base) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for completion in completions {
            insert.execute((
                &owner.user_id,
                completion.task_id,
                completion.revision,
                completion.completed_at,
                &completion.due,
                &completion.due_zone,
                &completion.start_date,
                &completion.recurrence,
                &completion.recurrence_base,
            ))?;
        }
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), StoreError> {
        Ok(self.0.execute_batch("COMMIT")?)
    }
}

fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn owner(row: &Row<'_>) -> rusqlite::Result<OwnerRow> {
    Ok(OwnerRow {
        user_id: row.get(0)?,
        revision: row.get(1)?,
        purged_revision: row.get(2)?,
    })
}

fn list(row: &Row<'_>) -> rusqlite::Result<ListRow> {
    Ok(ListRow {
        id: row.get(0)?,
        revision: row.get(1)?,
        name: row.get(2)?,
        colour: row.get(3)?,
        position: row.get(4)?,
        archived: row.get(5)?,
        created_at: row.get(6)?,
        updated_at: row.get(7)?,
    })
}

fn label(row: &Row<'_>) -> rusqlite::Result<LabelRow> {
    Ok(LabelRow {
        id: row.get(0)?,
        revision: row.get(1)?,
        name: row.get(2)?,
        name_key: row.get(3)?,
        colour: row.get(4)?,
        created_at: row.get(5)?,
        updated_at: row.get(6)?,
    })
}

fn task(row: &Row<'_>) -> rusqlite::Result<TaskRow> {
    Ok(TaskRow {
        id: row.get(0)?,
        revision: row.get(1)?,
        title: row.get(2)?,
        title_key: row.get(3)?,
        description: row.get(4)?,
        completed_at: row.get(5)?,
        created_at: row.get(6)?,
        updated_at: row.get(7)?,
        deleted_at: row.get(8)?,
        priority: row.get(9)?,
        due: row.get(10)?,
        due_zone: row.get(11)?,
        start_date: row.get(12)?,
        list_id: row.get(13)?,
        recurrence: row.get(14)?,
        recurrence_base: row.get(15)?,
        position: row.get(16)?,
        labels: row.get(17)?,
    })
}

fn completion(row: &Row<'_>) -> rusqlite::Result<CompletionRow> {
    Ok(CompletionRow {
        task_id: row.get(0)?,
        revision: row.get(1)?,
        completed_at: row.get(2)?,
        due: row.get(3)?,
        due_zone: row.get(4)?,
        start_date: row.get(5)?,
        recurrence: row.get(6)?,
        recurrence_base: row.get(7)?,
    })
}

use async_trait::async_trait;
use tokio_postgres::{Client, Row, error::SqlState, types::ToSql};
use uuid::Uuid;

use super::{
    CompletionKey, CompletionRow, CopyError, LabelRow, ListRow, OwnerRow, Part, Side, TaskRow,
    TombstoneRow, row::LABEL,
};
use crate::{
    PostgresUrl, StoreError,
    postgres::{column, connect, store_error},
};

/// A PostgreSQL database. It is read as `taskward_copy`, whom a policy lets read everybody's rows, and written as
/// `taskward_app`, whom the policies hold to one owner in each transaction.
pub(super) struct PostgresSide(Client);

impl PostgresSide {
    pub(super) async fn open(url: &PostgresUrl, part: Part) -> Result<Self, CopyError> {
        let opening = match part {
            Part::Source => {
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL ROLE taskward_copy"
            }
            Part::Target => "SET ROLE taskward_copy",
        };
        let client = connect::open(url).await;
        let client = client.map_err(|error| url.unusable(error))?;
        let begun = client.batch_execute(opening).await;
        match begun {
            Ok(()) => Ok(Self(client)),
            Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
                Err(CopyError::MayNotRead {
                    database: url.to_string(),
                })
            }
            Err(error) => Err(url.unusable(store_error(error)).into()),
        }
    }

    async fn execute(&self, sql: &str) -> Result<(), StoreError> {
        self.0.batch_execute(sql).await.map_err(store_error)
    }
}

#[async_trait]
impl Side for PostgresSide {
    async fn issuer(&mut self) -> Result<Option<String>, StoreError> {
        let sql = "SELECT value FROM taskward.settings WHERE name = 'issuer'";
        let row = self.0.query_opt(sql, &[]).await.map_err(store_error)?;
        row.map(|row| column(&row, 0)).transpose()
    }

    async fn set_issuer(&mut self, issuer: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO taskward.settings (name, value) VALUES ('issuer', $1) \
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.execute("BEGIN; SET LOCAL ROLE taskward_app").await?;
        self.0.execute(sql, &[&issuer]).await.map_err(store_error)?;
        self.execute("COMMIT").await
    }

    async fn owners(&mut self, after: &str, limit: usize) -> Result<Vec<OwnerRow>, StoreError> {
        let sql = "SELECT user_id, revision, purged_revision FROM taskward.owners \
                   WHERE user_id > $1 ORDER BY user_id LIMIT $2";
        let rows = self.0.query(sql, &[&after, &number(limit)]).await;
        rows.map_err(store_error)?.iter().map(owner).collect()
    }

    async fn owner(&mut self, user_id: &str) -> Result<Option<OwnerRow>, StoreError> {
        let sql =
            "SELECT user_id, revision, purged_revision FROM taskward.owners WHERE user_id = $1";
        let row = self.0.query_opt(sql, &[&user_id]).await;
        row.map_err(store_error)?.as_ref().map(owner).transpose()
    }

    async fn tasks(
        &mut self,
        user_id: &str,
        after: i64,
        limit: usize,
    ) -> Result<Vec<TaskRow>, StoreError> {
        // Each half is a range of its index, in which revisions lie in order.
        let sql = "(SELECT id, revision, title, title_key, description, completed_at, created_at, \
                           updated_at, deleted_at, priority, due, due_zone, start_date, list_id, \
                           recurrence, recurrence_base, position, labels FROM taskward.tasks \
                    WHERE user_id = $1 AND deleted_at IS NULL AND revision > $2 \
                    ORDER BY revision LIMIT $3) \
                   UNION ALL \
                   (SELECT id, revision, title, title_key, description, completed_at, created_at, \
                           updated_at, deleted_at, priority, due, due_zone, start_date, list_id, \
                           recurrence, recurrence_base, position, labels FROM taskward.tasks \
                    WHERE user_id = $1 AND deleted_at IS NOT NULL AND revision > $2 \
                    ORDER BY revision LIMIT $3) \
                   ORDER BY revision LIMIT $3";
        let statement = self.0.prepare(sql).await.map_err(store_error)?;
        let values: &[&(dyn ToSql + Sync)] = &[&user_id, &after, &number(limit)];
        let rows = self.0.query(&statement, values).await;
        rows.map_err(store_error)?.iter().map(task).collect()
    }

    async fn lists(&mut self, user_id: &str) -> Result<Vec<ListRow>, StoreError> {
        let sql = "SELECT id, revision, name, colour, position, archived, created_at, updated_at \
                   FROM taskward.lists WHERE user_id = $1 ORDER BY revision";
        let rows = self.0.query(sql, &[&user_id]).await;
        rows.map_err(store_error)?.iter().map(list).collect()
    }

    async fn labels(&mut self, user_id: &str) -> Result<Vec<LabelRow>, StoreError> {
        let sql = "SELECT id, revision, name, name_key, colour, created_at, updated_at \
                   FROM taskward.labels WHERE user_id = $1 ORDER BY revision";
        let rows = self.0.query(sql, &[&user_id]).await;
        rows.map_err(store_error)?.iter().map(label).collect()
    }

    async fn tombstones(&mut self, user_id: &str) -> Result<Vec<TombstoneRow>, StoreError> {
        let sql = "SELECT revision, kind, id FROM taskward.tombstones WHERE user_id = $1 \
                   UNION ALL \
                   SELECT revision, 'label', id FROM taskward.label_tombstones WHERE user_id = $1 \
                   ORDER BY revision";
        let rows = self.0.query(sql, &[&user_id]).await;
        let read = |row: &Row| {
            Ok(TombstoneRow {
                revision: column(row, 0)?,
                kind: column(row, 1)?,
                id: column::<Uuid>(row, 2)?.into_bytes(),
            })
        };
        rows.map_err(store_error)?.iter().map(read).collect()
    }

    async fn begin(&mut self, owner: &OwnerRow) -> Result<(), StoreError> {
        self.execute("BEGIN; SET LOCAL ROLE taskward_app").await?;
        let scope = "SELECT set_config('taskward.user_id', $1, true)";
        // Words are written anew from the tasks that come.
        let forget = [
            "DELETE FROM taskward.task_words WHERE user_id = $1",
            "DELETE FROM taskward.words_written WHERE user_id = $1",
            "DELETE FROM taskward.tasks WHERE user_id = $1",
            "DELETE FROM taskward.lists WHERE user_id = $1",
            "DELETE FROM taskward.labels WHERE user_id = $1",
            "DELETE FROM taskward.tombstones WHERE user_id = $1",
            "DELETE FROM taskward.label_tombstones WHERE user_id = $1",
        ];
        for sql in [scope].into_iter().chain(forget) {
            let done = self.0.execute(sql, &[&owner.user_id]).await;
            done.map_err(store_error)?;
        }
        let set = "INSERT INTO taskward.owners (user_id, revision, purged_revision) VALUES ($1, $2, $3) \
                   ON CONFLICT (user_id) DO UPDATE SET revision = excluded.revision, \
                                                       purged_revision = excluded.purged_revision";
        let OwnerRow {
            user_id,
            revision,
            purged_revision,
        } = owner;
        let done = self
            .0
            .execute(set, &[user_id, revision, purged_revision])
            .await;
        done.map(drop).map_err(store_error)
    }

    async fn insert(&mut self, owner: &OwnerRow, tasks: &[TaskRow]) -> Result<(), StoreError> {
        // One statement for all of them, a column at a time.
        let sql = "INSERT INTO taskward.tasks (user_id, id, revision, title, title_key, description, completed_at, \
                                               created_at, updated_at, deleted_at, priority, due, due_zone, start_date, \
                                               list_id, recurrence, recurrence_base, position, labels) \
                   SELECT $1, * FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], \
                                            $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::smallint[], $12::text[], \
                                            $13::text[], $14::text[], $15::uuid[], $16::text[], $17::text[], $18::text[], $19::bytea[])";
        let ids: Vec<_> = tasks.iter().map(|task| Uuid::from_bytes(task.id)).collect();
        let numbers = |of: fn(&TaskRow) -> i64| tasks.iter().map(of).collect::<Vec<_>>();
        let optional = |of: fn(&TaskRow) -> Option<i64>| tasks.iter().map(of).collect::<Vec<_>>();
        let titles: Vec<_> = tasks.iter().map(|task| task.title.as_str()).collect();
        let keys: Vec<_> = tasks.iter().map(|task| task.title_key.as_str()).collect();
        let texts = |of: fn(&TaskRow) -> Option<&str>| tasks.iter().map(of).collect::<Vec<_>>();
        let lists: Vec<_> = tasks
            .iter()
            .map(|task| task.list_id.map(Uuid::from_bytes))
            .collect();
        let priorities: Vec<_> = tasks.iter().map(|task| task.priority).collect();
        let values: &[&(dyn ToSql + Sync)] = &[
            &owner.user_id,
            &ids,
            &numbers(|task| task.revision),
            &titles,
            &keys,
            &texts(|task| task.description.as_deref()),
            &optional(|task| task.completed_at),
            &numbers(|task| task.created_at),
            &numbers(|task| task.updated_at),
            &optional(|task| task.deleted_at),
            &priorities,
            &texts(|task| task.due.as_deref()),
            &texts(|task| task.due_zone.as_deref()),
            &texts(|task| task.start_date.as_deref()),
            &lists,
            &texts(|task| task.recurrence.as_deref()),
            &texts(|task| task.recurrence_base.as_deref()),
            &texts(|task| task.position.as_deref()),
            &tasks
                .iter()
                .map(|task| task.labels.as_deref())
                .collect::<Vec<_>>(),
        ];
        let done = self.0.execute(sql, values).await;
        done.map_err(store_error)?;
        let sql = "INSERT INTO taskward.task_labels (user_id, label_id, task_id) \
                   SELECT $1, * FROM unnest($2::uuid[], $3::uuid[])";
        let (mut labels, mut ids) = (Vec::new(), Vec::new());
        for task in tasks {
            for label in task.label_ids() {
                labels.push(Uuid::from_bytes(*label));
                ids.push(Uuid::from_bytes(task.id));
            }
        }
        let done = self.0.execute(sql, &[&owner.user_id, &labels, &ids]).await;
        done.map(drop).map_err(store_error)
    }

    async fn completions(
        &mut self,
        user_id: &str,
        (task_id, revision): CompletionKey,
        limit: usize,
    ) -> Result<Vec<CompletionRow>, StoreError> {
        let sql = "SELECT task_id, revision, completed_at, due, due_zone, start_date, recurrence, recurrence_base \
                   FROM taskward.completions WHERE user_id = $1 AND (task_id, revision) > ($2, $3) \
                   ORDER BY task_id, revision LIMIT $4";
        let statement = self.0.prepare(sql).await.map_err(store_error)?;
        let task_id = Uuid::from_bytes(task_id);
        let values: &[&(dyn ToSql + Sync)] = &[&user_id, &task_id, &revision, &number(limit)];
        let rows = self.0.query(&statement, values).await;
        rows.map_err(store_error)?.iter().map(completion).collect()
    }

    async fn insert_completions(
        &mut self,
        owner: &OwnerRow,
        completions: &[CompletionRow],
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO taskward.completions (user_id, task_id, revision, completed_at, due, due_zone, \
                                                     start_date, recurrence, recurrence_base) \
                   SELECT $1, * FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], \
                                            $7::text[], $8::text[], $9::text[])";
        let ids = completions.iter().map(|it| Uuid::from_bytes(it.task_id));
        let numbers =
            |of: fn(&CompletionRow) -> i64| completions.iter().map(of).collect::<Vec<_>>();
        let texts =
            |of: fn(&CompletionRow) -> Option<&str>| completions.iter().map(of).collect::<Vec<_>>();
        let values: &[&(dyn ToSql + Sync)] = &[
            &owner.user_id,
            &ids.collect::<Vec<_>>(),
            &numbers(|it| it.revision),
            &numbers(|it| it.completed_at),
            &texts(|it| Some(&it.due)),
            &texts(|it| it.due_zone.as_deref()),
            &texts(|it| it.start_date.as_deref()),
            &texts(|it| Some(&it.recurrence)),
            &texts(|it| Some(&it.recurrence_base)),
        ];
        let done = self.0.execute(sql, values).await;
        done.map(drop).map_err(store_error)
    }

    async fn insert_lists(
        &mut self,
        owner: &OwnerRow,
        lists: &[ListRow],
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO taskward.lists (user_id, id, revision, name, colour, position, archived, created_at, \
                                               updated_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let statement = self.0.prepare(sql).await.map_err(store_error)?;
        for list in lists {
            let values: &[&(dyn ToSql + Sync)] = &[
                &owner.user_id,
                &Uuid::from_bytes(list.id),
                &list.revision,
                &list.name,
                &list.colour,
                &list.position,
                &list.archived,
                &list.created_at,
                &list.updated_at,
            ];
            let done = self.0.execute(&statement, values).await;
            done.map_err(store_error)?;
        }
        Ok(())
    }

    async fn insert_labels(
        &mut self,
        owner: &OwnerRow,
        labels: &[LabelRow],
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO taskward.labels (user_id, id, revision, name, name_key, colour, created_at, updated_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let statement = self.0.prepare(sql).await.map_err(store_error)?;
        for label in labels {
            let values: &[&(dyn ToSql + Sync)] = &[
                &owner.user_id,
                &Uuid::from_bytes(label.id),
                &label.revision,
                &label.name,
                &label.name_key,
                &label.colour,
                &label.created_at,
                &label.updated_at,
            ];
            let done = self.0.execute(&statement, values).await;
            done.map_err(store_error)?;
        }
        Ok(())
    }

    async fn insert_tombstones(
        &mut self,
        owner: &OwnerRow,
        tombstones: &[TombstoneRow],
    ) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO taskward.tombstones (user_id, revision, kind, id) VALUES ($1, $2, $3, $4)";
        let statement = self.0.prepare(sql).await.map_err(store_error)?;
        let sql =
            "INSERT INTO taskward.label_tombstones (user_id, revision, id) VALUES ($1, $2, $3)";
        let of_labels = self.0.prepare(sql).await.map_err(store_error)?;
        for it in tombstones {
            let (subject, id) = (&owner.user_id, Uuid::from_bytes(it.id));
            let done = if it.kind == LABEL {
                let values: &[&(dyn ToSql + Sync)] = &[subject, &it.revision, &id];
                self.0.execute(&of_labels, values).await
            } else {
                let values: &[&(dyn ToSql + Sync)] = &[subject, &it.revision, &it.kind, &id];
                self.0.execute(&statement, values).await
            };
            done.map_err(store_error)?;
        }
        Ok(())
    }

    async fn commit(&mut self) -> Result<(), StoreError> {
        self.execute("COMMIT").await
    }
}

fn number(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn owner(row: &Row) -> Result<OwnerRow, StoreError> {
    Ok(OwnerRow {
        user_id: column(row, 0)?,
        revision: column(row, 1)?,
        purged_revision: column(row, 2)?,
    })
}

fn list(row: &Row) -> Result<ListRow, StoreError> {
    Ok(ListRow {
        id: column::<Uuid>(row, 0)?.into_bytes(),
        revision: column(row, 1)?,
        name: column(row, 2)?,
        colour: column(row, 3)?,
        position: column(row, 4)?,
        archived: column(row, 5)?,
        created_at: column(row, 6)?,
        updated_at: column(row, 7)?,
    })
}

fn label(row: &Row) -> Result<LabelRow, StoreError> {
    Ok(LabelRow {
        id: column::<Uuid>(row, 0)?.into_bytes(),
        revision: column(row, 1)?,
        name: column(row, 2)?,
        name_key: column(row, 3)?,
        colour: column(row, 4)?,
        created_at: column(row, 5)?,
        updated_at: column(row, 6)?,
    })
}

fn task(row: &Row) -> Result<TaskRow, StoreError> {
    Ok(TaskRow {
        id: column::<Uuid>(row, 0)?.into_bytes(),
        revision: column(row, 1)?,
        title: column(row, 2)?,
        title_key: column(row, 3)?,
        description: column(row, 4)?,
        completed_at: column(row, 5)?,
        created_at: column(row, 6)?,
        updated_at: column(row, 7)?,
        deleted_at: column(row, 8)?,
        priority: column(row, 9)?,
        due: column(row, 10)?,
        due_zone: column(row, 11)?,
        start_date: column(row, 12)?,
        list_id: column::<Option<Uuid>>(row, 13)?.map(Uuid::into_bytes),
        recurrence: column(row, 14)?,
        recurrence_base: column(row, 15)?,
        position: column(row, 16)?,
        labels: column(row, 17)?,
    })
}

fn completion(row: &Row) -> Result<CompletionRow, StoreError> {
    Ok(CompletionRow {
        task_id: column::<Uuid>(row, 0)?.into_bytes(),
        revision: column(row, 1)?,
        completed_at: column(row, 2)?,
        due: column(row, 3)?,
        due_zone: column(row, 4)?,
        start_date: column(row, 5)?,
        recurrence: column(row, 6)?,
        recurrence_base: column(row, 7)?,
    })
}

//! The limit: the store's statements on the store's schema with the store's role, sent by pgbench.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, ensure};

use super::cluster::{Cluster, SERVICE, seed};
use crate::{compare::Plan, tasks};

/// Who reads deep in very many tasks.
const DEEP_OWNER: &str = "somebody with very many tasks";
/// As long as Better Auth's.
const SUBJECTS: &str = "SELECT number, md5(number::text) FROM generate_series(0, $1) number";
/// As on the store's connections.
const SETTINGS: &str = "-c search_path=taskward,pg_temp -c statement_timeout=10s -c lock_timeout=5s -c jit=off \
     -c taskward.known_schema=1000";

/// A database for pgbench alone, and its scripts.
pub struct Pgbench<'a> {
    /// The program.
    pub program: &'a Path,
    /// Where the database is.
    pub cluster: &'a Cluster,
    /// Its name. The schema is there.
    pub database: &'a str,
    /// Where scripts are put.
    pub folder: &'a Path,
}

/// A script, and its share among those that are run with it.
pub type Share = (&'static str, usize);

impl Pgbench<'_> {
    /// Fills the database: so many people with so many tasks each, and somebody with very many.
    ///
    /// # Errors
    /// Those of PostgreSQL.
    pub async fn fill(&self, people: usize, each: usize, deep: usize) -> anyhow::Result<()> {
        let client = self.cluster.connect(Some(self.database)).await?;
        let last = i32::try_from(people)? - 1;
        for row in client.query(SUBJECTS, &[&last]).await? {
            seed(&client, row.try_get(1)?, each).await?;
        }
        seed(&client, DEEP_OWNER, deep).await?;
        let people = format!(
            "CREATE TABLE public.bench_people AS
                SELECT number, md5(number::text) AS user_id,
                       (SELECT id FROM taskward.tasks WHERE user_id = md5(number::text) LIMIT 1) AS task
                FROM generate_series(0, {last}) number;
             ALTER TABLE public.bench_people ADD PRIMARY KEY (number);
             GRANT SELECT ON public.bench_people TO {SERVICE}"
        );
        client.batch_execute(&people).await?;
        Ok(client.batch_execute("VACUUM ANALYZE").await?)
    }

    /// What scripts may name besides what each client has of its own.
    ///
    /// # Errors
    /// Those of PostgreSQL.
    pub async fn variables(&self, deep: usize) -> anyhow::Result<Vec<String>> {
        const DEEP: &str = "SELECT created_at, id::text FROM taskward.tasks WHERE user_id = $1 \
                            ORDER BY created_at DESC, id DESC OFFSET $2 LIMIT 1";
        let client = self.cluster.connect(Some(self.database)).await?;
        let place = client
            .query_one(DEEP, &[&DEEP_OWNER, &i64::try_from(deep)?])
            .await?;
        let (at, task): (i64, String) = (place.try_get(0)?, place.try_get(1)?);
        Ok(vec![
            "known=0".to_owned(),
            format!("deep_owner={DEEP_OWNER}"),
            format!("deep_at={at}"),
            format!("deep_task={task}"),
            format!("one_more={}", tasks::PAGE + 1),
            format!("title={}", tasks::TITLE),
            format!("title_key={}", tasks::TITLE.to_lowercase()),
            format!("description={}", tasks::DESCRIPTION),
            "priority=4".to_owned(),
            "due=2026-12-24T09:00".to_owned(),
            "zone=Europe/Berlin".to_owned(),
            "start=2026-12-01".to_owned(),
            "words={boiler,landlord}".to_owned(),
            "done=0".to_owned(),
        ])
    }

    /// Transactions a second of these scripts on so many connections, for a turn.
    ///
    /// # Errors
    /// pgbench fails, or a transaction.
    pub fn turn(
        &self,
        scripts: &[Share],
        variables: &[String],
        clients: usize,
        plan: Plan,
    ) -> anyhow::Result<f64> {
        let mut command = Command::new(self.program);
        command
            .env("PGPASSWORD", &self.cluster.password)
            .env("PGOPTIONS", SETTINGS)
            .args(["--host", "127.0.0.1", "--username", SERVICE])
            .args(["--port", &self.cluster.port.to_string()])
            .args(["--no-vacuum", "--protocol", "prepared"])
            .args(["--client", &clients.to_string()])
            .args(["--jobs", &clients.min(2).to_string()])
            // It takes whole seconds.
            .args(["--time", &plan.turn.as_secs().max(1).to_string()]);
        for variable in variables {
            command.args(["--define", variable]);
        }
        for (script, weight) in scripts {
            let file = self.script(script)?;
            command.arg(format!("--file={}@{weight}", file.display()));
        }
        let output = command.arg(self.database).output();
        let output =
            output.with_context(|| format!("{} cannot be started", self.program.display()))?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(
            output.status.success(),
            "pgbench failed: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        rate(&said).with_context(|| format!("pgbench gives no rate: {said}"))
    }

    /// A script with what stands before each.
    fn script(&self, name: &str) -> anyhow::Result<PathBuf> {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/pgbench");
        let read = |name: &str| fs::read_to_string(sources.join(name).with_extension("sql"));
        let file = self.folder.join(name).with_extension("sql");
        fs::write(&file, read("person")? + &read(name)?)?;
        Ok(file)
    }
}

/// The rate in what pgbench says.
fn rate(said: &str) -> Option<f64> {
    let line = said.lines().find_map(|line| line.strip_prefix("tps = "))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_found() {
        let said = "number of failed transactions: 0 (0.000%)\nlatency average = 0.386 ms\n\
                    initial connection time = 3.147 ms\ntps = 2588.404891 (without initial connection time)\n";
        assert_eq!(rate(said), Some(2_588.404_891));
        assert_eq!(rate("nothing"), None);
    }

    /// A statement with every bound value, or what stands for one, as a question mark.
    fn plain(text: &str) -> String {
        let text = text
            .replace("\\\n", " ")
            .replace("\", columns!(), \"", columns())
            .replace("\", rows::columns!(), \"", columns())
            .replace("\", lists::columns!(), \"", columns_of_lists())
            .replace("\", labels::columns!(), \"", columns_of_labels())
            .replace("{words}", "$")
            .replace("{at}", "$");
        let mut plain = String::new();
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let binds = letter == '$'
                || (letter == ':' && letters.peek().is_some_and(char::is_ascii_lowercase));
            if binds {
                while letters
                    .next_if(|letter| letter.is_ascii_alphanumeric() || *letter == '_')
                    .is_some()
                {}
                plain.push('?');
            } else {
                plain.push(letter);
            }
        }
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn columns() -> &'static str {
        "id, title, description, completed_at, created_at, updated_at, revision, priority, \
         due, due_zone, start_date, list_id, recurrence, recurrence_base, position, labels"
    }

    fn columns_of_labels() -> &'static str {
        "id, revision, name, colour, created_at, updated_at"
    }

    fn columns_of_lists() -> &'static str {
        "id, revision, name, colour, position, archived, created_at, updated_at"
    }

    const NEW_ID: &str = "CAST(lpad(to_hex(CAST(:number AS bigint)), 32, '0') AS uuid)";

    #[test]
    fn the_statements_are_the_stores() {
        let sources = [
            include_str!("../../../../crates/taskward-store/src/postgres/scope.rs"),
            include_str!("../../../../crates/taskward-store/src/postgres/fence.rs"),
            include_str!("../../../../crates/taskward-store/src/postgres/rows.rs"),
            include_str!("../../../../crates/taskward-store/src/postgres/changes.rs"),
            include_str!("../../../../crates/taskward-store/src/postgres/rewrite.rs"),
            include_str!("../../../../crates/taskward-store/src/postgres/words.rs"),
            include_str!("../../../../crates/taskward-store/src/postgres/completions.rs"),
            include_str!("../../../../crates/taskward-store/src/postgres/feed.rs"),
        ]
        .concat();
        // Strings that are put together at compile time stand on lines of their own.
        let sources = sources.split_whitespace().collect::<Vec<_>>().join(" ");
        let sources = plain(&sources.replace("\\ ", " "));
        let scripts = [
            include_str!("../../../peers/pgbench/point_read.sql"),
            include_str!("../../../peers/pgbench/create.sql"),
            include_str!("../../../peers/pgbench/patch.sql"),
            include_str!("../../../peers/pgbench/toggle.sql"),
            include_str!("../../../peers/pgbench/changes.sql"),
        ];
        // What the store puts together when it prepares a statement stands on lines of their own.
        let lines = scripts.iter().flat_map(|script| script.lines());
        let pieces = lines.filter(|line| !line.starts_with(['\\', '-']));
        for piece in pieces {
            // pgbench binds no NULL and no uuid that it made.
            let piece = piece.trim_end_matches(';').replace(NEW_ID, ":id");
            let piece = plain(&piece.replace("NULL,", ":nothing,"));
            assert!(
                sources.contains(piece.trim()),
                "not the store's: {piece}\n{sources}"
            );
        }
    }
}

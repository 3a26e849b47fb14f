//! What scopes a statement to an owner, by a parser of SQL and not by its looks.

use std::{collections::BTreeSet, ops::ControlFlow};

use sqlparser::{
    ast::{
        Assignment, AssignmentTarget, BinaryOperator, ConflictTarget, Delete, Expr, FromTable,
        FunctionArg, FunctionArgExpr, Insert, ObjectName, OnConflictAction, OnInsert, Query,
        Select, SelectItem, SetExpr, Statement, TableFactor, TableObject, TableWithJoins, Update,
        UpdateTableFromKind, Value, Visit, Visitor,
    },
    dialect::Dialect,
    parser::Parser,
    tokenizer::{Token, Tokenizer},
};

/// The column that says whose a row is.
pub const OWNER: &str = "user_id";

/// Every value that an owner's table is narrowed to, or a new row gets as its owner: one for each use of
/// such a table, so that none at all means that the statement touches nothing of an owner's.
///
/// # Errors
/// A use of an owner's table without an owner, or one in a way that this cannot follow.
pub fn owner_values(
    sql: &str,
    dialect: &dyn Dialect,
    owned: &BTreeSet<String>,
) -> Result<Vec<Value>, String> {
    if only_makes_places(sql, dialect)? {
        return Ok(vec![]);
    }
    let statements = Parser::parse_sql(dialect, sql).map_err(|error| error.to_string())?;
    let statement = match statements.as_slice() {
        // A comment does nothing. In one SQLite tells what it does by itself within a statement, such as looking at the
        // rows of a table that gets a column.
        [] => return Ok(vec![]),
        [statement] => statement,
        _ => return Err(format!("{} statements in one", statements.len())),
    };
    match statement {
        Statement::Query(_)
        | Statement::Insert(_)
        | Statement::Update(_)
        | Statement::Delete(_)
        | Statement::Pragma { .. }
        | Statement::Set(_)
        | Statement::StartTransaction { .. }
        | Statement::Commit { .. }
        | Statement::Rollback { .. } => {}
        _ => return Err("a statement of a kind that a store has no use for".to_owned()),
    }
    let mut scopes = Scopes {
        owned,
        uses: 0,
        scoped: 0,
        values: vec![],
        parts: BTreeSet::new(),
    };
    match statement.visit(&mut scopes) {
        ControlFlow::Break(why) => Err(why),
        ControlFlow::Continue(()) if scopes.uses != scopes.scoped => Err(format!(
            "{} of {} uses of an owner's table cannot be followed",
            scopes.uses - scopes.scoped,
            scopes.uses
        )),
        ControlFlow::Continue(()) => Ok(scopes.values),
    }
}

/// Whether a statement makes an empty table, an empty column or an index. Told by its words, since the parser does not know all that a
/// database can say of a table.
fn only_makes_places(sql: &str, dialect: &dyn Dialect) -> Result<bool, String> {
    let tokens = Tokenizer::new(dialect, sql)
        .tokenize()
        .map_err(|error| error.to_string())?;
    let mut tokens: Vec<_> = tokens
        .into_iter()
        .filter(|token| !matches!(token, Token::Whitespace(_)))
        .collect();
    tokens.pop_if(|last| *last == Token::SemiColon);
    let words: Vec<_> = tokens
        .iter()
        .map(|token| match token {
            Token::Word(word) => word.value.to_uppercase(),
            other => other.to_string(),
        })
        .collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let makes = matches!(
        words.as_slice(),
        ["CREATE", "TABLE" | "INDEX", ..]
            | ["CREATE", "UNIQUE", "INDEX", ..]
            | ["ALTER", "TABLE", _, "ADD", "COLUMN", ..]
    );
    Ok(makes && !words.contains(&"SELECT") && !words.contains(&";"))
}

struct Scopes<'a> {
    owned: &'a BTreeSet<String>,
    /// How often an owner's table is named anywhere in the statement.
    uses: usize,
    /// How many of those were found to have an owner.
    scoped: usize,
    values: Vec<Value>,
    /// What the statement itself names with `WITH`.
    parts: BTreeSet<String>,
}

/// A table in a `FROM`, by its own name and by the one that columns are qualified with.
struct Used<'a> {
    name: &'a ObjectName,
    alias: String,
}

impl Visitor for Scopes<'_> {
    type Break = String;

    fn pre_visit_relation(&mut self, name: &ObjectName) -> ControlFlow<String> {
        self.uses += usize::from(self.is_owned(name));
        ControlFlow::Continue(())
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<String> {
        let parts = query.with.iter().flat_map(|with| &with.cte_tables);
        let names = parts.map(|part| part.alias.name.value.to_lowercase());
        for name in names {
            if self.owned.contains(&name) {
                return ControlFlow::Break(format!("a part with the name of a table: {name}"));
            }
            self.parts.insert(name);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<String> {
        self.narrowed(&select.from, select.selection.as_ref())
    }

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<String> {
        match statement {
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => self.delete(delete),
            // What tables others name is counted and not found again.
            _ => ControlFlow::Continue(()),
        }
    }
}

impl Scopes<'_> {
    fn is_owned(&self, name: &ObjectName) -> bool {
        self.owned.contains(&last_part(name))
    }

    /// Each owner's table among these is narrowed to one owner by a condition that must hold.
    fn narrowed(
        &mut self,
        from: &[TableWithJoins],
        condition: Option<&Expr>,
    ) -> ControlFlow<String> {
        let mut tables = vec![];
        for table in from {
            collect(table, &mut tables);
        }
        let alone = tables.len() == 1;
        tables.retain(|table| self.is_owned(table.name));
        for table in tables {
            let value = condition
                .map(conjuncts)
                .unwrap_or_default()
                .into_iter()
                .find_map(|condition| compared_with(condition, &table.alias, alone));
            let Some(value) = value else {
                return ControlFlow::Break(format!("{} without an owner", table.name));
            };
            self.scoped += 1;
            self.values.push(value);
        }
        ControlFlow::Continue(())
    }

    fn insert(&mut self, insert: &Insert) -> ControlFlow<String> {
        let TableObject::TableName(table) = &insert.table else {
            return ControlFlow::Break("an insert into what is no table".to_owned());
        };
        if !self.is_owned(table) {
            return ControlFlow::Continue(());
        }
        if insert.or.is_some() || insert.replace_into || insert.overwrite {
            return ControlFlow::Break(format!("an insert into {table} that may delete a row"));
        }
        let place = insert
            .columns
            .iter()
            .position(|column| last_part(column) == OWNER);
        // The values at the owner's place, one for each row or one for all of them.
        let owners: Vec<_> = match insert.source.as_deref().map(|query| query.body.as_ref()) {
            Some(SetExpr::Values(values)) => {
                let rows = values.rows.iter();
                rows.map(|row| place.and_then(|place| row.content.get(place)))
                    .collect()
            }
            Some(SetExpr::Select(select))
                if is_of_bound_arrays(select) || self.is_of_a_part(select) =>
            {
                vec![place.and_then(|place| projected(select, place))]
            }
            _ => {
                return ControlFlow::Break(format!("{table} is filled by something but values"));
            }
        };
        for owner in owners {
            let value = owner.and_then(value);
            let Some(value) = value else {
                return ControlFlow::Break(format!("a new row in {table} without an owner"));
            };
            self.values.push(value);
        }
        self.scoped += 1;
        match &insert.on {
            None => ControlFlow::Continue(()),
            Some(OnInsert::OnConflict(conflict)) => {
                match (&conflict.action, &conflict.conflict_target) {
                    (OnConflictAction::DoNothing, _) => ControlFlow::Continue(()),
                    // The row that is updated is the one whose key is the same, the owner's part of it too.
                    (
                        OnConflictAction::DoUpdate(update),
                        Some(ConflictTarget::Columns(columns)),
                    ) if columns.iter().any(|column| column.value == OWNER) => {
                        keeps_owner(&update.assignments)
                    }
                    _ => ControlFlow::Break(format!("a conflict in {table} that may be another's")),
                }
            }
            Some(_) => ControlFlow::Break(format!("a conflict in {table} that may be another's")),
        }
    }

    /// Whether a query reads nothing but a part of its own statement, which is looked at by itself.
    fn is_of_a_part(&self, select: &Select) -> bool {
        let [from] = select.from.as_slice() else {
            return false;
        };
        let is_part = match &from.relation {
            TableFactor::Table {
                name, args: None, ..
            } => name.0.len() == 1 && self.parts.contains(&last_part(name)),
            _ => false,
        };
        is_part && from.joins.is_empty()
    }

    fn update(&mut self, update: &Update) -> ControlFlow<String> {
        let mut from = vec![update.table.clone()];
        if let Some(UpdateTableFromKind::BeforeSet(more) | UpdateTableFromKind::AfterSet(more)) =
            &update.from
        {
            from.extend(more.iter().cloned());
        }
        if update.or.is_some() {
            return ControlFlow::Break("an update that may delete a row".to_owned());
        }
        keeps_owner(&update.assignments)?;
        self.narrowed(&from, update.selection.as_ref())
    }

    fn delete(&mut self, delete: &Delete) -> ControlFlow<String> {
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        let mut from = from.clone();
        from.extend(delete.using.iter().flatten().cloned());
        self.narrowed(&from, delete.selection.as_ref())
    }
}

/// Whether a query reads nothing but arrays that are bound to it.
fn is_of_bound_arrays(select: &Select) -> bool {
    let [from] = select.from.as_slice() else {
        return false;
    };
    let unnests = match &from.relation {
        TableFactor::Table {
            name,
            args: Some(args),
            ..
        } => {
            last_part(name) == "unnest"
                && args.args.iter().all(|arg| {
                    matches!(arg, FunctionArg::Unnamed(FunctionArgExpr::Expr(array)) if value(array).is_some())
                })
        }
        TableFactor::UNNEST { array_exprs, .. } => {
            array_exprs.iter().all(|array| value(array).is_some())
        }
        _ => false,
    };
    unnests && from.joins.is_empty() && select.selection.is_none()
}

/// The expression in a place of a row, if only expressions stand before it.
fn projected(select: &Select, place: usize) -> Option<&Expr> {
    let before = select.projection.get(..place)?;
    let is_one = |item: &SelectItem| matches!(item, SelectItem::UnnamedExpr(_));
    match select.projection.get(place)? {
        SelectItem::UnnamedExpr(expression) if before.iter().all(is_one) => Some(expression),
        _ => None,
    }
}

/// A row does not change hands.
fn keeps_owner(assignments: &[Assignment]) -> ControlFlow<String> {
    let sets_owner = |assignment: &Assignment| match &assignment.target {
        AssignmentTarget::ColumnName(column) => last_part(column) == OWNER,
        AssignmentTarget::Tuple(columns) => columns.iter().any(|column| last_part(column) == OWNER),
    };
    if assignments.iter().any(sets_owner) {
        return ControlFlow::Break("a row changes its owner".to_owned());
    }
    ControlFlow::Continue(())
}

fn collect<'a>(tables: &'a TableWithJoins, into: &mut Vec<Used<'a>>) {
    let joined = tables.joins.iter().map(|join| &join.relation);
    for factor in std::iter::once(&tables.relation).chain(joined) {
        match factor {
            TableFactor::Table { name, alias, .. } => into.push(Used {
                name,
                alias: alias
                    .as_ref()
                    .map_or_else(|| last_part(name), |alias| alias.name.value.to_lowercase()),
            }),
            TableFactor::NestedJoin {
                table_with_joins, ..
            } => collect(table_with_joins, into),
            // A subquery is visited by itself; whatever else names a table is counted and not found.
            _ => {}
        }
    }
}

/// The conditions that must all hold.
fn conjuncts(condition: &Expr) -> Vec<&Expr> {
    match condition {
        Expr::Nested(inner) => conjuncts(inner),
        Expr::BinaryOp {
            left,
            op: BinaryOperator::And,
            right,
        } => [conjuncts(left), conjuncts(right)].concat(),
        other => vec![other],
    }
}

/// The value, if the condition is that the table's owner equals one.
fn compared_with(condition: &Expr, table: &str, alone: bool) -> Option<Value> {
    let Expr::BinaryOp {
        left,
        op: BinaryOperator::Eq,
        right,
    } = condition
    else {
        return None;
    };
    let is_owner = |side: &Expr| match side {
        Expr::Identifier(column) => alone && column.value == OWNER,
        Expr::CompoundIdentifier(parts) => match parts.as_slice() {
            [qualifier, column] => qualifier.value.to_lowercase() == table && column.value == OWNER,
            _ => false,
        },
        _ => false,
    };
    if is_owner(left) {
        value(right)
    } else if is_owner(right) {
        value(left)
    } else {
        None
    }
}

fn value(expression: &Expr) -> Option<Value> {
    match expression {
        Expr::Value(value) => Some(value.value.clone()),
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => value(inner),
        _ => None,
    }
}

fn last_part(name: &ObjectName) -> String {
    let last = name.0.last().and_then(|part| part.as_ident());
    last.map(|part| part.value.to_lowercase())
        .unwrap_or_default()
}

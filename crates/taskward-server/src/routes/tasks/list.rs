use axum::{extract::State, response::Response};
use taskward_core::{
    Cursor, CursorError, Direction, IdError, Label, List, ListFilter, ListId, Order, Owner, Search,
    SortKey, TaskQuery, Timestamp, Zone,
    filter::{AskedFilter, Filter, Moment, NamedLabel, NamedList},
};
use utoipa::IntoParams;

use crate::{
    app::AppState,
    documents::TaskPageDocument,
    extract::{
        Caller, FieldErrors, NoBody, Parameters, Query, QueryInput, read_page_size, read_priority,
        read_revision,
    },
    problem::Problem,
};

/// A page of tasks
///
/// Follow `next` until it is null. Tasks that are added or deleted meanwhile neither hide nor repeat
/// others.
#[utoipa::path(
    get, path = "/tasks", operation_id = "listTasks", tag = "tasks",
    params(ListParameters),
    responses((status = 200, description = "The page.", body = TaskPageDocument<'static>))
)]
pub(super) async fn list(
    State(app): State<AppState>,
    Caller(owner): Caller,
    Query(asked): Query<Asked>,
    NoBody: NoBody,
) -> Result<Response, Problem> {
    let names_a_list = |(filter, _): &(Filter, Zone)| filter.names_a_list();
    let lists = if asked.filter.as_ref().is_some_and(names_a_list) {
        app.store.lists(&owner).await?
    } else {
        Vec::new()
    };
    let names_a_label = |(filter, _): &(Filter, Zone)| filter.names_a_label();
    let labels = if asked.filter.as_ref().is_some_and(names_a_label) {
        app.store.labels(&owner).await?
    } else {
        Vec::new()
    };
    let query = asked.at(app.now(), &lists, &labels)?;
    let page = app.store.list(&owner, &query).await?;
    Ok(TaskPageDocument::new(&page, &owner).into_response())
}

/// The parameters as they are documented; [`Asked`] is what they are read into.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents the parameters")]
struct ListParameters {
    /// Only completed tasks, or only open ones.
    completed: Option<bool>,
    /// Only tasks of this priority: 1 is the highest, and 4 is none.
    #[param(minimum = 1, maximum = 4)]
    priority: Option<u8>,
    /// Only tasks of the list of this id, or with `inbox` those that are in none.
    list: Option<String>,
    /// Only tasks in whose title or description every one of these words is found, without regard to case and
    /// diacritics: a word finds those that begin with it.
    #[param(max_length = 255)]
    q: Option<String>,
    /// Only tasks that a filter lets through, such as `due:<=today -completed`. Its language is described in docs/filters.md. Where it is
    /// not understood, the error has `position` and `length`, in characters.
    #[param(min_length = 1, max_length = 1000)]
    filter: Option<String>,
    /// The IANA time zone by whose clocks the days of `filter` begin.
    #[param(default = "UTC")]
    zone: Option<String>,
    /// Only tasks that were changed after this revision.
    #[param(minimum = 0)]
    changed_since: Option<u64>,
    /// The order. A leading `-` reverses it. By `due` and by `priority`, the highest first, tasks that have none come last
    /// in both directions. `relevance` needs `q`, and is the order where `q` stands without one: whole
    /// words before beginnings of words, titles before descriptions, new tasks before old ones.
    #[param(inline)]
    sort: Option<Sort>,
    /// How many tasks a page holds at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<u8>,
    /// `next` of the page before, with the same order and filters.
    cursor: Option<String>,
}

#[derive(utoipa::ToSchema)]
#[schema(default = "-created")]
#[expect(dead_code, reason = "it documents the parameter")]
enum Sort {
    #[schema(rename = "created")]
    Created,
    #[schema(rename = "-created")]
    CreatedDescending,
    #[schema(rename = "updated")]
    Updated,
    #[schema(rename = "-updated")]
    UpdatedDescending,
    #[schema(rename = "title")]
    Title,
    #[schema(rename = "-title")]
    TitleDescending,
    #[schema(rename = "due")]
    Due,
    #[schema(rename = "-due")]
    DueDescending,
    #[schema(rename = "priority")]
    Priority,
    #[schema(rename = "-priority")]
    PriorityDescending,
    #[schema(rename = "relevance")]
    Relevance,
    #[schema(rename = "position")]
    Position,
}

/// What a request asks for, at whatever moment.
pub(super) struct Asked {
    /// Everything but what follows.
    query: TaskQuery,
    filter: Option<(Filter, Zone)>,
    cursor: Option<Cursor>,
}

impl Asked {
    /// The query, whose relative words are relative to a moment and whose names are those of these lists and labels.
    fn at(
        self,
        now: Timestamp,
        lists: &[List],
        labels: &[Label],
    ) -> Result<TaskQuery, CursorError> {
        let filter = self.filter.map(|(filter, zone)| AskedFilter {
            filter,
            moment: Moment { now, zone },
            lists: lists.iter().map(NamedList::of).collect(),
            labels: labels.iter().map(NamedLabel::of).collect(),
        });
        let query = TaskQuery {
            filter,
            ..self.query
        };
        let after = self.cursor.map(|cursor| cursor.position_in(&query));
        let after = after.transpose()?;
        Ok(TaskQuery { after, ..query })
    }
}

impl QueryInput for Asked {
    fn read(
        parameters: &mut Parameters,
        owner: &Owner,
        errors: &mut FieldErrors,
    ) -> Result<Self, Problem> {
        // First, since a stranger's cursor is refused whatever else is wrong.
        let cursor = parameters.take("cursor", errors);
        let cursor = cursor.map(|text| Cursor::decode(&text, owner)).transpose();
        let list = parameters.take("list", errors);
        let list = match list.map(|text| list_filter(&text, owner)).transpose() {
            Err(foreign @ IdError::Foreign) => return Err(foreign.into()),
            list => errors.check("list", list).flatten(),
        };
        let completed = parameters.read("completed", errors, boolean);
        let priority = parameters.read("priority", errors, read_priority);
        let search = parameters.read("q", errors, Search::parse).flatten();
        let filter = parameters.take("filter", errors);
        let filter = filter.and_then(|text| errors.check_filter("filter", text.parse()));
        let zone = parameters.read("zone", errors, Zone::parse);
        let filter = filter.map(|filter| (filter, zone.unwrap_or(Zone::UTC)));
        let changed_since = parameters.read("changed_since", errors, read_revision);
        let sort = |text: &str| order(text, search.is_some(), list.is_some());
        let order = parameters.read("sort", errors, sort);
        let usual = match search {
            Some(_) => Order::BEST_FIRST,
            None => Order::default(),
        };
        let query = TaskQuery {
            list,
            completed,
            priority,
            search,
            filter: None,
            changed_since,
            order: order.unwrap_or(usual),
            after: None,
            limit: parameters
                .read("limit", errors, read_page_size)
                .unwrap_or_default(),
        };
        Ok(Self {
            query,
            filter,
            cursor: errors.check_cursor(cursor)?,
        })
    }
}

fn list_filter(text: &str, owner: &Owner) -> Result<ListFilter, IdError> {
    if text == "inbox" {
        return Ok(ListFilter::Inbox);
    }
    ListId::parse(text, owner).map(ListFilter::List)
}

fn boolean(text: &str) -> Result<bool, &'static str> {
    text.parse().map_err(|_| "must be true or false")
}

fn order(text: &str, searching: bool, in_list: bool) -> Result<Order, &'static str> {
    if text == "position" {
        return if in_list {
            Ok(Order::BY_HAND)
        } else {
            Err("is the order of one list or of the Inbox: say in `list` of which")
        };
    }
    if text == "relevance" {
        return if searching {
            Ok(Order::BEST_FIRST)
        } else {
            Err("is of no use without words to search for in `q`")
        };
    }
    let (name, direction) = match text.strip_prefix('-') {
        Some(name) => (name, Direction::Descending),
        None => (text, Direction::Ascending),
    };
    let key = match name {
        "created" => SortKey::Created,
        "updated" => SortKey::Updated,
        "title" => SortKey::Title,
        "due" => SortKey::Due,
        "priority" => SortKey::Priority,
        _ => {
            return Err(
                "must be created, updated, title, due or priority, or one of them behind a -, or relevance or position",
            );
        }
    };
    Ok(Order { key, direction })
}

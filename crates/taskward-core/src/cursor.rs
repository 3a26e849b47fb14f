//! Where the next page begins, as a text for clients to hand back.

use sha2::{Digest, Sha256};

use crate::{
    Direction, DueKey, IdError, ListFilter, OrderKey, Owner, Place, Position, Priority, Relevance,
    Revision, Search, SortKey, TaskId, TaskQuery, Timestamp, TitleKey, envelope::Envelope,
    filter::AskedFilter,
};

/// The position behind a page's last task, bound to the order and the filters of its query.
///
/// Its text is opaque to clients: base64url over a version, the order, a fingerprint of the query, the
/// owner tag or an id that carries it, and the position. It holds no permission. One that was made up
/// reaches nothing but the caller's own tasks, since the query it goes into is scoped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    fingerprint: [u8; FINGERPRINT_BYTES],
    position: Position,
}

const FINGERPRINT_BYTES: usize = 8;

impl Cursor {
    pub(crate) fn new(query: &TaskQuery, position: Position) -> Self {
        Self {
            fingerprint: fingerprint(query),
            position,
        }
    }

    /// The text for the client.
    #[must_use]
    pub fn encode(&self, owner: &Owner) -> String {
        let mut position = Vec::new();
        match &self.position {
            Position::Created(created_at, id) => {
                position.extend(id.as_bytes());
                position.extend(created_at.unix_millis().to_be_bytes());
            }
            Position::Updated(revision) => position.extend(revision.number().to_be_bytes()),
            Position::Title(key, id) => {
                position.extend(id.as_bytes());
                position.extend(key.as_str().as_bytes());
            }
            Position::Due(place) => {
                extend(&mut position, place, |due| due.to_string().into_bytes());
            }
            Position::Priority(place) => {
                extend(&mut position, place, |it| vec![it.number()]);
            }
            Position::ByHand(key, id) => {
                position.extend(id.as_bytes());
                position.extend(key.as_str().as_bytes());
            }
            Position::Relevance(relevance, id) => {
                position.extend(id.as_bytes());
                position.extend(relevance.number().to_be_bytes());
            }
        }
        let envelope = Envelope {
            kind: kind(self.position.key()),
            query: self.fingerprint,
            position,
        };
        envelope.encode(owner)
    }

    /// Reads a client's text.
    ///
    /// # Errors
    /// [`CursorError::Foreign`] for a cursor of another owner, [`CursorError::Malformed`] for anything
    /// that is none.
    pub fn decode(text: &str, owner: &Owner) -> Result<Self, CursorError> {
        let envelope = Envelope::decode(text, owner)?;
        let key = key(envelope.kind).ok_or(CursorError::Malformed)?;
        Ok(Self {
            fingerprint: envelope.query,
            position: position(key, &envelope.position, owner).ok_or(CursorError::Malformed)??,
        })
    }

    /// The position, if the cursor was made for this query (its limit may differ).
    ///
    /// # Errors
    /// [`CursorError::OtherQuery`] if the order or a filter is another one.
    pub fn position_in(self, query: &TaskQuery) -> Result<Position, CursorError> {
        if self.fingerprint != fingerprint(query) || self.position.key() != query.order.key {
            return Err(CursorError::OtherQuery);
        }
        Ok(self.position)
    }
}

/// Its id, and a mark of whether what follows is what it is sorted by.
fn extend<K>(bytes: &mut Vec<u8>, place: &Place<K>, key_bytes: impl Fn(&K) -> Vec<u8>) {
    let (id, mark, rest) = match place {
        Place::With(key, id) => (id, 1, key_bytes(key)),
        Place::Without(at, id) => (id, 0, at.unix_millis().to_be_bytes().to_vec()),
    };
    bytes.extend(id.as_bytes());
    bytes.push(mark);
    bytes.extend(rest);
}

/// What [`extend`] wrote behind the id.
fn place<K>(id: TaskId, bytes: &[u8], key: impl Fn(&[u8]) -> Option<K>) -> Option<Place<K>> {
    match bytes.split_first()? {
        (0, rest) => Some(Place::Without(millis(rest)?, id)),
        (1, rest) => Some(Place::With(key(rest)?, id)),
        _ => None,
    }
}

fn millis(bytes: &[u8]) -> Option<Timestamp> {
    Timestamp::from_unix_millis(i64::from_be_bytes(bytes.try_into().ok()?))
}

fn due(bytes: &[u8]) -> Option<DueKey> {
    DueKey::parse(str::from_utf8(bytes).ok()?).ok()
}

fn priority(bytes: &[u8]) -> Option<Priority> {
    let [number] = bytes else { return None };
    let priority = Priority::new(u64::from(*number)).ok()?;
    (priority != Priority::NONE).then_some(priority)
}

fn position(key: SortKey, bytes: &[u8], owner: &Owner) -> Option<Result<Position, CursorError>> {
    if key == SortKey::Updated {
        let number = u64::from_be_bytes(bytes.try_into().ok()?);
        return Some(Ok(Position::Updated(Revision::new(number)?)));
    }
    let (id, rest) = bytes.split_first_chunk()?;
    let id = match TaskId::from_bytes(*id, owner) {
        Ok(id) => id,
        Err(IdError::Foreign) => return Some(Err(CursorError::Foreign)),
        Err(IdError::Malformed) => return None,
    };
    Some(Ok(match key {
        SortKey::Updated => return None,
        SortKey::Created => Position::Created(millis(rest)?, id),
        SortKey::Title => Position::Title(TitleKey::from_cursor(str::from_utf8(rest).ok()?)?, id),
        SortKey::Due => Position::Due(place(id, rest, due)?),
        SortKey::Priority => Position::Priority(place(id, rest, priority)?),
        SortKey::ByHand => {
            let key = OrderKey::parse(str::from_utf8(rest).ok()?).ok()?;
            Position::ByHand(key, id)
        }
        SortKey::Relevance => {
            let number = u16::from_be_bytes(rest.try_into().ok()?);
            Position::Relevance(Relevance::from_number(number), id)
        }
    }))
}

fn kind(key: SortKey) -> u8 {
    match key {
        SortKey::Created => 1,
        SortKey::Updated => 2,
        SortKey::Title => 3,
        SortKey::Relevance => 4,
        SortKey::Due => 5,
        SortKey::Priority => 6,
        SortKey::ByHand => 7,
    }
}

fn key(kind: u8) -> Option<SortKey> {
    match kind {
        1 => Some(SortKey::Created),
        2 => Some(SortKey::Updated),
        3 => Some(SortKey::Title),
        4 => Some(SortKey::Relevance),
        5 => Some(SortKey::Due),
        6 => Some(SortKey::Priority),
        7 => Some(SortKey::ByHand),
        _ => None,
    }
}

/// Everything of a query that decides which task comes after which.
fn fingerprint(query: &TaskQuery) -> [u8; FINGERPRINT_BYTES] {
    let mut hash = Sha256::new();
    hash.update([
        kind(query.order.key),
        u8::from(query.order.direction == Direction::Descending),
        query.completed.map_or(2, u8::from),
        query.priority.map_or(0, Priority::number),
        u8::from(query.changed_since.is_some()),
    ]);
    hash.update(
        query
            .changed_since
            .unwrap_or(Revision::ZERO)
            .number()
            .to_be_bytes(),
    );
    match &query.list {
        None => hash.update([0]),
        Some(ListFilter::Inbox) => hash.update([1]),
        Some(ListFilter::List(id)) => hash.update(id.as_bytes()),
    }
    for part in query.search.iter().flat_map(Search::parts) {
        hash.update(part);
        hash.update([0]);
    }
    // Not when it is asked: what is due today may become another day's between two pages.
    if let Some(AskedFilter {
        filter,
        moment,
        lists: _,
        labels: _,
    }) = &query.filter
    {
        hash.update([0]);
        hash.update(filter.to_string());
        hash.update([0]);
        hash.update(moment.zone.as_str());
    }
    let digest = hash.finalize();
    let mut fingerprint = [0; FINGERPRINT_BYTES];
    fingerprint
        .iter_mut()
        .zip(digest)
        .for_each(|(to, from)| *to = from);
    fingerprint
}

/// Why a text is no cursor for this query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// No cursor at all.
    #[error("is not a cursor; take it from `next` of the page before")]
    Malformed,
    /// Another owner's.
    #[error("this cursor belongs to somebody else")]
    Foreign,
    /// Made for another order or other filters.
    #[error("belongs to a query with another order or other filters; begin again without it")]
    OtherQuery,
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;
    use crate::envelope::{MAX_TEXT_BYTES, VERSION};
    use crate::{Order, Title, Zone, filter::Moment};

    fn orders() -> impl Strategy<Value = Order> {
        prop_oneof![6 => prop::sample::select(&Order::ALL[..]), 1 => Just(Order::BEST_FIRST), 1 => Just(Order::BY_HAND)]
    }

    fn owner(name: &str) -> Owner {
        Owner::from_subject(name).unwrap()
    }

    fn query(order: Order) -> TaskQuery {
        TaskQuery {
            order,
            ..TaskQuery::default()
        }
    }

    fn position(key: SortKey, owner: &Owner, number: u32, title: &str) -> Position {
        let at = Timestamp::from_unix_millis(number.into()).unwrap();
        let id = TaskId::generate(owner, at, number.into());
        match key {
            SortKey::Created => Position::Created(at, id),
            SortKey::Updated => Position::Updated(Revision::new(number.into()).unwrap()),
            SortKey::Title => Position::Title(Title::parse(title).unwrap().key(), id),
            SortKey::Due if number.is_multiple_of(3) => Position::Due(Place::Without(at, id)),
            SortKey::Due => {
                let day =
                    ["2026-12-24", "2026-12-24T09:00"][usize::from(title.len().is_multiple_of(2))];
                Position::Due(Place::With(DueKey::parse(day).unwrap(), id))
            }
            SortKey::Priority if number.is_multiple_of(3) => {
                Position::Priority(Place::Without(at, id))
            }
            SortKey::Priority => {
                let priority = Priority::new(u64::from(number % 3)).unwrap();
                Position::Priority(Place::With(priority, id))
            }
            SortKey::ByHand => Position::ByHand(OrderKey::of(id), id),
            SortKey::Relevance => {
                Position::Relevance(Relevance::of(false, number.is_multiple_of(2)), id)
            }
        }
    }

    proptest! {
        #[test]
        fn a_cursor_comes_back_for_its_owner_and_its_query_only(
            order in orders(),
            other in orders(),
            number: u32,
            title in "\\PC{0,300}x",
        ) {
            prop_assume!(Title::parse(&title).is_ok());
            let (alice, bob) = (owner("alice"), owner("bob"));
            let position = position(order.key, &alice, number, &title);
            let cursor = Cursor::new(&query(order), position.clone());
            let text = cursor.encode(&alice);
            prop_assert!(text.len() <= MAX_TEXT_BYTES);
            let decoded = Cursor::decode(&text, &alice).unwrap();
            prop_assert_eq!(&decoded, &cursor);
            prop_assert_eq!(decoded.clone().position_in(&query(order)), Ok(position));
            prop_assert_eq!(decoded.clone().position_in(&query(other)).is_ok(), order == other);
            let searching = TaskQuery { search: Search::parse("milk").unwrap(), ..query(order) };
            prop_assert_eq!(decoded.clone().position_in(&searching), Err(CursorError::OtherQuery));
            let inbox = TaskQuery { list: Some(ListFilter::Inbox), ..query(order) };
            prop_assert_eq!(decoded.clone().position_in(&inbox), Err(CursorError::OtherQuery));
            let filtering = |text: &str, zone| TaskQuery {
                filter: Some(AskedFilter {
                    filter: text.parse().unwrap(),
                    moment: Moment { now: Timestamp::UNIX_EPOCH, zone: Zone::parse(zone).unwrap() },
                    lists: Vec::new(),
                    labels: Vec::new(),
                }),
                ..query(order)
            };
            let today = filtering("due:today", "UTC");
            prop_assert_eq!(decoded.clone().position_in(&today), Err(CursorError::OtherQuery));
            let of_today = Cursor::new(&today, decoded.position.clone());
            let tomorrow = filtering("due:tomorrow", "UTC");
            prop_assert_eq!(of_today.clone().position_in(&tomorrow), Err(CursorError::OtherQuery));
            let elsewhere = filtering("due:today", "Asia/Tokyo");
            prop_assert_eq!(of_today.position_in(&elsewhere), Err(CursorError::OtherQuery));
            let urgent = TaskQuery { priority: Some(Priority::NONE), ..query(order) };
            prop_assert_eq!(decoded.position_in(&urgent), Err(CursorError::OtherQuery));
            prop_assert_eq!(Cursor::decode(&text, &bob), Err(CursorError::Foreign));
        }

        #[test]
        fn any_text_is_answered(text in "[A-Za-z0-9_=-]{0,90}") {
            let _ = Cursor::decode(&text, &owner("alice"));
        }

        #[test]
        fn any_bytes_are_answered_and_what_decodes_encodes_the_same(
            kind in 0..9_u8, rest in prop::collection::vec(any::<u8>(), 0..60),
        ) {
            let alice = owner("alice");
            let mut bytes = vec![VERSION, kind, 0, 0, 0, 0, 0, 0, 0, 0];
            bytes.extend(alice.tag().bits().to_be_bytes());
            bytes.extend(rest);
            let text = URL_SAFE_NO_PAD.encode(bytes);
            if let Ok(cursor) = Cursor::decode(&text, &alice) {
                prop_assert_eq!(cursor.encode(&alice), text);
            }
        }
    }
}

use taskward_core::{Cursor, CursorError, Order, TaskQuery};

use crate::owner;

/// A cursor has one spelling, is read for its owner alone, and holds for no query but its own.
pub fn cursor(data: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(data) else {
        return false;
    };
    let (alice, bob) = (owner("alice"), owner("bob"));
    let Ok(cursor) = Cursor::decode(text, &alice) else {
        return false;
    };
    assert_eq!(cursor.encode(&alice), text, "one spelling");
    assert_eq!(Cursor::decode(text, &bob), Err(CursorError::Foreign));
    let queries = Order::ALL.map(|order| TaskQuery {
        order,
        ..TaskQuery::default()
    });
    let positions: Vec<_> = queries
        .iter()
        .filter_map(|query| {
            let position = cursor.clone().position_in(query).ok()?;
            Some((query.order, position))
        })
        .collect();
    assert!(positions.len() <= 1, "it holds for one order at most");
    for (order, position) in positions {
        assert_eq!(position.key(), order.key);
    }
    true
}

use taskward_core::{IdError, TaskId};

use crate::owner;

/// An id is read for its owner alone, and has one meaning and, but for case, one spelling.
pub fn task_id(data: &[u8]) -> bool {
    let (alice, bob) = (owner("alice"), owner("bob"));
    let check = |id: TaskId| {
        let text = id.to_string();
        assert_eq!(TaskId::parse(&text, &alice), Ok(id));
        assert_eq!(TaskId::parse(&text.to_uppercase(), &alice), Ok(id));
        assert_eq!(TaskId::from_bytes(*id.as_bytes(), &alice), Ok(id));
        assert_eq!(TaskId::parse(&text, &bob), Err(IdError::Foreign));
        assert_eq!(text.as_bytes().get(14), Some(&b'8'), "the version");
    };
    if let Ok(bytes) = data.try_into()
        && let Ok(id) = TaskId::from_bytes(bytes, &alice)
    {
        assert_eq!(id.as_bytes(), data);
        check(id);
        return true;
    }
    let Ok(text) = str::from_utf8(data) else {
        return false;
    };
    match TaskId::parse(text, &alice) {
        Ok(id) => {
            assert_eq!(id.to_string(), text.to_lowercase());
            check(id);
            true
        }
        // What is foreign is an id, whoever's it is.
        Err(IdError::Foreign) => {
            assert_eq!(text.len(), 36);
            false
        }
        Err(IdError::Malformed) => {
            assert_eq!(TaskId::parse(text, &bob), Err(IdError::Malformed));
            false
        }
    }
}

//! What all cursors' texts have in common.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::{CursorError, Owner};

pub(crate) const VERSION: u8 = 1;
/// The longest cursor: a title key of 100 four-byte characters, an id and the rest, in base64.
pub(crate) const MAX_TEXT_BYTES: usize = 600;

/// The parts of a cursor's text. One layout for every kind, so that a stranger's cursor is told whatever it was made
/// for, and one that belongs elsewhere is told apart from a stranger's.
pub(crate) struct Envelope {
    /// What the cursor is of; no two kinds share a number.
    pub(crate) kind: u8,
    /// Which query it goes on with.
    pub(crate) query: [u8; 8],
    /// Where that goes on.
    pub(crate) position: Vec<u8>,
}

impl Envelope {
    pub(crate) fn encode(&self, owner: &Owner) -> String {
        let mut bytes = vec![VERSION, self.kind];
        bytes.extend(self.query);
        bytes.extend(owner.tag().bits().to_be_bytes());
        bytes.extend(&self.position);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// # Errors
    /// [`CursorError::Foreign`] for a cursor of another owner, [`CursorError::Malformed`] for anything that is none.
    pub(crate) fn decode(text: &str, owner: &Owner) -> Result<Self, CursorError> {
        let (envelope, tag) = Self::open(text).ok_or(CursorError::Malformed)?;
        if tag == owner.tag().bits() {
            Ok(envelope)
        } else {
            Err(CursorError::Foreign)
        }
    }

    fn open(text: &str) -> Option<(Self, u32)> {
        if text.len() > MAX_TEXT_BYTES {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let ([VERSION, kind], rest) = bytes.split_first_chunk()? else {
            return None;
        };
        let (query, rest) = rest.split_first_chunk()?;
        let (tag, position) = rest.split_first_chunk()?;
        let envelope = Self {
            kind: *kind,
            query: *query,
            position: position.to_vec(),
        };
        Some((envelope, u32::from_be_bytes(*tag)))
    }
}

//! From a request to what a handler may work with: who asks, for which task, with which body.
//!
//! [`authenticate`] runs before every route of the API and decides 401, 429 and 403; the extractors
//! after it give handlers only what belongs to the caller.

mod address;
mod authenticate;
mod body;
mod if_match;
mod query;
mod receive;
mod requested;

pub(crate) use address::ClientAddress;
pub use address::TrustedProxies;
pub(crate) use authenticate::{Authenticated, Caller, authenticate};
pub(crate) use body::{Body, Input, NoBody, OptionalBody, present};
pub(crate) use if_match::IfMatch;
pub(crate) use query::{
    FieldErrors, NoParameters, Parameters, Query, QueryInput, read_page_size, read_priority,
    read_revision,
};
pub(crate) use receive::receive;
pub(crate) use requested::{RequestedLabel, RequestedList, RequestedTask};

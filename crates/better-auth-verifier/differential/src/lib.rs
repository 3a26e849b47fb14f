//! The verifier's verdicts held against those of two others on thousands of generated tokens:
//! `jsonwebtoken`, the usual library in Rust, and `jose` in Node.js, which Better Auth itself signs
//! with, over OpenSSL.
//!
//! What must hold is in `verdicts.rs`, what differs and why in `policies.rs`. There is nothing here
//! but tests.

#[cfg(test)]
mod forge;
#[cfg(test)]
mod peers;
#[cfg(test)]
mod policies;
#[cfg(test)]
mod recipes;
#[cfg(test)]
mod verdicts;

//! The verifier from outside, family by family.

#[cfg(test)]
mod algorithms;
#[cfg(test)]
mod claims;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod header_members;
#[cfg(test)]
mod key_sets;
#[cfg(test)]
mod keys_over_time;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod shared_secret;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod structure;
#[cfg(test)]
mod world;

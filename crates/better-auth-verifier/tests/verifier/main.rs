//! The verifier from outside: what the conformance table does not say line by line.

#[cfg(test)]
mod claims;
#[cfg(test)]
mod configuration;
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
mod structure;
#[cfg(test)]
mod world;

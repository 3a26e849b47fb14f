//! Recurrence, held against RFC 5545's own examples, against another implementation, and against the clock.

#[cfg(test)]
mod advance;
#[cfg(test)]
mod clocks;
#[cfg(test)]
mod independent;
#[cfg(test)]
mod rfc_examples;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod support;

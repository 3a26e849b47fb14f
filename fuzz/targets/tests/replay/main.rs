//! Every input of the corpus through its target, as part of `make test`.

#[cfg(test)]
mod corpus;

mod language;
mod meaning;

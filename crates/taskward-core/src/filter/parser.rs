//! From a text to what it asks for.
//!
//! ```text
//! any   = all ("or" all)*
//! all   = not (["and"] not)*
//! not   = "-" not | "(" any ")" | term
//! ```

use super::{
    DateField, Day, Days, Expression, Filter, FilterError, FilterFault, Property, Term, Word,
    expression::ends_word,
};
use crate::{Priority, Search, fold};

pub(super) fn parse(text: &str) -> Result<Expression, FilterError> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > Filter::MAX_CHARS {
        return Err(FilterError {
            at: Filter::MAX_CHARS,
            length: chars.len() - Filter::MAX_CHARS,
            fault: FilterFault::TooLong,
        });
    }
    let mut parser = Parser {
        chars: &chars,
        at: 0,
        terms: 0,
        depth: 0,
    };
    let expression = parser.any()?;
    match parser.peek() {
        None => Ok(expression),
        // Everything else begins a term, or goes on with one.
        Some(_) => Err(parser.refuse_one(FilterFault::Unopened)),
    }
}

struct Parser<'a> {
    chars: &'a [char],
    /// Characters that were read.
    at: usize,
    terms: usize,
    depth: usize,
}

/// The words between terms. In quotes they are looked for.
const OR: &str = "or";
const AND: &str = "and";

impl Parser<'_> {
    /// What was read since `begin` is wrong.
    fn refuse_since(&self, begin: usize, fault: FilterFault) -> FilterError {
        FilterError {
            at: begin,
            length: self.at - begin,
            fault,
        }
    }

    /// The character that stands here is wrong.
    fn refuse_one(&self, fault: FilterFault) -> FilterError {
        FilterError {
            at: self.at,
            length: 1,
            fault,
        }
    }

    /// Something else should stand here.
    fn refuse_nothing(&self) -> FilterError {
        let here = self.rest().iter().take_while(|c| !ends_word(**c)).count();
        FilterError {
            at: self.at,
            length: here.max(usize::from(self.peek().is_some())),
            fault: FilterFault::Nothing,
        }
    }

    fn rest(&self) -> &[char] {
        self.chars.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// The word that begins here, in lower case.
    fn word_here(&self) -> String {
        let word = self.rest().iter().copied().take_while(|c| !ends_word(*c));
        word.flat_map(char::to_lowercase).collect()
    }

    /// Reads a word between terms, if it is what comes next.
    fn take(&mut self, word: &str) -> bool {
        self.skip_space();
        let found = self.word_here() == word;
        if found {
            self.at += word.len();
        }
        found
    }

    fn any(&mut self) -> Result<Expression, FilterError> {
        let mut members = vec![self.all()?];
        while self.take(OR) {
            members.push(self.all()?);
        }
        Ok(joined(members, Expression::Any, |it| match it {
            Expression::Any(members) => Ok(members),
            other => Err(other),
        }))
    }

    fn all(&mut self) -> Result<Expression, FilterError> {
        let mut members = vec![self.not()?];
        loop {
            let has_and = self.take(AND);
            self.skip_space();
            let ends = self.peek().is_none_or(|c| c == ')') || self.word_here() == OR;
            if ends && !has_and {
                break;
            }
            members.push(self.not()?);
        }
        Ok(joined(members, Expression::All, |it| match it {
            Expression::All(members) => Ok(members),
            other => Err(other),
        }))
    }

    fn not(&mut self) -> Result<Expression, FilterError> {
        self.skip_space();
        match self.peek() {
            None | Some(')') => Err(self.refuse_nothing()),
            Some('-') => {
                let next = self.chars.get(self.at + 1);
                if next.is_none_or(|c| c.is_whitespace() || *c == ')') {
                    return Err(self.refuse_one(FilterFault::LoneMinus));
                }
                let inner = self.deeper(Self::not)?;
                Ok(match inner {
                    Expression::Not(twice) => *twice,
                    once => Expression::Not(Box::new(once)),
                })
            }
            Some('(') => {
                let opened = self.at;
                let inner = self.deeper(Self::any)?;
                if self.peek() != Some(')') {
                    self.at = opened;
                    return Err(self.refuse_one(FilterFault::Unclosed));
                }
                self.at += 1;
                Ok(inner)
            }
            Some(_) => self.term(),
        }
    }

    /// Reads what follows a `-` or `(`.
    fn deeper(
        &mut self,
        read: fn(&mut Self) -> Result<Expression, FilterError>,
    ) -> Result<Expression, FilterError> {
        if self.depth == Filter::MAX_DEPTH {
            return Err(self.refuse_one(FilterFault::TooDeep));
        }
        self.at += 1;
        self.depth += 1;
        let inner = read(self)?;
        self.depth -= 1;
        self.skip_space();
        Ok(inner)
    }

    fn term(&mut self) -> Result<Expression, FilterError> {
        if self.terms == Filter::MAX_TERMS {
            return Err(self.refuse_one(FilterFault::TooMany));
        }
        self.terms += 1;
        match self.peek() {
            Some('"') => return self.phrase().map(Expression::Term),
            Some('#') => {
                self.at += 1;
                let name = self.name(FilterFault::NoLabel)?;
                return Ok(Expression::Term(Term::Label(name)));
            }
            _ => {}
        }
        let word = self.word_here();
        let flag = match word.as_str() {
            OR | AND => return Err(self.refuse_nothing()),
            "overdue" => Some(Term::Overdue),
            "completed" => Some(Term::Completed),
            _ => None,
        };
        if let Some(flag) = flag {
            self.at += word.len();
            return Ok(Expression::Term(flag));
        }
        match word.split_once(':') {
            Some((key, _)) if !key.is_empty() && key.chars().all(char::is_alphabetic) => {
                self.asked(key)
            }
            _ => self.word().map(Expression::Term),
        }
    }

    fn phrase(&mut self) -> Result<Term, FilterError> {
        let opened = self.at;
        let text = self.quoted()?;
        if fold(&text).trim().is_empty() {
            return Err(self.refuse_since(opened, FilterFault::Nothing));
        }
        Ok(Term::Phrase(text))
    }

    fn word(&mut self) -> Result<Term, FilterError> {
        let begin = self.at;
        let written = self.as_written();
        match Search::parse(&written) {
            Ok(Some(search)) => Ok(Term::Word(Word { written, search })),
            Ok(None) => Err(self.refuse_since(begin, FilterFault::Nothing)),
            Err(_) => Err(self.refuse_since(begin, FilterFault::WordTooLong)),
        }
    }

    /// What stands behind a key and its colon.
    fn asked(&mut self, key: &str) -> Result<Expression, FilterError> {
        let key_begin = self.at;
        let key_end = key_begin + 1 + self.rest().iter().take_while(|c| **c != ':').count();
        self.at = key_end;
        if let Some((_, field)) = DateField::ALL.iter().find(|(name, _)| *name == key) {
            return Ok(Expression::Term(Term::On(*field, self.days()?)));
        }
        match key {
            "priority" => self.priorities().map(Expression::Term),
            "has" => self.property(),
            "no" => self.property().map(|has| Expression::Not(Box::new(has))),
            "list" => self
                .name(FilterFault::NoName)
                .map(Term::List)
                .map(Expression::Term),
            _ => Err(self.refuse_since(key_begin, FilterFault::UnknownKey)),
        }
    }

    fn name(&mut self, missing: FilterFault) -> Result<String, FilterError> {
        let begin = self.at;
        let name = if self.peek() == Some('"') {
            self.quoted()?
        } else {
            self.as_written()
        };
        if fold(&name).trim().is_empty() {
            return Err(self.refuse_since(begin, missing));
        }
        Ok(name)
    }

    fn priorities(&mut self) -> Result<Term, FilterError> {
        let begin = self.at;
        let value = self.as_written();
        let (from, to) = value.split_once("..").unwrap_or((&value, &value));
        let priority = |text: &str| match text.as_bytes() {
            [digit] => Priority::new(u64::from(digit.saturating_sub(b'0'))).ok(),
            _ => None,
        };
        match priority(from).zip(priority(to)) {
            Some((from, to)) if from <= to => Ok(Term::Priority { from, to }),
            _ => Err(self.refuse_since(begin, FilterFault::NoPriority)),
        }
    }

    fn property(&mut self) -> Result<Expression, FilterError> {
        let begin = self.at;
        let value = self.as_written().to_lowercase();
        match Property::ALL.iter().find(|(name, _)| *name == value) {
            Some((_, property)) => Ok(Expression::Term(Term::Has(*property))),
            None => Err(self.refuse_since(begin, FilterFault::NoProperty)),
        }
    }

    /// Reads a word as it stands.
    fn as_written(&mut self) -> String {
        let word: String = self.rest().iter().take_while(|c| !ends_word(**c)).collect();
        self.at += word.chars().count();
        word
    }

    /// Reads a text in quotes, in which `\` stands before quotes and itself.
    fn quoted(&mut self) -> Result<String, FilterError> {
        let opened = self.at;
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '"' => return Ok(text),
                '\\' if matches!(self.peek(), Some('"' | '\\')) => {
                    text.extend(self.peek());
                    self.at += 1;
                }
                c => text.push(c),
            }
        }
        Err(self.refuse_since(opened, FilterFault::Unquoted))
    }

    fn days(&mut self) -> Result<Days, FilterError> {
        let begin = self.at;
        let written = self.as_written();
        let day = |text: &str, before: usize| {
            let day = Day::parse(&text.to_lowercase());
            day.ok_or(FilterError {
                at: begin + before,
                length: text.chars().count(),
                fault: FilterFault::NoDay,
            })
        };
        for (sign, days) in [
            ("<=", Days::UpTo as fn(Day) -> Days),
            (">=", Days::From),
            ("<", Days::Before),
            (">", Days::After),
        ] {
            if let Some(rest) = written.strip_prefix(sign) {
                return Ok(days(day(rest, sign.len())?));
            }
        }
        match written.split_once("..") {
            Some((first, last)) => {
                let behind = first.chars().count() + 2;
                Ok(Days::Between(day(first, 0)?, day(last, behind)?))
            }
            None => Ok(Days::On(day(&written, 0)?)),
        }
    }
}

/// Several as one, without one of the same kind within.
fn joined(
    members: Vec<Expression>,
    as_one: fn(Vec<Expression>) -> Expression,
    members_of: fn(Expression) -> Result<Vec<Expression>, Expression>,
) -> Expression {
    let mut flat = Vec::new();
    for member in members {
        match members_of(member) {
            Ok(inner) => flat.extend(inner),
            Err(other) => flat.push(other),
        }
    }
    match flat.pop() {
        Some(only) if flat.is_empty() => only,
        Some(last) => {
            flat.push(last);
            as_one(flat)
        }
        None => as_one(flat),
    }
}

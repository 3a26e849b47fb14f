//! Who called whom, and how often it was seen.

use std::collections::BTreeMap;

/// A function where it was called from, with what it called.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// How often it, or what it called, was seen.
    pub count: u64,
    /// What it called, by name.
    pub calls: BTreeMap<String, Frame>,
}

impl Frame {
    /// All that `perf script` lists: for each look a line with the thread's name, then a line for each function from
    /// the innermost on, then an empty one.
    pub(super) fn of_perf_script(text: &str) -> Self {
        let mut all = Self::default();
        for look in text.split("\n\n") {
            let mut lines = look.lines().filter(|line| !line.is_empty());
            if lines.next().is_none() {
                continue;
            }
            let mut stack: Vec<&str> = lines.filter_map(function).collect();
            stack.reverse();
            all.add(&stack);
        }
        all
    }

    fn add(&mut self, stack: &[&str]) {
        self.count += 1;
        let mut frame = self;
        for name in stack {
            frame = frame.calls.entry((*name).to_owned()).or_default();
            frame.count += 1;
        }
    }

    /// How many calls deep it goes, where it was seen so often at least.
    pub(super) fn depth(&self, least: u64) -> usize {
        let calls = self.calls.values().filter(|call| call.count >= least);
        calls.map(|call| 1 + call.depth(least)).max().unwrap_or(0)
    }
}

/// The function in a line such as `  7f00 tokio::park+0x1f (/usr/bin/taskward)`, without what differs from build to
/// build.
fn function(line: &str) -> Option<&str> {
    let (_, named) = line.trim_start().split_once(' ')?;
    let (named, file) = named.rsplit_once(" (")?;
    let name = named.rsplit_once("+0x").map_or(named, |(name, _)| name);
    let name = match name.rsplit_once("::h") {
        Some((plain, hash)) if hash.len() == 16 => plain,
        _ => name,
    };
    Some(if name == "[unknown]" {
        // Nothing but the library is known.
        file.trim_end_matches(')')
            .rsplit('/')
            .next()
            .unwrap_or(name)
    } else {
        name
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "tokio-rt 9 10.0: 1 cpu-clock: \n\t ff read_zero+0x32 ([kernel.kallsyms])\n\
        \t 12 app::serve::h0123456789abcdef+0x1 (/bin/taskward)\n\t 27 main+0x1 (/bin/taskward)\n\n\
        tokio-rt 9 10.1: 1 cpu-clock: \n\t 12 app::serve::h0123456789abcdef+0x9 (/bin/taskward)\n\
        \t 27 main+0x1 (/bin/taskward)\n\n\
        tokio-rt 9 10.2: 1 cpu-clock: \n\t 99 [unknown] (/usr/lib/libc.so.6)\n\n";

    #[test]
    fn looks_are_added_up_from_the_outermost_function_on() {
        let all = Frame::of_perf_script(SCRIPT);
        assert_eq!(all.count, 3);
        assert_eq!(all.calls["libc.so.6"].count, 1);
        let serve = &all.calls["main"].calls["app::serve"];
        assert_eq!((serve.count, serve.calls["read_zero"].count), (2, 1));
        assert_eq!((all.depth(1), all.depth(2)), (3, 2));
    }
}

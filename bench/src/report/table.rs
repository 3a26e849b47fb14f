//! Markdown tables whose columns are as wide as their widest cell.

use std::fmt::Write as _;

use super::{Chapter, Finding, LatencyFinding, Report, Spread, Target, Value, Wait};

pub(super) fn tables(report: &Report) -> String {
    let mut text = report.machine.to_string();
    for chapter in &report.chapters {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n### {}\n", chapter.subject.title());
        append(&mut text, chapter);
    }
    text
}

fn append(text: &mut String, chapter: &Chapter) {
    if !chapter.findings.is_empty() {
        let findings: Vec<_> = chapter.findings.iter().map(row).collect();
        text.push('\n');
        text.push_str(&table(
            &[
                "what",
                "Taskward",
                "held against",
                "ratio (least to most)",
                "target",
                "met",
            ],
            &findings,
        ));
    }
    if !chapter.latencies.is_empty() {
        let latencies: Vec<_> = chapter.latencies.iter().map(latency_row).collect();
        text.push_str(
            "\nLatency at a fixed rate, from when each request was due (no coordinated omission):\n\n",
        );
        text.push_str(&table(
            &["what", "who", "requests/s", "p50", "p90", "p99", "longest"],
            &latencies,
        ));
    }
    if !chapter.waits.is_empty() {
        let waits: Vec<_> = chapter.waits.iter().map(wait_row).collect();
        text.push('\n');
        text.push_str(&table(
            &["what", "times", "median", "p95", "longest"],
            &waits,
        ));
    }
}

fn wait_row(wait: &Wait) -> [String; 5] {
    [
        wait.what.clone(),
        wait.count.to_string(),
        millis(wait.median),
        millis(wait.p95),
        millis(wait.longest),
    ]
}

fn row(finding: &Finding) -> [String; 6] {
    let (peer, ratio) = finding.peer.as_ref().map_or_else(Default::default, |peer| {
        let ratio = peer.ratio;
        (
            format!("{}: {}", peer.name, show(peer.value)),
            show_ratio(ratio),
        )
    });
    let target = match finding.target {
        Some(Target::RatioAtLeast(least)) => format!("≥ {least:.2}"),
        Some(Target::RatioAtMost(most)) => format!("≤ {most:.2}"),
        Some(Target::MillisecondsUnder(most)) => format!("< {most:.0} ms"),
        Some(Target::BytesUnder(most)) => format!("< {}", show(Value::Bytes(most))),
        None => String::new(),
    };
    let met = match finding.met {
        Some(true) => "yes",
        Some(false) => "**no**",
        None => "",
    };
    [
        finding.what.clone(),
        show(finding.value),
        peer,
        ratio,
        target,
        met.to_owned(),
    ]
}

fn show_ratio(ratio: Spread) -> String {
    let Spread {
        median,
        least,
        most,
    } = ratio;
    if least < most {
        format!("{median:.2} ({least:.2} to {most:.2})")
    } else {
        format!("{median:.2}")
    }
}

fn latency_row(latency: &LatencyFinding) -> [String; 7] {
    [
        format!("{}, {} connections", latency.what, latency.connections),
        latency.who.to_owned(),
        thousands(latency.rate),
        micros(latency.p50),
        micros(latency.p90),
        micros(latency.p99),
        micros(latency.longest),
    ]
}

fn show(value: Value) -> String {
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    match value {
        Value::PerSecond(spread) => format!("{}/s", thousands(spread.median)),
        Value::Microseconds(time) => micros(time),
        Value::Milliseconds(spread) => millis(spread.median),
        Value::Bytes(bytes) if bytes >= 1_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        Value::Bytes(bytes) => format!("{:.1} kB", bytes as f64 / 1e3),
    }
}

fn micros(micros: f64) -> String {
    if micros < 10.0 {
        format!("{micros:.2} µs")
    } else if micros < 1000.0 {
        format!("{micros:.0} µs")
    } else {
        format!("{:.1} ms", micros / 1e3)
    }
}

fn millis(millis: f64) -> String {
    if millis < 10.0 {
        format!("{millis:.2} ms")
    } else {
        format!("{millis:.1} ms")
    }
}

/// A whole number with a comma behind its thousands.
fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn table<const N: usize>(heads: &[&str; N], rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let widest = cells.map(|cell| cell.chars().count()).max();
        let head = heads.get(column).map_or(0, |head| head.chars().count());
        widest.unwrap_or(0).max(head)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    let mut line = |cells: [&str; N]| {
        for (cell, width) in cells.into_iter().zip(widths) {
            // Writing to a String cannot fail.
            let _ = write!(text, "| {cell:width$} ");
        }
        text.push_str("|\n");
    };
    line(*heads);
    let rules = widths.map(|width| "-".repeat(width));
    line(std::array::from_fn(|column| {
        rules.get(column).map_or("", String::as_str)
    }));
    for row in rows {
        line(std::array::from_fn(|column| {
            row.get(column).map_or("", String::as_str)
        }));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_for_people() {
        assert_eq!(thousands(999.0), "999");
        assert_eq!(thousands(1_234_567.2), "1,234,567");
        assert_eq!(micros(0.5), "0.50 µs");
        assert_eq!(micros(1500.0), "1.5 ms");
        assert_eq!(show(Value::Bytes(187_250)), "187.2 kB");
        assert_eq!(show(Value::Bytes(21_500_000)), "21.5 MB");
    }

    #[test]
    fn columns_are_aligned() {
        let rows = [
            ["a".to_owned(), "µs".to_owned()],
            ["bcd".to_owned(), String::new()],
        ];
        assert_eq!(
            table(&["x", "y"], &rows),
            "| x   | y  |\n| --- | -- |\n| a   | µs |\n| bcd |    |\n"
        );
    }
}

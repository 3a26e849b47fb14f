//! Frames as a picture: each as wide as it was often, above whoever called it.

use std::fmt::Write as _;

use super::stacks::Frame;

/// In units of the picture, which a browser scales.
const WIDTH: f64 = 1200.0;
const ROW: usize = 16;
const MARGIN: usize = 24;
/// How wide a letter is.
const LETTER: f64 = 6.6;
/// Rarer functions are left out, one look in so many: the picture stays readable, and small.
const RAREST: u64 = 300;

/// An SVG. Whoever points at a frame is told its whole name and share.
pub(super) fn svg(title: &str, all: &Frame) -> String {
    let least = (all.count / RAREST).max(1);
    let depth = all.depth(least);
    let height = depth * ROW + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"monospace\" \
         font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fffdf8\"/>\n\
         <text x=\"8\" y=\"16\" font-size=\"13\">{}, {} looks; one in {RAREST} and rarer is left out</text>\n",
        escaped(title),
        all.count,
    );
    let mut drawing = Drawing {
        svg: &mut svg,
        all: all.count,
        least,
        floor: height - MARGIN,
    };
    drawing.calls(all, 0, 1);
    svg.push_str("</svg>\n");
    svg
}

struct Drawing<'a> {
    svg: &'a mut String,
    all: u64,
    least: u64,
    floor: usize,
}

impl Drawing<'_> {
    /// What the frame called, from that look on and so many rows up.
    fn calls(&mut self, frame: &Frame, from: u64, row: usize) {
        let mut from = from;
        for (name, call) in &frame.calls {
            if call.count >= self.least {
                self.frame(name, call, from, row);
                self.calls(call, from, row + 1);
            }
            from += call.count;
        }
    }

    fn frame(&mut self, name: &str, frame: &Frame, from: u64, row: usize) {
        let (x, width) = (self.share(from) * WIDTH, self.share(frame.count) * WIDTH);
        let y = self.floor - row * ROW;
        let name = escaped(name);
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.svg,
            "<g><title>{name}, {:.1} %</title><rect x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{}\" \
             fill=\"hsl({} 85% 68%)\"/>{}</g>",
            self.share(frame.count) * 100.0,
            ROW - 1,
            hue(&name),
            label(&name, x, y + ROW - 4, width),
        );
    }

    #[expect(clippy::cast_precision_loss, reason = "thousands of looks")]
    fn share(&self, count: u64) -> f64 {
        count as f64 / self.all as f64
    }
}

/// As much of the name's end as there is room for: its beginning is the crate's, which many share.
fn label(name: &str, x: f64, y: usize, width: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most two hundred letters"
    )]
    let room = ((width - 4.0).max(0.0) / LETTER) as usize;
    let length = name.chars().count();
    if room < 4 || name.contains('&') && length > room {
        return String::new();
    }
    let shown: String = if length <= room {
        name.to_owned()
    } else {
        let tail = name.chars().skip(length + 1 - room);
        std::iter::once('…').chain(tail).collect()
    };
    format!("<text x=\"{:.1}\" y=\"{y}\">{shown}</text>", x + 2.0)
}

/// A warm colour, the same for the same name in every picture.
fn hue(name: &str) -> u32 {
    let sum = name.bytes().fold(0_u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    10 + sum % 45
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_as_wide_as_they_were_often() {
        let all = Frame::of_perf_script(
            "t 1: \n\t 1 inner<T>+0x1 (/a)\n\t 2 outer+0x1 (/a)\n\nt 1: \n\t 2 outer+0x1 (/a)\n\n",
        );
        let svg = svg("A & B", &all);
        assert!(
            svg.contains("<title>outer, 100.0 %</title><rect x=\"0.0\" y=\"40\" width=\"1200.0\"")
        );
        assert!(svg.contains(
            "<title>inner&lt;T&gt;, 50.0 %</title><rect x=\"0.0\" y=\"24\" width=\"600.0\""
        ));
        assert!(svg.contains("A &amp; B, 2 looks"));
    }
}

//! The part of a page that is made and not typed.

use std::{fs, path::Path};

use anyhow::Context as _;

const BEGIN: &str = "<!-- bench: made by `make bench`, not typed -->";
const END: &str = "<!-- /bench -->";

/// Puts the text between the page's markers.
///
/// # Errors
/// The page cannot be read or written, or has no markers.
pub fn write(page: &Path, text: &str) -> anyhow::Result<()> {
    let before =
        fs::read_to_string(page).with_context(|| format!("{} cannot be read", page.display()))?;
    let after = replace(&before, text).with_context(|| {
        format!(
            "{} has no line `{BEGIN}` with `{END}` behind it",
            page.display()
        )
    })?;
    fs::write(page, after).with_context(|| format!("{} cannot be written", page.display()))
}

fn replace(page: &str, text: &str) -> Option<String> {
    let (head, rest) = page.split_once(BEGIN)?;
    let (_, tail) = rest.split_once(END)?;
    Some(format!("{head}{BEGIN}\n\n{}\n\n{END}{tail}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let page = format!("above\n{BEGIN}\nold\n{END}\nbelow\n");
        let once = replace(&page, "new\n").unwrap();
        assert_eq!(once, format!("above\n{BEGIN}\n\nnew\n\n{END}\nbelow\n"));
        assert_eq!(replace(&once, "new").unwrap(), once);
        assert_eq!(replace("no markers", "new"), None);
    }
}

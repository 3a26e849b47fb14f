use taskward_core::filter::Filter;

/// A filter prints itself in one way, which is read as the same filter. What is none is pointed at, within the text.
pub fn filter(data: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(data) else {
        return false;
    };
    match text.parse::<Filter>() {
        Ok(filter) => {
            let printed = filter.to_string();
            assert_eq!(printed.parse().as_ref(), Ok(&filter), "{printed}");
            true
        }
        Err(error) => {
            assert!(error.at + error.length <= text.chars().count(), "{error}");
            false
        }
    }
}

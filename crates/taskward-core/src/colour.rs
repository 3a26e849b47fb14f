//! The colours there are to choose from.

macro_rules! colours {
    ($($colour:ident $name:literal),* $(,)?) => {
        /// One of twelve colours, by name: which shade it is decides whoever shows it, by the theme.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
        #[expect(missing_docs, reason = "a colour's name says it")]
        pub enum Colour {
            $($colour,)*
            #[default]
            Grey,
        }

        impl Colour {
            /// Every colour.
            pub const ALL: [Self; 12] = [$(Self::$colour,)* Self::Grey];

            /// Its name in English.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$colour => $name,)*
                    Self::Grey => "grey",
                }
            }
        }
    };
}

colours! {
    Red "red", Orange "orange", Amber "amber", Yellow "yellow", Green "green", Teal "teal",
    Cyan "cyan", Blue "blue", Violet "violet", Pink "pink", Brown "brown",
}

impl Colour {
    /// The colour of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn parse(name: &str) -> Result<Self, ColourError> {
        let found = Self::ALL.into_iter().find(|colour| colour.name() == name);
        found.ok_or(ColourError)
    }
}

/// A text that names no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be red, orange, amber, yellow, green, teal, cyan, blue, violet, pink, brown or grey")]
pub struct ColourError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_twelve_and_each_has_its_own_name() {
        for colour in Colour::ALL {
            assert_eq!(Colour::parse(colour.name()), Ok(colour));
            assert!(ColourError.to_string().contains(colour.name()));
        }
        assert_eq!(Colour::parse("Red"), Err(ColourError));
        assert_eq!(Colour::default(), Colour::Grey);
    }
}

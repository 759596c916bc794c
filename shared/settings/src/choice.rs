//! Choices among names.

/// Declares a choice among names.
macro_rules! choice {
    (
        $(#[$meta:meta])*
        $name:ident { $($(#[$variant_meta:meta])* $variant:ident: $text:literal),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String")]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// The names of all.
            pub const NAMES: &[&str] = &[$($text),+];
        }

        impl TryFrom<String> for $name {
            type Error = fields::Carried;

            fn try_from(name: String) -> Result<Self, fields::Carried> {
                match name.as_str() {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(fields::Reason::not_among(Self::NAMES).into()),
                }
            }
        }

        fields::inline_schema!([] $name, _generator =>
            schemars::json_schema!({"type": "string", "enum": $name::NAMES}));
    };
}

pub(crate) use choice;

//! Numbers with a fraction.

/// Declares a number within bounds, and the sentence for a person who wrote another one.
#[macro_export]
macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $min:literal..=$max:literal, $sentence:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        $crate::plain!([] $name);

        impl TryFrom<f64> for $name {
            type Error = &'static str;

            fn try_from(number: f64) -> Result<Self, &'static str> {
                ($min..=$max).contains(&number).then_some(Self(number)).ok_or($sentence)
            }
        }

        impl From<$name> for f64 {
            fn from(number: $name) -> Self {
                number.0
            }
        }

        $crate::inline_schema!([] $name, _generator => schemars::json_schema!({
            "type": "number",
            "minimum": $min,
            "maximum": $max,
        }));
    };
}

//! Numbers with a fraction.

/// Declares a number within bounds, and the [`Reason`](crate::Reason) that has them.
#[macro_export]
macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $min:literal..=$max:literal, $reason:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        $crate::plain!([] $name);

        impl TryFrom<f64> for $name {
            type Error = $crate::Carried;

            fn try_from(number: f64) -> Result<Self, $crate::Carried> {
                let reason = $crate::Reason::$reason { min: $min, max: $max };
                let within = ($min..=$max).contains(&number);
                within.then_some(Self(number)).ok_or_else(|| reason.into())
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

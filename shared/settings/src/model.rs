//! How a model answers: parameters that many models and servers refuse, so that each is sent only if
//! it is set. What it may be is as OpenAI's API has it in its description of August 2026.

use fields::{Carried, Reason, inline_schema};
use schemars::json_schema;
use serde::{Deserialize, Serialize};

/// Declares a choice among names.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($variant:ident: $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        #[expect(missing_docs, reason = "the API's own names")]
        pub enum $name {
            $($variant),+
        }

        impl $name {
            /// The names of all.
            pub const NAMES: &[&str] = &[$($text),+];

            /// The name that the API has for it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = Carried;

            fn try_from(name: String) -> Result<Self, Carried> {
                match name.as_str() {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(Reason::not_among(Self::NAMES).into()),
                }
            }
        }

        impl From<$name> for &'static str {
            fn from(chosen: $name) -> Self {
                chosen.name()
            }
        }

        inline_schema!([] $name, _generator =>
            json_schema!({"type": "string", "enum": $name::NAMES}));
    };
}

choice! {
    /// How much a model reasons before it answers.
    ReasoningEffort {
        None: "none",
        Minimal: "minimal",
        Low: "low",
        Medium: "medium",
        High: "high",
        Xhigh: "xhigh",
        Max: "max",
    }
}

choice! {
    /// How much a model says.
    Verbosity {
        Low: "low",
        Medium: "medium",
        High: "high",
    }
}

choice! {
    /// How fast, and at which price, a server answers.
    ServiceTier {
        Auto: "auto",
        Default: "default",
        Flex: "flex",
        Scale: "scale",
        Priority: "priority",
        Fast: "fast",
        Ultrafast: "ultrafast",
    }
}

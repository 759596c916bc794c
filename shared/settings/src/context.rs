//! What the assistant is told of its circumstances.

use fields::walked;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

walked! {
    /// Which circumstances the assistant is told with the messages that it answers.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
    #[serde(default)]
    pub struct Context {
        /// The date, the weekday and the time, in the integration's time zone.
        pub time: bool,
        /// The channel, such as WhatsApp.
        pub channel: bool,
        /// Whether people are at work, and if not, when they are next. Nothing is told without opening
        /// hours.
        pub hours: bool,
        /// The name that the customer has on the channel.
        pub customer_name: bool,
    }
}

impl Default for Context {
    fn default() -> Self {
        Self {
            time: true,
            channel: true,
            hours: true,
            customer_name: true,
        }
    }
}

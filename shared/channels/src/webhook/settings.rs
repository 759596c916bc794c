//! The settings of the plain webhook channel, and of a desk that is reached by webhook.

use fields::{Endpoint, InOut, Link, Out, Secret, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signing::SigningSecret;

walked! {
    /// A provider of your own, over webhooks
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Settings {
        /// The URL that replies are posted to.
        pub reply_url: Link<Endpoint>,
        /// The key that signs requests in both directions: `whsec_` and 24 to 64 bytes in base64.
        pub signing_secret: Secret<InOut, SigningSecret>,
    }
}

walked! {
    /// A desk of your own, over webhooks
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct DeskSettings {
        /// The URL that transfers are posted to.
        pub url: Link<Endpoint>,
        /// The key that signs these requests: `whsec_` and 24 to 64 bytes in base64.
        pub signing_secret: Secret<Out, SigningSecret>,
    }
}

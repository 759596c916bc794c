//! The code that the registry generates for each kind.

/// Generates the settings of any kind, and the enums of all receivers and all senders: traits with
/// native `async fn`s cannot be trait objects. Each module is named as its kind in the settings,
/// and has `Settings`, a `Receiver` and a `Sender`.
macro_rules! registry {
    ($($variant:ident: $module:ident = $name:literal),+ $(,)?) => {
        /// A channel's settings.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum ChannelSettings {
            $(
                #[expect(missing_docs, reason = "its settings say what it is")]
                $variant($module::Settings)
            ),+
        }

        /// Every kind.
        pub const KINDS: &[&str] = &[$(stringify!($module)),+];

        impl ChannelSettings {
            /// The settings' kind, by the name that it has there.
            pub const fn kind(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => stringify!($module)),+
                }
            }

            /// The channel's name, as people and assistants are told it. Whazing, Chatwoot and a
            /// provider of one's own may have any channel behind them.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $name),+
                }
            }

            fn check_kind(kind: &str, rest: Value) -> Option<Result<(), Invalid>> {
                match kind {
                    $(stringify!($module) => Some(read::<$module::Settings>(rest).map(drop)),)+
                    _ => None,
                }
            }
        }

        named_schema!("Channel", ChannelSettings, generator => json_schema!({"oneOf": [
            $(with_tag($module::Settings::json_schema(generator), "kind", stringify!($module))),+
        ]}));

        impl Walk for ChannelSettings {
            fn walk(&mut self, path: &str, found: &mut Finder<'_>) {
                match self {
                    $(Self::$variant(settings) => settings.walk(path, found)),+
                }
            }
        }

        #[derive(Debug)]
        enum AnyReceiver {
            $($variant($module::Receiver)),+
        }

        impl AnyReceiver {
            fn new(settings: &ChannelSettings) -> Result<Self, NotOpened> {
                match settings {
                    $(ChannelSettings::$variant(settings) => {
                        $module::Receiver::new(settings).map(Self::$variant)
                    })+
                }
            }
        }

        impl Inbound {
            /// Verifies a webhook and then reads it. `now` is the time of our own clock. Every text
            /// is short enough to be stored.
            pub fn read(
                &self,
                request: Request<'_>,
                now: Timestamp,
            ) -> Result<Webhook, WebhookError> {
                let read = match &self.0 {
                    $(AnyReceiver::$variant(receiver) => receiver.read(&request, now)),+
                };
                read.map(bounded)
            }
        }

        #[derive(Debug)]
        enum AnySender {
            $($variant($module::Sender)),+
        }

        impl AnySender {
            fn new(
                settings: &ChannelSettings,
                client: http_client::Client,
            ) -> Result<Self, NotOpened> {
                match settings {
                    $(ChannelSettings::$variant(settings) => {
                        $module::Sender::new(settings, client).map(Self::$variant)
                    })+
                }
            }
        }

        impl AnyChannel {
            /// Whether the provider takes the channel's token right now, and if it tells where it sends
            /// webhooks, whether that is `webhook_url`, if it is known. None if there is nothing to be
            /// read from it.
            pub async fn check(
                &self,
                webhook_url: Option<&http_client::Url>,
                time_limit: Duration,
            ) -> Option<Result<(), CheckError>> {
                match &self.0 {
                    $(AnySender::$variant(sender) => sender.check(webhook_url, time_limit).await),+
                }
            }
        }

        impl Channel for AnyChannel {
            fn render(&self, markdown: &str, to: &ReplyAddress) -> Vec<Part> {
                let markdown = &without_controls(markdown);
                match &self.0 {
                    $(AnySender::$variant(sender) => sender.render(markdown, to)),+
                }
            }

            fn divide<'a>(&self, markdown: &'a str, most: usize) -> Vec<&'a str> {
                divide(markdown, most)
            }

            fn verbatim(&self, text: &str, to: &ReplyAddress) -> Vec<Part> {
                let text = &without_controls(text);
                match &self.0 {
                    $(AnySender::$variant(sender) => sender.verbatim(text, to)),+
                }
            }

            async fn show_typing(&self, to: &ReplyAddress, newest: &MessageId) {
                match &self.0 {
                    $(AnySender::$variant(sender) => sender.show_typing(to, newest).await),+
                }
            }

            async fn send(
                &self,
                outgoing: Outgoing<'_>,
                time_limit: Duration,
            ) -> Result<Option<MessageId>, Failure> {
                // What people write, and the settings' own texts, come as they are.
                let part = Part {
                    text: without_controls(&outgoing.part.text).into_owned(),
                    ..outgoing.part.clone()
                };
                let outgoing = Outgoing { part: &part, ..outgoing };
                match &self.0 {
                    $(AnySender::$variant(sender) => sender.send(outgoing, time_limit).await),+
                }
            }

            async fn fetch(
                &self,
                source: &AttachmentSource,
                most_bytes: u64,
                time_limit: Duration,
            ) -> Result<Bytes, FetchError> {
                match &self.0 {
                    $(AnySender::$variant(sender) => {
                        sender.fetch(source, most_bytes, time_limit).await
                    })+
                }
            }
        }
    };
}

pub(crate) use registry;

//! What the registry writes out for each kind.

/// Writes the list of kinds, and the two enums that stand for any of them: traits with native
/// `async fn`s cannot be trait objects. Each module has a `KIND`, a `Receiver` and a `Sender`.
macro_rules! registry {
    ($($variant:ident: $module:ident),+ $(,)?) => {
        /// Every kind.
        pub fn kinds() -> &'static [Kind] {
            &[$($module::KIND),+]
        }

        #[derive(Debug)]
        enum AnyReceiver {
            $($variant($module::Receiver)),+
        }

        impl AnyReceiver {
            fn new(kind: &str, settings: &Settings<'_>) -> Result<Self, SettingsError> {
                $(if kind == $module::KIND.name {
                    return $module::Receiver::new(settings).map(Self::$variant);
                })+
                Err(SettingsError::UnknownKind)
            }
        }

        impl Inbound {
            /// Which kind it is of.
            pub fn kind(&self) -> &'static Kind {
                match &self.0 {
                    $(AnyReceiver::$variant(_) => &$module::KIND),+
                }
            }

            /// Believes a webhook, or not, and then reads it. `now` is our own clock. Every text is
            /// short enough to be stored.
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
                kind: &str,
                settings: &Settings<'_>,
                client: outbound::Client,
            ) -> Result<Self, SettingsError> {
                $(if kind == $module::KIND.name {
                    return $module::Sender::new(settings, client).map(Self::$variant);
                })+
                Err(SettingsError::UnknownKind)
            }
        }

        impl Channel for AnyChannel {
            fn render(&self, markdown: &str, to: &ReplyAddress) -> Vec<Part> {
                let markdown = &without_controls(markdown);
                match &self.0 {
                    $(AnySender::$variant(sender) => sender.render(markdown, to)),+
                }
            }

            fn verbatim(&self, text: &str, to: &ReplyAddress) -> Vec<Part> {
                let text = &without_controls(text);
                match &self.0 {
                    $(AnySender::$variant(sender) => sender.verbatim(text, to)),+
                }
            }

            async fn run_begins(&self, to: &ReplyAddress, newest: &MessageId) {
                match &self.0 {
                    $(AnySender::$variant(sender) => sender.run_begins(to, newest).await),+
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
        }
    };
}

pub(crate) use registry;

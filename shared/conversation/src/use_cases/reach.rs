//! What a conversation reaches: a customer's the integration's own channel and desk, a test nobody.

use std::time::Duration;

use bytes::Bytes;

use crate::{
    AttachmentSource, Kind, MessageId, Part, ReplyAddress, State,
    ports::{Case, Channel, Desk, Failure, FetchError, Outgoing, Recovery},
};

/// A port of the integration, as far as one conversation reaches it.
pub(super) struct Reach<'a, T> {
    kind: Kind,
    port: &'a T,
}

impl<'a, T> Reach<'a, T> {
    pub(super) const fn of(state: &State, port: &'a T) -> Self {
        let kind = state.kind;
        Self { kind, port }
    }
}

/// A test is answered in the form that the channel would send, and everything is taken. Nothing is
/// fetched: the provider has no file of a test.
impl<C: Channel> Channel for Reach<'_, C> {
    fn render(&self, markdown: &str, to: &ReplyAddress) -> Vec<Part> {
        self.port.render(markdown, to)
    }

    fn divide<'a>(&self, markdown: &'a str, most: usize) -> Vec<&'a str> {
        self.port.divide(markdown, most)
    }

    fn verbatim(&self, text: &str, to: &ReplyAddress) -> Vec<Part> {
        self.port.verbatim(text, to)
    }

    async fn fetch(
        &self,
        source: &AttachmentSource,
        most_bytes: u64,
        time_limit: Duration,
    ) -> Result<Bytes, FetchError> {
        match self.kind {
            Kind::Customer => self.port.fetch(source, most_bytes, time_limit).await,
            Kind::Test => Err(FetchError::Gone),
        }
    }

    async fn show_typing(&self, to: &ReplyAddress, newest: &MessageId) {
        match self.kind {
            Kind::Customer => self.port.show_typing(to, newest).await,
            Kind::Test => {}
        }
    }

    async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure> {
        match self.kind {
            Kind::Customer => self.port.send(outgoing, time_limit).await,
            Kind::Test => Ok(None),
        }
    }
}

/// The desk of a test has no steps: the conversation waits for people in the console.
impl<D: Desk> Desk for Reach<'_, D> {
    fn name(&self) -> &'static str {
        match self.kind {
            Kind::Customer => self.port.name(),
            Kind::Test => "none",
        }
    }

    fn steps(&self) -> u32 {
        match self.kind {
            Kind::Customer => self.port.steps(),
            Kind::Test => 0,
        }
    }

    fn is_shown_by_the_channel(&self) -> bool {
        match self.kind {
            Kind::Customer => self.port.is_shown_by_the_channel(),
            Kind::Test => false,
        }
    }

    async fn take_step(
        &self,
        step: u32,
        case: Case<'_>,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        match self.kind {
            Kind::Customer => self.port.take_step(step, case, time_limit).await,
            Kind::Test => Ok(()),
        }
    }

    async fn take_back(&self, recovery: Recovery<'_>, time_limit: Duration) -> Result<(), Failure> {
        match self.kind {
            Kind::Customer => self.port.take_back(recovery, time_limit).await,
            Kind::Test => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use serde_json::Value;

    use super::*;

    /// A channel that has one file and can do nothing else.
    struct File;

    impl Channel for File {
        fn render(&self, _: &str, _: &ReplyAddress) -> Vec<Part> {
            Vec::new()
        }

        fn divide<'a>(&self, _: &'a str, _: usize) -> Vec<&'a str> {
            Vec::new()
        }

        fn verbatim(&self, _: &str, _: &ReplyAddress) -> Vec<Part> {
            Vec::new()
        }

        async fn show_typing(&self, _: &ReplyAddress, _: &MessageId) {}

        async fn send(&self, _: Outgoing<'_>, _: Duration) -> Result<Option<MessageId>, Failure> {
            Ok(None)
        }

        async fn fetch(
            &self,
            _: &AttachmentSource,
            _: u64,
            _: Duration,
        ) -> Result<Bytes, FetchError> {
            Ok(Bytes::from_static(b"file"))
        }
    }

    #[test]
    fn a_test_fetches_nothing() {
        let source = AttachmentSource(Value::Null);
        for (kind, fetched) in [
            (Kind::Customer, Ok(Bytes::from_static(b"file"))),
            (Kind::Test, Err(FetchError::Gone)),
        ] {
            let reach = Reach { kind, port: &File };
            let fetch = reach.fetch(&source, 4, Duration::from_secs(1));
            assert_eq!(fetch.now_or_never().unwrap(), fetched);
        }
    }
}

//! What a conversation reaches: a customer's the integration's own channel and desk, a test nobody.

use std::time::Duration;

use crate::{
    Kind, MessageId, Part, ReplyAddress, State,
    ports::{Case, Channel, Desk, Failure, Outgoing, Recovery},
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

/// A test is answered in the form that the channel would send, and everything is taken.
impl<C: Channel> Channel for Reach<'_, C> {
    fn render(&self, markdown: &str, to: &ReplyAddress) -> Vec<Part> {
        self.port.render(markdown, to)
    }

    fn verbatim(&self, text: &str, to: &ReplyAddress) -> Vec<Part> {
        self.port.verbatim(text, to)
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

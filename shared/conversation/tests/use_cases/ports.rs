//! The ports of the world.

use std::time::Duration;

use conversation::{
    MessageId, Part, Policy, ReplyAddress, Timestamp, Transfer, WakeUpMessage,
    marker::DEFAULT_MARKER,
    ports::{
        Answer, Assistant, AssistantError, Case, Channel, Clock, Desk, HandOverPorts, HumanQueue,
        InboundPorts, Outgoing, Policies, PortError, Prompt, Random, RunPorts, SendError, WakeUps,
    },
};
use testkit::memory::MemoryConversations;

use crate::world::World;

impl Clock for World {
    fn now(&self) -> Timestamp {
        self.now.get()
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.now.set(self.now.get().max(at));
    }
}

impl Random for World {
    fn bits(&self) -> u64 {
        self.bits.set(self.bits.get() + 1);
        self.bits.get()
    }
}

impl WakeUps for World {
    async fn send(&self, wake_up: &WakeUpMessage, delay: Duration) -> Result<(), PortError> {
        self.wake_ups.borrow_mut().push((wake_up.clone(), delay));
        Ok(())
    }
}

impl HumanQueue for World {
    async fn send(&self, transfer: &Transfer, delay: Duration) -> Result<(), PortError> {
        self.call(&self.human_queue).map_err(PortError::new)?;
        self.entries.borrow_mut().push((transfer.clone(), delay));
        Ok(())
    }
}

impl Policies for World {
    async fn policy(&self) -> Result<Policy, PortError> {
        Ok(self.policy.clone())
    }
}

impl Assistant for World {
    async fn answer(&self, _: &Prompt, _: Duration) -> Result<Answer, AssistantError> {
        Ok(Answer {
            text: DEFAULT_MARKER.to_owned(),
            ..Answer::default()
        })
    }
}

impl Channel for World {
    fn verbatim(&self, text: &str) -> Vec<Part> {
        vec![Part::text(text)]
    }

    fn render(&self, _: &str) -> Vec<Part> {
        Vec::new()
    }

    async fn run_begins(&self, _: &ReplyAddress, _: &MessageId) {}

    async fn send(&self, _: Outgoing<'_>, _: Duration) -> Result<(), SendError> {
        self.call(&self.channel)
    }
}

impl Desk for World {
    fn name(&self) -> &'static str {
        "world"
    }

    fn is_shown_by_the_channel(&self) -> bool {
        true
    }

    fn steps(&self) -> u32 {
        1
    }

    async fn take_step(&self, _: u32, _: Case<'_>, _: Duration) -> Result<(), SendError> {
        self.call(&self.desk)
    }
}

impl InboundPorts for World {
    type Conversations = MemoryConversations;
    type WakeUps = Self;
    type Clock = Self;
    type Random = Self;

    fn conversations(&self) -> &MemoryConversations {
        &self.table
    }

    fn wake_ups(&self) -> &Self {
        self
    }

    fn clock(&self) -> &Self {
        self
    }

    fn random(&self) -> &Self {
        self
    }
}

impl HandOverPorts for World {
    type HumanQueue = Self;
    type Channel = Self;
    type Desk = Self;

    fn human_queue(&self) -> &Self {
        self
    }

    fn channel(&self) -> &Self {
        self
    }

    fn desk(&self) -> &Self {
        self
    }
}

impl RunPorts for World {
    type Policies = Self;
    type HumanQueue = Self;
    type Assistant = Self;
    type Channel = Self;

    fn policies(&self) -> &Self {
        self
    }

    fn human_queue(&self) -> &Self {
        self
    }

    fn assistant(&self) -> &Self {
        self
    }

    fn channel(&self) -> &Self {
        self
    }
}

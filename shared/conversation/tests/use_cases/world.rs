//! A world that does what it is told.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    time::Duration,
};

use conversation::{
    Contact, ContactName, ConversationId, ConversationKey, ConversationRef, Incoming,
    IntegrationId, Marker, MessageId, Part, Phrases, Policy, ReplyAddress, Timestamp, Transfer,
    WakeUpMessage,
    marker::DEFAULT_MARKER,
    ports::{
        Answer, Assistant, AssistantError, Case, Channel, Clock, Desk, HandOverPorts, HumanQueue,
        InboundPorts, Outgoing, Policies, PortError, Prompt, Random, RunPorts, SendError, WakeUps,
    },
};
use futures_util::FutureExt;
use testkit::memory::MemoryConversations;

/// What an outside says to each call, and when it was called.
pub(crate) struct Outside {
    pub(crate) says: RefCell<Result<(), SendError>>,
    pub(crate) called: RefCell<Vec<u64>>,
}

impl Outside {
    const fn willing() -> Self {
        Self {
            says: RefCell::new(Ok(())),
            called: RefCell::new(Vec::new()),
        }
    }

    pub(crate) fn fails(&self, retry_after: Option<u64>) {
        let failed = SendError::Transient {
            detail: "down".to_owned(),
            retry_after: retry_after.map(Duration::from_secs),
        };
        *self.says.borrow_mut() = Err(failed);
    }

    pub(crate) fn refuses(&self) {
        let detail = "refused".to_owned();
        *self.says.borrow_mut() = Err(SendError::Permanent { detail });
    }

    pub(crate) fn works(&self) {
        *self.says.borrow_mut() = Ok(());
    }
}

pub(crate) struct World {
    pub(crate) policy: Policy,
    pub(crate) table: MemoryConversations,
    pub(crate) channel: Outside,
    pub(crate) desk: Outside,
    pub(crate) human_queue: Outside,
    /// The entries that are in the human queue, each with the delay with which it was sent.
    pub(crate) entries: RefCell<Vec<(Transfer, Duration)>>,
    pub(crate) wake_ups: RefCell<Vec<WakeUpMessage>>,
    now: Cell<Timestamp>,
    bits: Cell<u64>,
}

/// 2027-01-15, a Friday, 08:00 UTC.
pub(crate) const START: u64 = 1_800_000_000_000;

pub(crate) fn world() -> World {
    World {
        policy: Policy {
            enabled: true,
            interval: Duration::ZERO,
            history_turns: 1,
            queue: "4".to_owned(),
            transfer_message: "Vou chamar uma pessoa.".to_owned(),
            marker: Marker::parse(DEFAULT_MARKER).unwrap(),
            closed: None,
            phrases: Phrases::default(),
            return_after: None,
            release_keyword: None,
            answer_on_release: true,
        },
        table: MemoryConversations::new(),
        channel: Outside::willing(),
        desk: Outside::willing(),
        human_queue: Outside::willing(),
        entries: RefCell::default(),
        wake_ups: RefCell::default(),
        now: Cell::new(Timestamp::from_millis(START)),
        bits: Cell::new(0),
    }
}

impl World {
    pub(crate) fn wait(&self, wait: Duration) {
        self.now.set(self.now.get().plus(wait));
    }

    /// Seconds since the start.
    pub(crate) fn seconds(&self) -> u64 {
        (self.now.get().millis() - START) / 1000
    }

    /// The contact writes, and what the assistant makes of it is a transfer.
    pub(crate) fn contact_asks_for_people(&self) -> ConversationRef {
        let integration = IntegrationId::parse("i").unwrap();
        let key = ConversationKey::new([1; 32]);
        let name = ContactName::parse("5511999990000").unwrap();
        let incoming = Incoming {
            case: None,
            contact: Contact {
                names: vec![name.clone()],
                display_name: None,
            },
            id: MessageId::parse("m1").unwrap(),
            text: "oi".to_owned(),
            sent_at: self.now.get(),
            reply_address: ReplyAddress(serde_json::json!({})),
        };
        done(conversation::receive(
            self,
            &integration,
            &key,
            &self.policy,
            &incoming,
        ))
        .unwrap();
        let id = ConversationId::derive(&key, &name);
        ConversationRef { integration, id }
    }

    pub(crate) fn deadline(&self) -> Timestamp {
        self.now.get().plus(Duration::from_secs(60))
    }

    /// Runs the newest wake-up.
    pub(crate) fn respond(&self) -> conversation::Responded {
        let wake_up = self.wake_ups.borrow().last().cloned();
        let Some(WakeUpMessage::WakeUpV1(wake_up)) = wake_up else {
            panic!("no wake-up");
        };
        done(conversation::respond(self, &wake_up, self.deadline())).unwrap()
    }

    /// Calls an outside: it takes no time.
    fn call(&self, outside: &Outside) -> Result<(), SendError> {
        outside.called.borrow_mut().push(self.seconds());
        outside.says.borrow().clone()
    }
}

/// Nothing here ever waits.
pub(crate) fn done<F: Future>(future: F) -> F::Output {
    future.now_or_never().unwrap()
}

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
    async fn send(&self, wake_up: &WakeUpMessage, _: Duration) -> Result<(), PortError> {
        self.wake_ups.borrow_mut().push(wake_up.clone());
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

//! A world that does what it is told.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    future::Future,
    time::Duration,
};

use bytes::Bytes;
use conversation::{
    Contact, ContactName, Context, ConversationId, ConversationKey, ConversationRef, Event,
    HistoryLimit, Incoming, IntegrationId, LeftOut, Policy, Receipt, Recovered, ReplyAddress,
    Scope, State, Timestamp, Transfer, Usage, Wait, WakeUp, WakeUpMessage, handle_event,
    marker::DEFAULT_MARKER,
    ports::{AssistantError, Conversations, Failure, FetchError, ListenError, PortError},
};
use futures_util::FutureExt;
use testkit::memory::Items;
use testkit::memory_budget::MemoryBudget;

use crate::{calling::Calling, table::Table};

/// What an outside says to each call, and when it was called.
pub(crate) struct Outside {
    pub(crate) says: RefCell<Result<(), Failure>>,
    /// What it says to the next call instead.
    says_first: RefCell<Option<Failure>>,
    pub(crate) called: RefCell<Vec<u64>>,
}

impl Outside {
    const fn willing() -> Self {
        Self {
            says: RefCell::new(Ok(())),
            says_first: RefCell::new(None),
            called: RefCell::new(Vec::new()),
        }
    }

    pub(crate) fn fails(&self, retry_after: Option<u64>) {
        let failed = Failure::transient_after("down", retry_after.map(Duration::from_secs));
        *self.says.borrow_mut() = Err(failed);
    }

    pub(crate) fn refuses(&self) {
        *self.says.borrow_mut() = Err(Failure::permanent("refused"));
    }

    pub(crate) fn fails_once(&self) {
        *self.says_first.borrow_mut() = Some(Failure::transient("down"));
    }

    pub(crate) fn fails_once_and_refuses(&self) {
        self.refuses();
        self.fails_once();
    }

    pub(crate) fn works(&self) {
        *self.says.borrow_mut() = Ok(());
    }
}

pub(crate) struct World {
    pub(crate) policy: Policy,
    /// When the integration is disabled, whatever its policy says.
    pub(crate) disabled_at: Cell<Option<Timestamp>>,
    pub(crate) table: Table,
    pub(crate) channel: Outside,
    pub(crate) desk: Outside,
    pub(crate) desk_steps: u32,
    /// Which step the desk was to take, and in which attempt at it.
    pub(crate) desk_asked: RefCell<Vec<(u32, u32)>>,
    pub(crate) human_queue: Outside,
    pub(crate) voice: Outside,
    /// What the assistant says.
    pub(crate) answer: RefCell<&'static str>,
    /// How the assistant fails, one time after the other, before it answers.
    pub(crate) assistant_fails: RefCell<VecDeque<AssistantError>>,
    /// What an answer takes, and whether none ever comes, so that the invocation is cut off.
    pub(crate) usage: Cell<Usage>,
    pub(crate) thinks_for_ever: Cell<bool>,
    /// What the assistant was shown, each time that it was asked.
    pub(crate) asked: RefCell<Vec<Vec<String>>>,
    /// The files of each line, each time.
    pub(crate) shown: RefCell<Vec<Vec<Vec<Bytes>>>>,
    /// The circumstances that it was told, each time.
    pub(crate) told: RefCell<Vec<Context>>,
    pub(crate) calling: Calling,
    /// What its server refuses of each question.
    pub(crate) left_out: RefCell<Vec<LeftOut>>,
    /// How long the assistant was given.
    pub(crate) asked_within: Cell<Duration>,
    /// What the channel was given, each with what it says as audio.
    pub(crate) sent: RefCell<Vec<(String, Option<String>)>>,
    /// When the channel showed that somebody is typing.
    pub(crate) typed: RefCell<Vec<u64>>,
    /// What happens while the next sleep lasts.
    pub(crate) while_asleep: Cell<Option<fn(&Self)>>,
    /// By which ids the channel was asked to send something.
    pub(crate) delivery_ids: RefCell<Vec<String>>,
    /// How long what speaks takes.
    pub(crate) speaks_for: Cell<Duration>,
    /// Whether it takes so long that the invocation is cut off.
    pub(crate) speaks_for_ever: Cell<bool>,
    pub(crate) budget: MemoryBudget,
    /// How long it takes to count what is to be spent, and whether it is counted and not answered.
    pub(crate) counts_for: Cell<Duration>,
    pub(crate) counts_unheard: Cell<bool>,
    /// What the channel holds, by its reference, and how often something was fetched.
    pub(crate) files: RefCell<HashMap<String, Result<Bytes, FetchError>>>,
    pub(crate) fetched: Cell<u32>,
    /// How long fetching takes.
    pub(crate) fetches_for: Cell<Duration>,
    /// How who hears recordings fails, one time after the other, before it hears.
    pub(crate) listener: RefCell<VecDeque<ListenError>>,
    /// How often it was asked, and how long it takes.
    pub(crate) listened: Cell<u32>,
    pub(crate) listens_for: Cell<Duration>,
    pub(crate) refuses_voices: Cell<bool>,
    /// Whether nothing can speak, as without a key.
    pub(crate) voice_is_unusable: Cell<bool>,
    /// Whether what speaks is paid although it refuses.
    pub(crate) refusals_cost: Cell<bool>,
    /// What people take over while it is made.
    pub(crate) taken_over: RefCell<Option<ConversationRef>>,
    /// What is erased, and begun anew by its contact, while the channel is given something.
    pub(crate) erased: RefCell<Option<ConversationRef>>,
    /// The entries that are in the human queue, each with the delay with which it was sent.
    pub(crate) entries: RefCell<Vec<(Transfer, Duration)>>,
    /// What the desk is to hear of recoveries.
    pub(crate) recoveries: RefCell<Vec<Recovered>>,
    /// The transfers that wait for an operator.
    pub(crate) buried: RefCell<Vec<Transfer>>,
    /// The messages of the wake-up queue, as the entries.
    pub(crate) wake_ups: RefCell<Vec<(WakeUpMessage, Duration)>>,
    pub(crate) now: Cell<Timestamp>,
    pub(crate) bits: Cell<u64>,
}

/// 2027-01-15, a Friday, 08:00 UTC.
pub(crate) const START: u64 = 1_800_000_000_000;

pub(crate) fn world() -> World {
    World {
        policy: Policy {
            wait: Wait::Fixed(Duration::ZERO),
            history: HistoryLimit {
                turns: 1,
                chars: 1_000,
            },
            seeing: None,
            ..testkit::policy()
        },
        disabled_at: Cell::default(),
        table: Table::default(),
        channel: Outside::willing(),
        desk: Outside::willing(),
        desk_steps: 1,
        desk_asked: RefCell::default(),
        human_queue: Outside::willing(),
        voice: Outside::willing(),
        answer: RefCell::new(DEFAULT_MARKER),
        assistant_fails: RefCell::default(),
        usage: Cell::default(),
        thinks_for_ever: Cell::default(),
        asked: RefCell::default(),
        shown: RefCell::default(),
        told: RefCell::default(),
        calling: Calling::default(),
        left_out: RefCell::default(),
        asked_within: Cell::default(),
        sent: RefCell::default(),
        typed: RefCell::default(),
        while_asleep: Cell::default(),
        delivery_ids: RefCell::default(),
        speaks_for: Cell::new(Duration::ZERO),
        speaks_for_ever: Cell::new(false),
        budget: MemoryBudget::default(),
        counts_for: Cell::new(Duration::ZERO),
        counts_unheard: Cell::default(),
        files: RefCell::default(),
        fetched: Cell::default(),
        fetches_for: Cell::default(),
        listener: RefCell::default(),
        listened: Cell::default(),
        listens_for: Cell::default(),
        refuses_voices: Cell::new(false),
        voice_is_unusable: Cell::new(false),
        refusals_cost: Cell::new(false),
        taken_over: RefCell::default(),
        erased: RefCell::default(),
        entries: RefCell::default(),
        recoveries: RefCell::default(),
        buried: RefCell::default(),
        wake_ups: RefCell::default(),
        now: Cell::new(Timestamp::from_millis(START)),
        bits: Cell::new(0),
    }
}

impl World {
    pub(crate) fn wait(&self, wait: Duration) {
        self.now.set(self.now.get().plus(wait));
    }

    /// The assistant fails for now so many times, before it answers.
    pub(crate) fn assistant_is_busy(&self, times: usize) {
        let busy = AssistantError::Failed(Failure::transient("busy"));
        let busy = std::iter::repeat_n(busy, times);
        self.assistant_fails.borrow_mut().extend(busy);
    }

    /// Seconds since the start.
    pub(crate) fn seconds(&self) -> u64 {
        (self.now.get().millis() - START) / 1000
    }

    pub(crate) fn incoming(&self, id: &str) -> Incoming {
        Incoming {
            reply_address: ReplyAddress(serde_json::json!({})),
            ..testkit::incoming(id, self.now.get())
        }
    }

    /// The contact writes.
    pub(crate) fn contact_writes(&self, id: &str) -> ConversationRef {
        self.contact_says(self.incoming(id))
    }

    pub(crate) fn contact_says(&self, incoming: Incoming) -> ConversationRef {
        assert_eq!(self.hears(Event::Message(incoming)), Receipt::Stored);
        conversation()
    }

    pub(crate) fn hears(&self, event: Event) -> Receipt {
        self.try_to_hear(event).unwrap()
    }

    pub(crate) fn try_to_hear(&self, event: Event) -> Result<Receipt, PortError> {
        let (integration, key) = tenant();
        let scope = Scope {
            integration: &integration,
            key: &key,
            policy: &self.policy,
        };
        done(handle_event(self, scope, &event))
    }

    pub(crate) fn state(&self, conversation: &ConversationRef) -> Option<State> {
        let read = done(self.table.state(conversation)).unwrap();
        read.map(|read| read.state)
    }

    pub(crate) fn transcript(&self, conversation: &ConversationRef) -> Vec<String> {
        let texts = |items: &Items| {
            items
                .messages
                .values()
                .map(|said| said.text.clone())
                .collect()
        };
        self.table.with(conversation, texts).unwrap_or_default()
    }

    pub(crate) fn deadline(&self) -> Timestamp {
        self.now.get().plus(Duration::from_secs(60))
    }

    /// Runs the newest wake-up.
    pub(crate) fn respond(&self) -> conversation::Responded {
        self.respond_to(&self.newest_wake_up().0)
    }

    /// Runs the newest wake-up until it waits for ever, and is cut off.
    pub(crate) fn is_cut_off(&self) {
        let (wake_up, _) = self.newest_wake_up();
        let responded = conversation::respond(self, &wake_up, self.deadline());
        assert!(responded.now_or_never().is_none());
    }

    pub(crate) fn respond_to(&self, wake_up: &WakeUp) -> conversation::Responded {
        done(conversation::respond(self, wake_up, self.deadline())).unwrap()
    }

    /// The newest message of the wake-up queue, with its delay.
    pub(crate) fn newest_wake_up(&self) -> (WakeUp, Duration) {
        let wake_ups = self.wake_ups.borrow();
        let mut newest_first = wake_ups.iter().rev();
        let newest = newest_first.find_map(|(message, delay)| match message {
            WakeUpMessage::WakeUp(wake_up) => Some((wake_up.clone(), *delay)),
            WakeUpMessage::ReturnV1(_) | WakeUpMessage::HearV1(_) => None,
        });
        newest.unwrap_or_else(|| panic!("{wake_ups:?}"))
    }

    /// Calls an outside: it takes no time.
    pub(crate) fn call(&self, outside: &Outside) -> Result<(), Failure> {
        outside.called.borrow_mut().push(self.seconds());
        if let Some(error) = outside.says_first.take() {
            return Err(error);
        }
        outside.says.borrow().clone()
    }
}

pub(crate) fn contact() -> Contact {
    Contact::new(vec![ContactName::parse("5511999990000").unwrap()], None)
}

/// The contact's conversation.
pub(crate) fn conversation() -> ConversationRef {
    let (integration, key) = tenant();
    let id = ConversationId::derive(&key, &contact().names.remove(0));
    ConversationRef { integration, id }
}

pub(crate) fn tenant() -> (IntegrationId, ConversationKey) {
    let integration = IntegrationId::parse("i").unwrap();
    (integration, ConversationKey::new([1; 32]))
}

/// Nothing here ever waits.
pub(crate) fn done<F: Future>(future: F) -> F::Output {
    future.now_or_never().unwrap()
}

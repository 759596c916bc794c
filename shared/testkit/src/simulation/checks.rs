//! The rules, checked at each step at which they can be.

use std::time::Duration;

use conversation::{
    Author, Decision, Marker, Message, Outcome, Owner, State, Timestamp, Told, Transfer, Turn,
    WakeUpMessage,
    marker::DEFAULT_MARKER,
    policy::{BATCH_MESSAGES, MAX_ATTEMPTS, MAX_TURN_TIME, REPLY_LIMIT},
    ports::{Outgoing, Prompt},
};

use super::{
    scenario::{PHRASE, START},
    universe::{Carried, Delivered, TRANSFER, Universe},
    world::TaskId,
};

/// How much later than due a run may be claimed where nothing is disturbed, in milliseconds: some
/// port calls, and a few conflicts with messages that come at the same moment.
const CALM_DELAY: u64 = 1_000;
/// Beyond so many messages, conflicts may hold a claim up for longer.
const FEW: u64 = 20;

/// A commit that was written.
pub(super) fn commit(
    universe: &Universe,
    integration: usize,
    before: Option<&State>,
    after: &State,
) {
    let now = Timestamp::from_millis(universe.world.now());
    if after.window.is_some() && after.owner != Owner::Assistant {
        universe.broken(9, "a window while people have the conversation");
    }
    let Some(before) = before else { return };
    match (&before.turn, &after.turn) {
        (None, Some(turn)) => claimed(universe, integration, before, turn, now),
        (Some(old), Some(new)) => continued(universe, old, new, now),
        (_, None) => {}
    }
}

fn claimed(universe: &Universe, integration: usize, before: &State, turn: &Turn, now: Timestamp) {
    let Some(window) = &before.window else {
        return universe.broken(5, "a turn without a window");
    };
    let interval = interval(universe, integration);
    let due = before.due_at(window, interval);
    if now < due {
        universe.broken(3, "claimed before it was due");
    }
    let latest = due.max(before.changed_at).millis() + CALM_DELAY;
    if universe.faults.are_none() && seqs(before) < FEW && now.millis() > latest {
        universe.broken(
            3,
            format!("claimed {} ms after it was due", now.since(due).as_millis()),
        );
    }
    if turn.batch.first != window.first {
        universe.broken(5, "the batch does not begin where the window did");
    }
}

/// How many numbers the conversation has given.
const fn seqs(state: &State) -> u64 {
    state.next_seq.0.saturating_sub(START)
}

fn continued(universe: &Universe, old: &Turn, new: &Turn, now: Timestamp) {
    if old.seq != new.seq {
        return universe.broken(4, "a turn began while another was in progress");
    }
    let taken = old.lease.token.is_some() && new.lease.token.is_some();
    if taken && old.lease.token != new.lease.token && now < old.lease.until {
        universe.broken(4, "claimed while another run held the lease");
    }
    if old.lease.token != new.lease.token && new.lease.token.is_some() {
        claimed_again(universe, old, new, now);
    }
    match (&old.decision, &new.decision) {
        (Some(Decision::Transfer { .. }), new) if *new != old.decision => {
            universe.broken(8, "a transfer was decided again");
        }
        (Some(Decision::Reply { parts: old }), Some(Decision::Reply { parts: new })) => {
            let same = old.len() == new.len()
                && old
                    .iter()
                    .zip(new)
                    .all(|(old, new)| old.text == new.text && (new.sent || !old.sent));
            if !same {
                universe.broken(7, "a stored reply changed");
            }
        }
        (Some(Decision::Reply { parts }), Some(Decision::Transfer { .. }))
            if parts.iter().all(|part| part.sent) =>
        {
            universe.broken(8, "handed over although every part was sent");
        }
        (Some(Decision::Reply { .. }), None) => universe.broken(7, "a decision was forgotten"),
        _ => {}
    }
}

fn claimed_again(universe: &Universe, old: &Turn, new: &Turn, now: Timestamp) {
    if new.attempts != old.attempts + 1 {
        universe.broken(7, "an attempt was not counted");
    }
    let all_sent = match &new.decision {
        Some(Decision::Transfer { .. }) => return,
        Some(Decision::Reply { parts }) => parts.iter().all(|part| part.sent),
        None => false,
    };
    if new.attempts > MAX_ATTEMPTS && !all_sent {
        universe.broken(7, "more attempts than are allowed");
    }
    // A commit that was decided just before may be written just after.
    let latest = MAX_TURN_TIME + Duration::from_secs(10);
    if now.since(new.claimed_at) > latest && !all_sent {
        universe.broken(7, "an attempt after the turn's time was over");
    }
}

/// What the assistant is asked holds one conversation, each message once, people's words too.
pub(super) fn prompt(universe: &Universe, task: TaskId, prompt: &Prompt) {
    let mut said: Vec<&str> = prompt
        .lines
        .iter()
        .filter(|line| line.author == Author::Customer)
        .map(|line| line.text.as_str())
        .collect();
    let count = said.len();
    let mut whose: Vec<&str> = said.iter().map(|text| contact_of(text)).collect();
    whose.dedup();
    if whose.len() > 1 {
        universe.broken(14, format!("one prompt with messages of {whose:?}"));
    }
    said.sort_unstable();
    said.dedup();
    if said.len() < count {
        universe.broken(5, "a message is twice in one prompt");
    }
    ends_with_the_batch(universe, task, prompt);
}

/// The prompt ends with the claimed batch, in the order of the provider's time.
fn ends_with_the_batch(universe: &Universe, task: TaskId, prompt: &Prompt) {
    let policy = universe.policy_of(&prompt.conversation);
    let phrases = policy.map(|policy| policy.phrases).unwrap_or_default();
    let written = universe.written.borrow();
    let claimed = written.get(&task).and_then(|(conversation, state)| {
        let batch = state.turn.as_ref()?.batch;
        universe.table.with(conversation, |items| {
            let answerable = items.messages.values().filter(|m| m.is_answerable());
            let mut batch: Vec<_> = answerable
                .filter(|m| batch.contains(m.seq))
                .cloned()
                .collect();
            batch.sort_by_key(|message| (message.sent_at, message.seq));
            batch
        })
    });
    let batch = claimed.unwrap_or_default();
    let wants_people = |message: &Message| message.text.starts_with(PHRASE);
    if phrases.found_in(PHRASE) && batch.iter().any(wants_people) {
        universe.broken(
            2,
            "the assistant was asked for what the contact asked of people",
        );
    }
    let shown = prompt.lines.iter().map(|line| &line.text);
    let shown = shown.skip(prompt.lines.len().saturating_sub(batch.len()));
    if batch.is_empty() || !shown.eq(batch.iter().map(|message| &message.text)) {
        universe.broken(5, "the assistant is not shown the batch");
    }
    let now = Timestamp::from_millis(universe.world.now());
    let limit = REPLY_LIMIT + Duration::from_secs(120);
    if batch
        .iter()
        .all(|message| now.since(message.sent_at) > limit)
    {
        universe.broken(6, "a batch that is too old was answered");
    }
}

/// `i0/c1` of `… i0/c1/m2`.
fn contact_of(text: &str) -> &str {
    let word = text.rsplit(' ').next().unwrap_or(text);
    word.rsplit_once('/').map_or("", |(contact, _)| contact)
}

/// A part is about to be sent.
pub(super) fn send_begins(universe: &Universe, delivery: &Delivered, outgoing: &Outgoing<'_>) {
    let written = universe.written.borrow();
    let Some((conversation, state)) = written.get(&delivery.by) else {
        return universe.broken(7, "sent before anything was stored");
    };
    if delivery.part == TRANSFER {
        return transfer_message_begins(universe, delivery, state);
    }
    let text = &outgoing.part.text;
    let parts = state
        .turn
        .as_ref()
        .filter(|turn| turn.seq.0 == delivery.turn);
    match parts.and_then(|turn| turn.decision.as_ref()) {
        Some(Decision::Reply { parts }) => {
            let next = parts.iter().position(|part| !part.sent);
            if next != Some(delivery.part) {
                universe.broken(7, "sent a part out of order, or again");
            }
        }
        _ => universe.broken(9, "sent a part of a turn that is no longer the run's"),
    }
    if state.owner != Owner::Assistant {
        universe.broken(9, "sent while people had the conversation");
    }
    let shows_marker = Marker::parse(DEFAULT_MARKER).is_ok_and(|m| m.strip(text).is_some());
    if shows_marker || text.contains("never shown") || text.contains("simulated") {
        universe.broken(8, "the contact was shown what is not for them");
    }
    let place = serde_json::json!({"i": delivery.integration});
    let to = &outgoing.to.0;
    let own = to.get("i") == place.get("i")
        && conversation.integration.as_str() == format!("i{}", delivery.integration)
        && conversation.id.as_str() == delivery.conversation;
    let named = contact_of(text);
    let addressed = format!("i{}/c{}", delivery.integration, to["c"]);
    if !own || (!named.is_empty() && named != addressed) {
        universe.broken(14, "a reply went to somebody else");
    }
}

/// A transfer message is about to be sent.
fn transfer_message_begins(universe: &Universe, delivery: &Delivered, state: &State) {
    let own = state
        .handover
        .as_ref()
        .filter(|handover| handover.turn.0 == delivery.turn && state.owner != Owner::Assistant);
    if own.is_none_or(|handover| handover.told != Told::NotYet) {
        universe.broken(8, "the contact was told of a transfer again, or of none");
    }
}

/// A part arrives at the contact.
pub(super) fn arrives(universe: &Universe, delivery: &Delivered) {
    if delivery.part == TRANSFER {
        return;
    }
    let interval = interval(universe, delivery.integration);
    let now = Timestamp::from_millis(universe.world.now());
    let voided = |turn: u64| {
        let mut voided = false;
        universe.table.each(|conversation, items| {
            if conversation.id.as_str() == delivery.conversation {
                voided |= items.trails.values().any(|trail| {
                    trail.seq.0 == turn && matches!(trail.outcome, Outcome::TakenOver { .. })
                });
            }
        });
        voided
    };
    if voided(delivery.turn) {
        return;
    }
    // Of a part whose acknowledgement was lost nobody could know when it arrived.
    let excused = universe.excused.borrow();
    let too_close = universe.delivered.borrow().iter().any(|earlier| {
        earlier.conversation == delivery.conversation
            && earlier.turn != delivery.turn
            && earlier.part != TRANSFER
            && !excused.contains(&earlier.by)
            && now < Timestamp::from_millis(earlier.at).plus(interval)
            && !voided(earlier.turn)
    });
    if too_close {
        universe.broken(3, "two replies closer than the interval");
    }
}

/// A transfer reaches the human queue.
pub(super) fn transfer(universe: &Universe, task: TaskId, transfer: &Transfer) {
    let written = universe.written.borrow();
    let stored = written.get(&task).is_some_and(|(conversation, state)| {
        conversation.id == transfer.conversation_id
            && state.owner != Owner::Assistant
            && state.turn.as_ref().is_some_and(|turn| {
                matches!(turn.decision, Some(Decision::Transfer { .. }))
                    && conversation.turn_id(turn.seq) == transfer.turn_id
            })
    });
    if !stored {
        universe.broken(8, "a transfer was queued before it was stored");
    }
    let own_queue = format!(
        "queue-{}",
        transfer.integration_id.as_str().trim_start_matches('i')
    );
    if transfer.queue != own_queue {
        universe.broken(14, "a transfer went to another integration's queue");
    }
}

/// No state is ever left without a wake-up.
pub(super) fn wake_ups(universe: &Universe) {
    let queue = universe.queues.borrow();
    universe.table.each(|conversation, items| {
        let waits = items
            .state
            .as_ref()
            .is_some_and(|read| read.state.window.is_some() || read.state.turn.is_some());
        let mut reached = queue.values().filter_map(|queued| match &queued.carried {
            Carried::WakeUp(WakeUpMessage::WakeUpV1(wake_up)) => Some(&wake_up.conversation),
            Carried::WakeUp(_) | Carried::Transfer(_) => None,
        });
        if waits && !reached.any(|reached| reached == conversation) {
            universe.broken(1, "messages wait and no wake-up will come");
        }
    });
}

pub(super) fn interval(universe: &Universe, integration: usize) -> Duration {
    let policy = universe.policies.get(integration);
    policy.map_or(Duration::ZERO, |policy| policy.borrow().interval)
}

/// The most messages that a batch holds.
pub(super) const MOST: usize = BATCH_MESSAGES;

//! The rules for what is said to the assistant and to the contact.

use std::time::Duration;

use conversation::{
    Author, Decision, Learned, Marker, Message, Outcome, Owner, Policy, Range, Said, State,
    Timestamp, Told,
    marker::DEFAULT_MARKER,
    policy::REPLY_LIMIT,
    ports::{Outgoing, Prompt},
};

use super::{
    calls, heard,
    scenario::{Act, PHRASE, zone},
    seen, spent, tried,
    universe::{Delivered, TRANSFER, Universe, integration_of},
    world::TaskId,
};
use crate::memory::Items;

/// The age from which messages are not stored.
const TOO_OLD: Duration = Duration::from_secs(14 * 24 * 3600);

/// How old the time may be that the assistant is told: an answer is asked for twice at most in a run.
const OLDEST_TIME_TOLD: Duration = Duration::from_secs(120);

/// A prompt holds one conversation, with each message once, and people's words too.
pub(super) fn prompt(universe: &Universe, task: TaskId, whole: &Prompt) {
    let prompt = &seen::without_reasons(whole);
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
    let of = integration_of(&prompt.conversation.integration);
    let of = of.filter(|_| !tried::is_test(&prompt.conversation));
    if of.is_some_and(|of| universe.settings.are_long_disabled(&universe.world, of)) {
        universe.broken(
            2,
            "the assistant is asked although the integration is disabled",
        );
    }
    if said.contains(&"") {
        universe.broken(5, "a message in a prompt says nothing");
    }
    circumstances(universe, prompt, of, whose.first().copied());
    said.sort_unstable();
    said.dedup();
    if said.len() < count {
        universe.broken(5, "a message is twice in one prompt");
    }
    calls::prompt(universe, prompt);
    ends_with_the_batch(universe, task, prompt, whole);
}

/// The circumstances are the integration's own, of now, and name the contact.
fn circumstances(universe: &Universe, prompt: &Prompt, of: Option<usize>, whose: Option<&str>) {
    let told = &prompt.context;
    let name = told.customer_name.as_deref();
    if told.time.is_none() {
        universe.broken(14, "the assistant is not told the time");
    }
    if name.is_some() && name != whose {
        universe.broken(14, format!("{whose:?} is told to be {name:?}"));
    }
    let Some((time, of)) = told.time.as_ref().zip(of) else {
        return;
    };
    let now = universe.world.now();
    let apart = Duration::from_millis(time.at.millis().abs_diff(now));
    if time.zone != zone(of) || apart > OLDEST_TIME_TOLD + universe.clocks_apart() {
        universe.broken(14, "the assistant is told another time than its own");
    }
}

/// The prompt ends with the claimed batch, in the order of the provider's time.
fn ends_with_the_batch(universe: &Universe, task: TaskId, prompt: &Prompt, whole: &Prompt) {
    let written = universe.tasks.written.borrow();
    let claimed = written.get(&task).and_then(|(conversation, state)| {
        let range = state.turn.as_ref()?.batch;
        let batch = |items: &Items| batch(items, range);
        universe.table.with(conversation, batch)
    });
    let batch = claimed.unwrap_or_default();
    if universe.erasures.reach(task, &prompt.conversation) || is_void(universe, task) {
        return;
    }
    if shows_the_next_batch(universe, prompt, &batch) {
        universe.broken(5, "the assistant is shown what waits for the next batch");
    }
    let aloud = |message: &Message| {
        let mut lines = prompt.lines.iter();
        let is_known = lines.any(|line| line.text == as_shown(message));
        let mut said = message.heard.iter();
        is_known
            && said.any(|heard| matches!(&heard.said, Said::Words(said) if said.contains(PHRASE)))
    };
    let wants_people = |message: &Message| message.text.contains(PHRASE) || aloud(message);
    let of = &prompt.conversation;
    let leaves_it = |policy: &Policy| policy.phrases.found_in(PHRASE);
    if universe.settings.always(of, leaves_it) && batch.iter().any(wants_people) {
        universe.broken(
            2,
            "the assistant was asked for what the contact asked of people",
        );
    }
    let past = prompt.lines.len().saturating_sub(batch.len());
    let chars = prompt
        .lines
        .iter()
        .take(past)
        .map(|line| line.text.chars().count());
    let chars: usize = chars.sum();
    if universe
        .settings
        .always(of, |policy| chars > policy.history.chars)
    {
        universe.broken(
            5,
            "the assistant is shown more of the past than the settings allow",
        );
    }
    let shown = prompt.lines.iter().skip(past);
    let is_whole = shown.len() == batch.len();
    let mut shown = shown.zip(&batch);
    let is_shown = shown.all(|(line, message)| heard::shows(universe, of, &line.text, message));
    if batch.is_empty() || !is_whole || !is_shown {
        universe.broken(5, "the assistant is not shown the batch");
    }
    heard::prompt(universe, prompt, &batch);
    seen::prompt(universe, whole, &batch);
    let now = Timestamp::from_millis(universe.world.now());
    let limit = REPLY_LIMIT + Duration::from_secs(120);
    if batch
        .iter()
        .all(|message| now.since(message.sent_at) > limit)
    {
        universe.broken(6, "a batch that is too old was answered");
    }
}

/// Whether people have taken the task's turn since it claimed it. Then the messages that wait for
/// them may change.
pub(super) fn is_void(universe: &Universe, task: TaskId) -> bool {
    let written = universe.tasks.written.borrow();
    written.get(&task).is_some_and(|(conversation, known)| {
        let turn = universe.table.with(conversation, |items| {
            let state = &items.state.as_ref()?.state;
            state.turn.as_ref().map(|turn| turn.seq)
        });
        turn.flatten() != known.turn.as_ref().map(|turn| turn.seq)
    })
}

/// A message with what it answers, and what came with it.
pub(super) fn as_shown(message: &Message) -> String {
    let about = message.about.iter().cloned();
    let attachments = message.attachments.iter();
    let notes =
        attachments.map(|one| one.note(message.author, message.said_in(one).map(Learned::Said)));
    let text = Some(message.text.clone()).filter(|text| !text.is_empty());
    let lines: Vec<String> = about.chain(notes).chain(text).collect();
    lines.join("\n")
}

/// Whether a line of the contact's shows a message that came after the batch. No two of theirs have
/// the same text.
fn shows_the_next_batch(universe: &Universe, prompt: &Prompt, batch: &[Message]) -> bool {
    let last = batch.iter().map(|message| message.seq).max();
    let shown = |message: &Message| {
        let mut lines = prompt.lines.iter();
        lines.any(|line| line.author == Author::Customer && line.text == as_shown(message))
    };
    let later = universe.table.with(&prompt.conversation, |items| {
        let mut messages = items.messages.values();
        messages.any(|m| m.author == Author::Customer && Some(m.seq) > last && shown(m))
    });
    later == Some(true)
}

/// The messages of a batch, in the order of the provider's time. Messages that came while the
/// integration was disabled are left out, though their numbers may lie between the others.
pub(super) fn batch(items: &Items, range: Range) -> Vec<Message> {
    let answerable = items.messages.values().filter(|m| m.is_answerable());
    let held = answerable.filter(|message| range.contains(message.seq));
    let mut batch: Vec<_> = held.cloned().collect();
    batch.sort_by_key(|message| (message.sent_at, message.seq));
    batch
}

/// `i0/c1` of `… i0/c1/m2`.
fn contact_of(text: &str) -> &str {
    let mut words = text.split_whitespace().rev();
    let named = words.find_map(|word| word.rsplit_once('/'));
    named.map_or("", |(contact, _)| contact)
}

/// A message is acknowledged and not stored.
pub(super) fn too_old(universe: &Universe, act: &Act) {
    let (Act::Says(said) | Act::PersonSays(said)) = act else {
        return;
    };
    let age = Timestamp::from_millis(universe.world.now()).since(said.sent_at);
    if age + universe.clocks_apart() <= TOO_OLD {
        universe.broken(1, "a message is dropped that is not too old");
    }
}

/// A part is about to be sent.
pub(super) fn send_begins(universe: &Universe, delivery: &Delivered, outgoing: &Outgoing<'_>) {
    let written = universe.tasks.written.borrow();
    let Some((conversation, state)) = written.get(&delivery.by) else {
        return universe.broken(7, "sent before anything was stored");
    };
    universe.looks_first();
    if outgoing.to.0.get("i") != Some(&delivery.integration.into()) {
        universe.broken(14, "sent by another integration");
    }
    if delivery.part == TRANSFER {
        return transfer_message_begins(universe, delivery, outgoing, state);
    }
    let text = &outgoing.part.text;
    let parts = state
        .turn
        .as_ref()
        .filter(|turn| turn.seq.0 == delivery.turn);
    match parts.and_then(|turn| turn.decision.as_ref()) {
        Some(Decision::Reply { parts, .. }) => {
            let next = parts.iter().position(|part| !part.sent);
            if next != Some(delivery.part) {
                universe.broken(7, "sent a part out of order, or again");
            }
            let decided = parts.get(delivery.part);
            if decided.is_none_or(|part| part.text != *text) {
                universe.broken(7, "what is sent is not what was decided");
            }
        }
        _ => universe.broken(9, "sent a part of a turn that is no longer the run's"),
    }
    if state.owner != Owner::Assistant {
        universe.broken(9, "sent while people had the conversation");
    }
    let shows_marker = Marker::parse(DEFAULT_MARKER).is_ok_and(|m| m.around(text).is_some());
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
fn transfer_message_begins(
    universe: &Universe,
    delivery: &Delivered,
    outgoing: &Outgoing<'_>,
    state: &State,
) {
    let text = &outgoing.part.text;
    let settings = &universe.settings;
    let reason = state.transferred.as_ref().map(|transfer| transfer.reason);
    if !settings.ever(delivery.integration, |policy| {
        spent::told(policy, reason) == text
    }) {
        universe.broken(
            8,
            "the contact is told something else than the settings say",
        );
    }
    if *outgoing.to != state.reply_address {
        universe.broken(14, "a transfer message went to somebody else");
    }
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
    let apart = universe.clocks_apart();
    let now = Timestamp::from_millis(universe.world.now());
    let voided = |turn: u64| {
        let mut voided = false;
        universe.table.each(|conversation, items| {
            if conversation.id.as_str() == delivery.conversation {
                voided |= items.turn_records.values().any(|turn_record| {
                    turn_record.seq.0 == turn
                        && matches!(turn_record.outcome, Outcome::TakenOver { .. })
                });
            }
        });
        voided
    };
    let erasures = &universe.erasures;
    if voided(delivery.turn) || erasures.are_of_turn(&delivery.conversation, delivery.turn) {
        return;
    }
    // A turn that makes up for a part follows at once.
    let own = universe.tasks.written.borrow();
    let own = own.get(&delivery.by);
    let Some((of, turn)) = own.and_then(|(of, state)| Some((of, state.turn.as_ref()?))) else {
        return;
    };
    if turn.redelivers {
        return;
    }
    let answers = (turn.window.first, turn.seq);
    let apart_at_least = universe.waits.least_apart(universe, of, answers);
    // Nobody can know when a part arrived whose acknowledgement was lost.
    let excused = universe.tasks.excused.borrow();
    let too_close = universe.delivered.borrow().iter().any(|earlier| {
        earlier.conversation == delivery.conversation
            && earlier.turn != delivery.turn
            && earlier.part != TRANSFER
            && !excused.contains(&earlier.by)
            && now.plus(apart) < Timestamp::from_millis(earlier.at).plus(apart_at_least)
            && !voided(earlier.turn)
            && !erasures.are_of_turn(&earlier.conversation, earlier.turn)
    });
    if too_close {
        universe.broken(3, "two replies closer than the settings allow");
    }
}

#[cfg(test)]
pub(super) mod tests {
    use conversation::{LeftBecause, Seq};

    use super::*;

    pub(crate) fn message(seq: u64, sent_at: u64) -> Message {
        let sent_at = Timestamp::from_millis(sent_at);
        Message::said(Seq(seq), Author::Customer, String::new(), sent_at)
    }

    #[test]
    fn a_batch_is_what_the_contact_said_in_its_range_in_the_providers_order() {
        let disabled = Message {
            left_to_people: Some(LeftBecause::Disabled),
            ..message(2, 30)
        };
        let by_a_person = Message {
            author: Author::Person,
            ..message(4, 5)
        };
        let said = [
            message(1, 20),
            disabled.clone(),
            message(3, 10),
            by_a_person,
        ];
        let said = said.into_iter().chain([message(5, 0)]);
        let items = Items {
            messages: said.map(|message| (message.seq, message)).collect(),
            ..Items::default()
        };
        let (first, last) = (Seq(1), Seq(4));
        let held = batch(&items, Range { first, last });
        assert_eq!(held, [message(3, 10), message(1, 20), disabled]);
    }
}

//! The rules of how a conversation comes back from people.

use std::time::Duration;

use conversation::{
    Author, ConversationRef, LeftBecause, Message, Outcome, Owner, Policy, State, Timestamp,
    Unattended, ports::Commit,
};

use super::{people::By, scenario::KEYWORD, universe::Universe};

/// How much sooner a conversation may come back than the newest stored message allows: a message of
/// the same moment may be written by then.
const SOON: Duration = Duration::from_secs(14);

/// A conversation came back.
pub(super) fn came_back(
    universe: &Universe,
    conversation: &ConversationRef,
    before: &State,
    after: &State,
) {
    opens_no_more_than_it_may(universe, conversation, before, after);
    by_itself_only_when_quiet(universe, conversation, before);
}

/// A conversation comes back by itself only when both sides were quiet for long enough.
fn by_itself_only_when_quiet(universe: &Universe, conversation: &ConversationRef, before: &State) {
    if universe.people.asked_for(universe.world.current()) {
        return;
    }
    let Owner::People { since, .. } = before.owner else {
        return;
    };
    let last = universe.table.with(conversation, |items| {
        let earlier = items.messages.range(..before.next_seq);
        let said = earlier
            .filter(|(_, message)| matches!(message.author, Author::Customer | Author::Person));
        said.map(|(_, message)| message.received_at).max()
    });
    let quiet_since = last.flatten().unwrap_or(since).max(since);
    let now = Timestamp::from_millis(universe.world.now());
    let quiet = now.since(quiet_since) + SOON;
    let attended = universe.people.attended.borrow().contains(conversation);
    let may_not = |policy: &Policy| {
        let is_theirs = match before.unattended {
            None => true,
            // It may have been enabled as this was decided.
            Some(Unattended::Disabled) => false,
            Some(Unattended::AssistantFailed { .. }) => attended || !policy.return_on_recovery,
        };
        is_theirs && policy.return_after.is_none_or(|after| quiet < after)
    };
    if universe.settings.always(conversation, may_not) {
        universe.broken(
            9,
            "the conversation came back although people had not given it back",
        );
    }
}

/// Messages that waited while people had the conversation are answered only if the settings want
/// it, and no person did so.
fn opens_no_more_than_it_may(
    universe: &Universe,
    conversation: &ConversationRef,
    before: &State,
    after: &State,
) {
    let Some(window) = &after.window else { return };
    let forgets = |policy: &Policy| match before.unattended {
        None => !policy.answer_on_release,
        Some(Unattended::Disabled) => !policy.answer_when_enabled,
        Some(Unattended::AssistantFailed { .. }) => false,
    };
    if universe.settings.always(conversation, forgets) && window.first < before.next_seq {
        universe.broken(2, "what was left to people is answered all the same");
    }
    let answered = universe.table.with(conversation, |items| {
        let stored = items.messages.range(..before.next_seq);
        let mut later = stored.filter(|(seq, _)| **seq >= window.first);
        later.any(|(_, message)| is_an_answer(universe, message))
    });
    if answered == Some(true) {
        universe.broken(2, "what a person answered is answered again");
    }
}

/// Who has the conversation because the integration is disabled, as far as the commit shows.
pub(super) fn left(universe: &Universe, conversation: &ConversationRef, written: &Commit) {
    let mut all = universe.people.left_by_disabling.borrow_mut();
    let by_record = written.turn_record.as_ref();
    let by_record = by_record.is_some_and(|turn_record| turn_record.outcome == Outcome::Disabled);
    let because = Some(LeftBecause::Disabled);
    let mut said = written.messages.iter();
    if by_record || said.any(|message| message.left_to_people == because) {
        all.insert(conversation.clone());
    }
    let attended = universe.people.asked_for(universe.world.current());
    if attended || written.state.owner == Owner::Assistant {
        all.remove(conversation);
    }
}

/// A person takes the conversation, or writes in it. An event of the desk counts for no particular
/// person.
pub(super) fn attended(universe: &Universe, conversation: &ConversationRef, written: &Commit) {
    let mut all = universe.people.attended.borrow_mut();
    if written.state.owner == Owner::Assistant {
        all.remove(conversation);
        return;
    }
    let attends = match universe.people.whose(universe.world.current()) {
        Some(By::Person(None)) => true,
        Some(By::Person(Some(_))) => written.messages.iter().any(is_by_a_person),
        Some(By::Contact | By::Desk(..)) | None => false,
    };
    if attends {
        all.insert(conversation.clone());
    }
}

/// A person's words are stored while the assistant keeps the conversation, but only if they are
/// older than the desk's last event.
pub(super) fn heard_late(
    universe: &Universe,
    conversation: &ConversationRef,
    before: &State,
    after: &State,
) {
    universe.table.with(conversation, |items| {
        let new = items.messages.range(before.next_seq..after.next_seq);
        for (_, message) in new.filter(|(_, message)| is_by_a_person(message)) {
            if message.sent_at >= before.desk.at {
                universe.broken(9, "a person wrote, and the assistant kept the conversation");
            }
            universe
                .people
                .late
                .borrow_mut()
                .extend(message.provider_id.clone());
        }
    });
}

/// Whether it answers the messages before it.
pub(super) fn is_an_answer(universe: &Universe, message: &Message) -> bool {
    let late = universe.people.late.borrow();
    is_by_a_person(message)
        && !message
            .provider_id
            .as_ref()
            .is_some_and(|id| late.contains(id))
}

/// The keyword alone says nothing to the contact.
pub(super) fn is_by_a_person(message: &Message) -> bool {
    message.author == Author::Person && message.text != KEYWORD
}

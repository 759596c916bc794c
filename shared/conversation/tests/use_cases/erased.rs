//! A conversation is erased, and its contact begins another, while somebody still works on the first.

use std::time::Duration;

use conversation::{
    ContactName, ConversationRef, DeskEvent, DeskEvidence, Event, HandedOver, Holder, MessageId,
    Owner, Receipt, ReplyAddress, Responded, State,
    operator::{self, Words},
};

use crate::world::{World, contact, done, world};

/// What the contact writes then.
pub(crate) const NEW: [&str; 3] = ["new-1", "new-2", "new-3"];

/// What is left is the new conversation and nothing else: it waits for its answer.
fn is_untouched(world: &World, conversation: &ConversationRef) -> State {
    assert_eq!(world.transcript(conversation), NEW);
    let state = world.state(conversation).unwrap();
    assert_eq!(state.next_seq.0, state.first_seq.0 + 3);
    assert_eq!(state.window.clone().unwrap().first, state.first_seq);
    assert_eq!(
        (&state.owner, &state.last_reply_at),
        (&Owner::Assistant, &None)
    );
    assert_eq!((&state.turn, &state.handover), (&None, &None));
    state
}

#[test]
fn a_run_writes_nothing_into_the_conversation_that_is_begun_anew() {
    let world = world();
    world.answer.replace("Boa tarde.");
    let conversation = world.contact_writes("old");
    let first = world.state(&conversation).unwrap().first_seq;
    world.erased.replace(Some(conversation.clone()));
    assert_eq!(world.respond(), Responded::Done);
    assert_eq!(world.sent.borrow().len(), 1);
    assert!(is_untouched(&world, &conversation).first_seq > first);
    world.respond();
    let answered = world.transcript(&conversation);
    assert_eq!(answered.last().map(String::as_str), Some("Boa tarde."));
}

#[test]
fn a_transfer_writes_nothing_into_the_conversation_that_is_begun_anew() {
    let world = world();
    let conversation = world.contact_writes("old");
    world.respond();
    let (entry, _) = world.entries.borrow_mut().pop().unwrap();
    world.erased.replace(Some(conversation.clone()));
    let handed_over = done(conversation::hand_over(&world, &entry, world.deadline()));
    assert_eq!(handed_over.unwrap(), HandedOver::Done);
    is_untouched(&world, &conversation);
    assert!(world.desk.called.borrow().is_empty());
    let again = done(conversation::hand_over(&world, &entry, world.deadline()));
    assert_eq!(again.unwrap(), HandedOver::Void);
}

#[test]
fn a_persons_words_are_not_of_the_conversation_that_is_begun_anew() {
    let world = world();
    let conversation = world.contact_writes("old");
    world.erased.replace(Some(conversation.clone()));
    let words = Words {
        text: "Sou eu, a Bia.",
        delivery_id: "console",
        time_limit: Duration::from_secs(10),
    };
    let spoken = operator::speak(&world, &world, &conversation, &world.policy, words);
    assert!(matches!(
        done(spoken).unwrap(),
        operator::SendOutcome::Sent(_)
    ));
    is_untouched(&world, &conversation);
}

#[test]
fn no_name_outlives_the_conversation_that_it_leads_to() {
    let world = world();
    let conversation = world.contact_writes("m1");
    let mut called = contact();
    called.names.push(ContactName::parse("BR.1").unwrap());
    // It shows what is known already, and so is not heard any further.
    let event = DeskEvent {
        holder: Holder::Assistant,
        contact: called,
        reply_address: ReplyAddress(serde_json::json!({})),
        ids: vec![MessageId::parse("e").unwrap()],
        at: None,
        evidence: DeskEvidence::StatusOnMessage,
        case: None,
    };
    assert_eq!(world.hears(Event::Desk(event)), Receipt::Stored);
    world.table.erase(&conversation);
    assert!(!world.table.is_named(&conversation));
}

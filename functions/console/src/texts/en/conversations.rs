//! The inbox, and one conversation.

use conversation::AttachmentKind;

use crate::texts::{Inbox, OneConversation};

pub(super) const INBOX: Inbox = Inbox {
    title: "Conversations",
    filter: "Filter",
    integration: "Integration",
    all_integrations: "All",
    owner: "Who has it",
    of_people: "People",
    of_assistant: "Assistant",
    contact: "Contact",
    contact_help: "The phone number, or the name by which the channel knows the contact.",
    show: "Show",
    waiting: |number| match number {
        0 => "Nobody waits for a person.".to_owned(),
        1 => "1 customer waits for a person.".to_owned(),
        more => format!("{more} customers wait for a person."),
    },
    alert: "Make a sound when somebody waits",
    somebody_waits: "Another customer waits for a person.",
    not_refreshed: "The list could not be read again and may be old. It is tried again in seconds.",
    waits: "Waiting",
    answered: "Answered",
    changed: "Last change",
    failed: "The assistant failed",
    came_while_disabled: "Came while the integration was disabled",
    nobody: "No conversation is with people.",
    nobody_hint: "When the assistant transfers somebody, or you take a conversation over, it appears here.",
    nothing_of_assistant: "The assistant has no conversation.",
    nothing_of_assistant_hint: "As soon as a customer writes, the conversation appears here.",
    not_found: "No contact has that name.",
    not_found_hint: "Search for the whole number with its country code, or for the id that the channel uses.",
    only_the_newest: "People have more conversations than are shown: of those in which nobody waits, only the \
                      500 that changed last are here.",
    only_the_newest_of_all: "These are the newest. Choose an integration to see older ones.",
    release_failed: |number| match number {
        1 => "Give the assistant back the conversation in which it failed".to_owned(),
        more => format!("Give the assistant back the {more} conversations in which it failed"),
    },
    release_failed_title: "Given back to the assistant",
    released: |number| match number {
        0 => "No conversation had to come back.".to_owned(),
        1 => "1 conversation is the assistant's again, which now tries once more.".to_owned(),
        more => {
            format!("{more} conversations are the assistant's again, which now tries once more.")
        }
    },
    go_on: "There are more: go on",
    back: "Back to the conversations",
};

pub(super) const CONVERSATION: OneConversation = OneConversation {
    nameless: "Contact without a name",
    known_as: "Known as",
    people_have_it: "People have it",
    assistant_has_it: "The assistant has it",
    waits: "Waiting",
    summary: "Summary",
    in_progress: "The assistant is working on a reply.",
    not_told_yet: "The customer does not have the transfer message yet.",
    not_told: |why| format!("The customer did not get the transfer message: {why}"),
    desk_failing: |why| format!("The transfer has not reached the team yet: {why}"),
    said: "What was said",
    nothing_said: "There is nothing on this page.",
    customer: "Customer",
    assistant: "Assistant",
    person: "Person",
    note: "Note to the assistant",
    voice: "voice",
    attachment: |kind| match kind {
        AttachmentKind::Voice => "Voice message",
        AttachmentKind::Audio => "Audio file",
        AttachmentKind::Image => "Image",
        AttachmentKind::Video => "Video",
        AttachmentKind::Document => "Document",
        AttachmentKind::Sticker | AttachmentKind::AnimatedSticker => "Sticker",
    },
    said_in_it: "Said in it:",
    nothing_said_in_it: "Nothing is said in it.",
    unheard: |why| format!("Not heard: {why}."),
    delivered: "delivered",
    read: "read",
    undelivered: |why| format!("not delivered: {why}"),
    earlier: "Earlier messages",
    newest: "Go to the newest",
    new_messages: "New messages",
    tried_again: "Another attempt at what had failed before.",
    redelivered: "Makes up for a part that the channel did not deliver.",
    take_over: "Take over",
    release: "Give back to the assistant",
    write: "Answer as a person",
    write_help: "Ctrl+Enter sends. The conversation is yours from then on.",
    send: "Send",
    maybe_sent: |why| {
        format!(
            "The channel did not confirm the message, but may have sent it. Look at the channel before you \
             send it again. ({why})"
        )
    },
    not_sent: |why| format!("The channel refused the message, which was not sent: {why}"),
    erase: "Erase the conversation…",
    erase_title: |contact| format!("Erase the conversation with {contact}?"),
    erase_what: &[
        "all messages, of both sides",
        "the records of what the assistant did",
        "the audio",
        "the contact's name, phone number and ids",
    ],
    erase_lead: "It goes for good:",
    erase_sure: "Yes, erase all of this conversation",
    erase_unsure: "Tick this to confirm.",
};

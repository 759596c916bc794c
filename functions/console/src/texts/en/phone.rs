//! The phone page, and the words for what a turn does.

use conversation::{Cap, LeftOut, Outcome, Reason, TextBecause, Unheard, Unseen};

use crate::texts::{Phone, Trail};

pub(super) const PHONE: Phone = Phone {
    title: |name| format!("Try {name}"),
    lead: "Write as a customer would. You get what a customer gets, and nothing reaches the provider, the desk \
           or the figures.",
    settings: "Settings",
    anew: "Begin anew",
    anew_help: "Erases this test.",
    chat: "The customer's phone",
    empty: "Nothing has been said yet.",
    empty_hint: "Write the first message below. What happens then is shown step by step: what was waited \
                 for, what the model was asked, what it cost, and why it ended so.",
    message: "Message as the customer",
    send: "Send",
    as_voice: "As a voice message",
    keys: "Enter sends, Shift and Enter begins a new line.",
    customer: "Customer",
    assistant: "Assistant",
    person: "Person",
    note: "Recado's note to the assistant",
    voice: "Voice message",
    typing: "Typing…",
    collecting: "More messages are collected for",
    collecting_unseen: |time| {
        format!("The answer comes in {time}, with all that is written until then.")
    },
    collecting_quiet_unseen: |time| {
        format!("The answer comes in {time} at the earliest, once nothing more is written.")
    },
    due: "The wait is over; the answer begins in a moment.",
    tries_again: "It failed, and is tried again in",
    with_people: "People have the conversation. The assistant keeps quiet.",
    being_told: "The customer is being told.",
    disabled: "This integration is switched off. Tests are answered all the same.",
    gone: "There is no such test any more: it was erased, a day has passed, or the integration was deleted.",
    unreachable: "The console does not answer. What you have typed is still here; it is tried again.",
    run: "What happens",
    nothing_yet: "Each answer appears here, with its steps.",
    waits: "Waits for a person",
    summary: "Summary for people",
    answer: "Answer as a person",
    answer_help: "The customer sees it, and the assistant reads it later.",
    answer_send: "Send as a person",
    release: "Give back to the assistant",
    trail: Trail {
        now: "Now",
        taken: |count| match count {
            1 => "1 message taken".to_owned(),
            count => format!("{count} messages taken"),
        },
        waited: "Waited",
        waited_to_hear: "Waited for recordings",
        fetched: "Fetched files",
        asked: "Asked the model",
        called: "Called tools",
        spoke: "Spoke",
        sent: "Sent",
        paused: "Paused between messages",
        all: "From the first message to the end",
        tokens: "Tokens",
        tokens_of: |[read, cached, written]| format!("{read} in ({cached} cached), {written} out"),
        cost: "Cost",
        hearing_cost: "Cost of hearing",
        attempts: "Attempts",
        error: "Error",
        left_out: |part| match part {
            LeftOut::ReasoningEffort => {
                "The server refused the reasoning effort, and answered without it."
            }
            LeftOut::Verbosity => {
                "The server refused the length of replies, and answered without it."
            }
            LeftOut::ServiceTier => "The server refused the service tier, and answered without it.",
            LeftOut::Pictures => "The server refused pictures, and answered without them.",
            LeftOut::Documents => "The server refused documents, and answered without them.",
            LeftOut::Unknown => {
                "The server refused something that a newer version knows, and answered without it."
            }
        },
        over_cap: |cap| match cap {
            Cap::MaxRepliesPerHour => {
                "The customer has had as many answers in this hour as the settings allow."
            }
            Cap::MaxTurnTokens => {
                "The answer may take more tokens than the settings allow for one."
            }
            Cap::MaxContactDayTokens => {
                "It may take more tokens than the settings leave the customer for this day."
            }
            Cap::MaxDayTokens => "It may take more tokens than the settings leave for this day.",
            Cap::Unknown => "A limit that a newer version knows.",
        },
        dropped: "Not sent",
        dropped_parts: |count| match count {
            1 => "1 part, since the customer wrote first".to_owned(),
            count => format!("{count} parts, since the customer wrote first"),
        },
        tools: "Tools",
        call_failed: "failed:",
        call_unanswered: "was not answered any more",
        heard: "Heard",
        recordings: |count, plays| match count {
            1 => format!("1 recording, {plays}"),
            count => format!("{count} recordings, {plays}"),
        },
        not_heard: "Not heard",
        unheard: |why| match why {
            Unheard::Gone => "the channel no longer has it",
            Unheard::TooLarge => "it is too large",
            Unheard::Video => "the sound of videos is not heard, by the settings",
            Unheard::TooLong => "it is too long",
            Unheard::OverDayCap => "the minutes of the day are spent",
            Unheard::TooMany => "there were more at once than the settings allow",
            Unheard::NotAudio => "it has no sound that can be heard",
            Unheard::Failed => "the channel or the transcription failed",
            Unheard::Unknown => "a later version knows why",
            Unheard::NoTime => "it was not ready when the answer was due",
        },
        seen: "Seen",
        files: |count, kilobytes| match count {
            1 => format!("1 file, {kilobytes} kB"),
            count => format!("{count} files, {kilobytes} kB"),
        },
        not_seen: "Not seen",
        unseen: |why| match why {
            Unseen::Gone => "the channel no longer has it",
            Unseen::TooLarge => "it is too large",
            Unseen::TooMany => "there were more at once than the settings allow",
            Unseen::NotReadable => "it is no kind of file that is shown",
            Unseen::Failed => "the channel failed",
            Unseen::Refused => "it could not be read together with the rest of the question",
            Unseen::NoTime => "it was not fetched when the answer was due",
            Unseen::Unknown => "a later version knows why",
        },
        spoken: "Spoken",
        characters: |count| format!("{count} characters"),
        in_text: "As text, because",
        asking: "The model is asked",
        sending: |sent, all| format!("Sends the answer: {sent} of {all} parts sent"),
        transferring: "Goes to people",
        outcome: |outcome| match outcome {
            Outcome::Answered { parts: 1 } => "Answered".to_owned(),
            Outcome::Answered { parts } => format!("Answered in {parts} parts"),
            Outcome::Transferred { .. } => "Transferred to people".to_owned(),
            Outcome::TakenOver { .. } => "A person took over".to_owned(),
            Outcome::GivenBack => "Given back before the transfer".to_owned(),
            Outcome::Disabled => "Left to people".to_owned(),
            Outcome::Expired => "Nothing left to answer".to_owned(),
            Outcome::HandedOver {
                customer_told: true,
            } => "Handed over, the customer knows".to_owned(),
            Outcome::HandedOver {
                customer_told: false,
            } => "Handed over, the customer could not be told".to_owned(),
        },
        reason: |reason| match reason {
            Reason::Requested => "The assistant asked for it.",
            Reason::AssistantFailed => "The assistant failed.",
            Reason::StillFailing => "The assistant failed again.",
            Reason::Refused => "The model refused to answer.",
            Reason::EmptyReply => "The model's answer was empty.",
            Reason::TooOld => "The messages were more than 24 hours old.",
            Reason::Undeliverable => "The channel refused the answer.",
            Reason::Phrase => "The customer used one of the phrases that ask for a person.",
            Reason::OverBudget => "A limit of the settings is reached.",
            Reason::Unknown => "For a reason that a newer version knows.",
        },
        because: |because| match because {
            TextBecause::CustomerWrote => "the customer wrote, and voices answer voices",
            TextBecause::NothingToSay => "nothing in it can be spoken",
            TextBecause::OverReplyCap => "it is longer than the settings let a voice be",
            TextBecause::OverDayCap => "the characters of the day are spent",
            TextBecause::VoiceFailed => "ElevenLabs failed",
            TextBecause::StorageFailed => "the audio could not be stored",
            TextBecause::ChannelRefused => "the channel did not take the voice",
            TextBecause::NoTime => "the model left too little time",
        },
    },
};

//! Whether an integration works.

use crate::integrations::{Code, Found, Why};
use crate::pages::CheckedPart as Part;
use crate::texts::Checks;

pub(super) const CHECKS: Checks = Checks {
    title: "Does it work?",
    lead: "Asks each part right now, as it is saved. Asking the assistant costs a few tokens, and hearing \
           half a second of silence.",
    check: "Check",
    again: "Check again",
    part: |part| match part {
        Part::Assistant => "Assistant",
        Part::Voice => "Voice",
        Part::Hearing => "Recordings",
        Part::Channel => "Channel",
        Part::Desk => "People",
        Part::Webhook => "Webhook",
    },
    works: "Works",
    fails: "Does not work",
    unknown: "Not known",
    not_set: "Not used",
    found,
    verified: "Last verified:",
    refused: "Last refused:",
};

fn found(part: Part, found: &Found) -> &'static str {
    match found {
        Found::Works => match part {
            Part::Assistant => "The model answers under this key.",
            Part::Voice => "The key lists the account's voices, and the chosen one is among them.",
            Part::Hearing => "Recordings are heard, by this model under this key.",
            Part::Channel => "The provider takes the token.",
            Part::Desk => "The desk answers.",
            Part::Webhook => "The newest webhook was verified.",
        },
        Found::NotSet => match part {
            Part::Voice => "Replies are text.",
            Part::Hearing => "Nobody hears recordings: the assistant is told that they came.",
            _ => "Transfers wait here, in the console's conversations.",
        },
        Found::NotChecked { why: Why::NoneCame } => {
            "No webhook has come yet. Set the URL at the provider, then write to the channel."
        }
        Found::NotChecked {
            why: Why::NothingToRead,
        } => "Nothing can be asked there that would not send something. Try it with a message.",
        Found::Fails { code, .. } => fails(part, *code),
    }
}

const fn fails(part: Part, code: Code) -> &'static str {
    match (code, part) {
        (Code::KeyRefused, Part::Assistant) => {
            "The API key is refused: paste a valid one, with the right to use the model."
        }
        (Code::KeyRefused, Part::Hearing) => {
            "The key is refused where recordings are heard, or there is none: name a server that hears, with \
             its key."
        }
        (Code::KeyRefused, Part::Voice) => {
            "The ElevenLabs key is refused, or may not list voices: paste another one."
        }
        (Code::KeyRefused, _) => {
            "The token is refused: take a new one at the provider, and paste it."
        }
        (Code::KindOfKey, _) => {
            "The token is known, but it is not that of the agent bot of this account, or the bot has no \
             inbox there. Paste the bot's own token."
        }
        (Code::AccountRefused, _) => {
            "The account may not be used: look at its plan, its quota and its bills at the provider."
        }
        (Code::NotFound, Part::Assistant) => {
            "There is no such model for this key, or no such API at the address: look at the assistant's \
             model and at the base URL."
        }
        (Code::NotFound, Part::Hearing) => {
            "The server does not hear, or has no such model: name a server that does, or let nobody hear."
        }
        (Code::NotFound, Part::Voice) => {
            "The account no longer has the chosen voice, or the API is not at the address: choose a voice \
             again."
        }
        (Code::NotFound, _) => {
            "There is nothing of this id, or at this address: compare both with what the provider shows."
        }
        (Code::NotConnected, _) => {
            "Telegram does not send its messages here: press “Connect the webhook”."
        }
        (Code::Busy, _) => {
            "The server is overloaded or failing right now. Check again in a minute."
        }
        (Code::Unreachable, _) => {
            "The server did not answer in time: look at the address, or check again in a minute."
        }
        (Code::Unverified, _) => {
            "The newest webhook did not verify, so messages are not coming in: the secret at the provider is \
             another one than here."
        }
        (Code::Refused, _) => "The server refuses what is asked. The code beside it says more.",
    }
}

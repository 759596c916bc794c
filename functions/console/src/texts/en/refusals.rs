//! Refusals.

use fields::{Expected, Reason as Of};
use http_client::BaseUrlError;

use crate::refused::{Reason, VoiceProblem};
use crate::texts::{Language, Refusals};

pub(super) const REFUSALS: Refusals = Refusals { of };

fn of(reason: &Reason) -> String {
    let said = match reason {
        Reason::Value(_, reason) => return value(reason),
        Reason::OtherId => "The id cannot be changed.",
        Reason::IdTaken => "There is an integration under this id already: choose another one.",
        Reason::IdOfAPage => "No integration can have this id: choose another one.",
        Reason::NoVoiceChosen => {
            "Choose a voice for this key, or leave the key empty: replies in text need none."
        }
        Reason::SecretNotSet => "Nothing is stored here yet: write it.",
        Reason::SecretNeededAgain => {
            "Write it again: it would now go to another place than before."
        }
        Reason::SecretsTooLong(bytes) => {
            let [bytes, most] = [*bytes, store::MAX_SECRETS_BYTES].map(number);
            return format!(
                "All keys and tokens have {bytes} bytes together; at most {most} can be kept."
            );
        }
        Reason::UnknownAssistant(id) => {
            return format!(
                "Recado has no assistant {}. OpenAI closed its Assistants API on 26 August 2026, so \
                 Recado keeps assistants itself: create one, and copy the model and the instructions \
                 of the old one.",
                id.as_str()
            );
        }
        Reason::NoVoiceKey => "Write the ElevenLabs API key first.",
        Reason::Voice { problem, detail } => {
            let said = match problem {
                VoiceProblem::Key => {
                    "ElevenLabs refuses this key, or the key may not list voices and models."
                }
                VoiceProblem::Address => {
                    "ElevenLabs' API is not at this address. It is written without /v1."
                }
                VoiceProblem::Account => {
                    "The key is known, but ElevenLabs refuses its account: look at its plan and quota."
                }
                VoiceProblem::Other => "ElevenLabs refuses it.",
            };
            return format!("{said} ({detail})");
        }
        Reason::WebhookByHand(_) => {
            "This provider takes the webhook's URL only in its own settings: paste it there."
        }
        Reason::OwnHost => "The browser did not say which address it used. Load the page again.",
        Reason::ReleaseKeyword => {
            "This is the keyword that gives the conversation back. Use the button for that."
        }
        Reason::Repeated => "It is there more than once.",
        Reason::BesideContact => "It has no place beside a search for a contact.",
        Reason::NotANumber => "Write a number.",
        Reason::Cursor => "The list has changed. Open it again from the beginning.",
        Reason::BeforeFrom => "The last day is before the first.",
        Reason::TooManyDaysOfAll(most) => {
            return format!(
                "There are many integrations: choose one of them, or at most {most} days."
            );
        }
        Reason::TooManyDays(most) => return format!("Choose at most {most} days."),
        Reason::NotADate => "Write a day, such as 2026-11-23.",
        Reason::NotAFigure => "There is no such figure.",
        Reason::AssistantIdTaken => "This id is taken already: choose another.",
        Reason::NoIntegrations => "Choose 1 to 100 integrations.",
        Reason::IntegrationsOfAdmin => "An admin has all integrations: choose none.",
    };
    said.to_owned()
}

fn value(reason: &Of) -> String {
    let said = match reason {
        Of::Required | Of::Empty => "Fill this in.",
        Of::UnknownField => "There is no such setting in this version.",
        Of::WrongType(expected) => match expected {
            Expected::Object | Expected::Secret => "This is not complete.",
            Expected::Text => "Write a text.",
            Expected::Flag => "Choose yes or no.",
            Expected::Number => "Write a number, such as 0.5.",
            Expected::List | Expected::Texts => "Write one on each line.",
            Expected::OpeningTimes => TIMES,
            Expected::Phrases => "Write one phrase on each line.",
        },
        Of::TooManyCharacters(most) => {
            return format!("It is too long: at most {} characters.", number(*most));
        }
        Of::TooManyBytes(most) => {
            return format!("It is too long: at most {} bytes.", number(*most));
        }
        Of::TooManyEntries(most) => {
            return format!("There are too many: at most {}.", number(*most));
        }
        Of::NoEntries => "Write at least one, or choose that there are none.",
        Of::ControlCharacters => {
            "It has characters that cannot be seen. Write it anew instead of pasting it."
        }
        Of::NotWhole { min, max } => {
            let [min, max] = [*min, *max].map(|bound| Language::English.number(bound.into()));
            return format!("Write a whole number from {min} to {max}.");
        }
        Of::NotWithin { min, max } | Of::Temperature { min, max } => {
            return format!("Write a number from {min} to {max}.");
        }
        Of::NotAmong(names) | Of::UnknownChannel(names) => {
            return format!("Choose one of these: {}.", names.join(", "));
        }
        Of::NotVisibleAscii => {
            "Only letters without accents, digits and signs can be here, and no spaces. Was it pasted \
             whole?"
        }
        Of::Url(error) => match error {
            BaseUrlError::NotAUrl => "Write a whole address, such as https://api.example.com/v1.",
            BaseUrlError::Scheme => "The address must begin with https://.",
            BaseUrlError::UserInfo => "The address must hold no user name and no password.",
            BaseUrlError::Fragment => "The address must hold no #.",
            BaseUrlError::PrivateHost => PRIVATE,
            BaseUrlError::Credential => {
                "The address must hold no key and no password, since everybody who reads the settings \
                 sees it: write the key into its own field."
            }
        },
        Of::UrlWithQuery => "The address must hold nothing after a question mark.",
        Of::HostNotFound => "There is no server of this name. Is it written right?",
        Of::HostNotFoundInTime => "The server's name could not be looked up in time. Try again.",
        Of::HostNotPublic => PRIVATE,
        Of::IntegrationId => "Write 1 to 64 of a–z, 0–9 and -, without accents and spaces.",
        Of::AssistantId => "Write asst_ and then 1 to 59 letters, digits, _ or -.",
        Of::ConversationId => "This is not the id of a conversation.",
        Of::ProviderId => "Write 1 to 256 bytes.",
        Of::TimeZone => "Choose a time zone, such as America/Sao_Paulo.",
        Of::OpeningTimes => TIMES,
        Of::Language => "Write the language's two letters, such as pt.",
        Of::EmptyMarker | Of::EmptyPhrase | Of::EmptyKeyword => {
            "It needs at least one letter or digit."
        }
        Of::RuntimeNotAvailable => {
            "This version cannot ask OpenAI's Assistants API. Copy the model and the instructions here."
        }
        Of::NoFileSearch => {
            "Only the protocol Responses searches files. Choose it, or leave the file stores empty."
        }
        Of::MaxBeforeQuiet => "The longest wait must be at least as long as the pause.",
        Of::OnlyForVoice => "This is only for replies in a voice.",
        Of::HearingWithoutVoice => {
            "ElevenLabs hears with the key that speaks. Choose a voice as the format of the reply, or give \
             the server that hears a base URL and a key of its own."
        }
        Of::FunctionName => "Write 1 to 64 of A–Z, a–z, 0–9, _ and -. transfer_to_human is taken.",
        Of::FunctionTwice => "Two functions have one name. Give each a name of its own.",
        Of::SchemaOfAnObject => {
            "Write a JSON Schema of an object: {\"type\": \"object\", \"properties\": …}, \
             without allOf, anyOf, enum, not or oneOf beside the type."
        }
        Of::DeskOfAnotherChannel(_) => {
            "These people are only reached through the same provider's channel. Choose another desk."
        }
        Of::SigningSecret => {
            "Write whsec_ and then a key of 24 to 64 bytes in base64, as Standard Webhooks has it."
        }
        Of::PhoneNumberId => {
            "Write the id that Meta gives the number: digits only, and not the phone number itself."
        }
        Of::BotToken => "Write the token that BotFather gave you, such as 123456:ABC-DEF.",
        Of::TelegramSecretToken => "Write 1 to 256 of A–Z, a–z, 0–9, _ and -.",
        Of::WhazingId => "Write the id that Whazing shows: a number.",
        Of::WhazingUrl => {
            "The address must end in /v1/api/external/ and the API's id, as Whazing shows it."
        }
        Of::WhazingQueue => "Write the number of the queue at Whazing, such as 4.",
        Of::WhazingBotQueue => {
            "Write another queue than the assistant's own: a ticket that is moved there would come back \
             to the assistant."
        }
        Of::ChatwootAccount => {
            "Write the account's number: in Chatwoot's address it stands behind /accounts/."
        }
        Of::ChatwootTeam => "Write the number of the team at Chatwoot, such as 4.",
        Of::Price => "Write an amount in US dollars, with at most six decimals, such as 0.15.",
        Of::PricedTwice => "This model has its prices already.",
        Of::Other(said) => return format!("It cannot be read: “{said}”."),
    };
    said.to_owned()
}

const TIMES: &str =
    "Write times from 00:00 to 24:00, such as 09:00-18:00 or 09:00-12:00, 13:00-18:00.";
const PRIVATE: &str = "The address must lead to a server on the public internet.";

fn number(number: usize) -> String {
    Language::English.number(u64::try_from(number).unwrap_or(u64::MAX))
}

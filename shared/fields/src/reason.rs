//! Why a value cannot be accepted.

use std::fmt;

use conversation::{InvalidHours, InvalidId, Spans, VoiceWhen};
use http_client::BaseUrlError;
use serde::{Deserialize, Serialize};

/// Why a value cannot be accepted: all that the settings, and the providers' own, can say of one.
///
/// As a text it is the API's sentence for the person who wrote the value, which does not repeat
/// what was written. The console's pages say the same in their reader's language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The field is missing.
    #[error("is required")]
    Required,
    /// No type has such a field.
    #[error("there is no such field")]
    UnknownField,
    /// The value has another type than this.
    #[error("must be {0}")]
    WrongType(Expected),
    /// The text is empty, or all white space.
    #[error("must not be empty")]
    Empty,
    /// The text has more characters than this.
    #[error("must have at most {0} characters")]
    TooManyCharacters(usize),
    /// The text has more bytes than this.
    #[error("must have at most {0} bytes")]
    TooManyBytes(usize),
    /// The list has more entries than this.
    #[error("must hold at most {0}")]
    TooManyEntries(usize),
    /// The list has no entries, and null would ask for none.
    #[error("must hold at least one; null asks for none")]
    NoEntries,
    /// The text has control characters.
    #[error("must hold no control characters")]
    ControlCharacters,
    /// Not an integer within these bounds.
    #[error("must be a whole number from {min} to {max}")]
    #[expect(missing_docs, reason = "the bounds, both included")]
    NotWhole { min: u32, max: u32 },
    /// A number that is not within these bounds.
    #[error("must be a number from {min} to {max}")]
    #[expect(missing_docs, reason = "the bounds, both included")]
    NotWithin { min: f64, max: f64 },
    /// The same of a temperature.
    #[error("must be {min} to {max}")]
    #[expect(missing_docs, reason = "the bounds, both included")]
    Temperature { min: f64, max: f64 },
    /// The text is none of these.
    #[error("must be {}", any_of(.0))]
    NotAmong(Vec<String>),
    /// The text is not visible ASCII.
    #[error("must be letters, digits and signs of ASCII, without white space")]
    NotVisibleAscii,
    /// The form of the URL.
    #[error(transparent)]
    Url(BaseUrlError),
    /// The URL has a query, and the server wants none.
    #[error("the URL must hold no query (?)")]
    UrlWithQuery,
    /// The name of the URL's host does not resolve.
    #[error("the host's name could not be resolved")]
    HostNotFound,
    /// The same, as far as one waited.
    #[error("the host's name was not resolved in time")]
    HostNotFoundInTime,
    /// The name of the URL's host leads to no address of the public internet.
    #[error("the host does not lead to a public address")]
    HostNotPublic,
    /// Not the id of an integration.
    #[error("{}", InvalidId::Integration)]
    IntegrationId,
    /// Not the id of an assistant.
    #[error("{}", InvalidId::Assistant)]
    AssistantId,
    /// Not the id of a conversation.
    #[error("{}", InvalidId::Conversation)]
    ConversationId,
    /// Not an id that a provider can have given.
    #[error("{}", InvalidId::Provider)]
    ProviderId,
    /// Not a time zone.
    #[error("{}", InvalidHours::Zone)]
    TimeZone,
    /// Not opening times.
    #[error("{}", InvalidHours::Time)]
    OpeningTimes,
    /// Not a language's two letters.
    #[error("must be two lower-case letters (ISO 639-1), such as pt")]
    Language,
    /// A marker that would be found in every reply, or in none.
    #[error("a marker needs at least one letter or digit")]
    EmptyMarker,
    /// A phrase that no message would hold.
    #[error("a phrase needs at least one letter or digit")]
    EmptyPhrase,
    /// A keyword that no message would be.
    #[error("needs at least one letter or digit")]
    EmptyKeyword,
    /// A runtime that there was and may come again.
    #[error(
        "is not available yet in this version: leave it out, and copy model and instructions here"
    )]
    RuntimeNotAvailable,
    /// Vector stores for a runtime that searches no files.
    #[error(
        "is only for the runtime responses, since chat completions search no files: leave it empty, \
         or choose that runtime"
    )]
    NoFileSearch,
    /// A longest wait that is shorter than the quiet that it waits for.
    #[error("must be at least quiet_ms: otherwise no quiet could ever end the wait")]
    MaxBeforeQuiet,
    /// A setting of a voice, where replies are text.
    #[error("is only for the format voice")]
    OnlyForVoice,
    /// ElevenLabs is to hear recordings, and there is no key for it.
    #[error(
        "needs an ElevenLabs key: choose the reply format voice, or write the server that hears"
    )]
    HearingWithoutVoice,
    /// Not the name of a function.
    #[error("must be 1 to 64 of A-Z, a-z, 0-9, _ and -, and not transfer_to_human")]
    FunctionName,
    /// Two functions have this name.
    #[error("must not be the name of two functions")]
    FunctionTwice,
    /// Not the schema of an object.
    #[error(
        "must be a JSON Schema whose type is \"object\", without allOf, anyOf, enum, not or oneOf beside it"
    )]
    SchemaOfAnObject,
    /// No channel is of this kind, but of these.
    #[error("must be one of {}", .0.join(", "))]
    UnknownChannel(Vec<String>),
    /// A desk of this kind is only where the channel is of it as well.
    #[error(
        "its conversations exist only where the channel is {0} too: choose webhook or none, or \
         leave desk out for the channel's own"
    )]
    DeskOfAnotherChannel(String),
    /// Not a signing key of Standard Webhooks.
    #[error("must be whsec_ followed by 24 to 64 bytes in base64")]
    SigningSecret,
    /// Not the id of a phone number at Meta.
    #[error("must be the number's id: up to 32 digits, not the phone number itself")]
    PhoneNumberId,
    /// Not a token from BotFather.
    #[error("must be the token that BotFather gave, such as 123456:ABC-DEF")]
    BotToken,
    /// Not a secret token that Telegram takes.
    #[error("must be 1 to 256 of A-Z, a-z, 0-9, _ and -")]
    TelegramSecretToken,
    /// Not an id that Whazing shows.
    #[error("must be the id that Whazing shows, a number")]
    WhazingId,
    /// Not the address of Whazing's external API.
    #[error("must end in /v1/api/external/ and the API's id, as Whazing shows it")]
    WhazingUrl,
    /// Not the id of a queue at Whazing.
    #[error("must be the queue's number at whazing, such as 4")]
    WhazingQueue,
    /// The queue at Whazing in which the assistant itself works.
    #[error(
        "must be another queue than channel.bot_queue: a ticket that is moved there goes to the \
         assistant"
    )]
    WhazingBotQueue,
    /// Not the number of an account of Chatwoot.
    #[error("must be the account's number, as in Chatwoot's address behind /accounts/")]
    ChatwootAccount,
    /// Not the number of a team of Chatwoot.
    #[error("must be the team's number at chatwoot, such as 4")]
    ChatwootTeam,
    /// Not a price.
    #[error("must be an amount in US dollars with a point, such as 0.15")]
    Price,
    /// Another entry names the same model.
    #[error("has its prices already")]
    PricedTwice,
    /// Words of a library, in English.
    #[error("{0}")]
    Other(String),
}

/// The type of a value, as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// An object.
    #[error("an object")]
    Object,
    /// A text.
    #[error("a string")]
    Text,
    /// Yes or no.
    #[error("true or false")]
    Flag,
    /// A number.
    #[error("a number")]
    Number,
    /// A list.
    #[error("a sequence")]
    List,
    /// A list of texts.
    #[error("a list of strings")]
    Texts,
    /// A list of a day's opening times.
    #[error("{}", Spans::EXPECTED)]
    OpeningTimes,
    /// The name of a list of phrases, or a list.
    #[error(r#""default", or a list of phrases"#)]
    Phrases,
    /// A secret, or the mark of the stored one.
    #[error(r#"a string, or {{"set": true}} to keep what is stored"#)]
    Secret,
}

impl Reason {
    /// The text is none of these.
    pub fn not_among(names: &[&str]) -> Self {
        Self::NotAmong(names.iter().map(ToString::to_string).collect())
    }
}

/// `a, b or c`.
fn any_of(names: &[String]) -> String {
    match names {
        [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        names => names.concat(),
    }
}

impl From<InvalidId> for Reason {
    fn from(invalid: InvalidId) -> Self {
        match invalid {
            InvalidId::Integration => Self::IntegrationId,
            InvalidId::Conversation => Self::ConversationId,
            InvalidId::Assistant => Self::AssistantId,
            InvalidId::Provider => Self::ProviderId,
        }
    }
}

impl From<InvalidHours> for Reason {
    fn from(invalid: InvalidHours) -> Self {
        match invalid {
            InvalidHours::Zone => Self::TimeZone,
            InvalidHours::Time => Self::OpeningTimes,
            InvalidHours::TooMany => Self::TooManyEntries(Spans::MOST),
        }
    }
}

impl From<BaseUrlError> for Reason {
    fn from(error: BaseUrlError) -> Self {
        Self::Url(error)
    }
}

/// A reason on its way through serde, whose errors are texts: as JSON, after a character that no
/// text of serde's holds, since serde escapes what was written.
#[derive(Debug)]
pub struct Carried(Reason);

const MARK: char = '\u{1}';

impl From<Reason> for Carried {
    fn from(reason: Reason) -> Self {
        Self(reason)
    }
}

impl fmt::Display for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_string(&self.0).map_err(|_| fmt::Error)?;
        write!(f, "{MARK}{json}")
    }
}

/// The reason that an error of serde carries.
pub(crate) fn carried(said: &str) -> Option<Reason> {
    let (_, json) = said.rsplit_once(MARK)?;
    serde_json::from_str(json).ok()
}

/// The reason that a type of `conversation` gave by its sentence, since that crate knows nothing of
/// ours.
pub(crate) fn of_sentence(said: &str) -> Reason {
    let known = [
        InvalidId::Integration.into(),
        InvalidId::Assistant.into(),
        InvalidHours::Zone.into(),
        InvalidHours::Time.into(),
        InvalidHours::TooMany.into(),
        Reason::not_among(&VoiceWhen::NAMES),
    ];
    let reason = known.into_iter().find(|reason| reason.to_string() == said);
    reason.unwrap_or_else(|| Reason::Other(said.to_owned()))
}

/// The type that serde expected.
pub(crate) fn expected(said: &str) -> Reason {
    let expected = match said {
        "a string" => Expected::Text,
        "a boolean" => Expected::Flag,
        "f64" => Expected::Number,
        "a sequence" => Expected::List,
        Spans::EXPECTED => Expected::OpeningTimes,
        other if other.starts_with("struct ") => Expected::Object,
        other => return Reason::Other(format!("must be {other}")),
    };
    Reason::WrongType(expected)
}

#[cfg(test)]
mod tests {
    use conversation::{AssistantId, IntegrationId, Week, Zone};
    use http_client::BaseUrlError;
    use serde_json::{Value, json};

    use super::*;
    use crate::{Filled, FilledList, Link, Mistake, ModelServer, Out, Secret, Text, Whole, read};

    #[derive(Serialize, Deserialize)]
    #[serde(default)]
    struct Settings {
        name: Option<Filled<3>>,
        note: Text<3>,
        count: Whole<1, 5, 1>,
        list: FilledList<1, 3>,
        plain: Vec<u8>,
        flag: bool,
        share: f64,
        link: Option<Link<ModelServer>>,
        secret: Option<Secret<Out>>,
        week: Week,
        zone: Option<Zone>,
        when: VoiceWhen,
        integration: Option<IntegrationId>,
        assistant: Option<AssistantId>,
    }

    impl Default for Settings {
        fn default() -> Self {
            let none = json!({
                "note": "", "count": 1, "list": [], "plain": [], "flag": false, "share": 0.0,
                "week": {}, "when": "always",
            });
            let whole = none.as_object().cloned().unwrap_or_default();
            let fields = ["name", "link", "secret", "zone", "integration", "assistant"];
            let none = fields.map(|name| (name.to_owned(), Value::Null));
            let whole: Value = whole.into_iter().chain(none).collect();
            serde_json::from_value(whole).unwrap()
        }
    }

    fn refused(name: &str, value: Value) -> (Mistake, Reason) {
        let error = read::<Settings>(json!({ name: value })).err().unwrap();
        (error.mistake, error.reason)
    }

    #[test]
    fn a_reason_comes_through_serde_as_it_is() {
        let wrong_type = |expected| (Mistake::WrongType, Reason::WrongType(expected));
        let invalid = |reason| (Mistake::Invalid, reason);
        let not_whole = Reason::NotWhole { min: 1, max: 5 };
        for (name, value, expected) in [
            ("name", json!(" "), invalid(Reason::Empty)),
            ("name", json!("long"), invalid(Reason::TooManyCharacters(3))),
            ("name", json!(1), wrong_type(Expected::Text)),
            ("note", json!("\0"), invalid(Reason::ControlCharacters)),
            ("count", json!(6), invalid(not_whole.clone())),
            ("count", json!("6"), (Mistake::WrongType, not_whole)),
            (
                "list",
                json!(["a", "b"]),
                invalid(Reason::TooManyEntries(1)),
            ),
            ("list", json!("a"), wrong_type(Expected::Texts)),
            ("plain", json!(1), wrong_type(Expected::List)),
            ("flag", json!(1), wrong_type(Expected::Flag)),
            ("share", json!("1"), wrong_type(Expected::Number)),
            ("link", json!("a"), invalid(BaseUrlError::NotAUrl.into())),
            ("secret", json!("a b"), invalid(Reason::NotVisibleAscii)),
            ("secret", json!({"set": 1}), wrong_type(Expected::Secret)),
            (
                "week",
                json!({"mon": 1}),
                wrong_type(Expected::OpeningTimes),
            ),
            (
                "week",
                json!({"mon": [["9", "8"]]}),
                invalid(Reason::OpeningTimes),
            ),
            (
                "week",
                json!({"mon": vec![["09:00", "10:00"]; 11]}),
                invalid(Reason::TooManyEntries(10)),
            ),
            ("week", json!(1), wrong_type(Expected::Object)),
            ("zone", json!("Lisboa"), invalid(Reason::TimeZone)),
            (
                "when",
                json!("never"),
                invalid(Reason::not_among(&["always", "mirror"])),
            ),
            ("integration", json!("A"), invalid(Reason::IntegrationId)),
            ("assistant", json!("A"), invalid(Reason::AssistantId)),
        ] {
            assert_eq!(refused(name, value.clone()), expected, "{name} = {value}");
        }
    }

    #[test]
    fn nobody_can_write_a_reason() {
        let written = Carried::from(Reason::Required).to_string();
        let expected = (Mistake::WrongType, Reason::WrongType(Expected::Flag));
        assert_eq!(refused("flag", json!(written)), expected);
        assert_eq!(refused("when", json!(written)).0, Mistake::Invalid);
    }

    #[test]
    fn a_list_of_names_reads_as_a_sentence() {
        for (names, sentence) in [
            (&["a"][..], "must be a"),
            (&["a", "b"], "must be a or b"),
            (&["a", "b", "c"], "must be a, b or c"),
        ] {
            assert_eq!(Reason::not_among(names).to_string(), sentence);
        }
    }
}

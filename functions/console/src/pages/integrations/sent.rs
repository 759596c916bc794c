//! What is meant by what a form sends.

use super::ground::secret_fields;
use super::setting::Setting;
use super::values::{KIND, Values};
use super::{Ground, NEW};
use crate::pages::Fields;
use crate::refused::{Reason, Refused};

/// What was sent: without the values that were written for another kind of channel, and with the stored
/// ones of the voice where the form did not ask for them.
pub(super) fn meant(fields: &Fields, stored: &Values) -> Fields {
    let channel = Setting::Channel.path();
    let is_other = fields
        .get(KIND)
        .is_some_and(|kind| kind != fields.text(channel));
    let is_meant = |name: &str| !is_other || name == channel || !name.starts_with("channel.");
    let sent = fields.pairs().filter(|(name, _)| is_meant(name));
    let asked = [Setting::Voice, Setting::VoiceModel, Setting::VoiceWhen];
    let unasked = asked
        .iter()
        .map(|setting| setting.path())
        .filter(|path| fields.get(path).is_none());
    let unasked = unasked.map(|path| (path, stored.get(path)));
    let all = sent.chain(unasked);
    all.map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

/// Refuses what the API takes, and somebody at the form does not mean.
pub(super) fn refused(fields: &Fields, id: &str) -> Option<Refused> {
    if id == NEW {
        return Some(Refused::new(Setting::Id.path(), Reason::IdOfAPage));
    }
    let [key, voice] = [Setting::VoiceKey, Setting::Voice].map(|it| fields.text(it.path()).trim());
    let is_lost = !key.is_empty() && voice.is_empty();
    is_lost.then(|| Refused::new(Setting::Voice.path(), Reason::NoVoiceChosen))
}

/// The values that were sent, beside what is stored. Another kind of channel has no secret yet, whatever
/// the stored one is called.
pub(super) fn values(fields: &Fields, ground: &Ground) -> Values {
    let mut values = Values::sent(fields, ground.settings(), &secret_fields());
    if values.kind() != ground.stored_kind() {
        values.stored.retain(|path| !path.starts_with("channel."));
    }
    values
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Fields {
        let pairs = pairs.iter();
        pairs
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn what_was_written_for_another_channel_is_left_behind() {
        let of = |kind: &str| {
            let fields = sent(&[
                ("channel.kind", "telegram"),
                ("channel.base_url", "https://a.example"),
                (KIND, kind),
                ("name", "Loja"),
            ]);
            meant(&fields, &Values::default())
        };
        assert_eq!(of("telegram").text("channel.base_url"), "https://a.example");
        let other = of("whatsapp_cloud");
        assert_eq!(other.get("channel.base_url"), None);
        assert_eq!(
            (other.text("channel.kind"), other.text("name")),
            ("telegram", "Loja")
        );
    }

    #[test]
    fn a_voice_that_was_not_asked_for_stays() {
        let stored = Values::of(&json!({"reply": {"voice_id": "v", "model_id": "m"}}));
        let unasked = meant(&sent(&[("reply.api_key", "")]), &stored);
        assert_eq!(
            (
                unasked.text("reply.voice_id"),
                unasked.text("reply.model_id")
            ),
            ("v", "m")
        );
        let text = meant(&sent(&[("reply.voice_id", "")]), &stored);
        assert_eq!(text.get("reply.voice_id"), Some(""));
    }
}

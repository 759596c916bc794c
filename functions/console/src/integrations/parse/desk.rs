//! Where people work, when that is set apart from the channel.

use std::collections::BTreeMap;

use channels::{Field, Parts};
use outbound::EndpointUrl;
use store::Channel;

use super::{Reader, Section};
use crate::fields::Fields;
use crate::integrations::desk;
use crate::refused::Refused;

impl Reader {
    /// None for the channel's own desk, also when it is named.
    pub(super) fn desk(
        &mut self,
        mut fields: Fields,
        channel: &Channel,
    ) -> Result<Option<Channel>, Refused> {
        let path = fields.path("kind");
        let kind = fields.string("kind")?;
        let kind = kind.ok_or_else(|| Refused::required(path.clone()))?;
        let values = match kind.as_str() {
            desk::WEBHOOK => self.webhook_desk(fields)?,
            desk::NONE => {
                fields.only(&[])?;
                BTreeMap::new()
            }
            desk::WHAZING | desk::CHATWOOT if kind == channel.kind => {
                fields.only(&[])?;
                return Ok(None);
            }
            desk::WHAZING | desk::CHATWOOT => {
                let message = format!(
                    "its conversations exist only where the channel is {kind} too: choose webhook \
                     or none, or leave desk out for the channel's own"
                );
                return Err(Refused::invalid(path, message));
            }
            _ => {
                let message = "must be webhook, none, whazing or chatwoot";
                return Err(Refused::invalid(path, message));
            }
        };
        Ok(Some(Channel { kind, values }))
    }

    fn webhook_desk(&mut self, mut fields: Fields) -> Result<BTreeMap<String, String>, Refused> {
        fields.only(&["url", "signing_secret"])?;
        let path = fields.path("url");
        let url = fields.required_text("url", channels::MAX_VALUE_BYTES)?;
        match EndpointUrl::parse(&url, self.access) {
            Ok(endpoint) => self.urls.push((path, endpoint)),
            Err(error) => return Err(Refused::invalid(path, error)),
        }
        let access = self.access;
        let channels_own =
            channels::kind(desk::WEBHOOK).and_then(|kind| kind.field("signing_secret"));
        let check =
            |text: &str| channels_own.map_or(Ok(()), |field: &Field| field.check(text, access));
        self.secret(
            Section::Desk,
            Parts::Outbound,
            &mut fields,
            "signing_secret",
            check,
        )?;
        Ok(BTreeMap::from([("url".to_owned(), url)]))
    }
}

//! Where people work, when that is set apart from the channel.

use std::collections::BTreeMap;

use settings::Channel;

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
        if let Some(apart) = desk::fields(&kind) {
            let values = self.values(Section::Desk, apart, fields)?;
            return Ok(Some(Channel { kind, values }));
        }
        let of_a_channel = desk::OF_THE_CHANNEL.contains(&kind.as_str());
        if of_a_channel && kind != channel.kind {
            let message = format!(
                "its conversations exist only where the channel is {kind} too: choose webhook or \
                 none, or leave desk out for the channel's own"
            );
            return Err(Refused::invalid(path, message));
        }
        if !of_a_channel && kind != desk::NONE {
            let message = "must be webhook, none, whazing or chatwoot";
            return Err(Refused::invalid(path, message));
        }
        fields.only(&[])?;
        let values = BTreeMap::new();
        Ok((!of_a_channel).then_some(Channel { kind, values }))
    }
}

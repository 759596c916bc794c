//! The integration that a webhook names, with the secrets that verify the webhook.

use std::sync::Arc;

use channels::Inbound;
use conversation::{ConversationKey, IntegrationId, Policy, ports::PortError};
use store::{IntegrationRecord, Stored};

use crate::Ingest;

/// How old the settings may be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Age {
    /// Some seconds.
    Cached,
    /// A second.
    Fresh,
}

/// An integration, ready to read its webhooks.
#[derive(Debug)]
pub(crate) struct OpenedIntegration {
    pub(crate) version: u64,
    pub(crate) channel: Inbound,
    pub(crate) policy: Policy,
    pub(crate) key: ConversationKey,
}

/// Opens an integration; none if there is no such integration.
pub(crate) async fn open(
    ingest: &Ingest,
    id: &IntegrationId,
    age: Age,
) -> Result<Option<OpenedIntegration>, PortError> {
    let read = match age {
        Age::Cached => ingest.settings.integration(id).await,
        Age::Fresh => ingest.settings.fresh_integration(id).await,
    };
    let Some(stored) = read.map_err(PortError::new)? else {
        return Ok(None);
    };
    let stored: Arc<Stored<IntegrationRecord>> = stored;
    let IntegrationRecord { settings, secrets } = &stored.value;
    let inbound = ingest
        .secrets
        .open_inbound(id, &secrets.inbound)
        .await
        .map_err(PortError::new)?;
    let opened = settings.opened(&inbound.values);
    let channel = channels::inbound(&opened.channel).map_err(PortError::new)?;
    Ok(Some(OpenedIntegration {
        version: stored.version,
        channel,
        policy: settings.policy(None),
        key: inbound.conversation_key(),
    }))
}

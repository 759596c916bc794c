//! The ports of one integration: its channel and its desk, with its own credentials only.

use channels::{AnyChannel, AnyDesk};
use conversation::{
    IntegrationId,
    ports::{Failure, HandOverPorts, PortError},
};
use fields::NotOpened;
use lambda::error_chain;
use queues::{SqsDeadTransfers, SqsHumanQueue};
use store::{IntegrationRecord, SecretsError, Stored};

use crate::{TransferFunction, no_wake_ups::NoWakeUps};

/// The ports of one integration.
pub(crate) struct IntegrationPorts<'a> {
    function: &'a TransferFunction,
    queue: String,
    channel: Result<AnyChannel, Failure>,
    desk: Result<AnyDesk, Failure>,
}

lambda::inbound_ports!(IntegrationPorts<'_>, self => self.function, NoWakeUps => &NoWakeUps);

impl<'a> IntegrationPorts<'a> {
    /// Opens the ports; none if there is no such integration.
    pub(crate) async fn open(
        function: &'a TransferFunction,
        id: &IntegrationId,
    ) -> Result<Option<Self>, PortError> {
        let stored = function.settings.integration(id).await;
        let Some(stored) = stored.map_err(PortError::new)? else {
            return Ok(None);
        };
        let (channel, desk) = match credentials(function, id, &stored).await {
            Ok((channel, desk)) => (channel, desk),
            Err(unusable) => (Err(unusable.clone()), Err(unusable)),
        };
        Ok(Some(Self {
            function,
            queue: stored.value.settings.transfer.queue.as_str().to_owned(),
            channel,
            desk,
        }))
    }

    /// The queue's id at the desk, from the settings.
    pub(crate) fn queue(&self) -> &str {
        &self.queue
    }
}

type Ways = (Result<AnyChannel, Failure>, Result<AnyDesk, Failure>);

async fn credentials(
    function: &TransferFunction,
    id: &IntegrationId,
    stored: &Stored<IntegrationRecord>,
) -> Result<Ways, Failure> {
    let IntegrationRecord { settings, secrets } = &stored.value;
    let opened = function.secrets.open_outbound(id, &secrets.outbound).await;
    let opened = opened.map_err(|error| {
        let detail = error_chain(&error);
        match error {
            SecretsError::Kms(_) => Failure::transient(detail),
            _ => Failure::permanent(detail),
        }
    })?;
    let unusable = |error: NotOpened| Failure::permanent(error.to_string());
    let settings = settings.opened(&opened.values);
    let channel = channels::outbound(&settings.channel, function.client.clone());
    let desk = AnyDesk::new(settings.desk_in_use(), function.client.clone());
    Ok((channel.map_err(unusable), desk.map_err(unusable)))
}

impl HandOverPorts for IntegrationPorts<'_> {
    type HumanQueue = SqsHumanQueue;
    type DeadTransfers = SqsDeadTransfers;
    type Channel = Result<AnyChannel, Failure>;
    type Desk = Result<AnyDesk, Failure>;

    fn human_queue(&self) -> &Self::HumanQueue {
        &self.function.human_queue
    }

    fn dead_transfers(&self) -> &Self::DeadTransfers {
        &self.function.dead_transfers
    }

    fn channel(&self) -> &Self::Channel {
        &self.channel
    }

    fn desk(&self) -> &Self::Desk {
        &self.desk
    }
}

//! One integration's way to its customers and to its people, with its own credentials and no
//! other's.

use std::time::Duration;

use channels::{AnyChannel, AnyDesk};
use conversation::{
    IntegrationId, MessageId, Part, ReplyAddress,
    ports::{Case, Channel, Desk, HandOverPorts, Outgoing, PortError, Recovery, SendError},
};
use fields::NotOpened;
use lambda::error_chain;
use queues::{SqsDeadTransfers, SqsHumanQueue};
use store::{IntegrationRecord, SecretsError, Stored};

use crate::{TransferFunction, no_wake_ups::NoWakeUps};

/// The ports of one integration.
pub(crate) struct Outside<'a> {
    function: &'a TransferFunction,
    queue: String,
    channel: Result<AnyChannel, SendError>,
    desk: Result<AnyDesk, SendError>,
}

lambda::inbound_ports!(Outside<'_>, self => self.function, NoWakeUps => &NoWakeUps);

impl<'a> Outside<'a> {
    /// None when there is no such integration.
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

    /// The queue's id at the desk, as the settings have it.
    pub(crate) fn queue(&self) -> &str {
        &self.queue
    }
}

type Ways = (Result<AnyChannel, SendError>, Result<AnyDesk, SendError>);

async fn credentials(
    function: &TransferFunction,
    id: &IntegrationId,
    stored: &Stored<IntegrationRecord>,
) -> Result<Ways, SendError> {
    let IntegrationRecord { settings, secrets } = &stored.value;
    let opened = function.secrets.open_outbound(id, &secrets.outbound).await;
    let opened = opened.map_err(|error| {
        let detail = error_chain(&error);
        match error {
            SecretsError::Kms(_) => SendError::Transient {
                detail,
                retry_after: None,
            },
            _ => SendError::Permanent { detail },
        }
    })?;
    let unusable = |error: NotOpened| SendError::Permanent {
        detail: error.to_string(),
    };
    let settings = settings.opened(&opened.values);
    let channel = channels::outbound(&settings.channel, function.client.clone());
    let desk = AnyDesk::new(settings.desk_in_use(), function.client.clone());
    Ok((channel.map_err(unusable), desk.map_err(unusable)))
}

impl Channel for Outside<'_> {
    fn render(&self, markdown: &str, to: &ReplyAddress) -> Vec<Part> {
        match &self.channel {
            Ok(channel) => channel.render(markdown, to),
            Err(_) => Vec::new(),
        }
    }

    fn verbatim(&self, text: &str, to: &ReplyAddress) -> Vec<Part> {
        match &self.channel {
            Ok(channel) => channel.verbatim(text, to),
            Err(_) => Vec::new(),
        }
    }

    async fn run_begins(&self, to: &ReplyAddress, newest: &MessageId) {
        if let Ok(channel) = &self.channel {
            channel.run_begins(to, newest).await;
        }
    }

    async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, SendError> {
        match &self.channel {
            Ok(channel) => channel.send(outgoing, time_limit).await,
            Err(unusable) => Err(unusable.clone()),
        }
    }
}

impl Desk for Outside<'_> {
    fn name(&self) -> &'static str {
        self.desk.as_ref().map_or("unusable", AnyDesk::name)
    }

    fn steps(&self) -> u32 {
        // One at least, which says why it cannot be used.
        self.desk.as_ref().map_or(1, AnyDesk::steps)
    }

    fn is_shown_by_the_channel(&self) -> bool {
        self.desk
            .as_ref()
            .is_ok_and(AnyDesk::is_shown_by_the_channel)
    }

    async fn take_step(
        &self,
        step: u32,
        case: Case<'_>,
        time_limit: Duration,
    ) -> Result<(), SendError> {
        match &self.desk {
            Ok(desk) => desk.take_step(step, case, time_limit).await,
            Err(unusable) => Err(unusable.clone()),
        }
    }

    async fn take_back(
        &self,
        recovery: Recovery<'_>,
        time_limit: Duration,
    ) -> Result<(), SendError> {
        match &self.desk {
            Ok(desk) => desk.take_back(recovery, time_limit).await,
            Err(unusable) => Err(unusable.clone()),
        }
    }
}

impl HandOverPorts for Outside<'_> {
    type HumanQueue = SqsHumanQueue;
    type DeadTransfers = SqsDeadTransfers;
    type Channel = Self;
    type Desk = Self;

    fn human_queue(&self) -> &Self::HumanQueue {
        &self.function.human_queue
    }

    fn dead_transfers(&self) -> &Self::DeadTransfers {
        &self.function.dead_transfers
    }

    fn channel(&self) -> &Self {
        self
    }

    fn desk(&self) -> &Self {
        self
    }
}

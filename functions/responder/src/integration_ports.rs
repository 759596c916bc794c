//! The ports of one integration: its assistant, channel, voice, listener and tools, with its own credentials only.

use assistant::AnyAssistant;
use channels::AnyChannel;
use conversation::{
    AssistantId, IntegrationId, Policy,
    ports::{Failure, PolicySource, PortError, RunPorts},
};
use lambda::{SystemClock, error_chain};
use queues::SqsHumanQueue;
use speech::Speaker;
use store::{DynamoDayBudget, IntegrationRecord, OutboundSecrets, SecretsError, Stored};
use tools::Functions;
use understanding::{ByBytes, Transcriber};

use crate::{Responder, voice::speaker};

/// The ports of one integration.
pub(crate) struct IntegrationPorts<'a> {
    responder: &'a Responder,
    id: &'a IntegrationId,
    ways: Ways,
}

impl<'a> IntegrationPorts<'a> {
    /// Opens the ports; none if there is no such integration. While KMS does not answer, nothing is
    /// begun, since it would count as an attempt.
    pub(crate) async fn open(
        responder: &'a Responder,
        id: &'a IntegrationId,
    ) -> Result<Option<Self>, PortError> {
        let stored = responder.settings.integration(id).await;
        let Some(stored) = stored.map_err(PortError::new)? else {
            return Ok(None);
        };
        let assistant = assistant(responder, &stored.value.settings.assistant.id).await?;
        let sealed = &stored.value.secrets.outbound;
        let opened = match responder.secrets.open_outbound(id, sealed).await {
            Err(error @ SecretsError::Kms(_)) => return Err(PortError::new(error)),
            opened => opened.map_err(|error| error_chain(&error)),
        };
        let ways = opened.and_then(|opened| ways(responder, id, &stored, &opened, assistant));
        // An answer that the channel could not send is not asked for.
        let ways = ways.unwrap_or_else(|detail| Ways::unusable(Failure::permanent(detail)));
        Ok(Some(Self {
            responder,
            id,
            ways,
        }))
    }
}

/// The assistant's settings, or why there are none.
async fn assistant(
    responder: &Responder,
    id: &AssistantId,
) -> Result<Result<settings::Assistant, &'static str>, PortError> {
    let stored = responder.settings.assistant(id).await;
    let Some(stored) = stored.map_err(PortError::new)? else {
        return Ok(Err("there is no such assistant"));
    };
    let settings = serde_json::from_value(stored.value.clone());
    Ok(settings.map_err(|_| "the assistant's settings cannot be read"))
}

/// The ports that need credentials.
struct Ways {
    /// The assistant. Without it or the channel, what is due can still be handed over.
    assistant: Result<AnyAssistant, Failure>,
    channel: Result<AnyChannel, Failure>,
    voice: Result<Speaker<SystemClock>, Failure>,
    listener: Result<Transcriber<SystemClock>, Failure>,
    tools: Result<Functions, Failure>,
}

impl Ways {
    /// All of them fail.
    fn unusable(failure: Failure) -> Self {
        Self {
            assistant: Err(failure.clone()),
            channel: Err(failure.clone()),
            voice: Err(failure.clone()),
            listener: Err(failure.clone()),
            tools: Err(failure),
        }
    }
}

/// The ports that need credentials, or why these cannot be used.
fn ways(
    responder: &Responder,
    id: &IntegrationId,
    stored: &Stored<IntegrationRecord>,
    opened: &OutboundSecrets,
    assistant: Result<settings::Assistant, &'static str>,
) -> Result<Ways, String> {
    let settings = stored.value.settings.opened(&opened.values);
    let api_key = settings.assistant.api_key.opened();
    let assistant = AnyAssistant {
        client: responder.client.clone(),
        base_url: settings.assistant.base_url.url().clone(),
        api_key: api_key.map_err(|error| error.to_string())?.clone(),
        settings: assistant?,
        detail: settings.seeing.detail,
        functions: settings.functions().to_vec(),
    };
    let channel = channels::outbound(&settings.channel, responder.client.clone());
    let channel = channel.map_err(|error| error.to_string())?;
    let voice = speaker(responder, id, &settings.reply);
    let listener = Transcriber::of(&settings, responder.client.clone(), SystemClock);
    let tools = Functions::of(settings.tools.as_ref(), responder.client.clone());
    Ok(Ways {
        assistant: Ok(assistant),
        channel: Ok(channel),
        voice: voice.map_err(Failure::permanent),
        listener: listener.map_err(Failure::permanent),
        tools: tools.map_err(|error| Failure::permanent(error.to_string())),
    })
}

impl PolicySource for IntegrationPorts<'_> {
    async fn policy(&self) -> Result<Policy, PortError> {
        let stored = self.responder.settings.integration(self.id).await;
        let stored = stored
            .map_err(PortError::new)?
            .ok_or_else(|| PortError::new("the integration was deleted"))?;
        let settings = &stored.value.settings;
        let assistant = assistant(self.responder, &settings.assistant.id).await?;
        Ok(settings.policy(assistant.as_ref().ok()))
    }
}

lambda::inbound_ports!(IntegrationPorts<'_>, self => self.responder);

impl RunPorts for IntegrationPorts<'_> {
    type PolicySource = Self;
    type HumanQueue = SqsHumanQueue;
    type Assistant = Result<AnyAssistant, Failure>;
    type Channel = Result<AnyChannel, Failure>;
    type Voice = Result<Speaker<SystemClock>, Failure>;
    type Listener = Result<Transcriber<SystemClock>, Failure>;
    type FileTypes = ByBytes;
    type DayBudget = DynamoDayBudget;
    type Tools = Result<Functions, Failure>;

    fn policy_source(&self) -> &Self {
        self
    }

    fn human_queue(&self) -> &Self::HumanQueue {
        &self.responder.human_queue
    }

    fn assistant(&self) -> &Self::Assistant {
        &self.ways.assistant
    }

    fn channel(&self) -> &Self::Channel {
        &self.ways.channel
    }

    fn voice(&self) -> &Self::Voice {
        &self.ways.voice
    }

    fn listener(&self) -> &Self::Listener {
        &self.ways.listener
    }

    fn file_types(&self) -> &ByBytes {
        &ByBytes
    }

    fn day_budget(&self) -> &DynamoDayBudget {
        &self.responder.day_budget
    }

    fn tools(&self) -> &Self::Tools {
        &self.ways.tools
    }
}

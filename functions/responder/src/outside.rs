//! One integration's way out: its assistant and its channel, with its own credentials and no
//! other's.

use std::sync::Arc;
use std::time::Duration;

use assistant::Responses;
use channels::AnyChannel;
use conversation::{
    AssistantId, IntegrationId, MessageId, Part, Policy, ReplyAddress,
    ports::{
        Answer, Assistant, AssistantError, Channel, Line, Outgoing, Policies, PortError, Prompt,
        RunPorts, Script, SendError, Spoken, Voice, VoiceError,
    },
};
use lambda::{SystemClock, error_chain};
use queues::SqsHumanQueue;
use speech::Speaker;
use store::{DynamoVoiceBudget, IntegrationRecord, OutboundSecrets, SecretsError, Stored};

use crate::{Responder, voice::speaker};

/// The ports of one integration.
pub(crate) struct Outside<'a> {
    responder: &'a Responder,
    id: &'a IntegrationId,
    /// What needs credentials, or why they cannot be used. Without it, what is due can still be handed
    /// over.
    credentials: Result<Credentials, String>,
}

struct Credentials {
    assistant: Responses,
    channel: AnyChannel,
    /// Or why replies cannot be spoken.
    voice: Result<Speaker<SystemClock>, &'static str>,
}

impl Outside<'_> {
    /// What speaks, or why nothing can.
    fn speaker(&self) -> Result<&Speaker<SystemClock>, &str> {
        match &self.credentials {
            Ok(credentials) => credentials.voice.as_ref().map_err(|detail| *detail),
            Err(detail) => Err(detail),
        }
    }
}

impl<'a> Outside<'a> {
    /// None when there is no such integration. While KMS cannot be asked nothing is begun: it would
    /// count as an attempt.
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
        Ok(Some(Self {
            responder,
            id,
            credentials: opened
                .and_then(|opened| credentials(responder, id, &stored, &opened, assistant)),
        }))
    }
}

/// The assistant, or why there is none.
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

fn credentials(
    responder: &Responder,
    id: &IntegrationId,
    stored: &Stored<IntegrationRecord>,
    opened: &OutboundSecrets,
    assistant: Result<settings::Assistant, &'static str>,
) -> Result<Credentials, String> {
    let settings = stored.value.settings.opened(&opened.values);
    let channel = channels::outbound(&settings.channel, responder.client.clone());
    let api_key = settings.assistant.api_key.opened();
    Ok(Credentials {
        assistant: Responses {
            client: responder.client.clone(),
            base_url: settings.assistant.base_url.url().clone(),
            api_key: api_key.map_err(|error| error.to_string())?.clone(),
            settings: Arc::new(assistant?),
        },
        channel: channel.map_err(|error| error.to_string())?,
        voice: speaker(responder, id, &settings.reply),
    })
}

impl Assistant for Outside<'_> {
    async fn answer(
        &self,
        prompt: &Prompt,
        time_limit: Duration,
    ) -> Result<Answer, AssistantError> {
        match &self.credentials {
            Ok(credentials) => credentials.assistant.answer(prompt, time_limit).await,
            Err(detail) => Err(AssistantError::Permanent {
                detail: detail.clone(),
            }),
        }
    }
}

impl Channel for Outside<'_> {
    fn render(&self, markdown: &str, to: &ReplyAddress) -> Vec<Part> {
        match &self.credentials {
            Ok(credentials) => credentials.channel.render(markdown, to),
            // Without credentials there was no answer to render.
            Err(_) => Vec::new(),
        }
    }

    fn verbatim(&self, text: &str, to: &ReplyAddress) -> Vec<Part> {
        match &self.credentials {
            Ok(credentials) => credentials.channel.verbatim(text, to),
            Err(_) => Vec::new(),
        }
    }

    async fn run_begins(&self, to: &ReplyAddress, newest: &MessageId) {
        if let Ok(credentials) = &self.credentials {
            credentials.channel.run_begins(to, newest).await;
        }
    }

    async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, SendError> {
        match &self.credentials {
            Ok(credentials) => credentials.channel.send(outgoing, time_limit).await,
            Err(detail) => Err(SendError::Permanent {
                detail: detail.clone(),
            }),
        }
    }
}

impl Voice for Outside<'_> {
    fn script(&self, markdown: &str) -> Script {
        // Where nothing can speak, that is found when it is to.
        let model = self.speaker().map_or("", |speaker| &speaker.model_id);
        speech::script(markdown, model)
    }

    async fn speak(&self, line: Line<'_>, time_limit: Duration) -> Result<Spoken, VoiceError> {
        match self.speaker() {
            Ok(speaker) => speaker.speak(line, time_limit).await,
            Err(detail) => Err(VoiceError::Permanent {
                detail: detail.to_owned(),
                paid_for: false,
            }),
        }
    }
}

impl Policies for Outside<'_> {
    async fn policy(&self) -> Result<Policy, PortError> {
        let stored = self.responder.settings.integration(self.id).await;
        let stored = stored
            .map_err(PortError::new)?
            .ok_or_else(|| PortError::new("the integration was deleted"))?;
        let settings = &stored.value.settings;
        let assistant = assistant(self.responder, &settings.assistant.id).await?;
        let history = assistant.map(|assistant| assistant.history());
        Ok(settings.policy(history.unwrap_or_default()))
    }
}

lambda::inbound_ports!(Outside<'_>, self => self.responder);

impl RunPorts for Outside<'_> {
    type Policies = Self;
    type HumanQueue = SqsHumanQueue;
    type Assistant = Self;
    type Channel = Self;
    type Voice = Self;
    type VoiceBudget = DynamoVoiceBudget;

    fn policies(&self) -> &Self {
        self
    }

    fn human_queue(&self) -> &Self::HumanQueue {
        &self.responder.human_queue
    }

    fn assistant(&self) -> &Self {
        self
    }

    fn channel(&self) -> &Self {
        self
    }

    fn voice(&self) -> &Self {
        self
    }

    fn voice_budget(&self) -> &DynamoVoiceBudget {
        &self.responder.voice_budget
    }
}

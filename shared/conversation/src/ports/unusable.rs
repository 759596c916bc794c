//! Ports that may be unusable, for example for lack of credentials. Every call of such a port fails
//! with the reason.

use std::time::Duration;

use bytes::Bytes;

use super::{
    Assistant, AssistantError, Caller, Case, Channel, Completion, Desk, Failure, FetchError, Line,
    ListenError, Listener, Outgoing, Prompt, Recording, Recovery, Script, Synthesis, ToolError,
    Tools, Transcript, Voice, VoiceError,
};
use crate::{AttachmentSource, Call, MessageId, Part, ReplyAddress};

impl<A: Assistant> Assistant for Result<A, Failure> {
    async fn answer(
        &self,
        prompt: &Prompt,
        time_limit: Duration,
    ) -> Result<Completion, AssistantError> {
        match self {
            Ok(assistant) => assistant.answer(prompt, time_limit).await,
            Err(unusable) => Err(unusable.clone().into()),
        }
    }
}

impl<C: Channel> Channel for Result<C, Failure> {
    fn render(&self, markdown: &str, to: &ReplyAddress) -> Vec<Part> {
        let channel = self.as_ref();
        channel.map_or_else(|_| Vec::new(), |channel| channel.render(markdown, to))
    }

    fn divide<'a>(&self, markdown: &'a str, most: usize) -> Vec<&'a str> {
        let channel = self.as_ref();
        channel.map_or_else(|_| Vec::new(), |channel| channel.divide(markdown, most))
    }

    fn verbatim(&self, text: &str, to: &ReplyAddress) -> Vec<Part> {
        let channel = self.as_ref();
        channel.map_or_else(|_| Vec::new(), |channel| channel.verbatim(text, to))
    }

    async fn fetch(
        &self,
        source: &AttachmentSource,
        most_bytes: u64,
        time_limit: Duration,
    ) -> Result<Bytes, FetchError> {
        match self {
            Ok(channel) => channel.fetch(source, most_bytes, time_limit).await,
            Err(unusable) => Err(unusable.clone().into()),
        }
    }

    async fn show_typing(&self, to: &ReplyAddress, newest: &MessageId) {
        if let Ok(channel) = self {
            channel.show_typing(to, newest).await;
        }
    }

    async fn send(
        &self,
        outgoing: Outgoing<'_>,
        time_limit: Duration,
    ) -> Result<Option<MessageId>, Failure> {
        match self {
            Ok(channel) => channel.send(outgoing, time_limit).await,
            Err(unusable) => Err(unusable.clone()),
        }
    }
}

impl<L: Listener> Listener for Result<L, Failure> {
    fn model(&self) -> &str {
        self.as_ref().map_or("unknown", Listener::model)
    }

    fn length(&self, recording: &Recording) -> Option<Duration> {
        self.as_ref().ok()?.length(recording)
    }

    async fn listen(
        &self,
        recording: &Recording,
        time_limit: Duration,
    ) -> Result<Transcript, ListenError> {
        match self {
            Ok(listener) => listener.listen(recording, time_limit).await,
            Err(unusable) => Err(ListenError::Failed {
                failure: unusable.clone(),
                paid_for: false,
            }),
        }
    }
}

impl<V: Voice> Voice for Result<V, Failure> {
    fn script(&self, markdown: &str) -> Result<Script, Failure> {
        match self {
            Ok(voice) => voice.script(markdown),
            Err(unusable) => Err(unusable.clone()),
        }
    }

    async fn speak(&self, line: Line<'_>, time_limit: Duration) -> Result<Synthesis, VoiceError> {
        match self {
            Ok(voice) => voice.speak(line, time_limit).await,
            Err(unusable) => Err(unusable.clone().into()),
        }
    }
}

impl<D: Desk> Desk for Result<D, Failure> {
    fn name(&self) -> &'static str {
        self.as_ref().map_or("unusable", Desk::name)
    }

    fn steps(&self) -> u32 {
        // One at least, which says why it cannot be used.
        self.as_ref().map_or(1, Desk::steps)
    }

    fn is_shown_by_the_channel(&self) -> bool {
        self.as_ref().is_ok_and(Desk::is_shown_by_the_channel)
    }

    async fn take_step(
        &self,
        step: u32,
        case: Case<'_>,
        time_limit: Duration,
    ) -> Result<(), Failure> {
        match self {
            Ok(desk) => desk.take_step(step, case, time_limit).await,
            Err(unusable) => Err(unusable.clone()),
        }
    }

    async fn take_back(&self, recovery: Recovery<'_>, time_limit: Duration) -> Result<(), Failure> {
        match self {
            Ok(desk) => desk.take_back(recovery, time_limit).await,
            Err(unusable) => Err(unusable.clone()),
        }
    }
}

impl<T: Tools> Tools for Result<T, Failure> {
    async fn call(
        &self,
        caller: Caller<'_>,
        call: &Call,
        key: &str,
        time_limit: Duration,
    ) -> Result<String, ToolError> {
        match self {
            Ok(tools) => tools.call(caller, call, key, time_limit).await,
            Err(unusable) => Err(ToolError::Refused {
                failure: unusable.clone(),
                said: String::new(),
            }),
        }
    }
}

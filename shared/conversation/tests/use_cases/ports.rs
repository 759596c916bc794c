//! The ports of the world.

use std::time::Duration;

use bytes::Bytes;
use conversation::{
    AttachmentSource, HumanQueueMessage, IntegrationId, MessageId, Part, Policy, ReplyAddress,
    Timestamp, WakeUpMessage, operator,
    ports::{
        Assistant, AssistantError, Audio, Case, Channel, Clock, Completion, Counted, DayBudget,
        DeadTransfers, Desk, Failure, FetchError, HandOverPorts, HumanQueue, InboundPorts, Line,
        ListenError, Listener, Outgoing, PolicySource, PortError, Prompt, Random, Recording,
        Recovery, RunPorts, Script, Synthesis, Transcript, Voice, VoiceError, WakeUps,
    },
};
use testkit::own_ports;

use crate::{erased::NEW, table::Table, world::World};

impl Clock for World {
    fn now(&self) -> Timestamp {
        self.now.get()
    }

    async fn sleep_until(&self, at: Timestamp) {
        if let Some(happens) = self.while_asleep.take() {
            happens(self);
        }
        self.now.set(self.now.get().max(at));
    }
}

impl Random for World {
    fn bits(&self) -> u64 {
        self.bits.set(self.bits.get() + 1);
        self.bits.get()
    }
}

impl WakeUps for World {
    async fn send(&self, wake_up: &WakeUpMessage, delay: Duration) -> Result<(), PortError> {
        self.wake_ups.borrow_mut().push((wake_up.clone(), delay));
        Ok(())
    }
}

impl HumanQueue for World {
    async fn send(&self, message: &HumanQueueMessage, delay: Duration) -> Result<(), PortError> {
        self.call(&self.human_queue).map_err(PortError::new)?;
        match message.clone() {
            HumanQueueMessage::TransferV1(entry) | HumanQueueMessage::TestTransferV1(entry) => {
                self.entries.borrow_mut().push((entry, delay));
            }
            HumanQueueMessage::RecoveredV1(recovered) => {
                self.recoveries.borrow_mut().push(recovered);
            }
        }
        Ok(())
    }
}

impl DeadTransfers for World {
    async fn bury(&self, entry: &HumanQueueMessage) -> Result<(), PortError> {
        let HumanQueueMessage::TransferV1(entry) = entry else {
            panic!("{entry:?}");
        };
        self.buried.borrow_mut().push(entry.clone());
        Ok(())
    }
}

impl PolicySource for World {
    async fn policy(&self) -> Result<Policy, PortError> {
        let disabled_at = self.disabled_at.get();
        let is_disabled = disabled_at.is_some_and(|at| at <= self.now.get());
        Ok(Policy {
            enabled: self.policy.enabled && !is_disabled,
            ..self.policy.clone()
        })
    }
}

impl Assistant for World {
    async fn answer(&self, prompt: &Prompt, limit: Duration) -> Result<Completion, AssistantError> {
        let lines = prompt.lines.iter().map(|line| line.text.clone());
        self.asked.borrow_mut().push(lines.collect());
        let files = prompt.lines.iter().map(|line| {
            let files = line.files.iter();
            files.map(|file| file.bytes.clone()).collect()
        });
        self.shown.borrow_mut().push(files.collect());
        self.told.borrow_mut().push(prompt.context.clone());
        self.asked_within.set(limit);
        if self.thinks_for_ever.get() {
            std::future::pending::<()>().await;
        }
        if let Some(error) = self.assistant_fails.borrow_mut().pop_front() {
            return Err(error);
        }
        if let Some(round) = self.calling.round(prompt) {
            return Ok(round);
        }
        Ok(Completion {
            usage: self.usage.get(),
            text: (*self.answer.borrow()).to_owned(),
            left_out: self.left_out.borrow().clone(),
            ..Completion::default()
        })
    }
}

impl Channel for World {
    fn verbatim(&self, text: &str, _: &ReplyAddress) -> Vec<Part> {
        let said = Some(text).filter(|text| !text.is_empty());
        said.into_iter().map(Part::text).collect()
    }

    fn render(&self, markdown: &str, _: &ReplyAddress) -> Vec<Part> {
        vec![Part::text(markdown)]
    }

    fn divide<'a>(&self, markdown: &'a str, most: usize) -> Vec<&'a str> {
        markdown.splitn(most, "\n\n").collect()
    }

    async fn fetch(
        &self,
        source: &AttachmentSource,
        most_bytes: u64,
        limit: Duration,
    ) -> Result<Bytes, FetchError> {
        self.fetched.set(self.fetched.get() + 1);
        self.wait(self.fetches_for.get().min(limit));
        let file = self.files.borrow().get(source.0.as_str().unwrap()).cloned();
        match file.unwrap_or(Err(FetchError::Gone)) {
            Ok(bytes) if bytes.len() as u64 > most_bytes => Err(FetchError::TooLarge),
            fetched => fetched,
        }
    }

    async fn show_typing(&self, _: &ReplyAddress, _: &MessageId) {
        self.typed.borrow_mut().push(self.seconds());
    }

    async fn send(
        &self,
        outgoing: Outgoing<'_>,
        _: Duration,
    ) -> Result<Option<MessageId>, Failure> {
        let delivery_id = outgoing.delivery_id.clone();
        self.delivery_ids.borrow_mut().push(delivery_id);
        self.call(&self.channel)?;
        if let Some(conversation) = self.erased.take() {
            self.wait(Duration::from_secs(1));
            self.table.erase(&conversation);
            // As many commits as the one that was erased had.
            for id in NEW {
                self.contact_writes(id);
            }
        }
        if outgoing.audio.is_some() && self.refuses_voices.get() {
            return Err(Failure::permanent("no voices"));
        }
        let audio = outgoing.audio.map(|audio| audio.bytes.to_vec());
        let says = audio.map(|bytes| String::from_utf8(bytes).unwrap());
        let text = outgoing.part.text.clone();
        let mut sent = self.sent.borrow_mut();
        sent.push((text, says));
        Ok(MessageId::parse(&format!("out-{}", sent.len())).ok())
    }
}

impl Voice for World {
    /// Lines are spoken, but for those with a link.
    fn script(&self, markdown: &str) -> Result<Script, Failure> {
        if self.voice_is_unusable.get() {
            return Err(Failure::permanent("there is no key"));
        }
        let lines = markdown.lines().map(str::to_owned);
        let (to_copy, spoken) = lines.partition(|line| line.starts_with("https:"));
        Ok(Script { spoken, to_copy })
    }

    async fn speak(&self, line: Line<'_>, time_limit: Duration) -> Result<Synthesis, VoiceError> {
        self.wait(self.speaks_for.get().min(time_limit));
        if self.speaks_for_ever.get() {
            std::future::pending::<()>().await;
        }
        if let Some(conversation) = self.taken_over.take() {
            let taken = operator::take_over(self, &conversation, &self.policy).await;
            taken.unwrap();
        }
        self.call(&self.voice)
            .map_err(|failure| VoiceError::Failed {
                paid_for: !failure.is_permanent() || self.refusals_cost.get(),
                failure,
            })?;
        Ok(Synthesis {
            audio: Audio {
                bytes: line.text.to_owned().into(),
                mime_type: "audio/ogg; codecs=opus",
                file_name: "0.ogg".to_owned(),
                is_voice_note: true,
                link: String::new(),
            },
            character_cost: Some(2),
        })
    }
}

impl Listener for World {
    fn model(&self) -> &'static str {
        "hears"
    }

    fn length(&self, recording: &Recording) -> Option<Duration> {
        // A second for each byte.
        Some(Duration::from_secs(recording.bytes.len() as u64))
    }

    async fn listen(
        &self,
        recording: &Recording,
        limit: Duration,
    ) -> Result<Transcript, ListenError> {
        let heard = self.listener.borrow_mut().pop_front();
        self.listened.set(self.listened.get() + 1);
        self.wait(self.listens_for.get().min(limit));
        match heard {
            Some(error) => Err(error),
            None => Ok(Transcript {
                text: String::from_utf8(recording.bytes.to_vec()).unwrap(),
                seconds: None,
            }),
        }
    }
}

impl DayBudget for World {
    async fn take(
        &self,
        integration: &IntegrationId,
        what: &Counted,
        characters: u64,
        at: Timestamp,
        daily: u64,
    ) -> Result<bool, PortError> {
        let taken = self
            .budget
            .take(integration, what, characters, at, daily)
            .await;
        self.wait(self.counts_for.get());
        match self.counts_unheard.get() {
            true => Err(PortError::new("no answer")),
            false => taken,
        }
    }

    async fn give_back(
        &self,
        integration: &IntegrationId,
        what: &Counted,
        characters: u64,
        at: Timestamp,
    ) -> Result<(), PortError> {
        self.budget
            .give_back(integration, what, characters, at)
            .await
    }
}

impl Desk for World {
    fn name(&self) -> &'static str {
        "world"
    }

    fn is_shown_by_the_channel(&self) -> bool {
        true
    }

    fn steps(&self) -> u32 {
        self.desk_steps
    }

    async fn take_step(&self, step: u32, case: Case<'_>, _: Duration) -> Result<(), Failure> {
        self.desk_asked.borrow_mut().push((step, case.attempt));
        self.call(&self.desk)
    }

    async fn take_back(&self, _: Recovery<'_>, _: Duration) -> Result<(), Failure> {
        self.call(&self.desk)
    }
}

impl InboundPorts for World {
    type Conversations = Table;

    fn conversations(&self) -> &Table {
        &self.table
    }

    own_ports!(WakeUps wake_ups, Clock clock, Random random);
}

impl HandOverPorts for World {
    own_ports!(
        HumanQueue human_queue, DeadTransfers dead_transfers, Channel channel, Desk desk
    );
}

impl RunPorts for World {
    own_ports!(
        PolicySource policy_source, HumanQueue human_queue, Assistant assistant, Channel channel,
        Voice voice, Listener listener, FileTypes file_types, DayBudget day_budget, Tools tools
    );
}

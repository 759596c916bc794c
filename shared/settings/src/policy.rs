//! The core's policy, made from an integration's settings.

use std::time::Duration;

use conversation::{Closed, ContextPolicy, Policy, VoicePolicy, Zone};

use crate::{Assistant, Balloons, Context, Function, Hours, Integration, Phrases, Reply, Tools};

impl Integration {
    /// The policy for the integration's conversations, whose assistant that is. Without it, the
    /// policy is of no use to ask.
    pub fn policy(&self, assistant: Option<&Assistant>) -> Policy {
        let hours = |hours: u32| Duration::from_secs(u64::from(hours) * 3600);
        Policy {
            enabled: self.enabled,
            wait: self.wait_in_use(),
            answer_at_once: self.answer_at_once.meaning(),
            history: assistant.map(Assistant::history).unwrap_or_default(),
            channel: self.channel.name(),
            context: self.context.policy(),
            queue: self.transfer.queue.as_str().to_owned(),
            transfer_message: self.transfer.message.as_str().to_owned(),
            marker: self.transfer.marker.meaning().clone(),
            closed: self.hours.as_ref().map(|hours| hours.closed(self.zone())),
            phrases: self
                .phrases
                .as_ref()
                .map(Phrases::meaning)
                .unwrap_or_default(),
            return_after: self.return_after_hours.map(|after| hours(after.get())),
            release_keyword: self.release_keyword.as_ref().map(|it| it.meaning().clone()),
            answer_on_release: self.answer_on_release,
            return_on_recovery: self.return_on_recovery,
            answer_when_enabled: self.answer_when_enabled,
            zone: self.zone(),
            max_replies_per_hour: self.max_replies_per_hour.get(),
            max_calls: self.tools.as_ref().map_or(0, Tools::max_calls),
            caps: self.caps.policy(),
            question_tokens: assistant.map_or(0, |it| self.question_tokens(it)),
            balloons: self.reply.balloons().map(Balloons::policy),
            voice: self.reply.voice_policy(),
            hearing: self.hearing.policy(),
            seeing: self.seeing.policy(),
        }
    }

    /// How many tokens a question to that assistant may take besides the conversation that it shows.
    fn question_tokens(&self, assistant: &Assistant) -> u64 {
        let functions = self.functions().iter().map(Function::tokens);
        assistant.question_tokens() + functions.sum::<u64>()
    }
}

impl Hours {
    fn closed(&self, of_integration: Zone) -> Closed {
        Closed {
            hours: conversation::Hours {
                zone: self.time_zone.clone().unwrap_or(of_integration),
                week: self.week.clone(),
            },
            message: self.message.as_str().to_owned(),
        }
    }
}

impl Context {
    const fn policy(self) -> ContextPolicy {
        let Self {
            time,
            channel,
            hours,
            customer_name,
        } = self;
        ContextPolicy {
            time,
            channel,
            hours,
            customer_name,
        }
    }
}

impl Reply {
    fn voice_policy(&self) -> Option<VoicePolicy> {
        match self {
            Self::Text(_) => None,
            Self::Voice(voice) => Some(VoicePolicy {
                when: voice.when,
                max_reply_characters: voice.max_reply_characters.get().into(),
                max_day_characters: voice.max_day_characters.get().into(),
            }),
        }
    }
}

//! One record of the event, which is one wake-up.

use std::time::Duration;

use aws_lambda_events::sqs::SqsMessage;
use conversation::{
    Kind, Outcome, Reason, Responded, Timestamp, VoiceReport, WakeUpMessage, come_back, hear,
    ports::Clock, respond,
};
use lambda::{RecordOutcome, SystemClock, error_chain, metrics, metrics::Metric};
use queues::parse_wake_up;

use crate::{Responder, integration_ports::IntegrationPorts, voice};

/// The outcome of a wake-up.
enum Ended {
    /// The wake-up is finished.
    Done {
        /// How the turn ended, if the wake-up ended one of a customer's.
        turn: Option<Outcome>,
        /// What became of a reply that was to be spoken; none if it was not.
        voice: Option<VoiceReport>,
    },
    /// The wake-up is too early: it comes again after this time.
    Later(Duration),
    /// The wake-up failed and comes again, after this time if the run names one.
    Again(Option<Duration>),
    /// The wake-up ended a turn of a test; or it failed, and comes again after this time.
    Tried(Option<Duration>),
}

impl Ended {
    const DONE: Self = Self::Done {
        turn: None,
        voice: None,
    };
}

/// Works one record.
pub(crate) async fn work(
    responder: &Responder,
    record: &SqsMessage,
    deadline: Timestamp,
) -> RecordOutcome {
    let message = match parse_wake_up(record.body.as_deref().unwrap_or_default()) {
        Ok(message) => message,
        Err(error) => {
            tracing::error!(%error, "kept for the dead-letter queue");
            lost(Duration::ZERO);
            return RecordOutcome::Again(None);
        }
    };
    let conversation = message.conversation().clone();
    let began = SystemClock.now();
    let ended = run(responder, message, deadline).await;
    let now = SystemClock.now();
    let millis = now.since(began).as_secs_f64() * 1000.0;
    let measured = measured(&ended, millis);
    let fields = [
        ("integration_id", conversation.integration.as_str()),
        ("conversation_id", conversation.id.as_str()),
    ];
    if !measured.is_empty() {
        metrics::emit(now, "responder", &measured, &fields);
    }
    match ended {
        Ended::Done { .. } | Ended::Tried(None) => RecordOutcome::Done,
        Ended::Later(after) | Ended::Tried(Some(after)) => RecordOutcome::Again(Some(after)),
        Ended::Again(after) => RecordOutcome::Again(after),
    }
}

/// Counts a wake-up of which only the duration is known.
pub(crate) fn lost(took: Duration) {
    let failed = [
        Metric::millis("WakeUpMillis", took.as_secs_f64() * 1000.0),
        Metric::count("WakeUpsFailed", 1.0),
    ];
    metrics::emit(SystemClock.now(), "responder", &failed, &[]);
}

async fn run(responder: &Responder, message: WakeUpMessage, deadline: Timestamp) -> Ended {
    let conversation = message.conversation().clone();
    let integration_id = conversation.integration.as_str();
    let conversation_id = conversation.id.as_str();
    let ports = match IntegrationPorts::open(responder, &conversation.integration).await {
        Ok(Some(ports)) => ports,
        Ok(None) => {
            tracing::warn!(integration_id, "a wake-up of a deleted integration");
            return Ended::DONE;
        }
        Err(error) => {
            let error = error_chain(&error);
            tracing::error!(integration_id, error, "the settings were not read");
            return Ended::Again(None);
        }
    };
    let worked = match message {
        WakeUpMessage::WakeUp(wake_up) => respond(&ports, &wake_up, deadline).await,
        WakeUpMessage::ReturnV1(back) => come_back(&ports, &back).await,
        WakeUpMessage::HearV1(message) => hear(&ports, &message, deadline).await,
    };
    match worked {
        Ok(Responded::Done) => Ended::DONE,
        Ok(Responded::Ended {
            kind,
            outcome,
            error,
            voice,
        }) => {
            let in_text = voice
                .as_ref()
                .and_then(|voice| voice.text_fallback.as_ref());
            tracing::info!(
                integration_id,
                conversation_id,
                ?kind,
                ?outcome,
                error,
                ?in_text,
                "a turn ended"
            );
            match kind {
                Kind::Customer => Ended::Done {
                    turn: Some(outcome),
                    voice,
                },
                Kind::Test => Ended::Tried(None),
            }
        }
        Ok(Responded::Later { after }) => Ended::Later(after),
        Ok(Responded::RetryIn { kind, after, error }) => {
            let after_secs = after.as_secs();
            tracing::warn!(
                integration_id,
                conversation_id,
                ?kind,
                after_secs,
                error,
                "a run failed for now"
            );
            match kind {
                Kind::Customer => Ended::Again(Some(after)),
                Kind::Test => Ended::Tried(Some(after)),
            }
        }
        Err(error) => {
            let error = error_chain(&error);
            tracing::error!(
                integration_id,
                conversation_id,
                error,
                "a wake-up was not worked"
            );
            Ended::Again(None)
        }
    }
}

/// What is measured of a wake-up that took so many milliseconds. Nothing of a test's run: no alarm is
/// about what somebody tries.
fn measured(ended: &Ended, millis: f64) -> Vec<Metric> {
    let counted = counted(ended);
    if counted.is_empty() {
        return Vec::new();
    }
    let mut measured = vec![Metric::millis("WakeUpMillis", millis)];
    measured.extend(counted.iter().map(|name| Metric::count(name, 1.0)));
    if let Ended::Done { voice, .. } = ended {
        measured.extend(voice.iter().flat_map(voice::measured));
    }
    measured
}

/// The metrics that count this outcome.
fn counted(ended: &Ended) -> Vec<&'static str> {
    let turn = match ended {
        Ended::Tried(_) => return Vec::new(),
        Ended::Again(_) => return vec!["WakeUpsFailed"],
        Ended::Later(_) => return vec!["WakeUpsEarly"],
        Ended::Done { turn: None, .. } => return vec!["WakeUpsDone"],
        Ended::Done {
            turn: Some(turn), ..
        } => turn,
    };
    let names: &[_] = match turn {
        Outcome::Answered { .. } => &["TurnsAnswered"],
        Outcome::Transferred { reason } => &["TurnsTransferred", by_reason(*reason)],
        Outcome::TakenOver { .. } | Outcome::GivenBack => &["TurnsTakenOver"],
        Outcome::Disabled => &["TurnsDisabled"],
        Outcome::Expired => &["TurnsExpired"],
        // The transfer function's own.
        Outcome::HandedOver { .. } => return vec!["WakeUpsDone"],
    };
    let mut counted = vec!["WakeUpsDone", "TurnsEnded"];
    counted.extend(names);
    counted
}

const fn by_reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Requested => "TransferredRequested",
        Reason::AssistantFailed => "TransferredAssistantFailed",
        Reason::StillFailing => "TransferredStillFailing",
        Reason::Refused => "TransferredRefused",
        Reason::EmptyReply => "TransferredEmptyReply",
        Reason::TooOld => "TransferredTooOld",
        Reason::Undeliverable => "TransferredUndeliverable",
        Reason::Phrase => "TransferredPhrase",
        Reason::OverBudget => "TransferredOverBudget",
        Reason::Unknown => "TransferredUnknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_a_turn(turn: Outcome) -> Vec<&'static str> {
        let turn = Some(turn);
        counted(&Ended::Done { turn, voice: None })
    }

    /// The metric of a failure. The names are those of the template's alarms.
    #[test]
    fn a_transfer_is_counted_among_the_turns_among_the_transfers_and_by_its_reason() {
        let reason = Reason::AssistantFailed;
        let names = of_a_turn(Outcome::Transferred { reason });
        let expected = [
            "WakeUpsDone",
            "TurnsEnded",
            "TurnsTransferred",
            "TransferredAssistantFailed",
        ];
        assert_eq!(names, expected);
        let template = include_str!("../../../template.yaml");
        let still = by_reason(Reason::StillFailing);
        for name in ["WakeUpsFailed", "WakeUpMillis", names[1], names[3], still] {
            let watched = format!("MetricName: {name}\n");
            assert!(template.contains(&watched), "{name}");
        }
    }

    #[test]
    fn a_run_of_a_test_is_not_measured() {
        for after in [None, Some(Duration::from_secs(1))] {
            assert!(measured(&Ended::Tried(after), 1.0).is_empty());
        }
        assert!(!measured(&Ended::Again(None), 1.0).is_empty());
    }

    #[test]
    fn every_turn_of_the_responders_own_is_counted_as_ended() {
        for turn in [
            Outcome::Answered { parts: 1 },
            Outcome::TakenOver { parts_sent: 0 },
            Outcome::GivenBack,
            Outcome::Disabled,
        ] {
            assert_eq!(of_a_turn(turn)[..2], ["WakeUpsDone", "TurnsEnded"]);
        }
        let customer_told = true;
        assert_eq!(
            of_a_turn(Outcome::HandedOver { customer_told }),
            ["WakeUpsDone"]
        );
    }
}

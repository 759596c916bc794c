//! Turns in progress and turns that have ended, as the API shows them.

use conversation::{CallReport, Cap, ConversationRef, Decision, LeftOut, Reason, TurnRecord};
use schemars::JsonSchema;
use serde::Serialize;

use super::heard::HeardInTurn;
use super::message::Delivery;
use super::seen::SeenInTurn;
use super::transfer::reason;
use super::voiced::Voiced;
use super::{At, Range};

/// A turn in progress.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Turn {
    turn_id: String,
    batch: Range,
    attempts: u32,
    claimed_at: At,
    #[schemars(schema_with = "decision")]
    decision: Option<&'static str>,
    parts: usize,
    parts_sent: usize,
    /// How many more parts were dropped, since the customer wrote before they were sent. Left out if
    /// none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    dropped: Option<usize>,
    voice: Option<Voiced>,
    last_error: Option<String>,
}

fn decision(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"enum": [null, "reply", "transfer"]})
}

impl Turn {
    pub(crate) fn new(of: &ConversationRef, turn: &conversation::Turn) -> Self {
        let (decision, parts) = match &turn.decision {
            None => (None, &[][..]),
            Some(Decision::Reply { parts, .. }) => (Some("reply"), parts.as_slice()),
            Some(Decision::Transfer { .. }) => (Some("transfer"), &[][..]),
        };
        Self {
            turn_id: of.turn_id(turn.seq),
            batch: turn.batch.into(),
            attempts: turn.attempts,
            claimed_at: turn.claimed_at.into(),
            decision,
            parts: parts.len(),
            parts_sent: parts.iter().filter(|part| part.sent).count(),
            dropped: some(turn.dropped),
            voice: turn.voice.as_ref().map(Voiced::new),
            last_error: turn.last_error.clone(),
        }
    }
}

/// A turn that has ended.
#[derive(Serialize, JsonSchema)]
pub(crate) struct EndedTurn {
    turn_id: String,
    batch: Range,
    left_to_people: Option<Range>,
    outcome: Outcome,
    attempts: u32,
    opened_at: At,
    /// When the first run was due. Null for a window that never became a turn, and for a part that is sent
    /// again.
    due_at: Option<At>,
    /// When the first run claimed the turn.
    claimed_at: Option<At>,
    /// When the turn's decision was stored.
    decided_at: Option<At>,
    /// When the last part of an answer was sent.
    sent_at: Option<At>,
    ended_at: At,
    /// How long the steps of all its runs took. Null if an earlier release did not measure it, or all
    /// of it took no time.
    took: Option<Took>,
    /// What the assistant's answers cost together, in tokens.
    usage: Option<Usage>,
    /// The model that gave the answer.
    model: Option<String>,
    /// What the assistant's server refused of the question, so that it answered without it. Left out
    /// if it refused nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(schema_with = "left_out")]
    left_out: Vec<LeftOut>,
    /// True if the turn asked the assistant again for what people had because the assistant had
    /// failed. Left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "only_true")]
    tried_again: Option<bool>,
    /// True if the turn made up for a part of an earlier reply to the same batch that the channel
    /// could not deliver. `last_error` says why, unless sending failed again since. Left out
    /// otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "only_true")]
    redelivered: Option<bool>,
    /// How many parts of the reply were dropped, since the customer wrote before they were sent. Left
    /// out if none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    dropped: Option<usize>,
    /// The calls of tools that the assistant asked for, in their order. Left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    calls: Vec<ToolCall>,
    /// What was heard in the batch's recordings. Null if there was nothing to hear.
    heard: Option<HeardInTurn>,
    /// What the assistant was shown of the batch's files. Null if there was nothing to show.
    seen: Option<SeenInTurn>,
    /// The cap because of which people got the conversation: `max_replies_per_hour`, `max_turn_tokens`,
    /// `max_contact_day_tokens`, `max_day_tokens`; accept ones that you do not know. Left out if it was
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "cap")]
    over_cap: Option<Cap>,
    /// The parts of the reply that are in this page's transcript and whose delivery the channel has
    /// reported. Left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part>,
    voice: Option<Voiced>,
    last_error: Option<String>,
}

/// How far a part of a reply has come.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Part {
    seq: u64,
    delivery: Delivery,
}

/// How long the steps took, in milliseconds.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Took {
    /// Waiting for recordings to be heard.
    hear_ms: u64,
    /// Fetching what the assistant is shown.
    see_ms: u64,
    /// Asking the assistant.
    ask_ms: u64,
    /// Calling its tools.
    call_ms: u64,
    /// Speaking the reply.
    speak_ms: u64,
    /// Sending the reply.
    send_ms: u64,
    /// Pausing between its balloons.
    pause_ms: u64,
}

/// A call of a tool.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct ToolCall {
    tool: String,
    /// Whether it was answered before the turn ended.
    answered: bool,
    /// Why it failed. Left out if it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    took_ms: u64,
}

impl ToolCall {
    fn new(report: &CallReport) -> Self {
        Self {
            tool: report.name.clone(),
            answered: report.answered,
            error: report.error.clone(),
            took_ms: report.took_ms,
        }
    }
}

/// What the assistant's answers cost, in tokens.
#[derive(Serialize, JsonSchema)]
#[schemars(inline)]
struct Usage {
    input_tokens: u64,
    cached_tokens: u64,
    output_tokens: u64,
}

fn left_out(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "type": "array",
        "items": {
            "type": "string",
            "description": "reasoning_effort, verbosity, service_tier, pictures, documents; accept ones that you do not know.",
        },
    })
}

fn cap(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"type": "string"})
}

/// A count, unless it is zero.
fn some(count: usize) -> Option<usize> {
    (count > 0).then_some(count)
}

fn only_true(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"const": true})
}

impl EndedTurn {
    /// `transcript` is the transcript of the page.
    pub(crate) fn new(
        of: &ConversationRef,
        record: &TurnRecord,
        transcript: &[conversation::Message],
    ) -> Self {
        let parts = transcript.iter().filter_map(|line| {
            line.part_of.filter(|part| part.turn == record.seq)?;
            Some(Part {
                seq: line.seq.0,
                delivery: Delivery::new(line.delivery.as_ref()?),
            })
        });
        Self {
            turn_id: of.turn_id(record.seq),
            batch: record.batch.into(),
            left_to_people: record.left_to_people.map(Range::from),
            outcome: Outcome::new(&record.outcome),
            attempts: record.attempts,
            opened_at: record.opened_at.into(),
            due_at: record.due_at.map(At::from),
            claimed_at: record.claimed_at.map(At::from),
            decided_at: record.decided_at.map(At::from),
            sent_at: record.sent_at.map(At::from),
            ended_at: record.ended_at.into(),
            took: (record.took != conversation::Took::default()).then_some(Took {
                hear_ms: record.took.hear_ms,
                see_ms: record.took.see_ms,
                ask_ms: record.took.ask_ms,
                call_ms: record.took.call_ms,
                speak_ms: record.took.speak_ms,
                send_ms: record.took.send_ms,
                pause_ms: record.took.pause_ms,
            }),
            usage: record.usage.map(|usage| Usage {
                input_tokens: usage.input_tokens,
                cached_tokens: usage.cached_tokens,
                output_tokens: usage.output_tokens,
            }),
            model: record.model.clone(),
            left_out: record.left_out.clone(),
            tried_again: record.tried_again.then_some(true),
            redelivered: record.redelivered.then_some(true),
            dropped: some(record.dropped),
            calls: record.calls.iter().map(ToolCall::new).collect(),
            heard: record.heard.as_ref().map(HeardInTurn::new),
            seen: record.seen.as_ref().map(SeenInTurn::new),
            over_cap: record.over_cap,
            parts: parts.collect(),
            voice: record.voice.as_ref().map(Voiced::new),
            last_error: record.last_error.clone(),
        }
    }
}

/// What became of a turn.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Outcome {
    Answered {
        parts: usize,
    },
    Transferred {
        #[schemars(schema_with = "reason")]
        reason: Reason,
    },
    TakenOver {
        parts_sent: usize,
    },
    GivenBack,
    Disabled,
    Expired,
    HandedOver {
        customer_told: bool,
    },
}

impl Outcome {
    const fn new(outcome: &conversation::Outcome) -> Self {
        use conversation::Outcome;
        match *outcome {
            Outcome::Answered { parts } => Self::Answered { parts },
            Outcome::Transferred { reason } => Self::Transferred { reason },
            Outcome::TakenOver { parts_sent } => Self::TakenOver { parts_sent },
            Outcome::GivenBack => Self::GivenBack,
            Outcome::Disabled => Self::Disabled,
            Outcome::Expired => Self::Expired,
            Outcome::HandedOver { customer_told } => Self::HandedOver { customer_told },
        }
    }
}

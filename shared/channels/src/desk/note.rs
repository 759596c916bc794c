//! The notes for the people at a desk, in Portuguese, like their desk.

use conversation::ports::{Case, Failure};
use conversation::{Reason, Told};

use crate::without_controls;

/// Why the assistant has the conversation back.
pub(crate) const RECOVERED: &str = "O assistente voltou a responder: esta conversa é dele de novo, porque \
    ninguém da equipe tinha escrito nela.";

/// The most characters of a summary that are shown.
const MAX_SUMMARY_CHARS: usize = 4000;

/// The attempt in which a note that fails for now is given up: some 30 s after the first, by the
/// pauses between them.
const LAST_ATTEMPT: u32 = 5;

/// Why the conversation comes to people, and its summary.
pub(crate) fn note(case: &Case<'_>) -> String {
    let mut lines = vec![
        "Conversa transferida pelo assistente.".to_owned(),
        format!("Motivo: {}.", reason(case.transfer.reason)),
    ];
    match case.told {
        Told::Yes => {}
        Told::NotYet => lines.push("Atenção: o cliente ainda não foi avisado.".to_owned()),
        Told::No { why } => lines.push(format!("Atenção: o cliente não foi avisado ({why}).")),
    }
    let summary = shortened(&without_controls(&case.transfer.summary));
    if !summary.is_empty() {
        lines.push(format!("Resumo: {summary}"));
    }
    lines.join("\n")
}

/// Continues without a note that the desk refuses for good: a note is only a help.
pub(crate) fn or_without(written: Result<(), Failure>, turn_id: &str) -> Result<(), Failure> {
    match written {
        Err(failure) if failure.is_permanent() => {
            let detail = failure.detail;
            tracing::warn!(turn_id, detail, "the desk refused a note");
            Ok(())
        }
        written => written,
    }
}

/// The outcome of a note beside a transfer. A note that fails again and again is left out as well,
/// since some servers fail at a text that others would refuse, and the next step must not wait for
/// it.
pub(crate) fn or_soon_without(
    written: Result<(), Failure>,
    case: &Case<'_>,
) -> Result<(), Failure> {
    let turn_id = &case.transfer.turn_id;
    match written {
        Err(failure) if !failure.is_permanent() && case.attempt >= LAST_ATTEMPT => {
            let detail = failure.detail;
            tracing::warn!(turn_id, detail, "the desk failed at a note too often");
            Ok(())
        }
        written => or_without(written, turn_id),
    }
}

fn shortened(summary: &str) -> String {
    let summary = summary.trim();
    let mut shown: String = summary.chars().take(MAX_SUMMARY_CHARS).collect();
    if shown.len() < summary.len() {
        shown.push_str(" […]");
    }
    shown
}

const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Requested => "o assistente pediu uma pessoa",
        Reason::Phrase => "o cliente pediu para falar com uma pessoa",
        Reason::AssistantFailed | Reason::StillFailing => "o assistente não conseguiu responder",
        Reason::Refused => "o assistente se recusou a responder",
        Reason::EmptyReply => "a resposta do assistente veio vazia",
        Reason::TooOld => "as mensagens chegaram tarde demais para o assistente",
        Reason::Undeliverable => "o canal não aceita a resposta do assistente",
        Reason::OverBudget => "o orçamento do assistente acabou",
        Reason::Unknown => "não informado",
    }
}

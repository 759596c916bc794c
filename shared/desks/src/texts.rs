//! What people read at their desks, in Portuguese.

use conversation::ports::Case;
use conversation::{Reason, Told};

/// The most characters of a summary that are shown.
const MAX_SUMMARY_CHARS: usize = 4000;

/// The private note that goes before a transfer: why, what it is about, and whether the customer
/// knows.
pub(crate) fn note(case: Case<'_>) -> String {
    let mut note = format!(
        "**Transferência**\n\n**Motivo:** {}",
        reason(case.transfer.reason)
    );
    let summary = shortened(&case.transfer.summary);
    if !summary.is_empty() {
        note.push_str("\n\n**Resumo:**\n\n");
        note.push_str(&summary);
    }
    match case.told {
        Told::Yes => {}
        Told::NotYet => note.push_str("\n\n**Atenção:** o cliente ainda não foi avisado."),
        Told::No { .. } => note.push_str(
            "\n\n**Atenção:** o cliente não pôde ser avisado. \
             Ele não sabe que vai falar com uma pessoa.",
        ),
    }
    note
}

/// Why a conversation comes to people.
const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Requested => "o assistente pediu o atendimento de uma pessoa",
        Reason::Phrase => "o cliente pediu para falar com uma pessoa",
        Reason::AssistantFailed => "o assistente falhou",
        Reason::Refused => "o assistente não quis responder",
        Reason::EmptyReply => "a resposta do assistente veio vazia",
        Reason::TooOld => "as mensagens são antigas demais para o canal aceitar uma resposta",
        Reason::Undeliverable => "o canal recusou a resposta do assistente",
        Reason::OverBudget => "o limite de gastos do assistente foi atingido",
        Reason::Unknown => "motivo não informado",
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

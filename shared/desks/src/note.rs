//! What the people at a desk are told beside the ticket, in Portuguese, as their desk is.

use conversation::ports::Case;
use conversation::{Reason, Told};

/// Why the conversation comes to them, and what it is about.
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
    let summary = case.transfer.summary.trim();
    if !summary.is_empty() {
        lines.push(format!("Resumo: {summary}"));
    }
    lines.join("\n")
}

const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Requested => "o assistente pediu uma pessoa",
        Reason::Phrase => "o cliente pediu para falar com uma pessoa",
        Reason::AssistantFailed => "o assistente não conseguiu responder",
        Reason::Refused => "o assistente se recusou a responder",
        Reason::EmptyReply => "a resposta do assistente veio vazia",
        Reason::TooOld => "as mensagens chegaram tarde demais para o assistente",
        Reason::Undeliverable => "o canal não aceita a resposta do assistente",
        Reason::OverBudget => "o orçamento do assistente acabou",
        Reason::Unknown => "não informado",
    }
}

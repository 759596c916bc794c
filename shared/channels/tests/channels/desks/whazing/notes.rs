//! What the people are told beside the ticket.

use conversation::ports::{Case, Desk};
use conversation::{Reason, ReplyAddress, Told, Transfer};
use testkit::channels::Step;

use super::{LIMIT, MOVE, NOTE, NUMBER, at_ticket, fake, take, take_step, transfer};

#[tokio::test]
async fn the_people_are_told_when_the_customer_was_not() {
    let (fake, desk) = fake().await;
    let short = Transfer {
        reason: Reason::Undeliverable,
        summary: " ".to_owned(),
        ..transfer()
    };
    let no = Told::No {
        why: "status 403".to_owned(),
    };
    for told in [no, Told::NotYet] {
        take(&desk, NOTE, &short, at_ticket(1), told).await.unwrap();
    }
    insta::assert_snapshot!(fake.notes().join("\n\n"), @r"
    [Recado] Conversa transferida pelo assistente.
    Motivo: o canal não aceita a resposta do assistente.
    Atenção: o cliente não foi avisado (status 403).

    [Recado] Conversa transferida pelo assistente.
    Motivo: o canal não aceita a resposta do assistente.
    Atenção: o cliente ainda não foi avisado.
    ");
}

#[tokio::test]
async fn every_reason_is_said_in_words() {
    let (fake, desk) = fake().await;
    for reason in [
        Reason::Requested,
        Reason::Phrase,
        Reason::AssistantFailed,
        Reason::Refused,
        Reason::EmptyReply,
        Reason::TooOld,
        Reason::Undeliverable,
        Reason::OverBudget,
        Reason::Unknown,
    ] {
        let transfer = Transfer {
            reason,
            ..transfer()
        };
        take(&desk, NOTE, &transfer, at_ticket(1), Told::Yes)
            .await
            .unwrap();
    }
    let notes = fake.notes();
    let reasons: Vec<&str> = notes
        .iter()
        .filter_map(|note| note.lines().nth(1))
        .collect();
    insta::assert_snapshot!(reasons.join("\n"), @r"
    Motivo: o assistente pediu uma pessoa.
    Motivo: o cliente pediu para falar com uma pessoa.
    Motivo: o assistente não conseguiu responder.
    Motivo: o assistente se recusou a responder.
    Motivo: a resposta do assistente veio vazia.
    Motivo: as mensagens chegaram tarde demais para o assistente.
    Motivo: o canal não aceita a resposta do assistente.
    Motivo: o orçamento do assistente acabou.
    Motivo: não informado.
    ");
}

#[tokio::test]
async fn a_desk_without_notes_still_gets_the_ticket() {
    let (fake, desk) = fake().await;
    fake.next_note(Step::answer(404, "<html>Cannot POST"));
    take_step(&desk, MOVE).await.unwrap();
    take_step(&desk, NOTE).await.unwrap();
    assert!(fake.notes().is_empty());
    assert_eq!(fake.ticket(NUMBER).unwrap().queue, Some(4));
}

#[tokio::test]
async fn a_note_at_which_the_desk_fails_again_and_again_is_left_out() {
    let (fake, desk) = fake().await;
    let transfer = transfer();
    for (step, attempt, passes) in [(NOTE, 4, false), (NOTE, 5, true), (MOVE, 5, false)] {
        let down = Step::answer(500, "");
        match step {
            NOTE => fake.next_note(down),
            _ => fake.next_move(down),
        }
        let case = Case {
            transfer: &transfer,
            at: &ReplyAddress(at_ticket(1)),
            told: &Told::Yes,
            attempt,
        };
        let taken = desk.take_step(step, case, LIMIT).await;
        assert_eq!(taken.is_ok(), passes, "{step} {attempt}");
    }
}

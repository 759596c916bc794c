//! One contact under several names.

use std::{collections::BTreeSet, time::Duration};

use testkit::{
    channels::{Customer, WhatsappBody},
    openai::Step,
};

use crate::harness::{Answer, LOJA, MARIA, PHONE_NUMBER_ID, Trial, assistant, now, user};

const BUSINESS_SCOPED_ID: &str = "BR.1502576394655843";

#[tokio::test]
async fn a_contact_is_known_by_phone_by_both_names_and_by_the_id_alone() {
    let both = Customer {
        business_scoped_id: Some(BUSINESS_SCOPED_ID),
        ..MARIA
    };
    let id_alone = Customer {
        phone: None,
        ..both
    };
    let answers = ["Um", "Dois", "Três"].map(Step::text);
    let trial = Trial::whatsapp(0, answers).await;
    trial.says_as(MARIA, "m-1", "por telefone").await;
    trial.sends(1).await;
    trial.says_as(both, "m-2", "pelos dois nomes").await;
    trial.sends(2).await;
    trial.says_as(id_alone, "m-3", "só pelo id").await;
    let sends = trial.sends(3).await;

    assert_eq!(sends[0].body["to"], "5511999990000");
    assert_eq!(sends[2].body["recipient"], BUSINESS_SCOPED_ID);
    let whole = vec![
        user("por telefone"),
        assistant("Um"),
        user("pelos dois nomes"),
        assistant("Dois"),
        user("só pelo id"),
    ];
    assert_eq!(trial.prompts().pop(), Some(whole));
    let items = trial.site.conversation_items().await;
    let conversations = items.iter().filter(|item| item.sk == "STATE");
    let conversations: BTreeSet<_> = conversations.map(|item| &item.pk).collect();
    assert_eq!(conversations.len(), 1);
}

/// And the carrier gives the old number to somebody else.
#[tokio::test]
async fn who_has_another_number_keeps_the_conversation_and_the_next_one_begins_anew() {
    const OLD: &str = "5511999990000";
    const NEW: &str = "5511988880000";
    let as_new = Customer {
        phone: Some(NEW),
        ..MARIA
    };
    let answers = ["Um", "Dois", "Três"].map(Step::text);
    let trial = Trial::whatsapp(0, answers).await;
    let ago = |seconds| now().minus(Duration::from_secs(seconds));
    let first = WhatsappBody::new(PHONE_NUMBER_ID).text(MARIA, "m-1", ago(20), "meu CPF é segredo");
    let told = Answer::to(trial.whatsapp_webhook(LOJA, &first.bytes())).await;
    assert_eq!(told.status, 200);
    trial.sends(1).await;

    for _ in 0..2 {
        let told = trial.changes_number(LOJA, (OLD, NEW), ago(10)).await;
        assert_eq!(told.status, 200);
    }
    trial.says_as(as_new, "m-2", "agora neste").await;
    trial.sends(2).await;
    trial.says_as(MARIA, "m-3", "quem fala?").await;
    let sends = trial.sends(3).await;

    let to: Vec<_> = sends.iter().map(|send| &send.body["to"]).collect();
    assert_eq!(to, [OLD, NEW, OLD]);
    let prompts = trial.prompts();
    let kept = vec![
        user("meu CPF é segredo"),
        assistant("Um"),
        user("agora neste"),
    ];
    assert_eq!(prompts[1..], [kept, vec![user("quem fala?")]]);
}

//! A customer, the assistant and the people of a Chatwoot desk.

use std::time::Duration;

use testkit::{
    channels::{self, ChatwootCall},
    openai::Step,
};

use crate::harness::{
    MARIA_AT_CHATWOOT, TRANSFER_MESSAGE, Trial, assistant, now, people_had_it, person, prompt,
    user, within,
};

const MARIA: u64 = MARIA_AT_CHATWOOT.contact_id;
const NOTE: &str = "Conversa transferida pelo assistente.\n\
    Motivo: o assistente pediu uma pessoa.\n\
    Resumo: Boleto de novembro não chegou.";

#[tokio::test]
async fn a_conversation_goes_to_people_and_the_customer_comes_back_to_an_assistant_that_knows() {
    let trial = Trial::at_chatwoot([
        Step::text("Olá!"),
        Step::transfer("pediu", "Boleto de novembro não chegou."),
        Step::text("De nada!"),
    ])
    .await;
    let chatwoot = &trial.chatwoot;
    trial.chatwoot_says("oi").await;
    trial.chatwoot_echoes().await;

    // The event of its opening comes while the team is still being assigned.
    let late = channels::Step::take().after(Duration::from_secs(1));
    chatwoot.next(ChatwootCall::Assignment, late);
    let asked = chatwoot.customer_says(MARIA_AT_CHATWOOT, "meu boleto não chegou", now());
    trial.chatwoot_tells(asked).await;
    within(chatwoot.wait_for(ChatwootCall::Status, 1)).await;
    trial.chatwoot_echoes().await;
    assert!(chatwoot.taken(ChatwootCall::Assignment).is_empty());
    trial.settled().await;
    let seen = chatwoot.conversation(MARIA).unwrap();
    assert_eq!((seen.status, seen.team), ("open", Some(4)));
    let transcript = [
        ("contact", "oi"),
        ("agent_bot", "Olá!"),
        ("contact", "meu boleto não chegou"),
        ("agent_bot", TRANSFER_MESSAGE),
        ("agent_bot", NOTE),
    ];
    assert_eq!(
        seen.transcript,
        transcript.map(|(who, text)| (who, text.to_owned()))
    );

    trial
        .chatwoot_tells(chatwoot.person_opens(MARIA, now()))
        .await;
    trial.chatwoot_says("alguém aí?").await;
    let reply = chatwoot.person_says(MARIA, "Acabei de reenviar.", now());
    trial.chatwoot_tells(reply).await;
    trial.chatwoot_tells(chatwoot.resolves(MARIA, now())).await;
    trial.settled().await;
    assert_eq!(trial.chatwoot_texts().len(), 2, "people have it");

    trial.chatwoot_says("obrigada!").await;
    trial.chatwoot_echoes().await;
    trial.settled().await;
    assert_eq!(
        trial.chatwoot_texts(),
        ["Olá!", TRANSFER_MESSAGE, "De nada!"]
    );
    for call in [
        ChatwootCall::Status,
        ChatwootCall::Assignment,
        ChatwootCall::Note,
    ] {
        assert_eq!(chatwoot.taken(call).len(), 1, "{call:?}");
    }
    assert_eq!(chatwoot.conversation(MARIA).unwrap().status, "pending");
    let known = prompt([
        user("oi"),
        assistant("Olá!"),
        user("meu boleto não chegou"),
        assistant(TRANSFER_MESSAGE),
        user("alguém aí?"),
        person("Acabei de reenviar."),
        people_had_it(),
        user("obrigada!"),
    ]);
    assert_eq!(trial.prompts()[2], known);
}

//! One contact under several names.

use std::collections::BTreeSet;

use testkit::{channels::Customer, openai::Step};

use crate::harness::{MARIA, Trial, assistant, user};

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

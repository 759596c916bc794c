//! The cap because of which people got a conversation, where a turn is shown.

use conversation::{Cap, Outcome, Reason};
use serde_json::json;

use crate::browser::Browser;
use crate::openapi::schema;
use crate::spoken::two_answers;
use crate::support::Bench;

/// Every cap; a new one does not compile until it joins them.
fn caps() -> Vec<Cap> {
    let after = |cap: &Cap| match cap {
        Cap::MaxRepliesPerHour => Some(Cap::MaxTurnTokens),
        Cap::MaxTurnTokens => Some(Cap::MaxContactDayTokens),
        Cap::MaxContactDayTokens => Some(Cap::MaxDayTokens),
        Cap::MaxDayTokens => Some(Cap::Unknown),
        Cap::Unknown => None,
    };
    std::iter::successors(Some(Cap::MaxRepliesPerHour), after).collect()
}

#[test]
fn each_cap_that_can_be_met_is_documented() {
    let documented = schema("EndedTurn").pointer("/properties/over_cap");
    let documented = documented.unwrap().to_string();
    for cap in caps().iter().filter(|cap| **cap != Cap::Unknown) {
        let name = json!(cap);
        assert!(documented.contains(name.as_str().unwrap()), "{documented}");
    }
}

#[tokio::test]
async fn a_turn_says_which_cap_is_met() {
    let texts = [
        (
            "en",
            [
                "The customer has had as many answers in this hour as the settings allow.",
                "The answer may take more tokens than the settings allow for one.",
                "It may take more tokens than the settings leave the customer for this day.",
                "It may take more tokens than the settings leave for this day.",
                "A limit that a newer version knows.",
            ],
        ),
        (
            "pt-BR",
            [
                "O cliente já recebeu nesta hora tantas respostas quanto as configurações permitem.",
                "A resposta pode gastar mais tokens do que as configurações permitem a uma só.",
                "Ela pode gastar mais tokens do que as configurações deixam ao cliente neste dia.",
                "Ela pode gastar mais tokens do que as configurações deixam para este dia.",
                "Um teto que uma versão mais nova conhece.",
            ],
        ),
    ];
    for (nth, cap) in caps().into_iter().enumerate() {
        let bench = Bench::with_integration().await;
        let path = two_answers(&bench, |turn| {
            let reason = Reason::OverBudget;
            turn.outcome = Outcome::Transferred { reason };
            turn.over_cap = Some(cap);
        })
        .await;
        let trail = bench.get(&path).await.expect(200).body["trail"].clone();
        assert_eq!(trail[0]["over_cap"], json!(cap));
        assert_eq!(trail[1].get("over_cap"), None);
        let page = path.replace("/console/api/", "/console/");
        let mut browser = Browser::of_admin(&bench).await;
        for (language, said) in texts {
            browser.expect_shown(language, &page, &[said[nth]]).await;
        }
    }
}

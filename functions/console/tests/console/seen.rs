//! What an assistant was shown of a batch's files, where a turn is shown.

use conversation::{LeftOut, SeenReport, Took, Unseen};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::openapi::schema;
use crate::spoken::two_answers;
use crate::support::Bench;

/// Every reason; a new one does not compile until it joins them.
fn reasons() -> Vec<Unseen> {
    let after = |why: &Unseen| match why {
        Unseen::Gone => Some(Unseen::TooLarge),
        Unseen::TooLarge => Some(Unseen::TooMany),
        Unseen::TooMany => Some(Unseen::NotReadable),
        Unseen::NotReadable => Some(Unseen::Failed),
        Unseen::Failed => Some(Unseen::Refused),
        Unseen::Refused => Some(Unseen::NoTime),
        Unseen::NoTime => Some(Unseen::Unknown),
        Unseen::Unknown => None,
    };
    std::iter::successors(Some(Unseen::Gone), after).collect()
}

#[test]
fn each_reason_why_a_file_was_not_shown_is_documented() {
    let turn = schema("EndedTurn").to_string();
    let documented = json!({"enum": reasons()}).to_string();
    assert!(turn.contains(&documented), "{documented}: {turn}");
}

#[tokio::test]
async fn a_turn_says_what_it_saw_and_what_not() {
    let bench = Bench::with_integration().await;
    let path = two_answers(&bench, |turn| {
        turn.took = Took {
            see_ms: 1_200,
            ..Took::default()
        };
        turn.left_out = vec![LeftOut::Pictures, LeftOut::Documents];
        turn.seen = Some(SeenReport {
            files: 2,
            bytes: 1_234_567,
            unseen: vec![Unseen::TooMany, Unseen::Gone, Unseen::TooMany],
            error: Some("HTTP 403".to_owned()),
        });
    })
    .await;
    let shown = bench.get(&path).await.expect(200).body;
    let expected = json!({"files": 2, "bytes": 1_234_567, "unseen": ["too_many", "gone", "too_many"],
               "error": "HTTP 403"});
    assert_eq!(shown["trail"][0]["seen"], expected);
    assert_eq!(shown["trail"][0]["took"]["see_ms"], 1_200);
    assert_eq!(
        shown["trail"][0]["left_out"],
        json!(["pictures", "documents"])
    );
    assert_eq!(shown["trail"][1]["seen"], Value::Null);

    let page = path.replace("/console/api/", "/console/");
    let mut browser = Browser::of_admin(&bench).await;
    for (language, facts) in [
        (
            "en",
            [
                "<dt>Fetched files</dt><dd>1.2 s</dd>",
                "<dt>Seen</dt><dd>2 files, 1,235 kB</dd>",
                "<dt>Not seen</dt><dd>2 × there were more at once than the settings allow</dd>\
                 <dd>1 × the channel no longer has it</dd><dd><code>HTTP 403</code></dd>",
                "The server refused pictures, and answered without them.",
            ],
        ),
        (
            "pt-BR",
            [
                "<dt>Buscou arquivos</dt><dd>1,2 s</dd>",
                "<dt>Viu</dt><dd>2 arquivos, 1.235 kB</dd>",
                "<dt>Não viu</dt><dd>2 × vieram mais ao mesmo tempo do que as configurações permitem</dd>\
                 <dd>1 × o canal não tem mais o arquivo</dd><dd><code>HTTP 403</code></dd>",
                "O servidor recusou documentos e respondeu sem eles.",
            ],
        ),
    ] {
        browser.expect_shown(language, &page, &facts).await;
    }
}

//! What an assistant was shown of a batch's files, where a turn is shown.

use conversation::ports::Commit;
use conversation::{LeftOut, SeenReport, Took, Unseen, VoiceReport};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::conversations::CONTACT;
use crate::spoken::answer;
use crate::support::Bench;

#[tokio::test]
async fn a_turn_says_what_it_saw_and_what_not() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let answered = |commit: &mut Commit| {
        answer(commit, VoiceReport::default(), &bench);
        let turn = commit.turn_record.as_mut().unwrap();
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
    };
    bench.commit(&path, answered).await;
    bench
        .commit(&path, |commit| {
            answer(commit, VoiceReport::default(), &bench)
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
        browser.headers = vec![("accept-language", language)];
        let shown = browser.get(&page).await.expect(200);
        for fact in facts {
            assert!(shown.html.contains(fact), "{fact}: {}", shown.html);
        }
    }
}

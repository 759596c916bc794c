//! The inbox in the browser: who waits for a person, and what one does about it.

use std::time::Duration;

use conversation::ports::{Clock, Commit};
use conversation::{
    Later, LeftOut, Owner, Reason, Transferred, Unattended, Usage, VoiceReport, Window,
};
use serde_json::json;

use crate::browser::{Browser, Shown};
use crate::conversations::CONTACT;
use crate::spoken::answer;
use crate::support::{Bench, INTEGRATION, TOKEN, webhook, with};

const INBOX: &str = "/console/conversations";

/// The page of what the API has at a path.
fn page_of(path: &str) -> String {
    path.replace("/console/api/", "/console/")
}

/// Transfers the conversation at a path, so that its contact waits from now on.
async fn transfer(bench: &Bench, path: &str, reason: Reason, summary: &str) {
    let at = bench.clock.now();
    bench
        .commit(path, |commit| {
            let window = commit.state.window.take();
            if reason == Reason::AssistantFailed {
                commit.state.unattended = Some(Unattended::AssistantFailed {
                    window: window.unwrap_or(Window {
                        first: commit.state.first_seq,
                        opened_at: at,
                        later: Later::NONE,
                    }),
                    tried_at: at,
                });
            }
            commit.state.owner = Owner::People {
                since: at,
                quiet_since: at,
                unanswered: None,
                returns: None,
                later: Later::NONE,
            };
            commit.state.transferred = Some(Transferred {
                reason,
                summary: summary.to_owned(),
                at,
                answered: false,
                later: Later::NONE,
            });
            commit.state.changed_at = at;
        })
        .await;
}

/// Where each of these texts stands on the page, one after the other.
#[track_caller]
fn in_order(shown: &Shown, texts: &[&str]) {
    let mut rest = shown.html.as_str();
    for text in texts {
        let found = rest.split_once(text);
        (_, rest) = found.unwrap_or_else(|| unreachable!("{text:?} is missing in {rest}"));
    }
}

#[tokio::test]
async fn who_waits_longest_stands_first() {
    let bench = Bench::with_integration().await;
    let other = with(webhook(), &[("/name", json!("Loja <2>"))]);
    bench
        .put("/console/api/integrations/loja-2", &other)
        .await
        .expect(201);
    let minute = Duration::from_secs(60);
    for (integration, contact) in [
        ("loja-1", "first"),
        ("loja-2", "second"),
        ("loja-1", "third"),
    ] {
        let path = bench.conversation_of(integration, contact, &["oi"]).await;
        bench.clock.advance(minute);
        let summary = format!("summary of the {contact}");
        transfer(&bench, &path, Reason::Requested, &summary).await;
        bench.clock.advance(minute);
    }
    let with_assistant = bench.conversation("fourth", &["oi"]).await;

    let mut browser = Browser::of_admin(&bench).await;
    let shown = browser.get(INBOX).await.expect(200);
    in_order(
        &shown,
        &[
            "3 customers wait for a person.",
            "5 min ago",
            "summary of the first",
            "Loja &lt;2&gt;",
            "summary of the second",
            "1 min ago",
            "summary of the third",
        ],
    );
    let with_assistant = page_of(&with_assistant);
    assert!(!shown.html.contains(&with_assistant));
    let one = browser.get(&format!("{INBOX}?integration=loja-2")).await;
    let one = one
        .expect_says("1 customer waits")
        .expect_says("summary of the second");
    assert!(!one.html.contains("summary of the first"));
    let assistants = browser.get(&format!("{INBOX}?owner=assistant")).await;
    let assistants = assistants.expect_says(&with_assistant);
    assert!(!assistants.html.contains("summary"));

    // What is read again is the list alone.
    browser.headers.push(("hx-request", "true"));
    let part = browser.get(INBOX).await.expect(200);
    in_order(&part, &["3 customers wait", "summary of the third"]);
    assert!(!part.html.contains("<html"));
}

#[tokio::test]
async fn a_contact_is_found_however_the_number_is_written() {
    let bench = Bench::with_integration().await;
    let path = bench.conversation(CONTACT, &["oi"]).await;
    let mut browser = Browser::of_admin(&bench).await;
    for typed in ["%2B55+(11)+99999-0000", "11999990000", "5511999990000"] {
        let shown = browser.get(&format!("{INBOX}?contact={typed}")).await;
        shown.expect(200).expect_says(&page_of(&path));
    }
    let shown = browser.get(&format!("{INBOX}?contact=11888880000")).await;
    shown.expect(200).expect_says("No contact has that name.");
}

#[tokio::test]
async fn an_agent_has_its_own_conversations_and_nothing_else() {
    let bench = Bench::with_integration().await;
    bench
        .put("/console/api/integrations/loja-2", &webhook())
        .await
        .expect(201);
    let own = bench.conversation(CONTACT, &["oi"]).await;
    let others = bench
        .conversation_of("loja-2", "551188880000", &["oi"])
        .await;
    for path in [&own, &others] {
        transfer(&bench, path, Reason::Phrase, "").await;
    }
    let (own, others) = (page_of(&own), page_of(&others));
    let eva = bench.person("agent", &["loja-1"]).await;
    let mut browser = Browser::of(&bench, &eva.token).await;
    let shown = browser.get(INBOX).await.expect(200).expect_says(&own);
    assert!(!shown.html.contains("loja-2"));
    browser.get(&own).await.expect(200);
    let elsewhere = "/console/integrations/loja-2/conversations";
    for path in [
        format!("{INBOX}?integration=loja-2"),
        others.clone(),
        format!("{others}/erase"),
        "/console/assistants".to_owned(),
    ] {
        browser.get(&path).await.expect(404);
    }
    for path in [
        others.clone(),
        format!("{others}/take-over"),
        format!("{others}/release"),
        format!("{others}/erase"),
        format!("{elsewhere}/release-failed"),
    ] {
        browser
            .post(&path, &[("text", "oi"), ("sure", "yes")])
            .await
            .expect(404);
    }
}

#[tokio::test]
async fn what_an_answer_cost_is_nothing_for_an_agent() {
    let bench = Bench::with_integration().await;
    let api = bench.conversation(CONTACT, &["oi"]).await;
    let answered = |commit: &mut Commit| {
        answer(commit, VoiceReport::default(), &bench);
        let turn = commit.turn_record.as_mut().unwrap();
        turn.model = Some("gpt-6-luna".to_owned());
        turn.left_out = vec![LeftOut::Verbosity];
        turn.usage = Some(Usage {
            input_tokens: 1_000,
            ..Usage::default()
        });
    };
    bench.commit(&api, answered).await;
    let eva = bench.person("agent", &["loja-1"]).await;
    let trail = &bench.get(&api).await.body["trail"];
    assert_eq!(trail[0]["left_out"], json!(["verbosity"]));
    for (token, is_told) in [(TOKEN, true), (eva.token.as_str(), false)] {
        let mut browser = Browser::of(&bench, token).await;
        let shown = browser.get(&page_of(&api)).await.expect(200);
        let shown = shown.expect_says("<dt>Tokens</dt>");
        let shown = shown.expect_says("The server refused the length of replies");
        assert_eq!(shown.html.contains("<dt>Cost</dt>"), is_told);
    }
}

#[tokio::test]
async fn a_conversation_is_taken_over_and_given_back() {
    let bench = Bench::with_integration().await;
    let api = bench.conversation(CONTACT, &["meu <b>boleto</b>"]).await;
    let path = page_of(&api);
    let mut browser = Browser::of_admin(&bench).await;
    let shown = browser.get(&path).await.expect(200);
    in_order(
        &shown,
        &[
            "The assistant has it",
            "Customer",
            "meu &lt;b&gt;boleto&lt;/b&gt;",
        ],
    );
    browser
        .post(&format!("{path}/take-over"), &[])
        .await
        .expect_see(&path);
    let shown = browser.get(&path).await.expect_says("People have it");
    in_order(
        &shown,
        &["The conversation is yours.", "A person took over"],
    );
    assert_eq!(bench.get(&api).await.body["owner"], "people");
    browser
        .post(&format!("{path}/release"), &[])
        .await
        .expect_see(&path);
    assert_eq!(bench.get(&api).await.body["owner"], "assistant");
}

#[tokio::test]
async fn what_the_channel_did_not_take_stays_in_its_field() {
    let bench = Bench::with_integration().await;
    let api = bench.conversation(CONTACT, &["oi"]).await;
    let path = page_of(&api);
    let mut browser = Browser::of_admin(&bench).await;
    browser.get(&path).await.expect(200);
    bench.clock.advance(Duration::from_secs(1));
    let words = "Bom dia! \"Já\" <vejo>.";
    let failed = browser.post(&path, &[("text", words)]).await.expect(502);
    in_order(
        &failed,
        &[
            "Look at the channel before you send it again.",
            "Bom dia! &quot;Já&quot; &lt;vejo&gt;.</textarea>",
        ],
    );
    // People have it from then on, and the audit says so.
    assert_eq!(bench.get(&api).await.body["owner"], "people");
    let audit = bench.get("/console/api/audit").await.body;
    let line = &audit["lines"][0];
    assert_eq!(line["did"], "send_message");
    assert_eq!(line["status"], 502);
    browser.post(&path, &[("text", "")]).await.expect(422);
}

#[tokio::test]
async fn a_conversation_is_erased_once_that_is_confirmed() {
    let bench = Bench::with_integration().await;
    let api = bench.conversation(CONTACT, &["oi"]).await;
    let path = page_of(&api);
    let mut browser = Browser::of_admin(&bench).await;
    let erase = format!("{path}/erase");
    let asked = browser.get(&erase).await.expect(200);
    in_order(
        &asked,
        &[
            "Erase the conversation with Cliente?",
            "all messages, of both sides",
        ],
    );
    let unsure = browser.post(&erase, &[]).await.expect(422);
    unsure.expect_says("Tick this to confirm.");
    bench.get(&api).await.expect(200);
    browser
        .post(&erase, &[("sure", "yes")])
        .await
        .expect_see(&format!("{INBOX}?integration=loja-1"));
    let shown = browser.get(INBOX).await.expect(200);
    shown.expect_says("The conversation is gone");
    bench.get(&api).await.expect(404);
    browser.get(&path).await.expect(404);
}

#[tokio::test]
async fn what_the_assistant_failed_at_goes_back_to_it() {
    let bench = Bench::with_integration().await;
    let api = bench.conversation(CONTACT, &["oi"]).await;
    bench.clock.advance(Duration::from_secs(60));
    transfer(&bench, &api, Reason::AssistantFailed, "").await;
    let mut browser = Browser::of_admin(&bench).await;
    let shown = browser.get(INBOX).await.expect(200);
    in_order(
        &shown,
        &[
            "Give the assistant back the conversation",
            "The assistant failed",
        ],
    );
    let all = "/console/integrations/loja-1/conversations/release-failed";
    let done = browser.post(all, &[]).await.expect(200);
    let done = done.expect_says("1 conversation is the assistant's again");
    let inbox = format!("{INBOX}?integration=loja-1");
    assert_eq!(done.value_of("back"), Some(inbox));
    assert_eq!(bench.get(&api).await.body["owner"], "assistant");
    bench.get(INTEGRATION).await.expect(200);
}

#[tokio::test]
async fn earlier_messages_are_on_earlier_pages() {
    let bench = Bench::with_integration().await;
    let said: Vec<_> = (0..70).map(|n| format!("message {n}.")).collect();
    let said: Vec<_> = said.iter().map(String::as_str).collect();
    let path = page_of(&bench.conversation(CONTACT, &said).await);
    let mut browser = Browser::of_admin(&bench).await;
    let newest = browser
        .get(&path)
        .await
        .expect(200)
        .expect_says("message 69.");
    assert!(!newest.html.contains("message 9."));
    in_order(&newest, &["message 67.", "message 68.", "message 69."]);
    let (_, earlier) = newest.html.split_once("?before=").unwrap();
    let (earlier, _) = earlier.split_once('"').unwrap();
    let earlier = browser.get(&format!("{path}?before={earlier}")).await;
    let earlier = earlier.expect(200).expect_says("message 0.");
    assert!(!earlier.html.contains("message 69."));
    assert!(
        !earlier.html.contains("hx-get"),
        "what is old is not read again"
    );
}

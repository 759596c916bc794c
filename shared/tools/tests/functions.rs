//! The business's functions over the real HTTP client, against a stand-in.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a helper that fails must fail its test"
)]

use std::time::Duration;

use conversation::ports::{Caller, Failure, ToolError, Tools};
use conversation::{
    Call, Contact, ContactName, ConversationId, ConversationRef, IntegrationId, Kind,
};
use http_client::{Access, Client};
use serde_json::{Value, json};
use testkit::channels::{FakeShop, Step};
use tools::Functions;

const SECRET: &str = "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4";
const KEY: &str = "turn-1-0";
const PLENTY: Duration = Duration::from_secs(20);

fn functions(url: &str, access: Access, with: Value) -> Functions {
    let mut function = json!({
        "name": "find_order", "description": "Finds an order.", "url": url,
        "parameters": {"type": "object"},
    });
    for (name, value) in with.as_object().unwrap() {
        function[name] = value.clone();
    }
    let settings = json!({"functions": [function], "signing_secret": SECRET});
    let settings: settings::Tools = serde_json::from_value(settings).unwrap();
    Functions::of(Some(&settings), Client::new(access).unwrap()).unwrap()
}

async fn called(functions: &Functions, call: Call) -> Result<String, ToolError> {
    let conversation = ConversationRef {
        integration: IntegrationId::parse("loja-1").unwrap(),
        id: ConversationId::parse("0123456789abcdef0123456789abcdef").unwrap(),
    };
    let names = vec![ContactName::parse("5511999990000").unwrap()];
    let contact = Contact::new(names, Some("Ana".to_owned()));
    let caller = Caller {
        conversation: &conversation,
        contact: &contact,
        kind: Kind::Customer,
    };
    functions.call(caller, &call, KEY, PLENTY).await
}

fn call() -> Call {
    Call::new("find_order", r#"{"number":"12"}"#.to_owned())
}

/// What becomes of a call that the shop answers so.
async fn answer_to(step: Step, with: Value) -> Result<String, ToolError> {
    let shop = FakeShop::start(SECRET).await;
    shop.next_call(step);
    let functions = functions(&shop.url("find_order"), Access::Anywhere, with);
    called(&functions, call()).await
}

fn refused(failure: Failure, said: &str) -> Result<String, ToolError> {
    Err(ToolError::Refused {
        failure,
        said: said.to_owned(),
    })
}

#[tokio::test]
async fn a_function_is_called_with_its_arguments_and_who_asks() {
    let shop = FakeShop::start(SECRET).await;
    let functions = functions(&shop.url("find_order"), Access::Anywhere, json!({}));
    let answer = called(&functions, call()).await.unwrap();
    assert_eq!(answer, r#"{"called":"find_order","with":{"number":"12"}}"#);
    let taken = shop.calls().remove(0);
    assert_eq!(taken.id, KEY);
    let contact = json!({"names": ["5511999990000"], "display_name": "Ana"});
    assert_eq!(taken.body["contact"], contact);
    assert_eq!(taken.body["integration_id"], "loja-1");
    assert_eq!(taken.body["test"], false);
}

#[tokio::test]
async fn what_cannot_be_called_is_not() {
    let shop = FakeShop::start(SECRET).await;
    let functions = functions(&shop.url("find_order"), Access::Anywhere, json!({}));
    for (name, arguments, why) in [
        ("drop_tables", "{}", "there is no tool of this name"),
        (
            "find_order",
            r#"{"a": "1"#,
            "the arguments are no JSON object",
        ),
        ("find_order", "[]", "the arguments are no JSON object"),
    ] {
        let call = Call::new(name, arguments.to_owned());
        let expected = Err(ToolError::NotCalled(why.to_owned()));
        assert_eq!(called(&functions, call).await, expected);
    }
    assert!(shop.calls().is_empty());
    let none = Functions::of(None, Client::new(Access::Anywhere).unwrap()).unwrap();
    let answer = called(&none, call()).await;
    assert!(matches!(answer, Err(ToolError::NotCalled(_))));
}

#[tokio::test]
async fn an_answer_says_whether_it_was_done() {
    let transient = |detail| Failure::transient(detail);
    let permanent = |detail| Failure::permanent(detail);
    for (step, expected) in [
        (Step::answer(200, "shipped"), Ok("shipped".to_owned())),
        (Step::answer(204, ""), Ok(String::new())),
        (
            Step::answer(422, "no such order"),
            refused(permanent("HTTP 422"), "no such order"),
        ),
        (Step::answer(401, ""), refused(permanent("HTTP 401"), "")),
        (
            Step::answer(429, "slow"),
            refused(transient("HTTP 429"), "slow"),
        ),
        (
            Step::answer(500, "oops"),
            Err(ToolError::Unknown(transient("HTTP 500"))),
        ),
        (
            Step::drop(),
            Err(ToolError::Unknown(transient("the connection failed"))),
        ),
        (
            Step::take_and_drop(),
            Err(ToolError::Unknown(transient("the connection failed"))),
        ),
    ] {
        assert_eq!(answer_to(step, json!({})).await, expected);
    }
}

#[tokio::test]
async fn a_function_that_answers_too_much_or_too_late_may_have_done_it() {
    let much = Step::answer(200, "x".repeat(257));
    let failure = Failure::permanent("the answer has more than 256 bytes");
    let answer = answer_to(much, json!({"max_answer_bytes": 256})).await;
    assert_eq!(answer, Err(ToolError::Unknown(failure)));
    let failure = Failure::transient("no complete response within the time limit");
    let answer = answer_to(Step::hang(), json!({"timeout_ms": 1_000})).await;
    assert_eq!(answer, Err(ToolError::Unknown(failure)));
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_no_private_address_called() {
    let elsewhere = Step::redirect("http://127.0.0.1:1/");
    let answer = answer_to(elsewhere, json!({})).await;
    let failure = Failure::permanent("HTTP 302");
    assert_eq!(answer, Err(ToolError::Unknown(failure)));

    let url = "https://127.0.0.1:1/find_order";
    let functions = functions(url, Access::PublicHttps, json!({}));
    let failure = Failure::permanent("the host does not lead to a public address");
    assert_eq!(called(&functions, call()).await, refused(failure, ""));
}

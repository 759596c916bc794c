//! The functions' roles allow what the functions need, and nothing else.
//!
//! Each statement is removed from its role in turn, in the running system, and the action that
//! needs it fails. With every statement in place the same actions succeed, which also shows which
//! permissions are used at all.
//!
//! This shows that each statement is needed as a whole, and that each permission is used. It does
//! not show that each resource of a statement is needed, nor each value of its conditions: one
//! queue too many beside one that is used is not found.

mod console;
mod probes;
mod queues;

use std::collections::BTreeSet;

use local::aws::access::{StatementId, Use};

use probes::{AN_HOUR_MS, Probe, Story};
use testkit::channels::webhook_message;

use crate::harness::{Answer, CONTACT, LOJA, Trial, now};

/// The statements that nothing here can need: Lambda itself writes a function's log, with the
/// function's role.
const OF_LAMBDA: &str = "Log";

/// What fails without each statement, by the role and the statement's name. The two statements of
/// the policy that all functions have are in each role.
const NEEDED: [(&str, &str, Probe); 38] = [
    ("ingest", "Table", Probe::Webhook),
    ("ingest", "Queues", Probe::Webhook),
    ("ingest", "ReadItems", Probe::Webhook),
    ("ingest", "WriteConversations", Probe::Webhook),
    ("ingest", "CountFigures", Probe::TakingOver),
    ("ingest", "NoteWebhooks", Probe::Noting),
    ("ingest", "ForgetNames", Probe::NewNumber),
    ("ingest", "OpenInboundSecrets", Probe::Webhook),
    ("ingest", "ScheduleWakeUps", Probe::Webhook),
    ("console", "Table", Probe::Settings),
    ("console", "Queues", Probe::GivingBack),
    ("console", "ReadAndWriteItems", Probe::Settings),
    ("console", "SealAndOpenSecrets", Probe::Settings),
    ("console", "ScheduleWakeUps", Probe::GivingBack),
    ("console", "ReadAdminToken", Probe::Settings),
    ("console", "OpenAdminToken", Probe::Settings),
    ("console", "FindAudio", Probe::Erasing),
    ("console", "EraseAudio", Probe::Erasing),
    ("console", "PlayAudio", Probe::Playing),
    ("console", "OpenAudio", Probe::Playing),
    ("responder", "Table", Probe::Voice),
    ("responder", "Queues", Probe::WakeUpsTaken),
    ("responder", "ReadItems", Probe::Voice),
    ("responder", "WriteConversations", Probe::Voice),
    ("responder", "CountWhatIsSpentAndFigures", Probe::Voice),
    ("responder", "OpenOutboundSecrets", Probe::Voice),
    ("responder", "ScheduleWakeUpsAndHandOver", Probe::Transfer),
    ("responder", "TakeWakeUps", Probe::WakeUpsTaken),
    ("responder", "KeepAndReadAudio", Probe::Voice),
    ("responder", "LearnThatAudioIsMissing", Probe::Voice),
    ("responder", "SealAndOpenAudio", Probe::Voice),
    ("transfer", "Table", Probe::Transfer),
    ("transfer", "Queues", Probe::TransfersTaken),
    ("transfer", "ReadItems", Probe::Transfer),
    ("transfer", "WriteConversations", Probe::Transfer),
    ("transfer", "OpenOutboundSecrets", Probe::Transfer),
    (
        "transfer",
        "TakeTransfersAndSendTheirSuccessors",
        Probe::TransfersTaken,
    ),
    ("transfer", "BuryTransfers", Probe::Burial),
];

/// Actions on the table's key that DynamoDB documents as needed by its callers, although reading
/// and writing items is only known to use `kms:Decrypt`:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html>.
const DOCUMENTED: [&str; 4] = [
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey*",
    "kms:ReEncrypt*",
];

#[tokio::test]
async fn each_statement_of_each_role_is_needed() {
    let story = Story::start().await;
    let access = story.access();
    let mut statements: BTreeSet<StatementId> = access.statements().into_iter().collect();
    statements.retain(|statement| statement.sid != OF_LAMBDA);
    let named = statements
        .iter()
        .map(|of| (of.role.as_str(), of.sid.as_str()));
    let tried = NEEDED.iter().map(|(role, sid, _)| (*role, *sid));
    assert_eq!(named.collect::<BTreeSet<_>>(), tried.collect());

    for statement in &statements {
        let needed = NEEDED
            .iter()
            .find(|(role, sid, _)| *role == statement.role && *sid == statement.sid);
        let (_, _, probe) = needed.unwrap();
        let (tried, refused) = story.without(statement, *probe).await;
        let failure = tried.expect_err(&format!("{probe:?} needs no {statement}"));
        let patterns = access.patterns().into_iter();
        let patterns: Vec<_> = patterns.filter(|of| of.statement == *statement).collect();
        let missed = refused.iter().any(|refused| {
            let fits = |of: &Use| of.is_of(&refused.action);
            refused.caller == statement.role && patterns.iter().any(fits)
        });
        assert!(missed, "{statement}: {failure}");
        let again = story.carry_out(*probe).await;
        assert_eq!(again, Ok(()), "{probe:?} after {statement} was back");
    }
}

#[tokio::test]
#[should_panic(expected = "refused: {")]
async fn a_trial_in_which_a_role_refused_anything_fails() {
    let trial = Trial::webhook(AN_HOUR_MS, []).await;
    let access = trial.system().aws().access();
    let mut statements = access.statements().into_iter();
    access.withdraw(statements.find(|of| of.role == "ingest" && of.sid == "WriteConversations"));
    let message = webhook_message(CONTACT, "m-1", now(), "oi");
    let answer = Answer::to(trial.plain_webhook(LOJA, &message)).await;
    assert_eq!(answer.status, 500);
}

#[tokio::test]
async fn each_action_of_each_statement_is_used() {
    let story = Story::start().await;
    for probe in Probe::ALL {
        let done = story.carry_out(probe).await;
        assert_eq!(done, Ok(()), "{probe:?}");
    }
    let access = story.access();
    let used = access.used();
    let is_exempt = |unused: &Use| match unused.statement.sid.as_str() {
        OF_LAMBDA => true,
        "Table" => DOCUMENTED.contains(&unused.pattern.as_str()),
        _ => false,
    };
    let mut unused: Vec<_> = access.patterns().into_iter().collect();
    unused.retain(|pattern| !used.contains(pattern) && !is_exempt(pattern));
    assert_eq!(unused, []);
}

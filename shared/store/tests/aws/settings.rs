//! Settings against DynamoDB.

use std::sync::Arc;
use std::time::Duration;

use crate::support::{Table, TestClock, integration};
use conversation::AssistantId;
use futures_util::future::join_all;
use serde_json::{Value, json};
use store::{
    Ciphertext, IntegrationRecord, SealedSecrets, SettingsCache, SettingsError, SettingsTable,
    Stored, Who,
};

const SECOND: Duration = Duration::from_secs(1);

fn on(table: &Table, clock: &TestClock) -> SettingsTable<TestClock> {
    SettingsTable::new(table.client.clone(), table.name.clone(), clock.clone())
}

fn asst(id: &str) -> AssistantId {
    AssistantId::parse(id).unwrap()
}

fn record(id: &str, assistant: &str) -> IntegrationRecord {
    let settings = json!({
        "id": id,
        "name": "Loja",
        "channel": {
            "kind": "webhook", "reply_url": "https://example.com", "signing_secret": {"set": true},
        },
        "assistant": {"id": assistant, "api_key": {"set": true}},
        "interval_ms": 15_000,
        "transfer": {"queue": "4", "message": "Vou chamar uma pessoa da equipe."},
    });
    let settings = serde_json::from_value(settings).unwrap();
    let secrets = SealedSecrets {
        inbound: Ciphertext(vec![1, 2]),
        outbound: Ciphertext(vec![3]),
    };
    IntegrationRecord { settings, secrets }
}

async fn read(settings: &SettingsTable<TestClock>, id: &str) -> Stored<IntegrationRecord> {
    let read = settings.integration(&integration(id)).await.unwrap();
    read.unwrap()
}

#[tokio::test]
async fn an_integration_is_read_as_it_was_written() {
    let table = Table::new().await;
    let settings = on(&table, &TestClock::new());
    let id = integration("loja-1");
    assert_eq!(settings.integration(&id).await.unwrap(), None);
    settings
        .put_assistant(&asst("asst_a"), &json!({}), None, &Who::Admin)
        .await
        .unwrap();

    let mut value = record("loja-1", "asst_a");
    let version = settings.put_integration(&value, None).await.unwrap();
    let first = read(&settings, "loja-1").await;
    assert_eq!((&first.value, first.version), (&value, version));

    let reply = json!({
        "format": "voice",
        "api_key": {"set": true},
        "voice_id": "v",
        "model_id": "m",
        "when": "mirror",
        "language_code": "pt",
        "voice_settings": {"speed": 1.1},
        "max_reply_characters": 300,
        "max_day_characters": 0,
    });
    value.settings.reply = serde_json::from_value(reply).unwrap();
    settings
        .put_integration(&value, Some(&first))
        .await
        .unwrap();
    assert_eq!(read(&settings, "loja-1").await.value, value);
    table.delete().await;
}

#[tokio::test]
async fn a_change_that_did_not_see_the_last_one_is_refused() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let settings = on(&table, &clock);
    let body = json!({"model": "gpt-6-luna"});
    let assistant = asst("asst_a");
    let version = settings
        .put_assistant(&assistant, &body, None, &Who::Admin)
        .await
        .unwrap();
    let conflict = |result| assert!(matches!(result, Err(SettingsError::Conflict)), "{result:?}");
    conflict(
        settings
            .put_assistant(&assistant, &json!({}), None, &Who::Admin)
            .await,
    );
    conflict(
        settings
            .put_assistant(&assistant, &body, Some(version + 1), &Who::Admin)
            .await,
    );
    settings
        .put_assistant(&assistant, &body, Some(version), &Who::Admin)
        .await
        .unwrap();
    conflict(
        settings
            .delete_assistant(&assistant, version)
            .await
            .map(|()| 0),
    );

    let value = record("loja-1", "asst_a");
    settings.put_integration(&value, None).await.unwrap();
    let stale = read(&settings, "loja-1").await;
    conflict(settings.put_integration(&value, None).await);
    settings
        .put_integration(&value, Some(&stale))
        .await
        .unwrap();
    conflict(settings.put_integration(&value, Some(&stale)).await);
    conflict(settings.delete_integration(&stale).await.map(|()| 0));

    let last = read(&settings, "loja-1").await;
    settings.delete_integration(&last).await.unwrap();
    clock.advance(SECOND);
    settings.put_integration(&value, None).await.unwrap();
    conflict(settings.put_integration(&value, Some(&stale)).await);
    table.delete().await;
}

#[tokio::test]
async fn lists_hold_everything_by_id() {
    let table = Table::new().await;
    let settings = on(&table, &TestClock::new());
    let ids: Vec<_> = (0..120).map(|n| asst(&format!("asst_{n:03}"))).collect();
    for (n, id) in ids.iter().enumerate() {
        settings
            .put_assistant(id, &json!({ "n": n }), None, &Who::Admin)
            .await
            .unwrap();
    }
    for id in ["loja-2", "loja-1"] {
        settings
            .put_integration(&record(id, "asst_000"), None)
            .await
            .unwrap();
    }
    let listed = settings.assistants::<Value>().await.unwrap();
    let expected = ids
        .into_iter()
        .zip(0..)
        .map(|(id, n)| (id, json!({ "n": n })));
    assert!(
        listed
            .into_iter()
            .map(|listed| (listed.id, listed.stored.value))
            .eq(expected)
    );
    let listed = settings.integrations().await.unwrap();
    let listed: Vec<_> = listed
        .iter()
        .map(|one| one.value.settings.id.as_str())
        .collect();
    assert_eq!(listed, ["loja-1", "loja-2"]);
    table.delete().await;
}

#[tokio::test]
async fn an_assistant_in_use_stays() {
    let table = Table::new().await;
    let settings = on(&table, &TestClock::new());
    let (a, b) = (asst("asst_a"), asst("asst_b"));
    let missing = settings
        .put_integration(&record("loja-1", "asst_a"), None)
        .await;
    assert!(
        matches!(missing, Err(SettingsError::NoSuchAssistant)),
        "{missing:?}"
    );

    let version = settings
        .put_assistant(&a, &json!({}), None, &Who::Admin)
        .await
        .unwrap();
    settings
        .put_assistant(&b, &json!({}), None, &Who::Admin)
        .await
        .unwrap();
    settings
        .put_integration(&record("loja-1", "asst_a"), None)
        .await
        .unwrap();
    let version = settings
        .put_assistant(&a, &json!({}), Some(version), &Who::Admin)
        .await
        .unwrap();
    match settings.delete_assistant(&a, version).await {
        Err(SettingsError::AssistantInUse(users)) => assert_eq!(users, [integration("loja-1")]),
        other => unreachable!("{other:?}"),
    }

    let first = read(&settings, "loja-1").await;
    let moved = record("loja-1", "asst_b");
    settings
        .put_integration(&moved, Some(&first))
        .await
        .unwrap();
    settings.delete_assistant(&a, version).await.unwrap();
    assert_eq!(settings.assistant::<Value>(&a).await.unwrap(), None);

    let last = read(&settings, "loja-1").await;
    settings.delete_integration(&last).await.unwrap();
    let version = settings
        .assistant::<Value>(&b)
        .await
        .unwrap()
        .unwrap()
        .version;
    settings.delete_assistant(&b, version).await.unwrap();
    assert_eq!(table.items().await, []);
    table.delete().await;
}

#[tokio::test]
async fn an_assistant_is_not_deleted_under_an_integration() {
    let table = Table::new().await;
    let settings = on(&table, &TestClock::new());
    for round in 0..10 {
        let name = format!("asst_{round}");
        let id = asst(&name);
        let version = settings
            .put_assistant(&id, &json!({}), None, &Who::Admin)
            .await
            .unwrap();
        let version = settings
            .put_assistant(&id, &json!({"n": 1}), Some(version), &Who::Admin)
            .await
            .unwrap();
        let puts = (0..4).map(|n| {
            let settings = settings.clone();
            let value = record(&format!("loja-{round}-{n}"), &name);
            async move { settings.put_integration(&value, None).await.is_ok() }
        });
        let delete = settings.delete_assistant(&id, version);
        let (stored, deleted) = futures_util::future::join(join_all(puts), delete).await;
        assert_ne!(stored.contains(&true), deleted.is_ok());
        let left = settings.assistant_versions::<Value>(&id).await.unwrap();
        assert_eq!(left.len(), if deleted.is_ok() { 0 } else { 2 });
    }
    table.delete().await;
}

#[tokio::test]
async fn settings_are_read_again_after_10_s_or_1_s_when_they_seem_wrong() {
    let table = Table::new().await;
    let clock = TestClock::new();
    let settings = on(&table, &clock);
    let (id, assistant) = (integration("loja-1"), asst("asst_a"));
    let cache = SettingsCache::new(settings.clone());
    assert!(cache.integration(&id).await.unwrap().is_none());
    settings
        .put_assistant(&assistant, &json!({}), None, &Who::Admin)
        .await
        .unwrap();
    settings
        .put_integration(&record("loja-1", "asst_a"), None)
        .await
        .unwrap();

    let first = cache.integration(&id).await.unwrap().unwrap();
    let held = cache.assistant(&assistant).await.unwrap().unwrap();
    clock.advance(SECOND * 9);
    let second = cache.integration(&id).await.unwrap().unwrap();
    assert!(Arc::ptr_eq(&first, &second), "9 s old is young enough");
    let again = cache.assistant(&assistant).await.unwrap().unwrap();
    assert!(Arc::ptr_eq(&held, &again), "9 s old is young enough");
    let fresh = cache.fresh_integration(&id).await.unwrap().unwrap();
    assert!(
        !Arc::ptr_eq(&first, &fresh),
        "9 s old is too old for a doubt"
    );
    let fresher = cache.fresh_integration(&id).await.unwrap().unwrap();
    assert!(Arc::ptr_eq(&fresh, &fresher), "once a second");
    clock.advance(SECOND * 10);
    let last = cache.integration(&id).await.unwrap().unwrap();
    assert!(!Arc::ptr_eq(&fresher, &last), "10 s old is too old");
    let last = cache.assistant(&assistant).await.unwrap().unwrap();
    assert!(!Arc::ptr_eq(&held, &last), "10 s old is too old");
    table.delete().await;
}

#[tokio::test]
async fn an_assistant_is_of_those_who_use_it_or_else_of_those_it_was_made_for() {
    let table = Table::new().await;
    let settings = on(&table, &TestClock::new());
    let id = asst("asst_a");
    assert_eq!(settings.assistant_integrations(&id).await.unwrap(), None);
    let made_for = [integration("loja-1")].into();
    let body = json!({});
    let put = settings.put_assistant_for(&id, &body, None, &Who::Admin, Some(&made_for));
    let version = put.await.unwrap();
    let of = async || settings.assistant_integrations(&id).await.unwrap().unwrap();
    assert_eq!(of().await, made_for);
    let others = [integration("loja-3")].into();
    let put = settings.put_assistant_for(&id, &body, Some(version), &Who::Admin, Some(&others));
    let version = put.await.unwrap();
    assert_eq!(of().await, made_for);
    let used = record("loja-2", "asst_a");
    settings.put_integration(&used, None).await.unwrap();
    let users = [integration("loja-2")].into();
    assert_eq!(of().await, users);
    let listed = settings.assistants::<Value>().await.unwrap().remove(0);
    assert_eq!((listed.id, listed.integrations), (id.clone(), users));

    let put = settings.put_assistant(&id, &body, Some(version), &Who::Admin);
    put.await.unwrap();
    let read = settings.integration(&integration("loja-2")).await.unwrap();
    settings.delete_integration(&read.unwrap()).await.unwrap();
    assert_eq!(of().await, [].into());
    table.delete().await;
}

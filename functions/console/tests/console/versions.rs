//! Two people at the same settings.

use futures_util::future::join_all;
use serde_json::json;

use crate::support::{ASSISTANT, Bench, INTEGRATION, assistant, webhook, whatsapp, with};

#[tokio::test]
async fn a_change_of_something_stale_is_a_conflict() {
    let bench = Bench::with_assistant().await;
    for (path, body) in [(ASSISTANT, assistant()), (INTEGRATION, webhook())] {
        let first = bench.put(path, &body).await.etag();
        let changed = with(body.clone(), &[("/name", json!("Outra"))]);
        let second = bench
            .put_if(path, ("if-match", &first), &changed)
            .await
            .expect(200)
            .etag();
        assert_ne!(first, second);
        assert_eq!(bench.get(path).await.etag(), second);

        let stale = bench
            .put_if(path, ("if-match", &first), &body)
            .await
            .expect(409);
        insta::allow_duplicates! { insta::assert_snapshot!(stale.shown()) };
        bench.delete_if(path, &first).await.expect(409);
        assert_eq!(bench.get(path).await.body["name"], "Outra");

        bench
            .put_if(path, ("if-match", "*"), &body)
            .await
            .expect(200);
        bench.put(path, &changed).await.expect(200);
    }
    let last = bench.get(INTEGRATION).await.etag();
    bench.delete_if(INTEGRATION, &last).await.expect(204);
    let last = bench.get(ASSISTANT).await.etag();
    bench.delete_if(ASSISTANT, &last).await.expect(204);
    for (path, body) in [(ASSISTANT, assistant()), (INTEGRATION, webhook())] {
        bench
            .put_if(path, ("if-match", &last), &body)
            .await
            .expect(409);
        bench
            .put_if(path, ("if-match", "*"), &body)
            .await
            .expect(409);
        bench.get(path).await.expect(404);
    }
}

#[tokio::test]
async fn what_is_there_is_not_created_again() {
    let bench = Bench::with_assistant().await;
    let only_new = ("if-none-match", "*");
    bench
        .put_if(INTEGRATION, only_new, &webhook())
        .await
        .expect(201);
    for (path, body) in [(ASSISTANT, assistant()), (INTEGRATION, webhook())] {
        let exists = bench.put_if(path, only_new, &body).await.expect(409);
        assert_eq!(exists.error(), ("exists", None));
    }
}

/// Each change is stored and told so, or refused; no two are stored over the same version.
#[tokio::test]
async fn of_changes_at_the_same_time_none_is_lost_silently() {
    let bench = Bench::with_assistant().await;
    let mut conflicts = 0;
    for (path, body) in [
        ("/console/api/assistants/asst_new", assistant()),
        (INTEGRATION, whatsapp()),
    ] {
        for round in 0..5 {
            let puts = (0..6).map(|n| {
                let body = with(body.clone(), &[("/name", json!(format!("{round}-{n}")))]);
                let bench = &bench;
                async move { bench.put(path, &body).await }
            });
            let answers = join_all(puts).await;
            let (stored, refused): (Vec<_>, Vec<_>) =
                answers.into_iter().partition(|answer| answer.status != 409);
            let created = stored.iter().filter(|answer| answer.status == 201).count();
            assert_eq!(created, usize::from(round == 0));
            conflicts += refused.len();
            let mut etags: Vec<_> = stored.iter().map(|answer| answer.etag()).collect();
            etags.sort();
            etags.dedup();
            assert_eq!(etags.len(), stored.len());

            let last = bench.get(path).await;
            let winner = stored
                .iter()
                .find(|answer| answer.etag() == last.etag())
                .unwrap();
            assert_eq!(winner.body, last.body);
            assert_eq!(etags.last(), Some(&last.etag()));
        }
    }
    assert_ne!(conflicts, 0, "they were never at the same time");
}

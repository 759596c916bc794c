//! What an operator does in the console.

use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::probes::{AN_HOUR_MS, FAR, Story, Tried, done};
use crate::harness::{Answer, LOJA, until};

impl Story {
    async fn console(&self, method: Method, path: &str, body: &Value) -> Result<Answer, String> {
        let answer = self.trial.site.console(method, path, body).await;
        match answer.status {
            200..=299 => Ok(answer),
            _ => done(answer).map(|()| unreachable!()),
        }
    }

    /// The path of the conversation with a contact, below the console's API.
    async fn found(&self, integration: &str, contact: &str) -> Result<String, String> {
        let list = format!("integrations/{integration}/conversations");
        let query = format!("{list}?contact={contact}");
        let answer = self.console(Method::GET, &query, &Value::Null).await?;
        let found: Value = serde_json::from_str(&answer.body).unwrap();
        let id = found["conversations"][0]["id"].as_str().unwrap();
        Ok(format!("{list}/{id}"))
    }

    pub(super) async fn change_settings(&self) -> Tried {
        let assistant = json!({"name": "A", "model": "gpt-fake", "instructions": "Atenda."});
        let path = "assistants/asst_another";
        self.console(Method::PUT, path, &assistant).await?;
        let settings = self.trial.webhook_settings(0);
        let path = "integrations/another";
        self.console(Method::PUT, path, &settings).await?;
        self.console(Method::GET, "integrations", &Value::Null)
            .await?;
        Ok(())
    }

    /// Each time of an integration of its own, of which nothing is noted yet.
    pub(super) async fn note(&self) -> Tried {
        let integration = self.contact();
        let mut settings = self.trial.webhook_settings(AN_HOUR_MS);
        // Otherwise the check has a recording transcribed.
        settings["hearing"] = json!({"by": "nobody"});
        let path = format!("integrations/{integration}");
        self.console(Method::PUT, &path, &settings).await?;
        self.writes(&integration, &self.contact(), "oi").await?;
        let path = format!("{path}/check");
        let checked = self.console(Method::POST, &path, &Value::Null).await?;
        let checked: Value = serde_json::from_str(&checked.body).unwrap();
        match checked["last_verified_at"].is_string() {
            true => Ok(()),
            false => Err("nothing was noted".to_owned()),
        }
    }

    pub(super) async fn give_back(&self) -> Tried {
        let contact = self.contact();
        self.writes(FAR, &contact, "oi").await?;
        let path = self.found(FAR, &contact).await?;
        for step in ["take-over", "release"] {
            let path = format!("{path}/{step}");
            self.console(Method::POST, &path, &Value::Null).await?;
        }
        Ok(())
    }

    /// The voice of a test.
    pub(super) async fn play(&self) -> Tried {
        let tests = format!("integrations/{LOJA}/phone");
        let begun = self.console(Method::POST, &tests, &Value::Null).await?;
        let begun: Value = serde_json::from_str(&begun.body).unwrap();
        let test = format!("{tests}/{}", begun["conversation"].as_str().unwrap());
        let said = json!({"text": "oi"});
        self.console(Method::POST, &format!("{test}/messages"), &said)
            .await?;
        let mut turn = None;
        until("the test is answered", async || {
            let shown = self.trial.get(&test).await;
            let id = shown["trail"][0]["turn_id"].as_str();
            turn = id.and_then(|id| Some(id.split_once('-')?.1.to_owned()));
            turn.is_some()
        })
        .await;
        let path = format!("/console/{test}/audio/{}/0", turn.unwrap());
        let request = self.trial.site.request(Method::GET, &path);
        done(Answer::to(request.header(COOKIE, self.signed_in().await)).await)
    }

    /// The cookie of a browser in which the admin is signed in.
    async fn signed_in(&self) -> String {
        let site = &self.trial.site;
        #[expect(
            clippy::disallowed_methods,
            reason = "a test's client may go to loopback"
        )]
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        let request = client.post(format!("{}/console/sign-in", site.url()));
        let request = request.body(format!("token={}", site.token()));
        #[expect(
            clippy::disallowed_methods,
            reason = "a test's client may go to loopback"
        )]
        let answer = request.send().await.unwrap();
        let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    pub(super) async fn erase(&self) -> Tried {
        let contact = self.contact();
        self.speak_to(&contact).await?;
        let path = self.found(LOJA, &contact).await?;
        self.console(Method::DELETE, &path, &Value::Null).await?;
        Ok(())
    }
}

//! The scenes, in order, but for [the voice](super::voice).

use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::{Value, json};

use super::{
    INTERVAL, Story, TRANSFER_MESSAGE,
    customer::{ASKS_FOR_A_PERSON, ASKS_THE_PERSON, BALLOONS, SHOWS_A_RECEIPT},
    elapsed, print_quoted, within,
};

/// The pause between two balloons: the time to type a few words.
const TYPING: Duration = Duration::from_millis(400);
/// How much longer than the interval the demo listens to the bot's silence.
const SILENCE: Duration = Duration::from_secs(2);
pub(super) const PERSON_SAYS: &str = "Oi, aqui é a Ana. Acabei de reenviar o seu boleto.";

impl Story<'_> {
    pub(super) async fn three_balloons_get_one_answer(&self) -> anyhow::Result<()> {
        println!("\n1. The customer writes three balloons; each is a signed webhook.");
        let began = Instant::now();
        for balloon in BALLOONS {
            self.post(balloon, began).await?;
            tokio::time::sleep(TYPING).await;
        }
        println!(
            "\n2. The interval is {} s from the first balloon. Waiting…",
            INTERVAL.as_secs()
        );
        let answer = self.text(1).await?;
        println!("   {} WhatsApp is given the answer:", elapsed(began));
        print_quoted(&answer);
        Ok(())
    }

    /// Gives the conversation's id.
    pub(super) async fn the_customer_asks_for_a_person(&self) -> anyhow::Result<String> {
        println!("\n3. The customer asks for a person.");
        let began = Instant::now();
        self.post(ASKS_FOR_A_PERSON, began).await?;
        println!("   Waiting for the next interval…");
        let told = self.text(2).await?;
        println!(
            "   {} WhatsApp is given the transfer message:",
            elapsed(began)
        );
        print_quoted(&told);
        anyhow::ensure!(told == TRANSFER_MESSAGE, "another text was sent");
        let listed = self.listed().await?;
        let listed = listed.context("the console does not list the conversation")?;
        let id = listed.get("id").and_then(Value::as_str);
        let id = id.context("the conversation has no id")?.to_owned();
        let transfer = within(self.handed_over(&id)).await;
        let transfer = transfer.context("the transfer was not carried out")??;
        println!("   The console has it among the conversations of people:");
        println!("     since          {}", transfer.since);
        println!("     reason         {}", transfer.reason);
        println!("     summary        {}", transfer.summary);
        println!("     customer told  {}", transfer.customer_told);
        Ok(id)
    }

    pub(super) async fn a_person_answers(&self, id: &str) -> anyhow::Result<()> {
        println!("\n4. A person answers in the console, and the customer writes again.");
        let began = Instant::now();
        self.act(id, "messages", &json!({"text": PERSON_SAYS}))
            .await?;
        let given = self.text(3).await?;
        println!(
            "   {} WhatsApp is given the person's words:",
            elapsed(began)
        );
        print_quoted(&given);
        anyhow::ensure!(given == PERSON_SAYS, "another text was sent");
        self.post(ASKS_THE_PERSON, began).await?;
        println!("   Waiting for the interval and a little more…");
        tokio::time::sleep(INTERVAL + SILENCE).await;
        self.text(3).await?;
        let listed = self.listed().await?;
        let waits = listed.and_then(|it| it.get("unanswered")?.get("since").cloned());
        let waits = waits.context("the console does not show that a message waits")?;
        println!(
            "   {} The bot keeps quiet. The console shows a message that waits:",
            elapsed(began)
        );
        println!("     unanswered since  {}", waits.as_str().unwrap_or("?"));
        Ok(())
    }

    /// Gives the answer to the messages that nobody had answered.
    pub(super) async fn the_person_gives_it_back(&self, id: &str) -> anyhow::Result<String> {
        println!("\n5. The person gives the conversation back: what waits is answered.");
        let began = Instant::now();
        let state = self.act(id, "release", &json!({})).await?;
        anyhow::ensure!(
            state.get("owner") == Some(&json!("assistant")),
            "people still have it"
        );
        let answer = self.text(4).await?;
        println!("   {} WhatsApp is given the answer:", elapsed(began));
        print_quoted(&answer);
        Ok(answer)
    }
    pub(super) async fn a_picture_is_seen(&self) -> anyhow::Result<()> {
        println!("\n7. The customer sends a picture, which the assistant is shown.");
        let began = Instant::now();
        // Beside a voice, text is sent for what one must copy.
        let before = self.stand_ins.texts_to(&self.contact).len();
        self.post(SHOWS_A_RECEIPT, began).await?;
        println!("   Waiting for the interval…");
        let answer = self.text(before + 1).await?;
        println!("   {} WhatsApp is given the answer:", elapsed(began));
        print_quoted(&answer);
        Ok(())
    }
}

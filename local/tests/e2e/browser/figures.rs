//! The figures: from what a customer writes to the conversation that a figure opens.

use aws_sdk_dynamodb::types::AttributeValue;
use conversation::Zone;
use testkit::openai::Step;

use super::Screen;
use crate::harness::{LOJA, Trial, now};

const DAY_SECONDS: u64 = 24 * 3600;

#[tokio::test]
async fn a_transfer_is_a_figure_that_opens_its_conversation() {
    let transfer = Step::transfer("pediu", "Boleto de novembro.");
    let trial = Trial::whatsapp(0, [Step::text("Já vou ver."), transfer]).await;
    trial.says("m-1", "oi").await;
    trial.settled().await;
    trial.says("m-2", "quero uma pessoa").await;
    trial.transfers(1).await;
    trial.settled().await;
    let Some(screen) = Screen::signed_in(&trial).await else {
        return;
    };
    screen.go("/console/figures").await;
    screen.sees("The assistant asked for a person").await;
    screen.sees("no price").await;
    screen.check("figures").await;
    screen.go("/console/prices?models=gpt-fake").await;
    screen
        .fill("Models that answer: Read, line 1", "0.15")
        .await;
    screen
        .fill("Models that answer: From cache, line 1", "zero")
        .await;
    screen
        .fill("Models that answer: Written, line 1", "0.6")
        .await;
    screen.press("Save the prices").await;
    screen.sees("Write an amount in US dollars").await;
    screen.check("prices-refused").await;
    screen
        .fill("Models that answer: From cache, line 1", "0.075")
        .await;
    screen.press("Save the prices").await;
    screen.sees("The prices are saved.").await;
    screen.check("prices").await;

    screen.go("/console/figures").await;
    screen.sees("$0.0001").await;
    screen.sees_no("no price").await;
    screen.press("Transfers: 1").await;
    screen.sees("Maria Aparecida").await;
    screen.check("behind").await;

    busy_days(&trial).await;
    screen.go("/console/figures").await;
    screen.press("Português").await;
    screen.sees("Atraso das respostas").await;
    screen.press("Como tabela").await;
    screen.check("figures-busy").await;
    screen
        .go("/console/figures?from=2020-01-01&to=2020-01-02")
        .await;
    screen.sees("Nada aconteceu nestes dias.").await;
    screen.check("figures-empty").await;
}

/// The week before today, in which much happened.
async fn busy_days(trial: &Trial) {
    for ago in 0..7_u64 {
        let at = now().minus(std::time::Duration::from_secs(ago * DAY_SECONDS));
        let day = Zone::default().date(at);
        for nth in 0..(9 + 5 * ago % 7) {
            let number = |number: u64| AttributeValue::N(number.to_string());
            let request = trial.site.clients().dynamodb.put_item();
            let mut request = request
                .table_name("recado")
                .item("pk", AttributeValue::S(format!("FIGURES#{LOJA}#{day}")))
                .item(
                    "sk",
                    AttributeValue::S(format!("{:032x}", 1000 * ago + nth)),
                )
                .item("format", number(2))
                .item("replies", number(3))
                .item("messages", number(7))
                .item("late#30", number(2))
                .item("late#36", number(1))
                .item("spoken_characters", number(1210))
                .item("heard_seconds#gpt-transcribe", number(95))
                .item("character_cost", number(605));
            for model in [
                "gpt-6-luna",
                "openrouter/meta-llama/llama-4-maverick-instruct:free",
            ] {
                request = request
                    .item(format!("answers#{model}"), number(3))
                    .item(format!("input_tokens#{model}"), number(310_000))
                    .item(format!("cached_tokens#{model}"), number(204_800))
                    .item(format!("output_tokens#{model}"), number(18_000));
            }
            match nth % 5 {
                0 => request = request.item("handed_over#requested", number(1)),
                1 => request = request.item("handed_over#assistant_failed", number(1)),
                2 => request = request.item("taken_over", number(1)),
                _ => {}
            }
            request.send().await.unwrap();
        }
    }
}

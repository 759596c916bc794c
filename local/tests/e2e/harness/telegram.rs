//! A customer on Telegram.

use serde_json::{Value, json};
use testkit::channels::{FakeTelegram, TelegramUpdate, TelegramUser};

use super::{LOJA, Trial, accepted};

const BOT_TOKEN: &str = "123456:e2eBotTokenM8sQ";
const SECRET_TOKEN: &str = "e2eSecretTokenV2hD";

pub(crate) const JOANA: TelegramUser<'_> = TelegramUser {
    id: 424_242,
    name: "Joana",
};

impl Trial {
    /// Puts [`LOJA`] on Telegram, with these settings otherwise.
    pub(crate) async fn put_on_telegram(&self, mut settings: Value) -> FakeTelegram {
        let telegram = FakeTelegram::start(BOT_TOKEN).await;
        settings["channel"] = json!({
            "kind": "telegram", "bot_token": BOT_TOKEN, "secret_token": SECRET_TOKEN,
            "base_url": telegram.base_url(),
        });
        self.put_integration(LOJA, &settings).await;
        telegram
    }

    /// Telegram tells [`LOJA`] of an update.
    pub(crate) async fn telegram_tells(&self, update: &TelegramUpdate) {
        let webhook = self.webhook_to(LOJA, &update.bytes());
        accepted(webhook.header("x-telegram-bot-api-secret-token", SECRET_TOKEN)).await;
    }
}

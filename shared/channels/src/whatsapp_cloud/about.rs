//! What a message came from, as Meta tells beside it.

use conversation::beside;
use serde_json::Value;

use crate::json::text;
use crate::notes::{ad, joined};

/// The ad or post that the chat was begun from, and the product that the message asks about. A
/// quoted message comes as an id alone. Fields:
/// <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text>.
pub(super) fn about(message: &Value) -> Option<String> {
    let ad = ad(message.get("referral"));
    let product = text(message, "/context/referred_product/product_retailer_id");
    let product = product.and_then(|id| beside("this is about the product", id));
    let all = joined([ad.as_deref(), product.as_deref()], "\n");
    (!all.is_empty()).then_some(all)
}

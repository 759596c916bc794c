//! Changes of a customer's number or business-scoped id. Nobody says anything: a `system` message
//! tells the old and the new one. Fields, of 2026-08-11:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system>.
//! The older `customer_changed_number` and `new_wa_id` are known from others' code alone.

use conversation::{Contact, MessageId, Renamed, ReplyAddress, Timestamp};
use serde_json::{Value, json};

use super::contact::names;
use crate::json::text;
use crate::receive::sent_at;

/// The change of names that a message stands for; none if it is not one, or lacks the old or the
/// new name.
pub(super) fn renamed(message: &Value, now: Timestamp) -> Option<Renamed> {
    let changed = [
        "user_changed_number",
        "customer_changed_number",
        "user_changed_user_id",
    ];
    changed
        .contains(&text(message, "/system/type")?)
        .then_some(())?;
    let place = |pointer| text(message, pointer);
    // The old number may be nobody's by now, or somebody else's.
    let number = place("/system/wa_id").or_else(|| place("/system/new_wa_id"));
    let user_id = place("/system/user_id");
    let reply_address = match (number, user_id) {
        (Some(number), _) => json!({"to": number}),
        (None, Some(id)) => json!({"recipient": id}),
        (None, None) => return None,
    };
    let [old_id, old_number, own_id] =
        ["/system/previous_user_id", "/from", "/from_user_id"].map(place);
    let old = names([old_id, old_number, own_id]);
    let new = names([user_id, number]);
    let is_known = |name| old.contains(name);
    if old.is_empty() || new.iter().all(is_known) {
        return None;
    }
    let told = old.iter().chain(new.iter().filter(|name| !is_known(name)));
    // One name changes, and the other may stay.
    let mut lost = names([
        old_id,
        old_number.filter(|_| number.is_some()),
        own_id.filter(|_| user_id.is_some()),
    ]);
    lost.retain(|name| !new.contains(name));
    Some(Renamed {
        id: MessageId::parse(text(message, "/id")?).ok()?,
        contact: Contact::new(told.cloned().collect(), None),
        lost,
        reply_address: ReplyAddress(reply_address),
        at: sent_at(message.get("timestamp"), now),
    })
}

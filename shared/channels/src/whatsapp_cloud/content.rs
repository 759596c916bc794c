//! What a message says.

use serde_json::Value;

use super::envelope::ignored;
use super::media::media;
use crate::content::Content;
use crate::json::{list, scalar, text};
use crate::notes::{NOT_SHOWN, Who, coordinates, joined, place};
use crate::rich;

/// What the message says; or, for a kind that needs no answer, the reason under which it is counted.
/// Kinds:
/// <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/>.
pub(super) fn content(message: &Value, who: Who) -> Result<Content, &'static str> {
    let kind = text(message, "/type").ok_or(ignored::BROKEN)?;
    let said = match media(kind, message) {
        Some(media) => media,
        None => Content::words(words(kind, message, who)?),
    };
    match said.is_empty() {
        true => Err("empty"),
        false => Ok(said),
    }
}

fn words(kind: &str, message: &Value, who: Who) -> Result<String, &'static str> {
    Ok(match kind {
        "text" => text(message, "/text/body")
            .ok_or(ignored::BROKEN)?
            .to_owned(),
        "button" => text(message, "/button/text")
            .ok_or(ignored::BROKEN)?
            .to_owned(),
        "interactive" => interactive(message, who)?,
        "location" => who.note("sent a location", location(message), None),
        "contacts" => who.note("sent a contact", contacts(message), None),
        "order" => who.note(
            "placed an order",
            order(message),
            text(message, "/order/text"),
        ),
        "reaction" => return Err("reaction"),
        "system" => return Err("system"),
        "request_welcome" => return Err("request_welcome"),
        "edit" => return Err("edit"),
        "revoke" => return Err("revoke"),
        // `unsupported`, which Meta could not pass on, and `ephemeral` among them.
        kind => not_shown(message.get(kind), error(message), who),
    })
}

/// Whether the customer tapped a button, of a template among them, or picked a row of a list.
pub(super) fn is_button(message: &Value) -> bool {
    let replies = ["button_reply", "list_reply"];
    match text(message, "/type") {
        Some("button") => true,
        Some("interactive") => {
            text(message, "/interactive/type").is_some_and(|kind| replies.contains(&kind))
        }
        _ => false,
    }
}

/// The title that the customer tapped, and a list row's description as they saw it.
fn interactive(message: &Value, who: Who) -> Result<String, &'static str> {
    match text(message, "/interactive/type").ok_or(ignored::BROKEN)? {
        "button_reply" => text(message, "/interactive/button_reply/title")
            .map(str::to_owned)
            .ok_or(ignored::BROKEN),
        "list_reply" => {
            let title = text(message, "/interactive/list_reply/title").ok_or(ignored::BROKEN)?;
            let description = text(message, "/interactive/list_reply/description");
            Ok(joined([Some(title), description], "\n"))
        }
        "nfm_reply" => Ok(who.note(
            "filled in a form",
            form(message.pointer("/interactive/nfm_reply/response_json")),
            None,
        )),
        "call_permission_reply" => Err("call_permission"),
        kind => Ok(not_shown(
            message.pointer(&format!("/interactive/{kind}")),
            None,
            who,
        )),
    }
}

/// The note for an unknown kind, with any text in it.
fn not_shown(content: Option<&Value>, why: Option<String>, who: Who) -> String {
    let words = content.and_then(|content| rich::words(content, who));
    who.note(NOT_SHOWN, why, words.as_deref())
}

/// The answers of a form: JSON, which Meta writes as a text, and some who pass it on do not.
fn form(response: Option<&Value>) -> Option<String> {
    match response? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        object => Some(object.to_string()),
    }
}

/// Why Meta could not pass the message on, as far as a number tells.
fn error(message: &Value) -> Option<String> {
    let code = list(message, "/errors")?.first()?.get("code")?;
    Some(format!("WhatsApp's error {}", scalar(code)?))
}

fn location(message: &Value) -> Option<String> {
    let coordinates = coordinates(message, ["/location/latitude", "/location/longitude"]);
    place(
        text(message, "/location/name"),
        text(message, "/location/address"),
        coordinates.as_deref(),
    )
}

fn contacts(message: &Value) -> Option<String> {
    let cards = list(message, "/contacts")?.iter().map(|card| {
        let phones = list(card, "/phones").unwrap_or_default();
        let phones = phones.iter().map(|phone| text(phone, "/phone"));
        joined(
            std::iter::once(text(card, "/name/formatted_name")).chain(phones),
            ", ",
        )
    });
    let cards: Vec<String> = cards.filter(|card| !card.is_empty()).collect();
    (!cards.is_empty()).then(|| cards.join("; "))
}

fn order(message: &Value) -> Option<String> {
    let items = list(message, "/order/product_items")?.iter().map(|item| {
        let part = |name| {
            item.get(name)
                .and_then(scalar)
                .unwrap_or_else(|| "?".into())
        };
        format!(
            "{} × {} at {} {}",
            part("quantity"),
            part("product_retailer_id"),
            part("item_price"),
            part("currency")
        )
    });
    let items: Vec<String> = items.collect();
    (!items.is_empty()).then(|| items.join("; "))
}

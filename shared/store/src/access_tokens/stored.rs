//! The item of an access token.

use aws_sdk_dynamodb::types::AttributeValue;
use conversation::Timestamp;
use serde::{Deserialize, Serialize};

use super::token::{AccessToken, AccessTokenId, Grant, Hash};
use crate::StoreError;
use crate::item::{self, Item};
use crate::keys;

pub(super) const HASH: &str = "hash";
pub(super) const LAST_USED_AT: &str = "last_used_at";

/// What its body holds: what never changes.
#[derive(Serialize, Deserialize)]
struct Body {
    id: AccessTokenId,
    name: String,
    #[serde(flatten)]
    grant: Grant,
    created_at: Timestamp,
}

/// The item of a token that was not used yet.
pub(super) fn encode(token: &AccessToken, hash: Hash) -> Result<Item, StoreError> {
    let body = Body {
        id: token.id.clone(),
        name: token.name.clone(),
        grant: token.grant.clone(),
        created_at: token.created_at,
    };
    let mut item = item::new(keys::access_token(&token.id));
    item::set_body(&mut item, &body)?;
    item.insert(HASH.to_owned(), AttributeValue::S(hash.0));
    keys::listed_access_token(&token.id, token.created_at).into_item(&mut item);
    Ok(item)
}

pub(crate) fn decode(item: &Item) -> Result<AccessToken, StoreError> {
    let Body {
        id,
        name,
        grant,
        created_at,
    } = item::body(item)?;
    let last_used_at = match item.get(LAST_USED_AT) {
        None => None,
        Some(_) => Some(Timestamp::from_millis(item::read_number(
            item,
            LAST_USED_AT,
        )?)),
    };
    Ok(AccessToken {
        id,
        name,
        grant,
        created_at,
        last_used_at,
    })
}

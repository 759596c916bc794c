//! Messages by their providers' ids, and how far they came.

use conversation::ports::Clock;
use conversation::{ConversationRef, Delivery, Message, MessageId, Seq};

use super::DynamoConversations;
use crate::item::{self, DELIVERY, DELIVERY_RANK, HEARD, Item, MESSAGE, Unreadable};
use crate::{StoreError, keys};

impl<C: Clock> DynamoConversations<C> {
    pub(super) async fn message_of(
        &self,
        of: &ConversationRef,
        id: &MessageId,
    ) -> Result<Option<Message>, StoreError> {
        let Some(seen) = self.get_alive(keys::seen(of, id)).await? else {
            return Ok(None);
        };
        // The id of a desk's event, or one that an earlier release has remembered.
        if !seen.contains_key(MESSAGE) {
            return Ok(None);
        }
        let seq = Seq(item::read_number(&seen, MESSAGE)?);
        let item = self.get_alive(keys::message(of, seq)).await?;
        Ok(item.as_ref().map(decode_message).transpose()?)
    }

    pub(super) async fn update_delivery(
        &self,
        of: &ConversationRef,
        message: Seq,
        delivery: &Delivery,
    ) -> Result<(), StoreError> {
        let request = self
            .update_message(of, message)
            .update_expression("SET #delivery = :delivery, #rank = :rank")
            .condition_expression(
                "attribute_exists(pk) AND (attribute_not_exists(#rank) OR #rank < :rank)",
            )
            .expression_attribute_names("#delivery", DELIVERY)
            .expression_attribute_names("#rank", DELIVERY_RANK)
            .expression_attribute_values(":delivery", item::json(delivery)?)
            .expression_attribute_values(":rank", item::number(delivery.rank()));
        self.update(request).await?;
        Ok(())
    }
}

pub(super) fn decode_message(item: &Item) -> Result<Message, Unreadable> {
    let mut message: Message = item::body(item)?;
    if item.contains_key(DELIVERY) {
        message.delivery = Some(item::read_json(item, DELIVERY)?);
    }
    // What a later version noted in another way is as good as not heard.
    message.heard = item::read_json(item, HEARD).unwrap_or_default();
    Ok(message)
}

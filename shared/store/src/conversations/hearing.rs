//! Who hears a message's recordings, and what was heard.

use conversation::ports::{Clock, Hold};
use conversation::{ConversationRef, Heard, Seq, Timestamp, Token};

use super::DynamoConversations;
use super::delivery::decode_message;
use crate::item::{self, HEARD, HEARING_TOKEN, HEARING_UNTIL};
use crate::{StoreError, keys};

impl<C: Clock> DynamoConversations<C> {
    pub(super) async fn hold(
        &self,
        of: &ConversationRef,
        message: Seq,
        token: Token,
        (now, until): (Timestamp, Timestamp),
    ) -> Result<Hold, StoreError> {
        let request = self
            .update_message(of, message)
            .update_expression("SET #token = :token, #until = :until")
            .condition_expression(
                "attribute_exists(pk) AND (attribute_not_exists(#until) OR #until <= :now OR #token = :token)",
            )
            .expression_attribute_names("#token", HEARING_TOKEN)
            .expression_attribute_names("#until", HEARING_UNTIL)
            .expression_attribute_values(":token", item::number(token.0))
            .expression_attribute_values(":until", item::number(until.millis()))
            .expression_attribute_values(":now", item::number(now.millis()));
        let is_ours = self.update(request).await?;
        let item = self.get_alive(keys::message(of, message)).await?;
        Ok(match item {
            None => Hold::Gone,
            Some(_) if !is_ours => Hold::Others,
            Some(item) => Hold::Ours(Box::new(decode_message(&item)?)),
        })
    }

    pub(super) async fn update_heard(
        &self,
        of: &ConversationRef,
        message: Seq,
        token: Token,
        heard: &[Heard],
    ) -> Result<(), StoreError> {
        let request = self
            .update_message(of, message)
            .update_expression("SET #heard = :heard REMOVE #token, #until")
            .condition_expression("#token = :token")
            .expression_attribute_names("#heard", HEARD)
            .expression_attribute_names("#token", HEARING_TOKEN)
            .expression_attribute_names("#until", HEARING_UNTIL)
            .expression_attribute_values(":token", item::number(token.0))
            .expression_attribute_values(":heard", item::json(&heard)?);
        self.update(request).await?;
        Ok(())
    }
}

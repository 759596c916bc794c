//! The figures: one item for each conversation and day, of which every count is a sum. A commit
//! adds to it in its own transaction, so that nothing counts twice. It outlives the conversation.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};
use conversation::{
    ConversationId, ConversationRef, Counter, Date, Figures, IntegrationId, Tally, Timestamp,
};

use crate::StoreError;
use crate::item::{self, FORMAT, FORMAT_ATTRIBUTE, Item, Unreadable};
use crate::keys::{self, Key};
use crate::schema::EXPIRES_AT;

/// How long they are kept after the last write.
const KEPT: Duration = Duration::from_secs(400 * 24 * 3600);

/// The figures of all integrations, in DynamoDB.
#[derive(Debug, Clone)]
pub struct FiguresTable {
    client: Client,
    table: String,
}

impl FiguresTable {
    /// On the table named `table`.
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// What each conversation of an integration added to the figures of a day. Those of the last
    /// second may be missing.
    pub async fn of_day(
        &self,
        integration: &IntegrationId,
        day: Date,
    ) -> Result<Vec<(ConversationId, Figures)>, StoreError> {
        let of = AttributeValue::S(keys::figures_of(integration, day));
        let items = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :of")
            .expression_attribute_values(":of", of)
            .into_paginator()
            .items()
            .send();
        let items = items.collect::<Result<Vec<_>, _>>().await?;
        Ok(items.iter().map(decode).collect::<Result<_, _>>()?)
    }
}

/// Adds a tally to a conversation's item.
pub(crate) fn count(
    table: &str,
    of: &ConversationRef,
    tally: &Tally,
    now: Timestamp,
) -> Result<TransactWriteItem, BuildError> {
    let mut update = Update::builder()
        .table_name(table)
        .set_key(Some(keys::figures(of, tally.day).attributes()))
        .expression_attribute_names("#expires_at", EXPIRES_AT)
        .expression_attribute_names("#format", FORMAT_ATTRIBUTE)
        .expression_attribute_values(":expires_at", item::number(now.plus(KEPT).seconds()))
        .expression_attribute_values(":format", item::number(FORMAT));
    let mut sums = Vec::new();
    for (nth, (counter, by)) in tally.figures.iter().enumerate() {
        sums.push(format!("#c{nth} :c{nth}"));
        update = update
            .expression_attribute_names(format!("#c{nth}"), counter.to_string())
            .expression_attribute_values(format!(":c{nth}"), item::number(by));
    }
    let sums = sums.join(", ");
    let update = update.update_expression(format!(
        "ADD {sums} SET #expires_at = :expires_at, #format = :format"
    ));
    Ok(TransactWriteItem::builder().update(update.build()?).build())
}

pub(crate) fn decode(item: &Item) -> Result<(ConversationId, Figures), Unreadable> {
    let format = item::format(item)?;
    if format > FORMAT {
        return Err(Unreadable::Newer(format));
    }
    let id = Key::of(item).and_then(|key| ConversationId::parse(&key.sk).ok());
    let id = id.ok_or(Unreadable::Attribute("sk"))?;
    let counts = item.iter().filter_map(|(name, value)| {
        let count = value.as_n().ok()?.parse().ok()?;
        Some((Counter::named(name)?, count))
    });
    Ok((id, counts.collect()))
}

//! Who did what in the console, for a year.

mod line;

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use conversation::IntegrationId;
use conversation::ports::Clock;
use futures_util::future::try_join_all;

use crate::batch_get::batch_get;
use crate::item::{self, Item, Unreadable};
use crate::keys::{self, Key, ListKey};
use crate::schema::{LIST_INDEX, SK};
use crate::{InvalidCursor, ListError, StoreError};

pub use line::{About, AuditLine, Did, Who};

const KEPT: Duration = Duration::from_secs(365 * 24 * 3600);
/// The lines of a page.
const PAGE: u8 = 50;

/// The audit, in DynamoDB.
#[derive(Debug, Clone)]
pub struct Audit<C> {
    client: Client,
    table: String,
    clock: C,
}

/// Some lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditPage {
    /// The newest first.
    pub lines: Vec<AuditLine>,
    /// Where the next page begins; none after the last page.
    pub next: Option<String>,
}

impl<C: Clock> Audit<C> {
    /// On the table named `table`.
    pub const fn new(client: Client, table: String, clock: C) -> Self {
        Self {
            client,
            table,
            clock,
        }
    }

    /// Writes a line. `random` tells it from others of the same millisecond.
    pub async fn write(&self, line: &AuditLine, random: u64) -> Result<(), StoreError> {
        let position = keys::audit_position(line.at, random);
        let integration = line.about.integration.as_ref();
        let mut item = item::new(keys::audit_line(integration, &position));
        item::set_body(&mut item, line)?;
        item::expires(&mut item, line.at.plus(KEPT));
        ListKey::new(&keys::audit_list(line.at), &position).into_item(&mut item);
        let request = self.client.put_item().table_name(&self.table);
        request.set_item(Some(item)).send().await?;
        Ok(())
    }

    /// A page of the lines of these integrations.
    pub async fn of(
        &self,
        integrations: &BTreeSet<IntegrationId>,
        cursor: Option<&str>,
    ) -> Result<AuditPage, ListError> {
        let before = position(cursor)?;
        let queries = integrations.iter().map(|id| {
            self.query("pk", SK, keys::audit(Some(id)), before)
                .consistent_read(true)
        });
        let (items, next) = newest(queries).await?;
        self.page(items.iter().map(|(_, item)| item), next)
    }

    /// A page of all lines. A new one may take a moment to appear.
    pub async fn all(&self, cursor: Option<&str>) -> Result<AuditPage, ListError> {
        let before = position(cursor)?;
        let lists = keys::audit_lists(self.clock.now());
        let queries = lists.into_iter().map(|list| {
            self.query("list_pk", "list_sk", list, before)
                .index_name(LIST_INDEX)
        });
        let (entries, next) = newest(queries).await?;
        let keys: Vec<Key> = entries.iter().filter_map(|(_, of)| Key::of(of)).collect();
        let wanted = keys.iter().cloned();
        let items = batch_get(&self.client, &self.table, &self.clock, wanted).await?;
        self.page(keys.iter().filter_map(|key| items.get(key)), next)
    }

    fn query(&self, pk: &str, sk: &str, list: String, before: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .key_condition_expression(format!("{pk} = :list AND {sk} < :before"))
            .expression_attribute_values(":list", AttributeValue::S(list))
            .expression_attribute_values(":before", AttributeValue::S(before.to_owned()))
            .scan_index_forward(false)
            .limit(PAGE.into())
    }

    fn page<'i>(
        &self,
        items: impl Iterator<Item = &'i Item>,
        next: Option<String>,
    ) -> Result<AuditPage, ListError> {
        let now = self.clock.now();
        let alive = items.filter(|item| item::is_alive(item, now));
        let lines = alive.map(|item| item::body(item).map_err(StoreError::from));
        Ok(AuditPage {
            lines: lines.collect::<Result<_, _>>()?,
            next,
        })
    }
}

/// A cursor is the position of the last line that was shown.
fn position(cursor: Option<&str>) -> Result<&str, InvalidCursor> {
    /// Sorts after every position.
    const END: &str = "~";
    match cursor {
        None => Ok(END),
        Some(cursor) if keys::is_audit_position(cursor) => Ok(cursor),
        Some(_) => Err(InvalidCursor),
    }
}

/// The newest items that any of the queries finds, with their positions; and, if there are more, the
/// position of the last one.
async fn newest(
    queries: impl Iterator<Item = QueryFluentBuilder>,
) -> Result<(Vec<(String, Item)>, Option<String>), StoreError> {
    let answers = try_join_all(queries.map(QueryFluentBuilder::send)).await?;
    let mut more = answers.iter().any(|it| it.last_evaluated_key.is_some());
    let items = answers
        .into_iter()
        .flat_map(|it| it.items.unwrap_or_default());
    // An entry of the index has the same sort key as its item.
    let positioned = items.map(|item| Ok((item::read_text(&item, SK)?.to_owned(), item)));
    let mut items = positioned.collect::<Result<Vec<_>, Unreadable>>()?;
    items.sort_by(|(a, _), (b, _)| b.cmp(a));
    more |= items.len() > usize::from(PAGE);
    items.truncate(PAGE.into());
    let last = items.last().filter(|_| more);
    let next = last.map(|(position, _)| position.clone());
    Ok((items, next))
}

//! The conversations behind a figure.

use std::cmp::Reverse;

use conversation::{ConversationRef, State};

use super::figure::Figure;
use super::filter::Filter;
use super::read;
use crate::Console;
use crate::error::ApiError;
use crate::identity::Identity;

/// How many conversations are on a page.
const PAGE: usize = 50;

/// A page of the conversations behind a figure, those that add most first.
pub(crate) struct Behind {
    pub(crate) cases: Vec<Case>,
    /// What all of them add, on all pages.
    pub(crate) sum: u64,
    /// How many there are on all pages.
    pub(crate) conversations: usize,
    /// Where the next page begins; none after the last.
    pub(crate) next: Option<usize>,
    /// Whether days could not be read, so that conversations may be missing.
    pub(crate) is_whole: bool,
}

/// A conversation behind a figure.
pub(crate) struct Case {
    pub(crate) conversation: ConversationRef,
    pub(crate) adds: u64,
    /// None if it has been erased, or has expired.
    pub(crate) state: Option<State>,
}

/// The page that begins with the conversation numbered `first`.
pub(crate) async fn page(
    console: &Console,
    identity: &Identity,
    figure: &Figure,
    filter: &Filter,
    first: usize,
) -> Result<Behind, ApiError> {
    let period = read::period(console, identity, filter).await?;
    let sums = period.conversations();
    let behind = sums
        .into_iter()
        .map(|(of, figures)| (of, figure.of(&figures)));
    let mut behind: Vec<_> = behind.filter(|(_, adds)| *adds > 0).collect();
    behind.sort_by_key(|(of, adds)| (Reverse(*adds), *of));
    let page: Vec<_> = behind.iter().skip(first).take(PAGE).collect();
    let mut states = console
        .conversations
        .states(page.iter().map(|(of, _)| *of))
        .await?;
    let cases = page.iter().map(|(of, adds)| Case {
        conversation: (*of).clone(),
        adds: *adds,
        state: states.remove(*of),
    });
    let end = first + page.len();
    Ok(Behind {
        cases: cases.collect(),
        sum: behind.iter().map(|(_, adds)| adds).sum(),
        conversations: behind.len(),
        next: (end < behind.len()).then_some(end),
        is_whole: period.unreadable.is_empty(),
    })
}

//! What a story writes, so that another table can write the same.

use std::rc::Rc;

use conversation::{ConversationRef, Timestamp, ports::Commit};

use super::{Story, universe::Universe};

/// One thing that was done to the table.
#[derive(Debug)]
pub struct Step {
    /// When it was done.
    pub at: Timestamp,
    /// The conversation.
    pub conversation: ConversationRef,
    /// What was written, and whether it was; none if the conversation was erased.
    pub commit: Option<(Commit, bool)>,
}

/// Plays the story of a seed, in which conversations are erased at once. Gives what was done to the
/// table, in order.
pub fn record(seed: u64) -> Vec<Step> {
    let story = Story::of(seed);
    let universe = Rc::clone(&story.universe);
    universe.recorded.replace(Some(Vec::new()));
    story.play();
    universe.recorded.take().unwrap_or_default()
}

impl Universe {
    /// Notes what was done to the table, if somebody listens.
    pub(super) fn record(&self, conversation: &ConversationRef, commit: Option<(Commit, bool)>) {
        if let Some(steps) = self.recorded.borrow_mut().as_mut() {
            steps.push(Step {
                at: Timestamp::from_millis(self.world.now()),
                conversation: conversation.clone(),
                commit,
            });
        }
    }
}

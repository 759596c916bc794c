//! What is known of each process.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use conversation::{ConversationRef, State};

use super::world::TaskId;

#[derive(Default)]
pub(super) struct Tasks {
    /// Tasks that have called nothing since they last read or wrote the conversation.
    pub(super) looked: RefCell<HashSet<TaskId>>,
    /// What the assistant last told each.
    pub(super) answers: RefCell<HashMap<TaskId, String>>,
    /// What each last wrote.
    pub(super) written: RefCell<HashMap<TaskId, (ConversationRef, State)>>,
    /// Tasks that something went wrong for.
    pub(super) disturbed: RefCell<HashSet<TaskId>>,
    /// Tasks that crashed or had a send that was not acknowledged.
    pub(super) excused: RefCell<HashSet<TaskId>>,
}

impl Tasks {
    /// From now on a repeat of what this task sent is nobody's fault.
    pub(super) fn excuse(&self, task: TaskId) {
        self.excused.borrow_mut().insert(task);
    }

    pub(super) fn disturb(&self, task: TaskId) {
        self.disturbed.borrow_mut().insert(task);
    }
}

//! A wake-up queue that is never used.

use std::time::Duration;

use conversation::{
    WakeUpMessage,
    ports::{PortError, WakeUps},
};

/// A transfer goes on by its entry of the human queue. The function's role may send no wake-up, and
/// the function knows no queue to send one to.
pub(crate) struct NoWakeUps;

impl WakeUps for NoWakeUps {
    async fn send(&self, _: &WakeUpMessage, _: Duration) -> Result<(), PortError> {
        Err(PortError::new("the transfer function sends no wake-ups"))
    }
}

//! Recado's queues on SQS: delayed wake-ups, and transfers that wait for people.
//!
//! Every message carries its integration as `MessageGroupId`, which on a standard queue makes it
//! a fair queue: one tenant's backlog does not hold up the others
//! (<https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html>).

mod error;
mod human_queue;
mod json;
mod queue;
mod wake_ups;

pub use error::QueueError;
pub use human_queue::{NotOfTheHumanQueue, SqsDeadTransfers, SqsHumanQueue, parse_human_queue};
pub use wake_ups::{NotAWakeUp, SqsWakeUps, parse_wake_up};

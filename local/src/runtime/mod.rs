//! What Lambda provides to a function: the Runtime API that it polls, and the processes in which it
//! runs.
//!
//! The function's own binary runs unchanged. Each environment is one process with a Runtime API (a
//! port) of its own, so the server always knows which process is speaking. A [`Function`] keeps as
//! many environments as there are invocations at one time, up to a maximum, and stops idle ones.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html> and
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>.

mod api;
mod environment;
mod output;
mod pool;
mod process;
mod settings;
mod trace;

use std::time::Duration;

use bytes::Bytes;

pub use pool::Function;
pub use settings::Settings;

/// The most bytes an event or a response may have (Lambda's limit for synchronous invocations).
pub const MAX_PAYLOAD_BYTES: usize = 6 * 1024 * 1024;

/// Why an invocation has no response. All but [`InvokeError::TooLarge`] and
/// [`InvokeError::Recursive`] may succeed when tried again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvokeError {
    /// The function answered with an error, or with more than [`MAX_PAYLOAD_BYTES`], or failed
    /// while it was starting. Only in the last case does the environment end.
    #[error("the function answered with an error")]
    FunctionError {
        /// `{"errorType": …, "errorMessage": …}`, as the function wrote it. It may quote the
        /// event: not for logs.
        payload: Bytes,
    },
    /// No response within the function's timeout. The process was killed.
    #[error("Task timed out after {:.2} seconds", after.as_secs_f64())]
    TimedOut {
        /// The function's timeout.
        after: Duration,
    },
    /// The process ended, could not be started or was stopped with the system.
    #[error("the function's process ended: {reason}")]
    Crashed {
        /// The exit status or the system's error.
        reason: String,
    },
    /// All allowed environments were busy for as long as an invocation may wait.
    #[error("all environments are busy")]
    Throttled,
    /// The function has reached itself too often, and its settings do not allow that.
    #[error("a recursive loop: the function has reached itself again and again")]
    Recursive,
    /// The event has more than [`MAX_PAYLOAD_BYTES`]; the function has not seen it.
    #[error("the event is larger than {MAX_PAYLOAD_BYTES} bytes")]
    TooLarge,
}

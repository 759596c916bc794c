//! Logs: one JSON object per line on standard output, where Lambda collects them.

use tracing::Span;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::TelemetryConfig;

/// Sends the process's spans and events to standard output. Call it once, at the beginning of
/// `main`; a second call changes nothing.
pub fn init(config: TelemetryConfig) {
    if subscriber(config, std::io::stdout).try_init().is_err() {
        tracing::warn!("telemetry was already set up");
    }
    // The default hook prints the panic's message, and the message about a slice quotes the text.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a panic");
    }));
}

/// The span of one invocation. Everything logged within it carries the id that Lambda's own lines
/// and X-Ray have for the invocation.
pub fn invocation(request_id: &str) -> Span {
    tracing::info_span!("invocation", request_id)
}

fn subscriber<W>(config: TelemetryConfig, writer: W) -> impl SubscriberInitExt
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_writer(writer);
    tracing_subscriber::registry()
        .with(config.filter)
        .with(lines)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use serde_json::{Value, json};

    use super::*;
    use crate::{Env, FromEnv};

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_is_json_with_the_invocations_request_id() {
        let lines = Lines::default();
        let writer = lines.clone();
        let config = TelemetryConfig::read(&Env::default()).unwrap();
        let guard = subscriber(config, move || writer.clone()).set_default();
        invocation("8476a536").in_scope(|| {
            tracing::debug!("not at this level");
            tracing::info!(conversation_id = "c1", "window opened");
        });
        drop(guard);
        let written = lines.0.lock().unwrap().clone();
        let mut line: Value = serde_json::from_slice(&written).unwrap();
        line.as_object_mut().unwrap().remove("timestamp");
        let expected = json!({
            "level": "INFO", "target": "lambda::telemetry::tests", "message": "window opened",
            "conversation_id": "c1",
            "spans": [{"name": "invocation", "request_id": "8476a536"}],
        });
        assert_eq!(line, expected);
    }
}

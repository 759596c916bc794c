//! Errors in logs.

use std::error::Error;

/// The error and all its causes, on one line. It is built from the messages alone, never from the
/// debug form, in which the AWS SDK shows whole responses. A cause that its error repeats word for
/// word is named once.
pub fn error_chain(error: &dyn Error) -> String {
    let mut chain = error.to_string();
    let mut last = chain.clone();
    let mut cause = error.source();
    while let Some(error) = cause {
        let message = error.to_string();
        if message != last {
            chain.push_str(": ");
            chain.push_str(&message);
            last = message;
        }
        cause = error.source();
    }
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    enum Layer {
        #[error("the wake-up was not sent")]
        Outer(#[source] Box<Layer>),
        #[error("{0}")]
        Same(#[source] Box<Layer>),
        #[error("connection refused")]
        Inner,
    }

    #[test]
    fn every_cause_is_named_once() {
        let repeated = Layer::Same(Box::new(Layer::Inner));
        let error = Layer::Outer(Box::new(repeated));
        let expected = "the wake-up was not sent: connection refused";
        assert_eq!(error_chain(&error), expected);
    }
}

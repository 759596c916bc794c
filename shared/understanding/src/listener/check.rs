//! Whether recordings are heard right now.

use std::time::Duration;

use conversation::ports::{ListenError, Recording, Retry};
use http_client::{BodyLimit, CheckError, Problem};

use super::{Transcriber, errors, file, transcript};
use crate::FileType;

/// Half a second of silence: WAV, one channel of 16,000 samples a second, each of 16 bits.
const SILENCE: [u8; HEADER.len() + SAMPLE_BYTES] = {
    let mut wav = [0; HEADER.len() + SAMPLE_BYTES];
    wav.split_at_mut(HEADER.len()).0.copy_from_slice(&HEADER);
    wav
};
const SAMPLE_BYTES: usize = 16_000;
/// The lengths in it are those of what follows them.
const HEADER: [u8; 44] = *b"RIFF\xa4\x3e\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\
    \x80\x3e\0\0\0\x7d\0\0\x02\0\x10\0data\x80\x3e\0\0";

impl<C> Transcriber<C> {
    /// Has a moment of silence written down. What it takes for words is not looked at.
    pub async fn check(&self, time_limit: Duration) -> Result<(), CheckError> {
        let silence = Recording {
            bytes: SILENCE.as_slice().into(),
        };
        let file = file(&silence, FileType::Wav).map_err(of_answer)?;
        let (request, seconds_at) = self.request(file);
        let sent = self.client.send(request, BodyLimit::JSON, time_limit);
        let response = sent.await?;
        match response.status {
            200..=299 => transcript::read(&response.body, seconds_at)
                .map(drop)
                .map_err(of_answer),
            _ => Err(errors::of_check(&response)),
        }
    }
}

/// A success that holds no transcript.
fn of_answer(error: ListenError) -> CheckError {
    let ListenError::Failed { failure, .. } = error else {
        return CheckError::new(Problem::Refused, error.to_string());
    };
    let problem = match failure.retry {
        Retry::Later(_) => Problem::Busy,
        Retry::Never => Problem::Refused,
    };
    CheckError::new(problem, failure.detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_silence_is_half_a_second_of_wav() {
        assert_eq!(FileType::of(&SILENCE), FileType::Wav);
        let length = crate::length(&SILENCE);
        assert_eq!(length, Some(Duration::from_millis(500)));
    }
}

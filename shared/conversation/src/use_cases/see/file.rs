//! Fetching one file, and telling what it is.

use std::time::Duration;

use bytes::Bytes;

use crate::{
    Missed, ShownFile, Timestamp, Unseen,
    budgets::FETCH_PAUSES,
    machine::ToShow,
    policy::Seeing,
    ports::{Channel, Clock, FetchError, FileTypes, RunPorts},
    use_cases::reach::Reach,
};

/// What fetches the files of one run, and until when.
pub(super) struct Fetching<'a, P: RunPorts> {
    pub(super) ports: &'a P,
    pub(super) channel: Reach<'a, P::Channel>,
    pub(super) seeing: &'a Seeing,
    pub(super) until: Timestamp,
}

impl<P: RunPorts> Fetching<'_, P> {
    /// Fetches a file for which there is room for so many bytes, again where it may be there a moment
    /// later.
    pub(super) async fn file(&self, file: &ToShow, room: u64) -> Result<ShownFile, Missed> {
        let most = self.seeing.max_bytes.min(room);
        let too_large = match most < self.seeing.max_bytes {
            true => Unseen::TooMany,
            false => Unseen::TooLarge,
        };
        let size = file.attachment.size.unwrap_or_default();
        if size > self.seeing.max_bytes {
            return Err(Unseen::TooLarge.into());
        }
        if size > most {
            return Err(too_large.into());
        }
        let clock = self.ports.clock();
        let mut pauses = FETCH_PAUSES.into_iter();
        loop {
            let left = self.time_left();
            if left.is_zero() {
                return Err(Unseen::NoTime.into());
            }
            let error = match self.channel.fetch(&file.source, most, left).await {
                Ok(bytes) => return self.shown(file, bytes),
                Err(error) => error,
            };
            let again = pauses.next().map(|pause| clock.now().plus(pause));
            match again.filter(|again| *again < self.until && may_succeed_later(&error)) {
                Some(again) => clock.sleep_until(again).await,
                None => return Err(self.missed(error, too_large)),
            }
        }
    }

    fn shown(&self, file: &ToShow, bytes: Bytes) -> Result<ShownFile, Missed> {
        let file_type = self.ports.file_types().of(&bytes);
        let shown = file_type.filter(|file_type| self.seeing.shows(file_type.kind));
        Ok(ShownFile {
            file_type: shown.ok_or(Unseen::NotReadable)?,
            name: file.attachment.name.clone(),
            bytes,
        })
    }

    fn missed(&self, error: FetchError, too_large: Unseen) -> Missed {
        let failure = match error {
            FetchError::Gone => return Unseen::Gone.into(),
            FetchError::TooLarge => return too_large.into(),
            FetchError::Failed(failure) => failure,
        };
        let why = match self.time_left().is_zero() {
            true => Unseen::NoTime,
            false => Unseen::Failed,
        };
        Missed {
            why,
            error: Some(failure.detail),
        }
    }

    fn time_left(&self) -> Duration {
        self.until.since(self.ports.clock().now())
    }
}

fn may_succeed_later(error: &FetchError) -> bool {
    match error {
        // Some channels have a file only a moment after its message.
        FetchError::Gone => true,
        FetchError::TooLarge => false,
        FetchError::Failed(failure) => !failure.is_permanent(),
    }
}

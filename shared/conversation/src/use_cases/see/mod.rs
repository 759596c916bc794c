//! Seeing: what a batch carries is fetched for the assistant right before it is asked, and kept
//! nowhere.

mod file;

use futures_util::future::join_all;

use crate::{
    Missed, Policy, ShownFile, Took, Unseen,
    budgets::{ANSWER_RESERVE, FETCHING},
    machine::{Looked, ToShow},
    policy::Seeing,
    ports::{Clock, RunPorts},
    use_cases::run::Run,
};

use self::file::Fetching;

/// How many files are fetched at once.
const FETCHED_AT_ONCE: usize = 2;
/// The most bytes of all files of one request. In its body they are a third longer, and both are in
/// the function's memory at once.
const MAX_REQUEST_BYTES: u64 = 20_000_000;

impl<P: RunPorts> Run<'_, P> {
    /// Fetches what the assistant is to be shown of the batch. Gives whether there was anything, since
    /// that takes time.
    pub(in crate::use_cases) async fn see(&mut self, policy: &Policy) -> bool {
        let Some(seeing) = &policy.seeing else {
            return false;
        };
        let files = self.batch.to_show(seeing);
        if files.is_empty() {
            return false;
        }
        self.batch.looked = self.timed(self.look(files, seeing), Took::seeing).await;
        true
    }

    async fn look(&self, mut files: Vec<ToShow>, seeing: &Seeing) -> Vec<Looked> {
        let others = files.split_off(files.len().min(seeing.max_files));
        let half = self.time_left(ANSWER_RESERVE) / 2;
        let fetching = Fetching {
            ports: self.ports,
            channel: self.channel(),
            seeing,
            until: self.ports.clock().now().plus(half.min(FETCHING)),
        };
        let mut room = MAX_REQUEST_BYTES;
        let mut looked = Vec::new();
        for some in files.chunks(FETCHED_AT_ONCE) {
            let fetched = some.iter().map(|file| fetching.file(file, room));
            for (file, fetched) in some.iter().zip(join_all(fetched).await) {
                let bytes = |file: &ShownFile| file.bytes.len() as u64;
                let within = |file: ShownFile| match room.checked_sub(bytes(&file)) {
                    Some(left) => {
                        room = left;
                        Ok(file)
                    }
                    None => Err(Unseen::TooMany.into()),
                };
                looked.push(file.looked(fetched.and_then(within)));
            }
        }
        let others = others.iter();
        looked.extend(others.map(|file| file.looked(Err(Unseen::TooMany.into()))));
        looked
    }
}

impl ToShow {
    fn looked(&self, file: Result<ShownFile, Missed>) -> Looked {
        Looked {
            message: self.message,
            of: self.source.fingerprint(),
            file,
        }
    }
}

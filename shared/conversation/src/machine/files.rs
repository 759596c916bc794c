//! The files of a batch that the assistant is shown.

use crate::{
    Attachment, AttachmentSource, Fingerprint, Missed, SeenReport, Seq, ShownFile, Unseen,
    policy::Seeing,
};

use super::Batch;

/// A file that the assistant is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToShow {
    /// The message that carries it.
    pub(crate) message: Seq,
    /// The attachment.
    pub(crate) attachment: Attachment,
    /// Where the attachment's bytes are.
    pub(crate) source: AttachmentSource,
}

/// What became of a file that was to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Looked {
    /// The message that carries it.
    pub(crate) message: Seq,
    /// The file, by where it is.
    pub(crate) of: Fingerprint,
    /// The file, or why it is not shown.
    pub(crate) file: Result<ShownFile, Missed>,
}

impl Batch {
    /// The files of the kinds that are shown, in their order. One that several messages carry is
    /// there with the first of them.
    pub(crate) fn to_show(&self, seeing: &Seeing) -> Vec<ToShow> {
        let mut files: Vec<ToShow> = Vec::new();
        for message in self.messages() {
            let attachments = message.attachments.iter();
            for one in attachments.filter(|one| one.claims().is_some_and(|it| seeing.shows(it))) {
                if let Some(source) = &one.source
                    && files.iter().all(|known| known.source != *source)
                {
                    files.push(ToShow {
                        message: message.seq,
                        attachment: one.clone(),
                        source: source.clone(),
                    });
                }
            }
        }
        files
    }

    /// Shows no file to the assistant, which refused what it was shown.
    pub fn show_no_file(&mut self) {
        for looked in &mut self.looked {
            if looked.file.is_ok() {
                looked.file = Err(Unseen::Refused.into());
            }
        }
    }

    /// Whether the assistant is shown any file.
    pub fn shows_files(&self) -> bool {
        self.looked.iter().any(|looked| looked.file.is_ok())
    }

    /// The files that are shown with a message.
    pub(super) fn files_of(&self, message: Seq) -> Vec<ShownFile> {
        let looked = self.looked.iter().filter(|it| it.message == message);
        looked.filter_map(|it| it.file.clone().ok()).collect()
    }

    /// Why an attachment is not shown; none if it is, or was not to be.
    pub(super) fn unseen(&self, attachment: &Attachment) -> Option<Unseen> {
        let of = attachment.source.as_ref()?.fingerprint();
        let looked = self.looked.iter().find(|looked| looked.of == of)?;
        looked.file.as_ref().err().map(|missed| missed.why)
    }

    /// What the assistant is shown of the batch's files; none if there is nothing to show.
    pub fn seen(&self) -> Option<SeenReport> {
        let mut report = SeenReport::default();
        for looked in &self.looked {
            match &looked.file {
                Ok(file) => {
                    report.files += 1;
                    report.bytes += file.bytes.len() as u64;
                }
                Err(missed) => {
                    report.unseen.push(missed.why);
                    report.error = report.error.or_else(|| missed.error.clone());
                }
            }
        }
        (!self.looked.is_empty()).then_some(report)
    }
}

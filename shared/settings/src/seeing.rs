//! What the assistant is shown of the files that customers send.

use fields::{Whole, plain, walked};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{choice::choice, yes};

choice! {
    /// How finely pictures are seen. The names are those of `detail` in OpenAI's Responses API.
    #[derive(Default)]
    Detail {
        /// In 512 × 512 pixels: enough to tell what is on a photo, and not to read a receipt.
        Low: "low",
        /// So that small print can be read, for more tokens.
        #[default]
        High: "high",
        /// As the model decides.
        Auto: "auto",
    }
}

plain!([] Detail);

walked! {
    /// What the assistant is shown of the pictures and documents that customers send. It is told of
    /// the others.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Seeing {
        /// Whether it is shown pictures: photos, and stickers that do not move.
        #[serde(default = "yes")]
        pub pictures: bool,
        /// Whether it is shown documents: PDF, Word, Excel and PowerPoint, and texts in UTF-8.
        #[serde(default = "yes")]
        pub documents: bool,
        /// How finely pictures are seen.
        #[serde(default)]
        pub detail: Detail,
        /// The most files of one batch that are shown: those that came first.
        #[serde(default)]
        pub max_attachments: Whole<1, 32, 8>,
        /// The most megabytes of one file. OpenAI takes pictures of at most 15.
        #[serde(default)]
        pub max_megabytes: Whole<1, 15, 10>,
    }
}

impl Default for Seeing {
    fn default() -> Self {
        Self {
            pictures: true,
            documents: true,
            detail: Detail::default(),
            max_attachments: Whole::default(),
            max_megabytes: Whole::default(),
        }
    }
}

impl Seeing {
    /// The core's policy; none if nothing is shown.
    pub(crate) fn policy(&self) -> Option<conversation::policy::Seeing> {
        (self.pictures || self.documents).then(|| conversation::policy::Seeing {
            pictures: self.pictures,
            documents: self.documents,
            max_files: usize::try_from(self.max_attachments.get()).unwrap_or(usize::MAX),
            max_bytes: u64::from(self.max_megabytes.get()) * 1_000_000,
        })
    }
}

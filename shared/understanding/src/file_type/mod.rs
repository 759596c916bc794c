//! What a file is.
//!
//! `infer` and `file-format` were looked at. Neither tells moving images from still ones, or a
//! video without sound. `infer` takes every MPEG-4 but Apple's for a video. `file-format` believes
//! a length in a ZIP file, and sets aside up to 4 GiB for it.

mod gif;
pub(crate) mod iso_media;
mod mpeg;
pub(crate) mod ogg;
mod ole;
pub(crate) mod riff;
mod text;
mod webm;
mod zip;

/// What a file is, by its bytes. What its name or its sender claims is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileType {
    /// Ogg, with Opus in the voice messages of WhatsApp and Telegram.
    Ogg,
    /// MP3.
    Mp3,
    /// MPEG-4 with sound and no pictures.
    M4a,
    /// MPEG-4, or its relatives QuickTime and 3GP, with pictures.
    Mp4 {
        /// Whether it has sound. What messengers call a GIF has none.
        sound: bool,
    },
    /// WAV.
    Wav,
    /// WebM, with sound, pictures or both.
    Webm,
    /// FLAC.
    Flac,
    /// AAC in ADTS.
    Aac,
    /// AMR, narrowband or wideband.
    Amr,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp {
        /// Whether it moves.
        animated: bool,
    },
    /// GIF.
    Gif {
        /// Whether it moves.
        animated: bool,
    },
    /// HEIC, which iPhones take photos in.
    Heic,
    /// PDF.
    Pdf,
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
    /// PowerPoint.
    Pptx,
    /// Word until 2003.
    Doc,
    /// Excel until 2003.
    Xls,
    /// PowerPoint until 2003.
    Ppt,
    /// Any other ZIP file.
    Zip,
    /// Gzip, which Telegram's animated stickers (`.tgs`) are packed with.
    Gzip,
    /// Text in UTF-8 without control characters. Other encodings are [`Unknown`](Self::Unknown):
    /// whoever read them would have to guess the letters.
    Text,
    /// Anything else.
    Unknown,
}

/// The files that begin with bytes of their own.
const SIGNATURES: [(&[u8], FileType); 7] = [
    (b"OggS", FileType::Ogg),
    (b"fLaC", FileType::Flac),
    (b"#!AMR", FileType::Amr),
    (b"\x89PNG\r\n\x1a\n", FileType::Png),
    (b"\xff\xd8\xff", FileType::Jpeg),
    (b"%PDF-", FileType::Pdf),
    (b"\x1f\x8b", FileType::Gzip),
];

impl FileType {
    /// The type of a whole file. Any bytes will do.
    pub fn of(bytes: &[u8]) -> Self {
        let signature = |(signature, _): &&(&[u8], Self)| bytes.starts_with(signature);
        let signed = SIGNATURES.iter().find(signature);
        signed
            .map(|(_, file_type)| *file_type)
            .or_else(|| riff::file_type(bytes))
            .or_else(|| iso_media::file_type(bytes))
            .or_else(|| webm::file_type(bytes))
            .or_else(|| gif::file_type(bytes))
            .or_else(|| zip::file_type(bytes))
            .or_else(|| ole::file_type(bytes))
            .or_else(|| mpeg::file_type(bytes))
            .or_else(|| text::file_type(bytes))
            .unwrap_or(Self::Unknown)
    }

    /// Whether it is a recording that can be written down: a type that OpenAI's transcription takes
    /// (<https://developers.openai.com/api/docs/guides/speech-to-text>), with sound.
    pub const fn is_heard(self) -> bool {
        matches!(
            self,
            Self::Ogg
                | Self::Mp3
                | Self::M4a
                | Self::Mp4 { sound: true }
                | Self::Wav
                | Self::Webm
                | Self::Flac
        )
    }

    /// The media type, without parameters.
    pub const fn mime_type(self) -> &'static str {
        self.names().0
    }

    /// The ending of its files' names, without the dot.
    pub const fn extension(self) -> &'static str {
        self.names().1
    }

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Ogg => ("audio/ogg", "ogg"),
            Self::Mp3 => ("audio/mpeg", "mp3"),
            Self::M4a => ("audio/mp4", "m4a"),
            Self::Mp4 { .. } => ("video/mp4", "mp4"),
            Self::Wav => ("audio/wav", "wav"),
            Self::Webm => ("video/webm", "webm"),
            Self::Flac => ("audio/flac", "flac"),
            Self::Aac => ("audio/aac", "aac"),
            Self::Amr => ("audio/amr", "amr"),
            Self::Png => ("image/png", "png"),
            Self::Jpeg => ("image/jpeg", "jpg"),
            Self::Webp { .. } => ("image/webp", "webp"),
            Self::Gif { .. } => ("image/gif", "gif"),
            Self::Heic => ("image/heic", "heic"),
            Self::Pdf => ("application/pdf", "pdf"),
            Self::Docx => (
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "docx",
            ),
            Self::Xlsx => (
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "xlsx",
            ),
            Self::Pptx => (
                "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                "pptx",
            ),
            Self::Doc => ("application/msword", "doc"),
            Self::Xls => ("application/vnd.ms-excel", "xls"),
            Self::Ppt => ("application/vnd.ms-powerpoint", "ppt"),
            Self::Zip => ("application/zip", "zip"),
            Self::Gzip => ("application/gzip", "gz"),
            Self::Text => ("text/plain", "txt"),
            Self::Unknown => ("application/octet-stream", "bin"),
        }
    }
}

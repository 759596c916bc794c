//! Audio files, recognised by their first bytes.

/// The type of a voice note, as Meta writes it.
pub(super) const OGG_OPUS: &str = "audio/ogg; codecs=opus";
pub(super) const MP3: &str = "audio/mpeg";

/// What is wrong with a file of that type: Recado makes voice notes and MP3, no other audio.
pub(super) fn fault(kind: &str, bytes: &[u8]) -> Option<String> {
    let fits = match kind {
        OGG_OPUS => is_ogg_opus(bytes),
        MP3 => is_mp3(bytes),
        _ => return Some(format!("no audio that Recado makes: {kind}")),
    };
    (!fits).then(|| format!("not what it says it is: {kind}"))
}

/// Here the first page of an Ogg stream (RFC 3533) is one packet, which names the codec (RFC 7845).
fn is_ogg_opus(bytes: &[u8]) -> bool {
    bytes.starts_with(b"OggS") && bytes.get(28..36) == Some(b"OpusHead")
}

fn is_mp3(bytes: &[u8]) -> bool {
    let is_frame = matches!(bytes, [0xff, second, ..] if second & 0xe0 == 0xe0);
    is_frame || bytes.starts_with(b"ID3")
}

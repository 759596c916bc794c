//! Searches everything that a system leaves behind for text that must not be there.

use std::path::{Path, PathBuf};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

/// Bytes with a name: a file, or an answer.
pub(crate) type Found = (PathBuf, Vec<u8>);

pub(crate) fn files(folder: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), std::fs::read(path).unwrap()));
        }
    }
    found
}

pub(crate) fn holds((_, bytes): &Found, needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// The text itself, and its forms in base64, wherever it is in the encoded data.
pub(crate) fn forms(text: &str) -> Vec<Vec<u8>> {
    let encoded = (0..3).map(|before| {
        let encoded = STANDARD_NO_PAD.encode([&vec![0; before], text.as_bytes()].concat());
        // The digits at both ends depend on the neighbours as well.
        encoded.as_bytes()[2 * before..encoded.len() - 2].to_vec()
    });
    encoded.chain([text.as_bytes().to_vec()]).collect()
}

pub(crate) fn assert_nowhere(text: &str, places: &[Found]) {
    for form in forms(text) {
        for place in places {
            assert!(!holds(place, &form), "{text} is in {}", place.0.display());
        }
    }
}

pub(crate) fn assert_somewhere(text: &str, places: &[Found]) {
    assert!(
        places.iter().any(|place| holds(place, text.as_bytes())),
        "{text}"
    );
}

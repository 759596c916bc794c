//! The style, the scripts and the icon. Each is in the binary, and its address changes with it.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::error::ApiError;
use crate::permission::Permission;
use crate::router::Part;

pub(super) const STYLE: &str = "console.css";
pub(super) const SCRIPT: &str = "console.js";
/// htmx, as it is published: <https://github.com/bigskysoftware/htmx/releases/tag/v4.0.1>
pub(super) const HTMX: &str = "htmx-4.0.1.min.js";
pub(super) const ICON: &str = "icon.svg";

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

struct Asset {
    name: &'static str,
    kind: &'static str,
    content: &'static str,
}

const ASSETS: &[Asset] = &[
    Asset {
        name: STYLE,
        kind: "text/css; charset=utf-8",
        content: concat!(
            include_str!("../../assets/style/tokens.css"),
            include_str!("../../assets/style/base.css"),
            include_str!("../../assets/style/frame.css"),
            include_str!("../../assets/style/parts.css"),
            include_str!("../../assets/style/conversations.css"),
            include_str!("../../assets/style/assistants.css"),
            include_str!("../../assets/style/phone.css"),
            include_str!("../../assets/style/figures.css"),
            include_str!("../../assets/style/form.css"),
        ),
    },
    Asset {
        name: SCRIPT,
        kind: JAVASCRIPT,
        content: concat!(
            include_str!("../../assets/script/zone.js"),
            include_str!("../../assets/script/copy.js"),
            include_str!("../../assets/script/unsaved.js"),
            include_str!("../../assets/script/alert.js"),
            include_str!("../../assets/script/count.js"),
            include_str!("../../assets/script/refresh.js"),
            include_str!("../../assets/script/send.js"),
            include_str!("../../assets/script/phone.js"),
            include_str!("../../assets/script/part.js"),
            include_str!("../../assets/script/voices.js"),
            include_str!("../../assets/script/play.js"),
            include_str!("../../assets/script/generate.js"),
        ),
    },
    Asset {
        name: HTMX,
        kind: JAVASCRIPT,
        content: include_str!("../../assets/htmx-4.0.1.min.js"),
    },
    Asset {
        name: ICON,
        kind: "image/svg+xml",
        content: include_str!("../../assets/icon.svg"),
    },
];

/// A release's assets change together.
static RELEASE: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for asset in ASSETS {
        hash.update(asset.content);
    }
    hex::encode(hash.finalize()).chars().take(12).collect()
});

/// Where an asset is found.
pub(super) fn address(name: &str) -> String {
    format!("/console/assets/{}/{name}", *RELEASE)
}

pub(super) fn parts() -> Vec<Part> {
    vec![Part::at("/console/assets/{release}/{name}").page(get, Permission::Anyone)]
}

async fn get(Path([_, name]): Path<[String; 2]>) -> Result<Response, ApiError> {
    let found = ASSETS.iter().find(|asset| asset.name == name);
    let asset = found.ok_or(ApiError::NotFound)?;
    let headers = [
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (CONTENT_TYPE, asset.kind),
    ];
    Ok((headers, asset.content).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They are joined: what one leaves open would take in the next.
    #[test]
    fn each_style_ends_where_its_file_does() {
        let style = ASSETS.iter().find(|asset| asset.name == STYLE).unwrap();
        let mut open = 0;
        for line in style.content.lines() {
            // Every file begins so.
            if line.starts_with("/* ") {
                assert_eq!(open, 0, "before {line}");
            }
            open += line.matches('{').count();
            open -= line.matches('}').count();
        }
        assert_eq!(open, 0);
    }
}

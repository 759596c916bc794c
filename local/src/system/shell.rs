//! Text that is printed to be pasted into a shell.

use std::path::Path;

/// An event that finds nothing to do, in a system with settings as in one without.
const EVENT: &str = "events/lambda/responder-wake-up.json";

/// Builds the functions in SAM's folder, and runs one. The folder's own files name the template and
/// the variables.
pub(super) fn sam(folder: &Path) -> String {
    let event = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name(EVENT);
    format!(
        "cd {} && sam build && sam local invoke responder -e {}",
        quoted(folder),
        quoted(&event)
    )
}

/// A path as one word.
fn quoted(path: &Path) -> String {
    let path = path.to_string_lossy();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if path.chars().all(is_plain) {
        path.into_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt, process::Command};

    use super::*;

    /// Takes SAM's place: it finds the template and the event, or fails.
    const SAM: &str = "#!/bin/sh
test -f template.json || exit 3
echo \"$1 $2\"
if [ \"$4\" = -e ]; then test -f \"$5\"; fi
";

    #[test]
    fn the_printed_command_runs_as_it_is_pasted_also_in_a_folder_with_spaces() {
        let parent = tempfile::tempdir().unwrap();
        let program = parent.path().join("sam");
        fs::write(&program, SAM).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let path = format!("{}:/usr/bin:/bin", parent.path().display());
        for name in ["plain", "Ana's own data; $HOME"] {
            let folder = parent.path().join(name);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("template.json"), "{}").unwrap();
            let pasted = Command::new("sh")
                .args(["-c", &sam(&folder)])
                .env("PATH", &path)
                .output();
            let pasted = pasted.unwrap();
            assert!(pasted.status.success(), "{pasted:?}");
            assert_eq!(
                String::from_utf8_lossy(&pasted.stdout),
                "build \nlocal invoke\n"
            );
        }
    }
}

//! The functions' roles, which refuse nothing in a trial.

use local::aws::access::Access;

/// Fails at its end if a role refused anything. Refusals while a statement was removed from its
/// role do not count.
pub(super) struct Roles(pub(super) Access);

impl Drop for Roles {
    fn drop(&mut self) {
        // A second panic would abort the process and hide the first.
        if !std::thread::panicking() {
            let refused = self.0.refused();
            assert!(refused.is_empty(), "refused: {refused:#?}");
        }
    }
}

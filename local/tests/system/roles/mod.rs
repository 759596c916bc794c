//! The emulated services, called with the access keys of the functions' roles.

mod objects;
mod services;
mod table;

use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use local::{
    clients::Clients,
    system::{Options, System},
};
use tempfile::TempDir;

use crate::support::bin_dir;

const AUDIO: &str = "audio/loja/1/0.ogg";

/// A system with the trial function in place of each function.
struct Account {
    system: System,
    _folders: [TempDir; 2],
}

impl Account {
    async fn new() -> Self {
        let (data, binaries) = (tempfile::tempdir().unwrap(), bin_dir().await);
        let system = System::start(Options {
            bin_dir: Some(binaries.path().to_owned()),
            ..Options::new(data.path())
        });
        Self {
            system: system.await.unwrap(),
            _folders: [data, binaries],
        }
    }

    /// The clients of the holder of an access key.
    fn of(&self, access_key_id: &str) -> Clients {
        Clients::of(self.system.aws().endpoints(), access_key_id)
    }

    /// Removes a statement from a role.
    fn without(&self, role: &str, sid: &str) {
        let access = self.system.aws().access();
        let mut statements = access.statements().into_iter();
        let found = statements.find(|of| of.role == role && of.sid == sid);
        access.withdraw(Some(found.unwrap()));
    }
}

/// The code and the message of an error.
fn refused<T, E>(answer: Result<T, SdkError<E>>) -> (String, String)
where
    T: std::fmt::Debug,
    E: ProvideErrorMetadata + std::fmt::Debug,
{
    let error = answer.unwrap_err();
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    (text(error.code()), text(error.message()))
}

fn code<T, E>(answer: Result<T, SdkError<E>>) -> String
where
    T: std::fmt::Debug,
    E: ProvideErrorMetadata + std::fmt::Debug,
{
    refused(answer).0
}

//! Checks that URLs lead to public addresses.

use std::time::Duration;

use http_client::{Client, EndpointUrl, HttpError};

use crate::refused::Refused;

/// The time limit for resolving a name. A name is resolved within milliseconds, or hardly ever.
const TIME_LIMIT: Duration = Duration::from_secs(3);

/// Resolves the hosts' names. A name that does not resolve is refused as well.
pub(crate) async fn check(client: &Client, urls: &[(String, EndpointUrl)]) -> Result<(), Refused> {
    for (path, url) in urls {
        let checked = tokio::time::timeout(TIME_LIMIT, client.check_public(url)).await;
        let problem = match checked {
            Ok(Ok(())) => continue,
            Ok(Err(HttpError::Connection(_))) => "the host's name could not be resolved".to_owned(),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "the host's name was not resolved in time".to_owned(),
        };
        return Err(Refused::invalid(path.clone(), problem));
    }
    Ok(())
}

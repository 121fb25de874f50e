use http::header::CONTENT_TYPE;
use http::{Request, StatusCode, Uri};
use mpns_hyper::Client;
use serde_json::json;

use crate::failure::{Failure, chain};

/// Where and how the channel is registered with a service.
pub(super) struct Registration {
    pub(super) service: Uri,
    /// The name of the field with the channel URI.
    pub(super) field: String,
    pub(super) client: Client,
}

impl Registration {
    /// Registers the channel of a phone, and returns what the service answers. Redirects are not followed.
    pub(super) async fn register(&self, uri: &str, device: &str) -> Result<StatusCode, Failure> {
        let failed =
            |why: &str| Failure::no_reply(format_args!("the channel is not registered: {why}"));
        // The field of the same name wins.
        let mut body = json!({ "installationId": device });
        if let Some(members) = body.as_object_mut() {
            members.insert(self.field.clone(), uri.into());
        }
        let request = Request::post(&self.service)
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_string().into_bytes())
            .map_err(|error| failed(&chain(&error)))?;
        let response =
            self.client.request(request).await.map_err(|error| failed(&chain(&error)))?;
        let status = response.status();
        if !status.is_success() {
            return Err(failed(&format!("the service answers {}", status.as_u16())));
        }
        Ok(status)
    }
}
